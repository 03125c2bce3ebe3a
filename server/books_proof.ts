// Whether the books may be opened: the journal ends where its mark and its views say that it does, or the loss is accepted in
// so many words.
import { join } from "node:path";
import { BankClock, type Clocks, type LastSeen } from "../bank/bank_clock.ts";
import { BlockDraft, EMPTY_HEAD, type JournalDamage, parseBlock } from "../bank/block.ts";
import type { Journal } from "../bank/journal.ts";
import { paymentsIn } from "../bank/trace.ts";
import type { MachineTime } from "../net/machine_time.ts";
import { DataError } from "../store/data_error.ts";
import { removeKv } from "../store/bank_file.ts";
import type { DataDirectory } from "../store/data_directory.ts";
import { type Mark, readMark } from "../store/head_mark.ts";
import {
  acknowledgedBy,
  chainBreak,
  JournalBehind,
  type JournalEnd,
  lookAtEnd,
} from "../store/journal_end.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { lookAtViews } from "../store/open_views.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { World } from "../console/world.ts";

export interface Proof {
  readonly end: JournalEnd;
  /** Null in a new directory and in one of release 0.1. */
  readonly mark: Mark | null;
}

/** Nothing has been promised yet. */
const NOTHING: Proof = { end: { head: EMPTY_HEAD, viewsFit: false }, mark: null };

/**
 * Looks before anything is opened for writing, where the platform can.
 * @param acceptLoss the last block that is left, where the bank is to go on without those that are missing.
 * @throws {DataError} when acknowledged blocks are missing.
 */
export async function prove(
  world: World,
  directory: DataDirectory,
  acceptLoss?: number,
): Promise<Proof> {
  if (!directory.founded) return NOTHING;
  const { path } = directory;
  const { behind, ...proof } = await lookAtBooks(world, directory, {
    whole: acceptLoss !== undefined,
  });
  if (acceptLoss === undefined) {
    if (behind) throw refused(path, behind);
    return proof;
  }
  if (!behind) {
    throw new CommandError(
      EXIT.usage,
      `Nothing is missing in ${path}: the journal ends at block ${proof.end.head.seq}, as it has to. ` +
        "Leave --accept-loss out",
    );
  }
  const { seq } = behind.kept;
  if (acceptLoss !== seq || seq < 0) {
    throw new CommandError(
      EXIT.usage,
      `Cannot accept the loss of what came after block ${acceptLoss}: ${behind.message}`,
    );
  }
  await accept(world, directory, { behind, mark: proof.mark });
  const after = await lookAtBooks(world, directory, { whole: false });
  if (after.behind) throw refused(path, after.behind);
  return after;
}

/** Blocks in the middle cannot be read. */
export async function damagedChain(
  path: string,
  { proof: { mark }, journal, error }: {
    readonly proof: Proof;
    readonly journal: Journal;
    readonly error: JournalDamage;
  },
): Promise<DataError> {
  const found = await chainBreak(journal, mark && acknowledgedBy(mark));
  return found ? refused(path, found) : new DataError(error.message);
}

function refused(path: string, { message, kept }: JournalBehind): DataError {
  const goOn = kept.seq < 0
    ? ""
    : `, or go on without what is missing, which is written into the journal and told to all clients: ` +
      `bank serve --accept-loss ${kept.seq}`;
  return new DataError(
    `Cannot open the bank in ${path}: acknowledged payments are missing. ${message}. Nothing was changed. ` +
      `Restore the directory from a backup that has them (\`bank audit\` tells)${goOn}`,
  );
}

interface Looked extends Proof {
  /** What is missing, or null. */
  readonly behind: JournalBehind | null;
}

/** @param options.whole reads the journal from its first block. @throws {DataError} when there is nothing to look at. */
export async function lookAtBooks(
  { runtime }: Pick<World, "runtime">,
  directory: DataDirectory,
  { whole }: { readonly whole: boolean },
): Promise<Looked> {
  const { path, marked } = directory;
  const { mark, damage } = markOf(directory);
  const noMark = damage ?? (marked && !mark ? "the mark beside it is missing" : null);
  const looking = await directory.look();
  const journal = new KvJournal(looking ?? await directory.openKv());
  try {
    const end = await lookAtEnd(journal, {
      mark,
      noMark,
      views: await lookAtViews(path, runtime.lookAtKv),
    });
    const acknowledged = mark && acknowledgedBy(mark);
    return { end, mark, behind: whole ? await chainBreak(journal, acknowledged) : null };
  } catch (error) {
    if (!(error instanceof JournalBehind)) throw error;
    return { end: { head: error.kept, viewsFit: false }, mark, behind: error };
  } finally {
    looking?.close();
  }
}

function markOf(
  directory: DataDirectory,
): { readonly mark: Mark | null; readonly damage: string | null } {
  try {
    return { mark: readMark(directory.mark), damage: null };
  } catch (error) {
    return { mark: null, damage: `the mark beside it cannot be read: ${(error as Error).message}` };
  }
}

/** The journal goes on after the last block that is there, with the loss as its next event. */
async function accept(
  world: World,
  directory: DataDirectory,
  { behind, mark }: { readonly behind: JournalBehind; readonly mark: Mark | null },
): Promise<void> {
  const { host, runtime } = world;
  const { kept, acknowledged, missing } = behind;
  const journal = new KvJournal(await directory.openKv());
  const { machineTime } = runtime;
  const seen = lastSeen({ end: { head: kept, viewsFit: false }, mark }, machineTime.uptime());
  const at = Math.max(kept.at, new BankClock(clocksOf(world), seen).now());
  await journal.setAside(kept.seq + 1);
  const draft = new BlockDraft(at);
  draft.add([{
    type: "loss_accepted",
    kept: kept.seq,
    seq: acknowledged?.seq ?? kept.seq,
    hash: acknowledged?.hash ?? "",
    atMs: acknowledged?.atMs ?? kept.at,
    ...(missing === null ? {} : { payments: missing }),
  }]);
  if (!await journal.append(kept.seq + 1, [draft.encode(kept)])) {
    throw new DataError(`Cannot write into ${directory.path}: another program is at it`);
  }
  // Made from blocks that are not there any more.
  removeKv(join(directory.path, "views.kv"));
  host.log.of("store").warn("a loss was accepted", {
    kept: kept.seq,
    acknowledged: acknowledged?.seq,
    missing,
  });
}

/** As the bank's own time needs them. */
export function clocksOf(
  { host, runtime: { machineTime } }: Pick<World, "host" | "runtime">,
): Clocks {
  const { monotonic, synchronised: corroborated } = machineTime;
  return { wall: host.clock, monotonic, corroborated };
}

/** What is known of the time before this start. */
export function lastSeen(
  { end, mark }: Proof,
  up: ReturnType<MachineTime["uptime"]>,
): LastSeen {
  const newestMs = end.head.at;
  if (!mark) return { newestMs, aliveMs: null, expectedMs: null };
  // Time went back after the mark was written: staff have set the clock.
  if (end.head.seq > mark.seq && newestMs < mark.alive) {
    return { newestMs, aliveMs: newestMs, expectedMs: null };
  }
  const same = up !== null && mark.boot === up.boot && mark.upMs !== undefined &&
    up.upMs >= mark.upMs;
  const expectedMs = same ? mark.alive + up.upMs - mark.upMs! : null;
  return { newestMs, aliveMs: mark.alive, expectedMs };
}

/** Payments booked since the founding. */
export async function provenPayments(journal: Journal, { end, mark }: Proof): Promise<number> {
  const fits = mark !== null && mark.seq <= end.head.seq;
  let seq = fits ? mark.seq + 1 : 0;
  let payments = fits ? mark.payments : 0;
  for await (const bytes of journal.blocksFrom(seq)) {
    payments += paymentsIn(parseBlock(bytes, seq++).events);
  }
  return payments;
}
