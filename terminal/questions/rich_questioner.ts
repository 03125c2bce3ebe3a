// Questions on a real terminal: a frame that is drawn again as the person types, with lines that stay written above it.
// Rests on @clack/core, pinned exactly: that a frame is drawn again on `resize` is its behaviour, not its promise.
import { isCancel, Prompt } from "@clack/core";
import ansis from "ansis";
import type { Key } from "node:readline";
import { usageError } from "../../console/exit.ts";
import type { TerminalOutput } from "../../console/output.ts";
import {
  BACK,
  type Back,
  type ChoiceQuestion,
  labelOf,
  type Questioner,
  type TextQuestion,
} from "./questions.ts";
import type { Symbols } from "./symbols.ts";

/** Rows and columns from which the keys are explained. */
const HELP_ROWS_MIN = 12;
const HELP_COLUMNS_MIN = 50;

/** Milliseconds after its appearance in which a confirmation takes no answer: what was pasted is none. */
const CONFIRM_DEAF_MS = 200;

export interface RichOptions {
  readonly output: TerminalOutput;
  readonly symbols: Symbols;
  readonly clock: () => number;
  /** Ctrl-C. */
  readonly onInterrupt: () => void;
}

type Frame = (prompt: { readonly state: string; readonly error: string }) => string;

export class RichQuestioner implements Questioner {
  readonly #options: RichOptions;
  #active = false;
  #blank = false;
  /** Of the question that is being asked: an old one's would be closed again at every end. */
  #asked = new AbortController();
  #aborted = false;

  constructor(options: RichOptions) {
    this.#options = options;
  }

  text(question: TextQuestion): Promise<string | Back> {
    return this.#line(question, (answer) => answer);
  }

  secret(question: TextQuestion): Promise<string | Back> {
    const { mask } = this.#options.symbols;
    return this.#line(question, (answer) => mask.repeat([...answer].length));
  }

  async choose<T>(asked: ChoiceQuestion<T>): Promise<T | Back> {
    const { question, choices, keys = {}, aside, root = false } = asked;
    let at = 0;
    let byKey = "";
    const labels = () => choices.map(labelOf);
    const { pointer, done } = this.#options.symbols;
    const frame: Frame = ({ state }) => {
      if (state === "submit") {
        return `${ansis.green(done)} ${question}  ${byKey || labels()[at] || ""}`;
      }
      const head = `${ansis.cyan("?")} ${ansis.bold(question)}${
        aside ? `   ${ansis.dim(aside())}` : ""
      }`;
      const help = this.#help(root);
      const rows = this.#window(choices.length, { at, help: help.length }).map((place) =>
        place === at ? ansis.cyan(`${pointer} ${labels()[place]}`) : `  ${labels()[place]}`
      );
      return [head, ...rows, ...help].join("\n");
    };
    const prompt = this.#prompt<T>({ frame, tracks: false });
    prompt.value = choices[0]?.value;
    prompt.on("key", (char, key) => {
      // Without its name the key is none that cancels.
      if (root && key.name === "escape") delete key.name;
      const answer = char === undefined ? undefined : keys[char];
      if (answer !== undefined) {
        prompt.value = answer;
        byKey = String(answer);
        prompt.state = "submit";
        return;
      }
      at = moved(at, { char, key, labels: labels() });
      prompt.value = choices[at]?.value;
    });
    return await this.#ask(prompt);
  }

  async confirm(question: string): Promise<boolean | Back> {
    const { done, not } = this.#options.symbols;
    const shownAtMs = this.#options.clock();
    let yes = false;
    const frame: Frame = ({ state }) =>
      state === "submit"
        ? `${yes ? ansis.green(done) : not} ${question}  ${yes ? "yes" : "no"}`
        : `${ansis.cyan("?")} ${ansis.bold(question)}  ${yes ? "Y/n" : "y/N"}`;
    const prompt = this.#prompt<boolean>({
      frame,
      tracks: false,
      validate: () => this.#options.clock() - shownAtMs < CONFIRM_DEAF_MS ? " " : undefined,
    });
    prompt.value = false;
    prompt.on("key", (char) => {
      if (this.#options.clock() - shownAtMs < CONFIRM_DEAF_MS) return;
      if (char?.toLowerCase() === "y") yes = true;
      if (char?.toLowerCase() === "n") yes = false;
      prompt.value = yes;
    });
    return await this.#ask(prompt);
  }

  print(text: string): void {
    const { output } = this.#options;
    if (!this.#active) {
      output.write(`${text}\n`);
      return;
    }
    this.#blank = true;
    output.emit("resize");
    output.write(`\r\x1b[J${text}\n`);
    this.#blank = false;
    output.emit("resize");
  }

  refresh(): void {
    if (this.#active) this.#options.output.emit("resize");
  }

  abort(): void {
    this.#aborted = true;
    this.#asked.abort();
  }

  async #line(
    { question, initial, check, hint }: TextQuestion,
    shown: (answer: string) => string,
  ): Promise<string | Back> {
    const { done } = this.#options.symbols;
    const frame: Frame = ({ state, error }) => {
      const typed = prompt.userInput;
      if (state === "submit") return `${ansis.green(done)} ${question}  ${shown(typed)}`;
      const below = state === "error"
        ? ansis.yellow(`  ${error}`)
        : hint
        ? `  ${ansis.dim(hint(typed))}`
        : "";
      const head = `${ansis.cyan("?")} ${ansis.bold(question)}  ${
        this.#withCursor(typed, shown, prompt)
      }`;
      return below.trim() === "" ? head : `${head}\n${below}`;
    };
    const prompt: LinePrompt = this.#prompt<string>({
      frame,
      tracks: true,
      ...(initial === undefined ? {} : { initialUserInput: initial }),
      validate: (answer) => check?.(answer ?? "") ?? undefined,
    }) as LinePrompt;
    prompt.value = initial ?? "";
    prompt.on("userInput", (typed) => prompt.value = typed);
    const answer = await this.#ask(prompt);
    return answer === BACK ? BACK : answer ?? "";
  }

  /** The cursor stands on a whole grapheme, also in the middle of an emoji family. */
  #withCursor(typed: string, shown: (answer: string) => string, prompt: LinePrompt): string {
    const at = prompt.place();
    const [front, rest] = [typed.slice(0, at), typed.slice(at)];
    // What knows graphemes takes 8 ms to load: not before the cursor stands inside the line.
    const [next] = rest === "" ? [] : new Intl.Segmenter().segment(rest);
    if (!next) return shown(front) + this.#options.symbols.cursor;
    const { output, symbols } = this.#options;
    if (!output.colours) return shown(front) + symbols.cursor + shown(rest);
    const { segment } = next;
    return shown(front) + ansis.inverse(shown(segment)) + shown(rest.slice(segment.length));
  }

  #prompt<T>({ frame, tracks, ...rest }: PromptPlan<T>): Prompt<T> {
    const render = function (this: { state: string; error: string }) {
      return frame(this);
    };
    const blank = () => this.#blank;
    this.#asked = new AbortController();
    class Asked extends Prompt<T> {
      place(): number {
        return this._cursor;
      }
    }
    return new Asked({
      ...rest,
      output: this.#options.output,
      signal: this.#asked.signal,
      render(this: { state: string; error: string }) {
        return blank() ? "" : render.call(this);
      },
    }, tracks);
  }

  async #ask<T>(prompt: Prompt<T>): Promise<T | Back> {
    if (this.#aborted) throw usageError("The terminal is closed");
    let escaped = false;
    prompt.on("key", (_char, key) => escaped = key.name === "escape");
    this.#active = true;
    try {
      const answering = prompt.prompt();
      // Without a listener readline suspends the process by a signal, which a sandboxed program may not send.
      (prompt as unknown as { rl?: NodeJS.EventEmitter }).rl?.on("SIGTSTP", () => {});
      const answer = await answering;
      if (!isCancel(answer)) return answer as T;
    } finally {
      this.#active = false;
    }
    if (escaped) return BACK;
    this.#options.onInterrupt();
    throw usageError("The terminal is closed");
  }

  /** Places of the choices that fit, around the chosen one. */
  #window(count: number, { at, help }: { at: number; help: number }): number[] {
    const room = Math.max(3, this.#options.output.rows - 3 - help);
    const first = Math.max(0, Math.min(at - Math.floor(room / 2), count - room));
    return Array.from({ length: Math.min(count, room) }, (_, offset) => first + offset);
  }

  #help(root: boolean): string[] {
    const { output, symbols: { dot } } = this.#options;
    if (output.rows < HELP_ROWS_MIN || output.columns < HELP_COLUMNS_MIN) return [];
    const back = root ? [] : ["Esc back"];
    const keys = ["up/down move", "Enter choose", "letters jump", ...back, "Ctrl-C quit"];
    return [ansis.dim(`  ${keys.join(` ${dot} `)}`)];
  }
}

type LinePrompt = Prompt<string> & { place(): number };

interface PromptPlan<T> {
  readonly frame: Frame;
  /** Whether what is typed is a line of text. */
  readonly tracks: boolean;
  readonly initialUserInput?: string;
  readonly validate?: (value: T | undefined) => string | undefined;
}

interface Pressed {
  readonly char: string | undefined;
  readonly key: Key;
  readonly labels: readonly string[];
}

/** Arrows move, letters jump to the next label that begins with them. */
function moved(at: number, { char, key, labels }: Pressed): number {
  const count = labels.length;
  if (key.name === "up") return (at + count - 1) % count;
  if (key.name === "down") return (at + 1) % count;
  if (key.name === "home") return 0;
  if (key.name === "end") return count - 1;
  // A letter within half a second of Esc comes as one with Alt.
  const letter = char ?? (key.meta && key.name?.length === 1 ? key.name : "");
  if (letter.trim() === "") return at;
  for (let step = 1; step <= count; step++) {
    const place = (at + step) % count;
    if (labels[place]!.toLowerCase().startsWith(letter.toLowerCase())) return place;
  }
  return at;
}
