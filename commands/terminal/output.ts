// Where a person's terminal is written to: one stream that knows its size, is told when that changes, and takes colours
// out where they are not wanted. Everything on the screen goes through it, or prompts would be garbled.
import type { Buffer } from "node:buffer";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";

// deno-lint-ignore no-control-regex -- escape codes are what this is about
const COLOURS = /\x1b\[[0-9;]*m/g;

export class TerminalOutput extends Writable {
  readonly isTTY = true;
  readonly #stream: WriteStream;
  readonly #colours: boolean;
  readonly #resized = () => this.emit("resize");

  constructor(stream: WriteStream, { colours }: { readonly colours: boolean }) {
    super({ decodeStrings: false });
    this.#stream = stream;
    this.#colours = colours;
    // Also keeps Deno 2.7 from remembering the first size for ever.
    stream.on("resize", this.#resized);
  }

  get columns(): number {
    return this.#stream.columns || 80;
  }

  get rows(): number {
    return this.#stream.rows || 24;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const text = typeof chunk === "string" ? chunk : chunk.toString();
    this.#stream.write(this.#colours ? text : text.replace(COLOURS, ""));
    done();
  }

  /** Takes its listener off the stream, so that the program can end. */
  release(): void {
    this.#stream.off("resize", this.#resized);
  }
}
