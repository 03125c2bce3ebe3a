// What the program says, to standard output or standard error: in order, whole, in its own time. Waits for a slow reader,
// knows when the reader has left and when the disk is full, and never throws.
import { Buffer } from "node:buffer";
import type { Runtime, StandardFile } from "../net/runtime.ts";
import { reasonText } from "./reason_text.ts";

/** Milliseconds before something that takes nothing for the moment is asked again. */
const AGAIN_MS = 10;

/** Why no more can be written. */
export interface OutputFault {
  /** The reader has read enough, as `head` does: nothing is wrong. */
  readonly left: boolean;
  /** In words. */
  readonly reason: string;
}

export interface StandardStreamOptions {
  readonly file: StandardFile;
  readonly after: Runtime["after"];
  /** Bytes that may wait; what is more is left out. Without it everything waits. */
  readonly waitingBytesMax?: number;
  readonly onFault?: (fault: OutputFault) => void;
}

export class StandardStream {
  readonly #options: StandardStreamOptions;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | null = null;
  #fault: OutputFault | null = null;

  constructor(options: StandardStreamOptions) {
    this.#options = options;
  }

  write(data: string | Uint8Array): void {
    if (this.#fault) return;
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    const { waitingBytesMax = Infinity } = this.#options;
    if (this.#waitingBytes + bytes.length > waitingBytesMax) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#writing ??= this.#writeOut();
  }

  /** When everything so far has been written, or never will be. @returns why it was not. */
  async written(): Promise<OutputFault | null> {
    while (this.#writing) await this.#writing;
    return this.#fault;
  }

  async #writeOut(): Promise<void> {
    const { file, onFault = () => {} } = this.#options;
    try {
      // What comes while the last of it is finished belongs to it.
      while (this.#waiting.length > 0) {
        await this.#writeAll(Buffer.concat(this.#waiting.splice(0)));
        while (file.finish && !await file.finish()) await this.#pause();
      }
    } catch (error) {
      this.#fault = faultOf(error);
      this.#waiting = [];
      onFault(this.#fault);
    } finally {
      this.#writing = null;
    }
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const count = await this.#options.file.write(bytes.subarray(from));
      if (count === 0) await this.#pause();
      from += count;
      this.#waitingBytes -= count;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.after(AGAIN_MS, resolve));
  }
}

const LEFT: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET"]);

function faultOf(error: unknown): OutputFault {
  const { code = "" } = error as NodeJS.ErrnoException;
  return { left: LEFT.has(code), reason: reasonText(error) };
}
