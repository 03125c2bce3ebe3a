// `bank move`: a bank that is not running gets another store, or its first one back. Nothing is switched before all of it is there,
// was read back and adds up on both sides; nothing is deleted.
import process from "node:process";
import { Audit, type AuditReport } from "../bank/audit.ts";
import { hashOf } from "../bank/block.ts";
import { lookAtBooks } from "../server/books_proof.ts";
import { type DataDirectory, openDataDirectory, readFormat } from "../store/data_directory.ts";
import { bytesOf, type Kv } from "../store/kv.ts";
import {
  type Contents,
  copyAll,
  type Destination,
  intoDirectory,
  intoStore,
  readAll,
} from "../store/moving.ts";
import { isPostgres, placeText, readPlace } from "../store/postgres_place.ts";
import { EMBEDDED } from "../store/store_wish.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import type { MoveValue } from "./program.ts";
import { dataDirectory } from "./settings/data_place.ts";
import { outsideOf } from "../server/outside.ts";
import { storeWish } from "./asked_store.ts";

export async function move(world: World, words: MoveValue): Promise<number> {
  const { env, runtime } = world;
  const path = dataDirectory(words, env);
  if (words.to !== EMBEDDED && !isPostgres(words.to)) {
    throw usageError(line`Cannot move to "${words.to}": expected postgres://... or ${EMBEDDED}`);
  }
  if (!readFormat(path)?.founded) {
    throw new CommandError(
      EXIT.refused,
      line`There is no bank in ${path}: name its data directory with --data DIR`,
    );
  }
  if (process.platform !== "win32") process.umask(0o077);
  const outside = outsideOf(world);
  const directory = await openDataDirectory(path, runtime, outside);
  try {
    const from = directory.store ?? `${directory.path}/bank.kv`;
    const to = words.to === EMBEDDED ? EMBEDDED : placeText(readPlace(words.to));
    if (to === (directory.store ?? EMBEDDED)) {
      throw new CommandError(EXIT.refused, line`The bank in ${path} is there already: ${from}`);
    }
    const { behind, end } = await lookAtBooks(world, directory, { whole: false });
    if (behind) {
      throw new CommandError(EXIT.refused, line`Nothing was moved. ${behind.message}: bank audit`);
    }
    const kv = await directory.openKv();
    const destination = await destinationOf(world, words, { directory, kv });
    const blocks = end.head.seq + 1;
    return await moveTo(world, words, { directory, kv, from, destination, blocks });
  } finally {
    directory.close();
  }
}

interface Moving {
  readonly directory: DataDirectory;
  /** Where everything is. */
  readonly kv: Kv;
  readonly from: string;
  readonly destination: Destination;
  /** Of the journal. */
  readonly blocks: number;
}

async function destinationOf(
  world: World,
  words: MoveValue,
  { directory, kv }: Pick<Moving, "directory" | "kv">,
): Promise<Destination> {
  const { path } = directory;
  const { ca = null, secretFile = null } = storeWish(words);
  if (words.to === EMBEDDED) {
    if (ca === null && secretFile === null) return await intoDirectory(path, world.runtime);
    throw usageError("--store-ca and --store-secret are for a store elsewhere");
  }
  // The same for each try, so that one that was cut is known again.
  const first = bytesOf(await kv.get(["journal", 0]));
  const id = hashOf(new TextEncoder().encode(`store of ${hashOf(first!)}`)).slice(0, 32);
  const elsewhere = { place: readPlace(words.to), id, ca, secretFile };
  return await intoStore(path, elsewhere, outsideOf(world));
}

async function moveTo(world: World, words: MoveValue, moving: Moving): Promise<number> {
  const { directory, kv, from, destination, blocks } = moving;
  const { kv: filled } = destination;
  let settled = false;
  try {
    const copied = { what: "copied", blocks };
    const source = await passing(world, copied, (look) => copyAll(kv, filled, look));
    const back = { what: "read back", blocks };
    const copy = await passing(world, back, (look) => readAll(filled, look));
    const problem = problemOf(source, copy);
    if (problem !== null) {
      throw new CommandError(EXIT.refused, line`Nothing was moved. ${problem}`);
    }
    const kept = await destination.settle();
    settled = true;
    await directory.leave();
    tell(world, words, { from, to: destination.text, kept, ...copy });
    return EXIT.done;
  } catch (error) {
    if (!settled) destination.giveUp();
    throw error;
  }
}

interface Passed {
  readonly contents: Contents;
  readonly report: AuditReport;
}

/** Milliseconds between two lines about what goes on. */
const TELL_MS = 1_000;
const TELL_SELDOM_MS = 30_000;

/** What passes is audited on its way. */
async function passing(
  { screen, host }: World,
  { what, blocks }: { readonly what: string; readonly blocks: number },
  work: (look: (bytes: Uint8Array, block: number | null) => void) => Promise<Contents>,
): Promise<Passed> {
  const audit = new Audit({ trails: false });
  const everyMs = screen.interactive ? TELL_MS : TELL_SELDOM_MS;
  const beganMs = host.clock();
  let [bytes, toldMs] = [0, beganMs];
  const contents = await work((row, block) => {
    if (block !== null) audit.take(row);
    bytes += row.length;
    const nowMs = host.clock();
    if (nowMs - toldMs < everyMs) return;
    toldMs = nowMs;
    screen.say(
      line`  ${what}: ${progressText(audit.head.seq + 1, blocks, { bytes, ms: nowMs - beganMs })}`,
    );
  });
  return { contents, report: audit.report() };
}

function progressText(
  done: number,
  blocks: number,
  { bytes, ms }: { readonly bytes: number; readonly ms: number },
): string {
  const rate = `block ${done} of ${blocks}, ${(bytes / 1e6).toFixed(0)} MB, ${
    (bytes / 1e3 / ms).toFixed(1)
  } MB/s`;
  // What comes before and behind the journal is small.
  const leftSeconds = done > 0 ? (blocks - done) / done * ms / 1_000 : null;
  return leftSeconds === null ? rate : `${rate}, ${Math.ceil(leftSeconds)} s left`;
}

/** @returns null when both sides are whole and the same. */
function problemOf(source: Passed, copy: Passed): string | null {
  const [wrong] = source.report.problems;
  if (wrong !== undefined) return `The bank itself is damaged: ${wrong}`;
  const { head, sumMinor } = source.report;
  const { head: other } = copy.report;
  const same = copy.contents.hash === source.contents.hash && other.hash === head.hash &&
    copy.report.sumMinor === sumMinor && copy.report.problems.length === 0;
  if (same) return null;
  return `What was read back is not what was copied (${copy.contents.rows} rows of ${source.contents.rows}, block ` +
    `${other.seq} of ${head.seq}). Check the store, and try again`;
}

interface Told extends Passed {
  readonly from: string;
  readonly to: string;
  /** The new name of the old file, where it has one. */
  readonly kept: string | null;
}

function tell(
  { screen }: World,
  words: MoveValue,
  { from, to, kept, report, contents }: Told,
): void {
  const { head, transfers, accounts, sumMinor } = report;
  const old = kept ?? from;
  if (words.json) {
    const { rows } = contents;
    return screen.out(
      JSON.stringify({ from, to, kept: old, head, rows, transfers, accounts, sumMinor }),
    );
  }
  screen.out(line`Moved from ${from}`);
  screen.out(line`        to ${to}`);
  screen.out(
    line`  block ${head.seq}, ${transfers} payments, ${accounts} accounts, sum ${sumMinor}; read back: everything is the same`,
  );
  screen.out(line`  The old one is kept: ${old}. When you are sure, remove it:`);
  screen.out(
    isPostgres(old) ? "    drop table bank_kv, bank_store" : line`    rm ${old}*`,
  );
}
