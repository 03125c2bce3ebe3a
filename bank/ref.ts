// Where an event is in the journal.

/** Where an event is: its block and its place in it, in one number. */
export type Ref = number;

/** Events of one block: the smallest event has more than 15 bytes, a block less than 2^16. */
const EVENTS_PER_BLOCK_MAX = 4_096;

/** @param seq number of the block. @param place of the event in it, from 0. */
export function refOf(seq: number, place: number): Ref {
  return seq * EVENTS_PER_BLOCK_MAX + place;
}

/** The number of the block. */
export function blockOf(ref: Ref): number {
  return Math.floor(ref / EVENTS_PER_BLOCK_MAX);
}

/** The place of the event in its block, from 0. */
export function placeOf(ref: Ref): number {
  return ref % EVENTS_PER_BLOCK_MAX;
}
