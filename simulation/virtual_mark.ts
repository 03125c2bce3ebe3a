// The file of the mark in a simulated machine: what was written survives the end of the process, what was synced the end of the
// machine, and the record that was being written may be torn.
import { createHash } from "node:crypto";
import { type MarkFile, readMark } from "../store/head_mark.ts";
import type { Chance, VirtualTime } from "./virtual_time.ts";

/** Bytes of the whole file: two pages. */
const FILE_BYTES = 8_192;

/** States of the file that a backup may have. */
const KEPT_MAX = 100;

/** Milliseconds that a sync takes. */
const SYNC_MS = 4;

export class VirtualMark {
  #written: Uint8Array | null = null;
  #synced: Uint8Array | null = null;
  /** The newest record, while it may still be torn. */
  #last: { readonly bytes: Uint8Array; readonly position: number } | null = null;
  /** The file as it was after each of the newest records. */
  readonly #kept: Uint8Array[] = [];
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** @param alive whether the process that has it open still lives. */
  file(alive: () => boolean): MarkFile {
    return {
      read: () => this.#written?.slice() ?? null,
      write: (bytes, position) => {
        if (!alive()) return;
        this.#written ??= new Uint8Array(FILE_BYTES);
        this.#written.set(bytes, position);
        this.#last = { bytes: bytes.slice(), position };
        this.#kept.push(this.#written.slice());
        if (this.#kept.length > KEPT_MAX) this.#kept.shift();
      },
      sync: (done) => {
        const [now, last] = [this.#written?.slice() ?? null, this.#last];
        void this.#time.after(SYNC_MS, () => {
          if (!alive()) return;
          this.#synced = now;
          if (this.#last === last) this.#last = null;
          done(null);
        });
      },
      syncNow: () => {
        if (!alive()) return;
        this.#synced = this.#written?.slice() ?? null;
        this.#last = null;
      },
      close: () => {},
    };
  }

  /** The machine stops: what was not synced may be there or not, the newest record in part. */
  powerCut(chance: Chance): void {
    if (chance.happens(0.5)) this.#written = this.#synced?.slice() ?? null;
    else if (this.#last && this.#written && chance.happens(0.3)) {
      const { bytes, position } = this.#last;
      const torn = chance.whole(bytes.length);
      this.#written.fill(0, position + torn, position + bytes.length);
    }
  }

  /** What makes it good again after something was done to it. */
  keep(): () => void {
    const [written, synced] = [this.#written?.slice() ?? null, this.#synced?.slice() ?? null];
    return () => {
      this.#written = written;
      this.#synced = synced;
    };
  }

  remove(): void {
    this.#written = this.#synced = null;
  }

  /** Yesterday's file is put back: the newest that knows no later block. @returns false when there is none. */
  putBack(seq: number): boolean {
    const old = this.#kept.findLast((bytes) => (readMark(fileOf(bytes))?.seq ?? -1) <= seq);
    if (!old) return false;
    this.#written = old.slice();
    this.#synced = old.slice();
    return true;
  }

  /** What is in the file, in few characters. */
  get state(): string {
    return createHash("sha256").update(this.#written ?? "").digest("hex");
  }
}

/** For looking only. */
function fileOf(bytes: Uint8Array): MarkFile {
  const nothing = () => {};
  return { read: () => bytes, write: nothing, sync: nothing, syncNow: nothing, close: nothing };
}
