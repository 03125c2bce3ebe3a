// The journal as the bank needs it: an append-only shared log, and observers of what has been written to it.
// The store implements the port; what shows something to people is an observer.
import type { Changes } from "./applying.ts";
import type { Block, Head } from "./block.ts";

/** The store port: an append-only shared log. */
export interface Journal {
  /**
   * Writes blocks `seq`, `seq` + 1 … durably, all or none, unless another writer has written block `seq` before.
   * @returns false when another writer was first; throws when it cannot write.
   */
  append(seq: number, blocks: readonly Uint8Array[]): Promise<boolean>;
  /** The last block that was written, as its commit says, or null before the first. @throws {JournalDamage} */
  head(): Promise<{ readonly seq: number; readonly hash: string } | null>;
  /** The stored bytes of block `seq`, or null. */
  block(seq: number): Promise<Uint8Array | null>;
  /** All blocks from `seq` on, in order. */
  blocksFrom(seq: number): AsyncIterable<Uint8Array>;
}

/** The newest head that was acknowledged, kept where it does not fail together with the journal. */
export interface HeadMark {
  /** Before the answer to anything in these blocks. @param payments that they book. Must not throw. */
  keep(head: Head, payments: number): void;
}

/** Told of each durable block, in order, after the ledger shows it. Must not throw. */
export type Observer = (block: Block, changes: Changes, head: Head) => void;

/** The store could not be written, and nothing of what was asked has happened: answered `storage_failed`. */
export class StorageError extends Error {
  override readonly name: string = "StorageError";
}
