// Where a person's terminal is written to: one stream that knows its size, is told when that changes, and takes colours
// out where they are not wanted. Everything on the screen goes through it, or prompts would be garbled.
import type { Buffer } from "node:buffer";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import stringWidth from "fast-string-width";

// deno-lint-ignore no-control-regex -- escape codes are what this is about
const COLOURS = /\x1b\[[0-9;]*m/g;

/** In as many columns: letters without their marks, question marks for what ASCII has not. */
function asciiOf(text: string): string {
  return text.replace(/\P{ASCII}+/gu, (strange) => {
    let ascii = "";
    for (const { segment } of new Intl.Segmenter().segment(strange)) {
      const plain = segment === "…" ? "." : segment.normalize("NFD").replace(/\p{M}/gu, "");
      ascii += /^[\x20-\x7e]+$/.test(plain) ? plain : "?".repeat(stringWidth(segment));
    }
    return ascii;
  });
}

export interface TerminalOutputOptions {
  readonly colours: boolean;
  readonly ascii: boolean;
}

export class TerminalOutput extends Writable {
  readonly isTTY = true;
  readonly #stream: WriteStream;
  readonly #options: TerminalOutputOptions;
  readonly #resized = () => this.emit("resize");

  constructor(stream: WriteStream, options: TerminalOutputOptions) {
    super({ decodeStrings: false });
    this.#stream = stream;
    this.#options = options;
    // Also keeps Deno 2.7 from remembering the first size for ever.
    stream.on("resize", this.#resized);
  }

  get colours(): boolean {
    return this.#options.colours;
  }

  get columns(): number {
    return this.#stream.columns || 80;
  }

  get rows(): number {
    return this.#stream.rows || 24;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const { colours, ascii } = this.#options;
    const text = typeof chunk === "string" ? chunk : chunk.toString();
    const written = ascii ? asciiOf(text) : text;
    this.#stream.write(colours ? written : written.replace(COLOURS, ""));
    done();
  }

  /** Takes its listener off the stream, so that the program can end. */
  release(): void {
    this.#stream.off("resize", this.#resized);
  }
}
