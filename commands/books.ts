// The books of a bank, opened: data directory, journal, views, ledger, registry of people. The only module that
// introduces the store to the bank; `serve`, `bench` and `audit` build on it.
import { CommitLoop } from "../bank/commit_loop.ts";
import { type DataDirectory, DataError, openDataDirectory } from "../store/data_directory.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { openViews } from "../store/open_views.ts";
import { Registry } from "../store/registry.ts";
import { Seal } from "../store/seal.ts";
import type { Views } from "../store/views.ts";
import type { World } from "./world.ts";

export interface Books {
  readonly directory: DataDirectory;
  readonly journal: KvJournal;
  readonly loop: CommitLoop;
  readonly views: Views;
  readonly people: Registry;
  /** Writes the views to their end and lets everything go. */
  close(): Promise<void>;
}

export interface OpenBooksOptions {
  readonly data: string;
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
    const { ledger, views, head, close } = await openViews({ path, openKv, journal, host });
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
    await loop.replay(views.reflects);
    views.replayed();
    return {
      ...{ directory, journal, loop, views, people: registryIn(directory, world) },
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

function registryIn(directory: DataDirectory, { host }: World): Registry {
  const key = directory.secretFile("registry.key", () => host.random(32));
  if (key.length !== 32) {
    throw new DataError(
      `Cannot read ${directory.path}/registry.key: expected 32 bytes; restore it from a backup`,
    );
  }
  return new Registry(directory.kv, new Seal(key, host.random));
}
