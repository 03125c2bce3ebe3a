// Room for what is read: small while a connection is idle, large while it is busy, so that thousands of idle ones stay cheap.
import { READ_BUFFER_BYTES_BUSY, READ_BUFFER_BYTES_IDLE } from "../api/limits.ts";

/** Small reads in a row after which a connection counts as idle again. */
const SMALL_READS_MAX = 64;

export class ReadBuffer {
  #smallReads = 0;
  /** For the next read. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(READ_BUFFER_BYTES_IDLE);

  /** @param count bytes of the last read; what was read is used up. */
  fit(count: number): void {
    if (this.bytes.length === READ_BUFFER_BYTES_IDLE) {
      this.#smallReads = 0;
      if (count === this.bytes.length) this.bytes = new Uint8Array(READ_BUFFER_BYTES_BUSY);
      return;
    }
    this.#smallReads = count < READ_BUFFER_BYTES_IDLE ? this.#smallReads + 1 : 0;
    if (this.#smallReads >= SMALL_READS_MAX) this.bytes = new Uint8Array(READ_BUFFER_BYTES_IDLE);
  }
}
