// Questions without redrawing: numbered lists and plain lines, for screen readers, dumb terminals and tiny windows.
import { plainCode } from "../../bank/pasted.ts";
import { wrapped } from "../table_text.ts";
import process from "node:process";
import * as readline from "node:readline";
import { Writable } from "node:stream";
import { usageError } from "../exit.ts";
import type { TerminalOutput } from "./output.ts";
import {
  BACK,
  type Back,
  type ChoiceQuestion,
  labelOf,
  type Questioner,
  type TextQuestion,
} from "./questions.ts";

export interface PlainOptions {
  readonly output: TerminalOutput;
  readonly onInterrupt: () => void;
}

interface Asking {
  readonly question: string;
  readonly typed: () => string;
  readonly hidden: boolean;
  readonly end: () => void;
}

export class PlainQuestioner implements Questioner {
  readonly #options: PlainOptions;
  #asking: Asking | null = null;
  #aborted = false;

  constructor(options: PlainOptions) {
    this.#options = options;
  }

  text(question: TextQuestion): Promise<string | Back> {
    return this.#until(question, false);
  }

  secret(question: TextQuestion): Promise<string | Back> {
    return this.#until(question, true);
  }

  async choose<T>({ question, choices, keys = {}, aside }: ChoiceQuestion<T>): Promise<T | Back> {
    const list = choices.map((choice, place) => `${place + 1} ${labelOf(choice)}`).join(", ");
    this.print(`${question}${aside ? ` ${aside()}.` : ""}`);
    this.print(wrapped(`${list}, 0 back`, this.#options.output.columns));
    while (true) {
      const answer = plainCode(await this.#ask(`Choose 0 to ${choices.length}: `, false));
      if (answer === "0") return BACK;
      const known = keys[answer];
      if (known !== undefined) return known;
      const choice = /^\d{1,3}$/.test(answer) ? choices[Number(answer) - 1] : undefined;
      if (choice) return choice.value;
      this.print(`"${answer}" is not on the list.`);
    }
  }

  async confirm(question: string): Promise<boolean | Back> {
    const typed = await this.#ask(`${question} Type yes or no: `, false);
    const answer = plainCode(typed).toLowerCase();
    return answer === "yes" || answer === "y";
  }

  print(text: string): void {
    const asking = this.#asking;
    if (!asking) {
      this.#options.output.write(`${text}\n`);
      return;
    }
    const again = asking.question + (asking.hidden ? "" : asking.typed());
    this.#options.output.write(`\n${text}\n${again}`);
  }

  refresh(): void {}

  abort(): void {
    this.#aborted = true;
    this.#asking?.end();
  }

  async #until(
    { question, initial, check }: TextQuestion,
    hidden: boolean,
  ): Promise<string | Back> {
    const suffix = initial ? ` (${initial})` : "";
    while (true) {
      const typed = await this.#ask(`${question}${suffix}: `, hidden);
      const answer = typed === "" && initial ? initial : typed;
      const wrong = check?.(answer) ?? null;
      if (wrong === null) return answer;
      this.print(wrong);
    }
  }

  #ask(question: string, hidden: boolean): Promise<string> {
    if (this.#aborted) return Promise.reject(usageError("The terminal is closed"));
    const { output, onInterrupt } = this.#options;
    const muted: Muted = new Muted(output, (): string => asking.line);
    const asking: readline.Interface = readline.createInterface({
      ...{ input: process.stdin, output: muted, terminal: true, historySize: 0 },
    });
    return new Promise((resolve, reject) => {
      let interrupted = false;
      const over = () => {
        this.#asking = null;
        output.write("\n");
        if (interrupted) onInterrupt();
        reject(usageError("The terminal is closed"));
      };
      this.#asking = { question, hidden, typed: () => asking.line, end: () => asking.close() };
      asking.on("SIGINT", () => {
        interrupted = true;
        asking.close();
      });
      asking.on("SIGTSTP", () => {});
      asking.on("close", over);
      asking.question(question, (answer) => {
        asking.off("close", over);
        asking.close();
        this.#asking = null;
        if (hidden) output.write("\n");
        resolve(answer);
      });
      muted.silent = hidden;
    });
  }
}

// deno-lint-ignore no-control-regex -- escape codes are what this is about
const CODES = /\x1b\[\d*[A-Z]/g;

/** Passes on what readline echoes, except while a secret is typed. */
class Muted extends Writable {
  silent = false;
  readonly isTTY = true;
  readonly #output: TerminalOutput;
  readonly #typed: () => string;
  #began = false;

  constructor(output: TerminalOutput, typed: () => string) {
    super({ decodeStrings: false });
    this.#output = output;
    this.#typed = typed;
  }

  get columns(): number {
    return this.#output.columns;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    if (!this.silent) this.#output.write(this.#plainly(String(chunk)));
    done();
  }

  /** Readline clears the empty line in which it asks; only who corrects what is typed needs such codes. */
  #plainly(text: string): string {
    this.#began ||= this.#typed() !== "";
    return this.#began ? text : text.replace(CODES, "");
  }
}
