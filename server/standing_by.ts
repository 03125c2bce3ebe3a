// A server beside the one that has the place: it follows the journal, so that its views are ready, has shown that its keys are those
// of the bank, and takes the place when that is free. Which of several is first, the store decides.
import { pause } from "../bank/host.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { openDataDirectory, readFormat } from "../store/data_directory.ts";
import { PlaceTaken } from "../store/postgres_take.ts";
import type { FollowedPlace } from "../store/store_place.ts";
import { EMBEDDED } from "../store/store_wish.ts";
import { type BankOptions, type RunningBank, startBank } from "./bank_server.ts";
import { type Books, openBooks } from "./books.ts";
import { outsideOf } from "./outside.ts";
import { certificateOf } from "./server_certificate.ts";

/** Milliseconds between two looks at the place and at the journal. */
const LOOK_MS = 200;

/** Looks in a row that find the place free: a server that has lost its connection gets it back before others do. */
const FREE_LOOKS = 4;

/** Looks between two at the certificate, which may be made anew: ten seconds. */
const LOOKS_PER_CERTIFICATE = 50;

export interface Waiting {
  /** Settles when this server is to stop. */
  readonly stopping: Promise<void>;
  /** Told when it begins to wait, and when it waits for another one. @param holder who has the place: machine, process, directory. */
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
  checkAsked(options);
  const founded = readFormat(options.data)?.founded ?? false;
  const turn = { following: false, stopped: false };
  // Before it follows there is nothing to bring to an end.
  const stoppedEarly = waiting.stopping.then(() => {
    turn.stopped = true;
    return turn.following ? new Promise<void>(() => {}) : undefined;
  });
  for (;;) {
    if (founded) await Promise.race([standBy(world, options, { ...waiting, turn }), stoppedEarly]);
    if (turn.stopped) return null;
    try {
      return await startBank(world, { ...options, shared: true });
    } catch (error) {
      // Another one that stood by was first.
      if (!founded || !(error instanceof PlaceTaken)) throw error;
    }
  }
}

/** A bank that is founded by this very start is founded in a store that others can reach. @throws {CommandError} */
function checkAsked({ data, store, newCertificate }: BankOptions): void {
  if (newCertificate) {
    throw new CommandError(
      EXIT.usage,
      "Cannot stand by with --new-certificate: make it with the server that has the bank, and take its keys to the others anew",
    );
  }
  const elsewhere = store?.url !== undefined && store.url !== EMBEDDED;
  if (readFormat(data)?.founded || elsewhere) return;
  throw new CommandError(
    EXIT.usage,
    line`Cannot stand by: there is no bank in ${data}. Bring its keys there first (bank keys import), or found it with ` +
      "--store postgres://...",
  );
}

interface Turn {
  following: boolean;
  readonly stopped: boolean;
}

/** Until the place is free. */
async function standBy(
  world: World,
  options: BankOptions,
  { stopping, onStandingBy, turn }: Waiting & { readonly turn: Turn },
): Promise<void> {
  const holder = await holderNow(world, options);
  if (holder === null || turn.stopped) return;
  const books = await openBooks(world, { ...options, follow: true });
  turn.following = true;
  try {
    await certificateOf(books, world, { renew: false });
    await onStandingBy(holder);
    await Promise.race([stopping, follow(books, world, { holder, onStandingBy })]);
  } finally {
    await books.close();
    turn.following = false;
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

/** Reads what the other server writes, until the place is free. @throws {DataError} when its certificate is another one now. */
async function follow(
  books: Books,
  world: World,
  { holder, onStandingBy }: { readonly holder: string } & Pick<Waiting, "onStandingBy">,
): Promise<void> {
  const { directory, loop } = books;
  let told = holder;
  for (let looks = 1;; looks++) {
    const now = await holderOf(directory.place!, world.host);
    if (now === null) return;
    if (now !== told) await onStandingBy(told = now);
    await loop.learn();
    if (looks % LOOKS_PER_CERTIFICATE === 0) await certificateOf(books, world, { renew: false });
    await pause(world.host, LOOK_MS);
  }
}
