// Opens the views of a data directory. They are a file of their own, so that they never stand in the journal's way
// and can be thrown away: what is damaged, or belongs to another journal, is removed and made again.
import * as fs from "node:fs";
import { join } from "node:path";
import type { Head } from "../bank/block.ts";
import type { Host } from "../bank/host.ts";
import type { Journal } from "../bank/journal.ts";
import { DurableLedger } from "../bank/ledger.ts";
import { CheckedKv } from "./checked_kv.ts";
import { checkPages, DataError } from "./data_directory.ts";
import type { Kv } from "./kv.ts";
import { Views } from "./views.ts";

export interface OpenViewsOptions {
  /** The data directory. */
  readonly path: string;
  readonly openKv: (path: string) => Promise<Kv>;
  readonly journal: Journal;
  readonly host: Host;
  /** There is a journal that they should have been made from. */
  readonly founded?: boolean;
  readonly recentTransfersMax?: number | undefined;
}

export interface OpenedViews {
  readonly ledger: DurableLedger;
  readonly views: Views;
  /** Up to here the ledger needs no replay; null when it needs all of it. */
  readonly head: Head | null;
  readonly close: () => void;
}

/** @throws {DataError} when even new ones cannot be made. */
export async function openViews(options: OpenViewsOptions): Promise<OpenedViews> {
  const { path, host } = options;
  const file = join(path, "views.kv");
  const existed = fs.existsSync(file);
  try {
    // Deno KV ends the whole process over a damaged page.
    await checkPages(file);
    const opened = await open(options, file);
    if (!opened.head && !existed && options.founded) {
      host.log.warn("the views are missing; they are made again", { file });
    }
    if (opened.head || !existed) return opened;
    opened.close();
    host.log.warn("the views do not fit the journal; they are made again", { file });
  } catch (error) {
    host.log.warn("the views cannot be read; they are made again", { file, error: String(error) });
  }
  for (const suffix of ["", "-wal", "-shm"]) fs.rmSync(`${file}${suffix}`, { force: true });
  try {
    return await open(options, file);
  } catch (error) {
    throw new DataError(`Cannot make the views ${file}: ${String(error)}; check the disk`);
  }
}

async function open(
  { openKv, journal, host, recentTransfersMax }: OpenViewsOptions,
  file: string,
): Promise<OpenedViews> {
  const kv = new CheckedKv(await openKv(file));
  try {
    const ledger = new DurableLedger();
    const onFailure = (error: unknown) =>
      host.log.warn("a view could not be written; the journal has it", { error: String(error) });
    const views = new Views({ kv, journal, ledger, host, recentTransfersMax, onFailure });
    return { ledger, views, head: await views.load(), close: () => kv.close() };
  } catch (error) {
    kv.close();
    throw error;
  }
}
