// The journal in Deno KV: key ["journal", seq] → the bytes of the block. Implements the port that
// bank/journal.ts declares. `append` never overwrites: the check makes the first writer win.
import { hashOf, JournalDamage } from "../bank/block.ts";
import type { Journal } from "../bank/journal.ts";
import { bytesOf, type Kv } from "./kv.ts";

/** Blocks of one list request while replaying: 60 KiB each, so a few MiB at a time. */
const REPLAY_BATCH = 64;

/** Blocks of one commit that sets some aside. */
const ASIDE_BATCH = 10;

export class KvJournal implements Journal {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  async append(seq: number, blocks: readonly Uint8Array[]): Promise<boolean> {
    const atomic = this.#kv.atomic().check({ key: ["journal", seq], versionstamp: null });
    for (const [place, bytes] of blocks.entries()) atomic.set(["journal", seq + place], bytes);
    // The chain proves every block but the last: this row tells which one that is.
    const head = { seq: seq + blocks.length - 1, hash: hashOf(blocks.at(-1)!) };
    atomic.set(["head"], new TextEncoder().encode(JSON.stringify(head)));
    return (await atomic.commit()).ok;
  }

  async head(): Promise<{ readonly seq: number; readonly hash: string } | null> {
    const bytes = bytesOf(await this.#kv.get(["head"]));
    if (!bytes) return null;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new JournalDamage("The mark of the journal's end is damaged");
    }
  }

  /** Blocks from `seq` on are kept under another key: the journal goes on without them. */
  async setAside(seq: number): Promise<void> {
    const keys: number[] = [];
    for await (const { key } of this.#kv.list({ prefix: ["journal"], start: ["journal", seq] })) {
      keys.push(Number(key[1]));
    }
    // From the end, so that the journal has no gap if this is cut.
    for (let rest = keys.length; rest > 0; rest -= ASIDE_BATCH) {
      const atomic = this.#kv.atomic();
      for (const block of keys.slice(Math.max(0, rest - ASIDE_BATCH), rest)) {
        const bytes = await this.block(block);
        if (bytes) atomic.set(["set_aside", seq, block], bytes);
        atomic.delete(["journal", block]);
      }
      await atomic.commit();
    }
  }

  async block(seq: number): Promise<Uint8Array | null> {
    return bytesOf(await this.#kv.get(["journal", seq]));
  }

  async *blocksFrom(seq: number): AsyncIterable<Uint8Array> {
    const selector = { prefix: ["journal"], start: ["journal", seq] };
    for await (const entry of this.#kv.list(selector, { batchSize: REPLAY_BATCH })) {
      const bytes = bytesOf(entry);
      if (bytes) yield bytes;
    }
  }
}
