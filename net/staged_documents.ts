// Documents that are being handed in part by part: in memory, bounded in bytes and in time, forgotten when they are done.
import { Buffer } from "node:buffer";
import { DOCUMENT_BYTES_MAX, TOO_LARGE } from "../bank/giving/document.ts";
import { Refusal } from "../bank/refusal.ts";
import { DOCUMENT_MS_MAX, DOCUMENTS_STAGED_BYTES_MAX, DOCUMENTS_STAGED_MAX } from "./limits.ts";

interface Staged {
  readonly beganAtMs: number;
  readonly parts: Buffer[];
  bytes: number;
}

export class StagedDocuments {
  readonly #staged = new Map<string, Staged>();
  #bytes = 0;

  /** Parts come in order; part 0 begins anew. @returns bytes so far. */
  add(name: string, part: number, bytes: Buffer, nowMs: number): number | Refusal {
    this.#forgetOld(nowMs);
    if (part === 0) this.forget(name);
    const staged = this.#staged.get(name) ?? { beganAtMs: nowMs, parts: [], bytes: 0 };
    if (part !== staged.parts.length) {
      return new Refusal("document_refused", {
        ...{ rule: "part_order", reason: `part ${staged.parts.length} is expected next` },
      });
    }
    if (staged.bytes + bytes.length > DOCUMENT_BYTES_MAX) {
      this.forget(name);
      return new Refusal("document_refused", { ...TOO_LARGE });
    }
    const full = this.#bytes + bytes.length > DOCUMENTS_STAGED_BYTES_MAX ||
      this.#staged.size >= DOCUMENTS_STAGED_MAX;
    if (full && (part === 0 || this.#bytes + bytes.length > DOCUMENTS_STAGED_BYTES_MAX)) {
      return new Refusal("busy", { waiting: this.#staged.size });
    }
    this.#staged.set(name, staged);
    staged.parts.push(bytes);
    staged.bytes += bytes.length;
    this.#bytes += bytes.length;
    return staged.bytes;
  }

  /** The whole document, which is forgotten here; null when there is none. */
  take(name: string, nowMs: number): Uint8Array | null {
    this.#forgetOld(nowMs);
    const staged = this.#staged.get(name);
    this.forget(name);
    return staged ? new Uint8Array(Buffer.concat(staged.parts)) : null;
  }

  forget(name: string): void {
    this.#bytes -= this.#staged.get(name)?.bytes ?? 0;
    this.#staged.delete(name);
  }

  #forgetOld(nowMs: number): void {
    for (const [name, { beganAtMs }] of this.#staged) {
      if (nowMs - beganAtMs <= DOCUMENT_MS_MAX) return;
      this.forget(name);
    }
  }
}
