// The person's terminal: data to stdout, talk to stderr, questions. The one place where remote text becomes
// screen text: everything interpolated with `line` is cleaned of characters that could rewrite the screen.
import { Buffer } from "node:buffer";
import process from "node:process";
import * as readline from "node:readline";
import { Writable } from "node:stream";
import { isatty } from "node:tty";
import { UNSAFE_TEXT } from "../bank/credentials.ts";
import { plainText, textOfFile } from "../bank/pasted.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import type { OutputFault, StandardStream } from "./standard_stream.ts";

/** Code points of one remote value on the screen. */
const REMOTE_CHARS_MAX = 200;

const UNSAFE = new RegExp(UNSAFE_TEXT.source, "gu");

/** Text from elsewhere without what could rewrite the screen, at most 200 characters of it. */
export function clean(value: string | number): string {
  return cleanUpTo(value, REMOTE_CHARS_MAX);
}

/** As `clean`, for what may be longer. */
export function cleanUpTo(value: string | number, charsMax: number): string {
  const safe = String(value).replace(UNSAFE, "");
  if ([...safe].length <= charsMax) return safe;
  let kept = "";
  let room = charsMax;
  for (const { segment } of new Intl.Segmenter().segment(safe)) {
    room -= [...segment].length;
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** A line of text whose values cannot carry control or bidirectional characters. */
export function line(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return strings.reduce((text, part, place) => text + clean(values[place - 1]!) + part);
}

export interface Screen {
  /** A person is there to answer: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** Of the terminal that data goes to; 80 where there is none. */
  readonly columns: number;
  /** Data, to stdout: text with an end of line, bytes as they are. */
  out(data: string | Uint8Array): void;
  /** Talk, to stderr. */
  say(text: string): void;
  /** When all data so far has been written, or never will be. @returns why it was not. */
  written(): Promise<OutputFault | null>;
  /** Settles when the program that reads the data has left, as `head` does. */
  readonly readerLeft?: Promise<void>;
  /** An answer as it was meant. @throws {CommandError} on end of input or Ctrl-C, or where no person is at the terminal. */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>;
  /** All of standard input, for --password-stdin. @throws {PastedError} when it is no text. */
  readAll(): Promise<string>;
}

export interface ProcessScreenOptions {
  readonly data: StandardStream;
  readonly talk: StandardStream;
  readonly readerLeft: Promise<void>;
}

/** The screen of a real process: data to standard output, talk and questions to standard error. */
export class ProcessScreen implements Screen {
  readonly interactive = isatty(0) && isatty(2);
  readonly readerLeft: Promise<void>;
  readonly #data: StandardStream;
  readonly #talk: StandardStream;

  constructor({ data, talk, readerLeft }: ProcessScreenOptions) {
    this.#data = data;
    this.#talk = talk;
    this.readerLeft = readerLeft;
  }

  get columns(): number {
    return isatty(1) && process.stdout.columns || 80;
  }

  out(data: string | Uint8Array): void {
    this.#data.write(typeof data === "string" ? `${data}\n` : data);
  }

  say(text: string): void {
    this.#talk.write(`${text}\n`);
  }

  written(): Promise<OutputFault | null> {
    return this.#data.written();
  }

  async ask(question: string, { hidden = false } = {}): Promise<string> {
    if (!this.interactive) {
      throw usageError(`Cannot ask "${question.trimEnd()}" without a terminal`);
    }
    // What has been said stands above the question.
    await Promise.all([this.#data.written(), this.#talk.written()]);
    return await this.#ask(question, hidden);
  }

  #ask(question: string, hidden: boolean): Promise<string> {
    const muted = new MutedOutput();
    const asking = readline.createInterface({
      input: process.stdin,
      output: muted,
      terminal: true,
      historySize: 0,
    });
    return new Promise((resolve, reject) => {
      const stop = () => {
        process.stderr.write("\n");
        reject(new CommandError(EXIT.interrupted, "Stopped."));
      };
      asking.on("SIGINT", () => asking.close());
      asking.on("SIGTSTP", () => {});
      asking.on("close", stop);
      asking.question(question, (answer) => {
        asking.off("close", stop);
        asking.close();
        if (hidden) process.stderr.write("\n");
        // Of a secret every character counts.
        resolve(hidden ? answer : plainText(answer));
      });
      muted.silent = hidden;
    });
  }

  async readAll(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return textOfFile(Buffer.concat(chunks));
  }
}

/** Passes to stderr, except what is typed while a password is asked for. */
class MutedOutput extends Writable {
  silent = false;
  readonly isTTY = true;

  get columns(): number {
    return process.stderr.columns ?? 80;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (!this.silent) process.stderr.write(chunk);
    done();
  }
}
