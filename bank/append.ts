// Appending blocks of one's own, where the answer of the store may be wrong or missing.
import { hashOf } from "./block.ts";
import type { Journal } from "./journal.ts";

/**
 * A failed write may still have reached the disk, and so may one of which the store says that another was there first: the
 * journal itself says which.
 * @returns false when another writer's block is there.
 */
export async function appendOwn(
  journal: Journal,
  seq: number,
  blocks: readonly Uint8Array[],
): Promise<boolean> {
  let failure: { readonly error: unknown } | null = null;
  try {
    if (await journal.append(seq, blocks)) return true;
  } catch (error) {
    failure = { error };
  }
  const stored = await journal.block(seq);
  if (stored !== null) return hashOf(stored) === hashOf(blocks[0]!);
  throw failure?.error ?? new Error(`The store has refused block ${seq} and has none`);
}
