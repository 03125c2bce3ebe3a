// The books of a bank, opened: data directory, journal, mark, clock, views, ledger, registry of people. The only module that
// introduces the store to the bank; `serve`, `bench` and `audit` build on it. Nothing is changed before the journal has
// proved that it is not behind itself.
import { BankClock } from "../bank/bank_clock.ts";
import { type Head, JournalDamage } from "../bank/block.ts";
import { CommitLoop } from "../bank/commit_loop.ts";
import { Episode } from "../bank/episode.ts";
import { type Cancel, every, type Host } from "../bank/host.ts";
import type { HeadMark, Journal } from "../bank/journal.ts";
import { SigningKey } from "../bank/signature.ts";
import { DataError } from "../store/data_error.ts";
import { type DataDirectory, openDataDirectory } from "../store/data_directory.ts";
import { MarkKeeper } from "../store/head_mark.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { type OpenedViews, openViews } from "../store/open_views.ts";
import { Registry } from "../store/registry.ts";
import { Seal } from "../store/seal.ts";
import type { StoreWish } from "../store/store_wish.ts";
import type { Views } from "../store/views.ts";
import {
  clocksOf,
  damagedChain,
  lastSeen,
  type Proof,
  prove,
  provenPayments,
} from "./books_proof.ts";
import { type SealedStores, sealedStores } from "./sealed_stores.ts";
import { outsideOf } from "./outside.ts";
import type { World } from "../console/world.ts";

export interface Books extends SealedStores {
  readonly directory: DataDirectory;
  readonly journal: KvJournal;
  readonly loop: CommitLoop;
  readonly views: Views;
  readonly people: Registry;
  readonly signing: SigningKey;
  /** The bank's own time, and what is wrong with the machine's. */
  readonly clock: BankClock;
  /** The host with the bank's time. */
  readonly host: Host;
  /** An audit of these books is under way. */
  auditing: boolean;
  /** Writes the views to their end and lets everything go. */
  close(): Promise<void>;
}

export interface OpenBooksOptions {
  readonly data: string;
  /** Where the journal is, if it is not there. */
  readonly store?: StoreWish | undefined;
  /** Go on although acknowledged blocks after this one are missing. */
  readonly acceptLoss?: number | undefined;
  /** Transfers kept in memory, where another number than usual is wanted. */
  readonly recentTransfersMax?: number | undefined;
  /** Only reads what another server writes (server/standing_by.ts). */
  readonly follow?: boolean;
  /** Stands before the journal while it is written. */
  readonly before?: ((journal: Journal) => Journal) | undefined;
  /** The journal can be neither written nor read any more. */
  readonly onFatal: (error: unknown) => void;
}

/** Milliseconds between two signs of life of a bank in which nothing happens. */
const BEAT_MS = 60_000;

/**
 * Views are loaded and the journal is replayed to its head.
 * @throws {DataError} in words: what is there cannot be opened, or has lost what was acknowledged.
 */
export async function openBooks(world: World, options: OpenBooksOptions): Promise<Books> {
  const { store: wish, onFatal: onLost, follow = false } = options;
  const outside = { ...outsideOf(world), onLost, wish, follow };
  const directory = await openDataDirectory(options.data, world.runtime, outside);
  try {
    const proof = await prove(world, directory, options.acceptLoss);
    return await open(world, { directory, proof, options });
  } catch (error) {
    directory.close();
    throw error;
  }
}

interface Proven {
  readonly directory: DataDirectory;
  readonly proof: Proof;
  readonly options: OpenBooksOptions;
}

async function open(world: World, { directory, proof, options }: Proven): Promise<Books> {
  const { runtime } = world;
  const { path, founded } = directory;
  const journal = new KvJournal(await directory.openKv());
  const clock = clockAt(world, proof);
  const host: Host = { ...world.host, clock: clock.now };
  const { recentTransfersMax, onFatal } = options;
  const { openKv } = runtime;
  const opened = await openViews({
    path,
    openKv,
    journal,
    host,
    recentTransfersMax,
    fit: proof.end.viewsFit,
    founded,
  });
  let mark: MarkKeeper | null = null;
  let stopBeating: Cancel = () => {};
  try {
    const { views } = opened;
    // It can be written only when the journal has been read.
    const keeper = { keep: (newest: Head, payments: number) => mark?.keep(newest, payments) };
    const written = options.before?.(journal) ?? journal;
    const loop = loopOn(opened, { journal: written, host, clock, mark: keeper, onFatal });
    await replay(loop, { views, proof, journal, path });
    const seal = new Seal(keyIn(directory, "registry.key", world), host.random);
    const people = await registryIn(directory, seal);
    const kv = await directory.openKv();
    const signing = signingKeyIn(directory, { world, loop });
    mark = await markAt(directory, { proof, loop, journal, clock, world });
    opened.keep();
    stopBeating = every(host, BEAT_MS, () => mark?.beat());
    return {
      directory,
      journal,
      loop,
      views,
      people,
      ...sealedStores(kv, seal),
      signing,
      clock,
      host,
      auditing: false,
      async close() {
        stopBeating();
        await views.close();
        opened.close();
        mark?.close();
        directory.close();
      },
    };
  } catch (error) {
    opened.giveUp();
    throw error;
  }
}

interface LoopParts extends Pick<OpenBooksOptions, "onFatal"> {
  readonly journal: Journal;
  readonly host: Host;
  readonly clock: BankClock;
  readonly mark: HeadMark;
}

/** Ready to read the journal from where the views end. */
function loopOn(
  { ledger, views, head }: OpenedViews,
  { journal, host, clock, mark, onFatal }: LoopParts,
): CommitLoop {
  const writing = new Episode({
    ...host,
    began: "blocks cannot be written",
    ended: "blocks can be written again",
  });
  const loop = new CommitLoop({
    journal,
    ledger,
    mark,
    onFatal,
    archive: views.archive,
    clock: host.clock,
    clockFault: () => clock.fault,
    onFailure: (error) => writing.failed(error),
  });
  loop.observe(views.observe);
  loop.observe(() => writing.worked());
  loop.observe(({ events: [event] }) => {
    if (event?.type === "clock_set") clock.set(event.toMs);
  });
  if (head) loop.startAt(head);
  return loop;
}

function clockAt(world: World, proof: Proof): BankClock {
  const { host, runtime } = world;
  const { machineTime } = runtime;
  const log = host.log.of("clock");
  return new BankClock(clocksOf(world), lastSeen(proof, machineTime.uptime()), (fault) => {
    if (!fault) return log.info("the clock is right again; payments go on");
    const { systemMs, bankMs } = fault;
    log.error("the clock is wrong: nothing is booked until it is right or staff confirm it", {
      clock: new Date(systemMs).toISOString(),
      expected: new Date(bankMs).toISOString(),
    });
  });
}

async function replay(
  loop: CommitLoop,
  { views, proof, journal, path }: {
    readonly views: Views;
    readonly proof: Proof;
    readonly journal: KvJournal;
    readonly path: string;
  },
): Promise<void> {
  try {
    await loop.replay(views.reflects);
    views.replayed();
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    throw await damagedChain(path, { proof, journal, error });
  }
}

/** From now on the newest block is kept beside the journal as well. */
async function markAt(
  directory: DataDirectory,
  { proof, loop, journal, clock, world }: {
    readonly proof: Proof;
    readonly loop: CommitLoop;
    readonly journal: KvJournal;
    readonly clock: BankClock;
    readonly world: World;
  },
): Promise<MarkKeeper> {
  const { host, runtime } = world;
  const payments = await provenPayments(journal, proof);
  const { mark: file } = directory;
  try {
    const keeper = new MarkKeeper({
      file,
      host,
      payments,
      head: loop.head,
      now: clock.now,
      uptime: runtime.machineTime.uptime,
      onFailure: (error) =>
        host.log.of("store").error("the mark cannot be written", { error: String(error) }),
    }, proof.mark);
    // A directory of release 0.1 has one from now on.
    if (directory.founded && !directory.marked) directory.markFounded();
    return keeper;
  } catch (error) {
    throw new DataError(
      `Cannot write the mark in ${directory.path}: ${String(error)}; is the disk full?`,
    );
  }
}

function keyIn(directory: DataDirectory, name: string, { host }: World): Uint8Array {
  const key = directory.secretFile(name, () => host.random(KEY_BYTES));
  if (key.length === KEY_BYTES) return key;
  throw new DataError(
    `Cannot read ${directory.path}/${name}: expected ${KEY_BYTES} bytes; restore it from a backup`,
  );
}

const KEY_BYTES = 32;

async function registryIn(directory: DataDirectory, seal: Seal): Promise<Registry> {
  const people = new Registry(await directory.openKv(), seal);
  if (await people.fits(directory.founded)) return people;
  throw new DataError(
    `${directory.path}/registry.key does not fit the data: it is the key of another bank, or damaged; ` +
      "restore it from a backup",
  );
}

function signingKeyIn(
  directory: DataDirectory,
  { world, loop }: { readonly world: World; readonly loop: CommitLoop },
): SigningKey {
  const key = new SigningKey(keyIn(directory, "signing.key", world));
  const known = loop.ledger.bank.get("bank")?.signingKey ?? null;
  if (known === null || known === key.publicKey) return key;
  throw new DataError(
    `${directory.path}/signing.key is not the key of this bank: its journal names ${known}, the file has ` +
      `${key.publicKey}. Clients would refuse the bank; put the right file back`,
  );
}
