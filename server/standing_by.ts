// A server beside the one that has the place: it follows the journal, so that its views are ready, has shown that its keys are those
// of the bank, and takes the place when that is free. Which of several is first, the store decides.
import { pause } from "../bank/host.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { World } from "../console/world.ts";
import { openDataDirectory, readFormat } from "../store/data_directory.ts";
import { PlaceTaken } from "../store/postgres_take.ts";
import type { FollowedPlace } from "../store/store_place.ts";
import { type BankOptions, type RunningBank, startBank } from "./bank_server.ts";
import { type Books, openBooks } from "./books.ts";
import { outsideOf } from "./outside.ts";
import { certificateOf } from "./server_certificate.ts";

/** Milliseconds between two looks at the place and at the journal. */
const LOOK_MS = 200;

/** Looks in a row that find the place free: a server that has lost its connection gets it back before others do. */
const FREE_LOOKS = 3;

export interface Waiting {
  /** Settles when this server is to stop. */
  readonly stopping: Promise<void>;
  /** Told once each time it begins to wait. @param holder who has the place: machine, process, directory. */
  readonly onStandingBy: (holder: string) => Promise<void>;
}

/**
 * Starts the bank as soon as no other server has its place.
 * @returns null when it was told to stop before.
 * @throws {DataError} when this server could not take the place if it were free.
 */
export async function startInTurn(
  world: World,
  options: BankOptions,
  waiting: Waiting,
): Promise<RunningBank | null> {
  let stopped = false;
  void waiting.stopping.then(() => stopped = true);
  for (;;) {
    await standBy(world, options, waiting);
    if (stopped) return null;
    try {
      return await startBank(world, { ...options, shared: true });
    } catch (error) {
      // Another one that stood by was first.
      if (!(error instanceof PlaceTaken)) throw error;
    }
  }
}

/** Until the place is free. A bank that is founded by this very start has no other server yet. */
async function standBy(world: World, options: BankOptions, waiting: Waiting): Promise<void> {
  if (!readFormat(options.data)?.founded) return;
  const holder = await holderNow(world, options);
  if (holder === null) return;
  const books = await openBooks(world, { ...options, follow: true });
  try {
    await certificateOf(books, world, { renew: false });
    await waiting.onStandingBy(holder);
    await Promise.race([waiting.stopping, follow(books, world.host)]);
  } finally {
    await books.close();
  }
}

/** @throws {CommandError} where there is no place to wait for. */
async function holderNow(world: World, options: BankOptions): Promise<string | null> {
  const { host, runtime } = world;
  const outside = { ...outsideOf(world), wish: options.store, follow: true };
  const { place, close } = await openDataDirectory(options.data, runtime, outside);
  try {
    if (!place) {
      throw new CommandError(
        EXIT.usage,
        "Cannot stand by: the journal of this bank is in its data directory, and no other server can have it. --standby is for " +
          "a journal in PostgreSQL (bank move)",
      );
    }
    return await holderOf(place, host);
  } finally {
    close();
  }
}

/** The server that has the place, or null when it is ours to take. */
async function holderOf(place: FollowedPlace, host: World["host"]): Promise<string | null> {
  for (let looks = 1; looks <= FREE_LOOKS; looks++) {
    const holder = await place.holder();
    if (holder !== null) return holder;
    if (looks < FREE_LOOKS) await pause(host, LOOK_MS);
  }
  return null;
}

/** Reads what the other server writes, until the place is free. */
async function follow({ directory, loop }: Books, host: World["host"]): Promise<void> {
  while (await holderOf(directory.place!, host) !== null) {
    await loop.learn();
    await pause(host, LOOK_MS);
  }
}
