// Documents that are being handed in part by part: in memory, bounded in bytes and in time, forgotten when they are done.
import { Buffer } from "node:buffer";
import { DOCUMENT_BYTES_MAX, TOO_LARGE } from "../../bank/giving/document.ts";
import { Refusal } from "../../bank/refusal.ts";
import { DOCUMENT_MS_MAX } from "../../api/limits.ts";
import type { Rank } from "../sharing/rank.ts";
import type { Quota } from "../sharing/shares.ts";

/** What one that has hardly begun counts for, in bytes. */
const BEGUN_BYTES = 64 * 1024;

interface Staged {
  readonly account: string;
  readonly beganAtMs: number;
  readonly parts: Buffer[];
  bytes: number;
}

/** Whose it is, and its id. */
interface Name {
  readonly account: string;
  readonly document: string;
}

interface Part {
  readonly part: number;
  readonly bytes: Buffer;
  /** Of who hands it in; absent: nothing is known. */
  readonly rank?: Rank;
}

export class StagedDocuments {
  readonly #staged = new Map<string, Staged>();
  readonly #quota: Quota;

  /** @param quota of bytes, by account. */
  constructor(quota: Quota) {
    this.#quota = quota;
  }

  /** Parts come in order; part 0 begins anew. @returns bytes so far. */
  add(name: Name, { part, bytes, rank }: Part, nowMs: number): number | Refusal {
    this.#forgetOld(nowMs);
    const [key, { account }] = [keyOf(name), name];
    if (part === 0) this.#forget(key);
    const staged = this.#staged.get(key) ?? { account, beganAtMs: nowMs, parts: [], bytes: 0 };
    if (part !== staged.parts.length) {
      return new Refusal("document_refused", {
        rule: "part_order",
        reason: `part ${staged.parts.length} is expected next`,
      });
    }
    if (staged.bytes + bytes.length > DOCUMENT_BYTES_MAX) {
      this.#forget(key);
      return new Refusal("document_refused", { ...TOO_LARGE });
    }
    if (!this.#quota.take(account, bytes.length + (part === 0 ? BEGUN_BYTES : 0), rank)) {
      return new Refusal("busy", { waiting: this.#staged.size });
    }
    this.#staged.set(key, staged);
    staged.parts.push(bytes);
    staged.bytes += bytes.length;
    return staged.bytes;
  }

  /** The whole document, which is forgotten here; null when there is none. */
  take(name: Name, nowMs: number): Uint8Array | null {
    this.#forgetOld(nowMs);
    const staged = this.#staged.get(keyOf(name));
    this.#forget(keyOf(name));
    return staged ? new Uint8Array(Buffer.concat(staged.parts)) : null;
  }

  /** Who has gone does not go on with it. */
  forgetOf(account: string): void {
    for (const [key, staged] of this.#staged) if (staged.account === account) this.#forget(key);
  }

  #forget(key: string): void {
    const staged = this.#staged.get(key);
    if (staged) this.#quota.give(staged.account, staged.bytes + BEGUN_BYTES);
    this.#staged.delete(key);
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { beganAtMs }] of this.#staged) {
      if (nowMs - beganAtMs <= DOCUMENT_MS_MAX) return;
      this.#forget(key);
    }
  }
}

function keyOf({ account, document }: Name): string {
  return `${account} ${document}`;
}
