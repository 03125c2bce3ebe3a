// The place of the one server that writes into a store, where others wait for it.

/** The place of the one server that writes, as another one sees it that waits for it. */
export interface FollowedPlace {
  /** Who has it; null when none has. @throws {DataError} when there is nothing to wait for. */
  holder(): Promise<string | null>;
}

/**
 * Milliseconds without a word from the server that has the place, after which its session is ended by one that stands by: it was
 * paused, or is cut off. What it still tries to write comes to nothing (store/postgres_store.ts).
 */
export const QUIET_MS = 5_000;

/** Milliseconds after which that server, should it go on, tells nothing before it has asked whose turn it is. */
export const OUT_OF_TOUCH_MS = 4_000;
