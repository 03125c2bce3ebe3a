// Opens the views of a data directory. They are a file of their own, so that they never stand in the journal's way
// and can be thrown away: what is damaged, or not of this journal, is made again. Whether the journal itself is whole has
// been found out before (store/journal_end.ts).
import * as fs from "node:fs";
import { join } from "node:path";
import type { Head } from "../bank/block.ts";
import { Episode } from "../bank/episode.ts";
import type { Host } from "../bank/host.ts";
import type { Journal } from "../bank/journal.ts";
import { DurableLedger } from "../bank/ledger.ts";
import { CheckedKv } from "./checked_kv.ts";
import { DataError } from "./data_error.ts";
import { damagedPage, removeKv } from "./bank_file.ts";
import type { Kv } from "./kv.ts";
import { canLook, openReadOnly } from "./readonly_kv.ts";
import type { Meta } from "./view_meta.ts";
import { readMeta } from "./view_reader.ts";
import { Views } from "./views.ts";

export interface OpenViewsOptions {
  /** The data directory. */
  readonly path: string;
  readonly openKv: (path: string) => Promise<Kv>;
  readonly journal: Journal;
  readonly host: Host;
  /** What is there is of this journal (store/journal_end.ts). */
  readonly fit: boolean;
  /** There is a journal that they should have been made from. */
  readonly founded: boolean;
  readonly recentTransfersMax?: number | undefined;
}

export interface OpenedViews {
  readonly ledger: DurableLedger;
  readonly views: Views;
  /** Up to here the ledger needs no replay; null when it needs all of it. */
  readonly head: Head | null;
  readonly close: () => void;
  /** The start succeeds: views that were there before are not needed any more. */
  readonly keep: () => void;
  /** Closes, and leaves everything as it was before. */
  readonly giveUp: () => void;
}

/** How far the views are. Null where there are none, and where they cannot be read: then they are made again. */
export async function lookAtViews(
  path: string,
  look: (file: string) => Promise<Kv | null> = openReadOnly,
): Promise<Meta | null> {
  const file = join(path, "views.kv");
  if (!fs.existsSync(file)) return null;
  let kv: Kv | null = null;
  try {
    kv = await look(file);
    return kv && await readMeta(new CheckedKv(kv));
  } catch {
    return null;
  } finally {
    kv?.close();
  }
}

/** @throws {DataError} when even new ones cannot be made. */
export async function openViews(options: OpenViewsOptions): Promise<OpenedViews> {
  const { path, host, fit, founded } = options;
  const file = placeOfViews(path);
  const existed = fs.existsSync(file);
  const say = (what: string, about = {}) => {
    if (founded) {
      host.log.of("store").warn(`the views ${what}; they are made again`, { file, ...about });
    }
  };
  if (!existed) say("are missing");
  else if (fit) {
    try {
      const damage = await damagedPage(file);
      if (damage !== null) throw new Error(damage);
      const opened = await open(options, file);
      if (opened.head) return opened;
      opened.close();
      say("do not fit");
    } catch (error) {
      say("cannot be read", { error: String(error) });
    }
  } else if (await canLook()) say("are not of this journal");
  else host.log.info("without SQLite, as on Node 20, each start makes the views again", { file });
  const aside = setAside(file);
  try {
    const { close, ...opened } = await open(options, file);
    const giveUp = () => {
      close();
      aside.putBack();
    };
    return { ...opened, close, giveUp, keep: aside.remove };
  } catch (error) {
    aside.putBack();
    throw new DataError(`Cannot make the views ${file}: ${String(error)}; check the disk`);
  }
}

/** They may lie on a disk of their own, with a link to them. */
function placeOfViews(path: string): string {
  const file = join(path, "views.kv");
  return fs.existsSync(file) ? fs.realpathSync(file) : file;
}

/** Old views are let go only when nothing can refuse the start any more: one that is refused has changed nothing. */
function setAside(file: string): { readonly putBack: () => void; readonly remove: () => void } {
  const aside = `${file}.aside`;
  removeKv(aside);
  const move = (from: string, to: string) => {
    for (const suffix of ["-wal", "-shm", "-journal", ""]) {
      if (fs.existsSync(from + suffix)) fs.renameSync(from + suffix, to + suffix);
    }
  };
  move(file, aside);
  return {
    putBack() {
      removeKv(file);
      move(aside, file);
    },
    remove: () => removeKv(aside),
  };
}

async function open(
  { openKv, journal, host, recentTransfersMax }: OpenViewsOptions,
  file: string,
): Promise<OpenedViews> {
  const kv = new CheckedKv(await openKv(file));
  const log = host.log.of("store");
  try {
    const ledger = new DurableLedger();
    const writing = new Episode({
      log: { ...log, error: log.warn },
      clock: host.clock,
      began: "views cannot be written; the journal has everything",
      ended: "views can be written again",
    });
    const views = new Views({
      kv,
      journal,
      ledger,
      host,
      recentTransfersMax,
      onFailure: (error) => writing.failed(error),
      onWritten: () => writing.worked(),
    });
    const head = await views.load();
    const close = () => kv.close();
    return { ledger, views, head, close, giveUp: close, keep: () => {} };
  } catch (error) {
    kv.close();
    throw error;
  }
}
