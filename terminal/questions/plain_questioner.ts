// Questions without redrawing: numbered lists and plain lines, for screen readers, dumb terminals and tiny windows.
import { plainCode } from "../../bank/pasted.ts";
import { wrapped } from "../table_text.ts";
import process from "node:process";
import * as readline from "node:readline";
import { Writable } from "node:stream";
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

export interface PlainOptions {
  readonly output: TerminalOutput;
  readonly onInterrupt: () => void;
}

interface Asking {
  readonly question: string;
  readonly typed: () => string;
  readonly hidden: boolean;
  readonly end: () => void;
  /** The cursor stands on an empty line below the question. */
  below: boolean;
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

  async choose<T>(asked: ChoiceQuestion<T>): Promise<T | Back> {
    const { question, choices, keys = {}, aside, root = false } = asked;
    const list = choices.map((choice, place) => `${place + 1} ${labelOf(choice)}`).join(", ");
    this.print(`${question}${aside ? ` ${aside()}.` : ""}`);
    this.print(root ? list : `${list}, 0 back`);
    while (true) {
      const ask = `Choose ${root ? 1 : 0} to ${choices.length}: `;
      const answer = plainCode(await this.#ask(ask, false));
      if (answer === "0" && !root) return BACK;
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

  /** Below what is being asked, which is said again only when an answer is begun: a screen reader has read it. */
  print(text: string): void {
    const { output } = this.#options;
    const lines = wrapped(text, output.columns);
    const asking = this.#asking;
    if (!asking) return void output.write(`${lines}\n`);
    const begun = asking.typed() !== "";
    output.write(`${asking.below ? "" : "\n"}${lines}\n`);
    asking.below = !begun;
    if (begun) output.write(asking.question + (asking.hidden ? "" : asking.typed()));
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

  #ask(asked: string, hidden: boolean): Promise<string> {
    if (this.#aborted) return Promise.reject(usageError("The terminal is closed"));
    const { output, onInterrupt } = this.#options;
    // The person types on where the last line ends.
    const lines = wrapped(asked.trimEnd(), output.columns).split("\n");
    const question = `${lines.pop()} `;
    for (const line of lines) output.write(`${line}\n`);
    const muted: Muted = new Muted(output, (): string => asking.line);
    const asking: readline.Interface = readline.createInterface({
      input: process.stdin,
      output: muted,
      terminal: true,
      historySize: 0,
    });
    return new Promise((resolve, reject) => {
      let interrupted = false;
      const over = () => {
        this.#asking = null;
        output.write("\n");
        if (interrupted) onInterrupt();
        reject(usageError("The terminal is closed"));
      };
      const typed = () => asking.line;
      this.#asking = { question, hidden, typed, end: () => asking.close(), below: false };
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
