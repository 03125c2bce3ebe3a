// A person's terminal: asks in the way that it and its person can use, keeps alerts above whatever is being asked,
// folds bursts, and gives the terminal back as it was, whatever ends the program.
import process from "node:process";
import type { Cancel, Host } from "../../bank/host.ts";
import { plainText } from "../../bank/pasted.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import type { Environment } from "../../console/world.ts";
import { TerminalOutput } from "../../console/output.ts";
import { PlainQuestioner } from "./plain_questioner.ts";
import {
  BACK,
  type Back,
  type ChoiceQuestion,
  type Questioner,
  type TextQuestion,
} from "./questions.ts";
import { RichQuestioner } from "./rich_questioner.ts";
import { wrapped } from "../table_text.ts";
import { drawsSigns, speaksUtf8, type Symbols, symbolsFor } from "./symbols.ts";

/** Windows below this are asked plainly. */
const RICH_COLUMNS_MIN = 30;
const RICH_ROWS_MIN = 6;

/** More alerts than this within the time are told as one line. */
const BURST_ALERTS_MAX = 5;
const BURST_MS = 100;

export interface TerminalOptions {
  readonly host: Host;
  readonly env: Environment;
  readonly plain: boolean;
  readonly ascii: boolean;
}

/** `TERM=dumb`, `ACCESSIBLE=1`, `--plain`, or a window that is too small to draw in. */
function isPlain({ env, plain }: TerminalOptions, { columns, rows }: TerminalOutput): boolean {
  const accessible = env.ACCESSIBLE !== undefined && !["", "0", "false"].includes(env.ACCESSIBLE);
  return plain || accessible || env.TERM === "dumb" || columns < RICH_COLUMNS_MIN ||
    rows < RICH_ROWS_MIN;
}

export class Terminal {
  readonly symbols: Symbols;
  /** The reader of the output has left, as `head` does: nothing is wrong. */
  readonly #onBroken = (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") this.end(EXIT.done);
  };
  readonly #host: Host;
  readonly #output: TerminalOutput;
  readonly #questioner: Questioner;
  #burst: string[] = [];
  #burstEnd: Cancel | null = null;
  #endedBy: number | null = null;
  #stop: (reason: CommandError) => void = () => {};
  readonly #stopped = new Promise<never>((_, reject) => this.#stop = reject);

  constructor(options: TerminalOptions) {
    const { env, host } = options;
    const colours = !env.NO_COLOR && env.TERM !== "dumb";
    this.#host = host;
    const ascii = options.ascii || !speaksUtf8(env);
    this.#output = new TerminalOutput(process.stdout, { colours, ascii });
    for (const stream of [process.stdout, process.stderr]) stream.on("error", this.#onBroken);
    this.symbols = symbolsFor({ ascii: ascii || !drawsSigns(env) });
    const onInterrupt = () => this.#endedBy ??= EXIT.interrupted;
    this.#questioner = isPlain(options, this.#output)
      ? new PlainQuestioner({ output: this.#output, onInterrupt })
      : new RichQuestioner({
        output: this.#output,
        symbols: this.symbols,
        clock: host.clock,
        onInterrupt,
      });
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  /** @returns the answer as it was meant: without what pasting leaves around and in it. */
  async text({ check, hint, ...question }: TextQuestion): Promise<string | Back> {
    const answer = await this.#ask(() =>
      this.#questioner.text({
        ...question,
        check: check && ((text) => check(plainText(text))),
        hint: hint && ((text) => hint(plainText(text))),
      })
    );
    return answer === BACK ? BACK : plainText(answer);
  }

  secret(question: TextQuestion): Promise<string | Back> {
    return this.#ask(() => this.#questioner.secret(question));
  }

  choose<T>(question: ChoiceQuestion<T>): Promise<T | Back> {
    return this.#ask(() => this.#questioner.choose(question));
  }

  confirm(question: string): Promise<boolean | Back> {
    return this.#ask(() => this.#questioner.confirm(question));
  }

  /** Lines that stay; already cleaned. Broken between words where they do not fit. */
  print(text: string): void {
    this.#questioner.print(wrapped(text, this.columns));
  }

  refresh(): void {
    this.#questioner.refresh();
  }

  /** An alert: shown at once, but a burst only as its number, and what its owner has to answer in any case. */
  notify(line: string, { urgent = false } = {}): void {
    if (urgent) return this.print(line);
    this.#burst.push(line);
    this.#burstEnd ??= this.#host.after(BURST_MS, () => {
      this.#burstEnd = null;
      const rest = this.#burst.splice(0).slice(BURST_ALERTS_MAX);
      if (rest.length === 1) this.print(rest[0]!);
      if (rest.length > 1) this.print(`${rest.length} more alerts; see Alerts.`);
    });
    if (this.#burst.length <= BURST_ALERTS_MAX) this.print(line);
  }

  /** A signal: the terminal is given back and the program ends with this code. */
  end(code: number): void {
    this.#endedBy ??= code;
    this.#questioner.abort();
    this.#stop(new CommandError(this.#endedBy, ""));
  }

  /** What is going on here, or its end by a signal: a person does not have to wait for a bank that does not answer. */
  untilEnded<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stopped]);
  }

  close(): void {
    this.#burstEnd?.();
    this.#questioner.abort();
    this.#output.release();
  }

  async #ask<T>(ask: () => Promise<T | Back>): Promise<T | Back> {
    try {
      if (this.#endedBy === null) return await ask();
    } catch (error) {
      if (this.#endedBy === null && !(error instanceof CommandError)) throw error;
    }
    throw new CommandError(this.#endedBy ?? EXIT.done, "");
  }
}
