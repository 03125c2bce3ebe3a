// The few signs of the screens, and what stands for them where only ASCII is wanted.

export interface Symbols {
  readonly done: string;
  readonly pointer: string;
  readonly cursor: string;
  readonly dot: string;
  readonly mask: string;
  readonly more: string;
  readonly bars: readonly string[];
}

const UNICODE: Symbols = {
  done: "✔",
  pointer: "❯",
  cursor: "▏",
  dot: "·",
  mask: "•",
  more: "…",
  bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII: Symbols = {
  done: "ok",
  pointer: ">",
  cursor: "_",
  dot: "-",
  mask: "*",
  more: "...",
  bars: ["_", ".", "-", "=", "+", "*", "%", "#"],
};

export function symbolsFor({ ascii }: { readonly ascii: boolean }): Symbols {
  return ascii ? ASCII : UNICODE;
}
