// The books of a bank, opened: data directory, journal, views, ledger, registry of people. The only module that
// introduces the store to the bank; `serve`, `bench` and `audit` build on it.
import { JournalDamage } from "../bank/block.ts";
import { CommitLoop } from "../bank/commit_loop.ts";
import { SigningKey } from "../bank/signature.ts";
import { type DataDirectory, DataError, openDataDirectory } from "../store/data_directory.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { openViews } from "../store/open_views.ts";
import { Registry } from "../store/registry.ts";
import { KvGivingStore } from "../store/giving_store.ts";
import { Seal } from "../store/seal.ts";
import type { Views } from "../store/views.ts";
import type { World } from "./world.ts";

export interface Books {
  readonly directory: DataDirectory;
  readonly journal: KvJournal;
  readonly loop: CommitLoop;
  readonly views: Views;
  readonly people: Registry;
  readonly giving: KvGivingStore;
  readonly signing: SigningKey;
  /** An audit of these books is under way. */
  auditing: boolean;
  /** Writes the views to their end and lets everything go. */
  close(): Promise<void>;
}

export interface OpenBooksOptions {
  readonly data: string;
  /** Transfers kept in memory, where another number than usual is wanted. */
  readonly recentTransfersMax?: number | undefined;
  /** The journal can be neither written nor read any more. */
  readonly onFatal: (error: unknown) => void;
}

/** Views are loaded and the journal is replayed to its head. */
export async function openBooks(world: World, options: OpenBooksOptions): Promise<Books> {
  const { host, runtime } = world;
  const directory = await openDataDirectory(options.data, runtime);
  let closeViews = () => {};
  try {
    const journal = new KvJournal(directory.kv);
    const { path } = directory;
    const { openKv } = runtime;
    const { recentTransfersMax } = options;
    const { ledger, views, head, close } = await openViews({
      ...{ path, openKv, journal, host, recentTransfersMax, founded: directory.founded },
    });
    closeViews = close;
    const loop = new CommitLoop({
      journal,
      ledger,
      archive: views.archive,
      clock: host.clock,
      onFailure: (error) =>
        host.log.error("a block could not be written", { error: String(error) }),
      onFatal: options.onFatal,
    });
    loop.observe(views.observe);
    if (head) loop.startAt(head);
    await replay(loop, { views, journal, path });
    const seal = new Seal(keyIn(directory, "registry.key", world), world.host.random);
    const people = await registryIn(directory, seal);
    const giving = new KvGivingStore(directory.kv, seal);
    const signing = signingKeyIn(directory, world);
    // A crash between the founding block and this mark.
    if (loop.ledger.bank.get("bank") && !directory.founded) directory.markFounded();
    return {
      ...{ directory, journal, loop, views, people, giving, signing, auditing: false },
      async close() {
        await views.close();
        closeViews();
        directory.close();
      },
    };
  } catch (error) {
    closeViews();
    directory.close();
    throw error;
  }
}

async function replay(
  loop: CommitLoop,
  { views, journal, path }: {
    readonly views: Views;
    readonly journal: KvJournal;
    readonly path: string;
  },
): Promise<void> {
  try {
    await loop.replay(views.reflects);
    await checkHead(loop, journal);
    views.replayed();
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    throw new DataError(
      `${error.message}. Nothing was changed in ${path}; restore it from a backup. ` +
        "`bank audit` tells how far the journal is good",
    );
  }
}

/** The chain proves every block but the last: that one, and that there is no later one, is written beside it. */
async function checkHead({ head }: CommitLoop, journal: KvJournal): Promise<void> {
  const stored = await journal.head();
  if (!stored && head.seq >= 0) throw new JournalDamage("The end of the journal is not marked");
  if (stored && stored.seq > head.seq) {
    throw new JournalDamage(
      `Journal block ${head.seq + 1} is missing: the journal went up to block ${stored.seq}`,
    );
  }
  if (stored && stored.hash !== head.hash) {
    throw new JournalDamage(
      `Journal block ${head.seq} is damaged: its hash is not the one that was written`,
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
  const people = new Registry(directory.kv, seal);
  if (await people.fits(directory.founded)) return people;
  throw new DataError(
    `${directory.path}/registry.key does not fit the data: it is the key of another bank, or damaged; ` +
      "restore it from a backup",
  );
}

function signingKeyIn(directory: DataDirectory, world: World): SigningKey {
  return new SigningKey(keyIn(directory, "signing.key", world));
}
