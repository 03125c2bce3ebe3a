// The few signs of the screens, and what stands for them where only ASCII is wanted.
import type { Environment } from "../../console/world.ts";

export interface Symbols {
  readonly done: string;
  /** Of a question that was answered with no. */
  readonly not: string;
  readonly pointer: string;
  readonly cursor: string;
  readonly dot: string;
  readonly mask: string;
  readonly more: string;
  readonly bars: readonly string[];
}

const UNICODE: Symbols = {
  done: "✔",
  not: "–",
  pointer: "❯",
  cursor: "▏",
  dot: "·",
  mask: "•",
  more: "…",
  bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII: Symbols = {
  done: "ok",
  not: "-",
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

/** Whether the locale is one of UTF-8, as POSIX has it: the first that is set decides; where none is, the terminal most likely does. */
export function speaksUtf8({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** Terminals whose fonts have letters, but not these signs. */
const WITHOUT_SIGNS = /^(linux|vt\d|ansi|cons25|dumb)/;

export function drawsSigns({ TERM = "" }: Environment): boolean {
  return !WITHOUT_SIGNS.test(TERM);
}
