// How much the writer of the views rests between two commits: it takes a small part of the machine while little waits for it,
// and all that it can get before the next start would take long.

/** It rests so many times as long as it worked. */
const REST = 3;

const REST_MS_MIN = 5;

/** A clock that jumps must not put the writer to sleep. */
const REST_MS_MAX = 250;

/** The more events wait, the less it rests; from so many on not at all. A start replays as many in less than a second. */
export const WAITING_MAX = 100_000;

/**
 * @param tookMs what the last commit took.
 * @param waiting events that are not in the views yet.
 * @returns milliseconds.
 */
export function restMs(tookMs: number, waiting: number): number {
  const calm = Math.max(0, 1 - waiting / WAITING_MAX);
  return Math.min(REST_MS_MAX, Math.max(REST_MS_MIN, REST * calm * tookMs));
}
