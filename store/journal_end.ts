// Where a journal ends, and whether it may end there. Three things say how far it went that do not fail together: the journal's
// own row, the mark beside it, the views. A journal that is shorter than one of them says, or another one, has lost what was
// promised. Only looks; changes nothing.
import {
  type Block,
  decodeBlock,
  EMPTY_HEAD,
  hashOf,
  type Head,
  JournalDamage,
  parseBlock,
} from "../bank/block.ts";
import type { Journal } from "../bank/journal.ts";
import { paymentsIn } from "../bank/trace.ts";
import { DataError } from "./data_error.ts";
import type { Mark } from "./head_mark.ts";
import type { Meta } from "./view_meta.ts";

/** What says how far the journal went. */
export interface Witnesses {
  readonly mark: Mark | null;
  /** Why there is none although there has to be one; null where that is right. */
  readonly noMark: string | null;
  /** How far the views are; null where there are none, or where they cannot be read. */
  readonly views: Pick<Meta, "newest" | "newestHash" | "newestAtMs"> | null;
}

/** The newest block that was acknowledged. */
export interface Acknowledged {
  readonly seq: number;
  readonly hash: string;
  /** Unix milliseconds; null where that is not known. */
  readonly atMs: number | null;
  /** Payments booked up to it; null where that is not known. */
  readonly payments: number | null;
}

export interface JournalEnd {
  readonly head: Head;
  /** The views are of this journal, and not further than it. */
  readonly viewsFit: boolean;
}

/** Acknowledged blocks are missing. The bank does not start. */
export class JournalBehind extends DataError {
  /**
   * @param kept the last block that is there, with the payments up to it.
   * @param acknowledged null where nothing tells any more what was.
   */
  constructor(
    readonly kept: Head & { readonly payments: number },
    readonly acknowledged: Acknowledged | null,
    readonly why: string,
  ) {
    super(behindText(kept, acknowledged, why));
  }

  /** Payments that were acknowledged and are gone; null where that is not known. */
  get missing(): number | null {
    return missingPayments(this.kept, this.acknowledged);
  }
}

/**
 * @throws {JournalBehind} with numbers.
 * @throws {JournalDamage} when what says how far it went is itself damaged.
 */
export async function lookAtEnd(journal: Journal, witnesses: Witnesses): Promise<JournalEnd> {
  const { mark, noMark, views } = witnesses;
  const head = await wholeEnd(journal, mark);
  const loss = await lossAt(journal, head);
  if (noMark !== null && loss === null) throw await behind(journal, null, noMark);
  const claims: Acknowledged[] = [];
  if (mark) claims.push(acknowledgedBy(mark));
  // Views of another history are made again where the mark vouches for the journal.
  const viewsTell = views && (!mark || views.newest > head.seq);
  if (viewsTell && views.newest > (mark?.seq ?? -1)) {
    const { newest: seq, newestHash: hash, newestAtMs: atMs = null } = views;
    claims.push({ seq, hash, atMs, payments: null });
  }
  for (const claim of claims) {
    if (claim.seq < 0 || (loss !== null && claim.seq <= loss)) continue;
    const stored = claim.seq > head.seq ? null : await journal.block(claim.seq);
    if (stored && hashOf(stored) === claim.hash) continue;
    throw await behind(journal, claim, stored ? "it is another journal" : "");
  }
  const last = views && views.newest <= head.seq ? await journal.block(views.newest) : null;
  return { head, viewsFit: last !== null && hashOf(last) === views?.newestHash };
}

/** The end as the journal itself tells it. @param mark knows more of it, where it goes as far. */
async function wholeEnd(journal: Journal, mark: Mark | null): Promise<Head> {
  const stored = await journal.head();
  if (!stored) {
    if (await journal.block(0)) throw await behind(journal, null, "its end is not marked");
    return EMPTY_HEAD;
  }
  const { seq, hash } = stored;
  const last = await journal.block(seq);
  if (last && hashOf(last) === hash && !await journal.block(seq + 1)) {
    return { seq, hash, at: parseBlock(last, seq).at };
  }
  const known = mark && mark.seq >= seq ? acknowledgedBy(mark) : null;
  throw await behind(journal, known ?? { seq, hash, atMs: null, payments: null }, "");
}

/** The block up to which a loss has been accepted, where the last block says so. */
async function lossAt(journal: Journal, { seq }: Head): Promise<number | null> {
  const bytes = seq < 0 ? null : await journal.block(seq);
  const [event] = bytes ? parseBlock(bytes, seq).events : [];
  return event?.type === "loss_accepted" ? event.seq : null;
}

async function behind(
  journal: Journal,
  acknowledged: Acknowledged | null,
  why: string,
): Promise<JournalBehind> {
  const { damage, ...kept } = await readThrough(journal, acknowledged);
  return new JournalBehind(kept, acknowledged, damage ?? why);
}

/** Reads the journal from its first block. @returns null when its chain is whole, whether or not its end is the right one. */
export async function chainBreak(
  journal: Journal,
  acknowledged: Acknowledged | null,
): Promise<JournalBehind | null> {
  const { damage, ...kept } = await readThrough(journal, acknowledged);
  return damage === null ? null : new JournalBehind(kept, acknowledged, damage);
}

/** How far the chain is good. Of another journal it is told only where the two differ for certain, not where they part. */
async function readThrough(journal: Journal, acknowledged: Acknowledged | null) {
  let [head, payments]: [Head, number] = [EMPTY_HEAD, 0];
  let damage: string | null = null;
  try {
    for await (const bytes of journal.blocksFrom(0)) {
      const block: Block = decodeBlock(bytes, head);
      const { seq } = block;
      if (seq === acknowledged?.seq && hashOf(bytes) !== acknowledged.hash) {
        throw new JournalDamage(`Journal block ${seq} is not the one that was acknowledged`);
      }
      head = { seq, hash: hashOf(bytes), at: block.at };
      payments += paymentsIn(block.events);
    }
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    damage = error.message;
  }
  return { ...head, payments, damage };
}

/** What a mark says was acknowledged. */
export function acknowledgedBy({ seq, hash, at: atMs, payments }: Mark): Acknowledged {
  return { seq, hash, atMs, payments };
}

function missingPayments(
  kept: { readonly payments: number },
  acknowledged: Acknowledged | null,
): number | null {
  const booked = acknowledged?.payments ?? null;
  return booked === null ? null : Math.max(0, booked - kept.payments);
}

function behindText(
  kept: Head & { readonly payments: number },
  acknowledged: Acknowledged | null,
  why: string,
): string {
  const missing = missingPayments(kept, acknowledged);
  const lost = missing === null
    ? "how many payments are missing is not known"
    : missing === 1
    ? "1 payment is missing"
    : `${missing} payments are missing`;
  const from = kept.seq < 0 ? "" : ` from ${timeText(kept.at)}`;
  const to = acknowledged?.atMs ? ` to ${timeText(acknowledged.atMs)}` : "";
  const span = acknowledged ? `, ${lost}${from}${to}` : "";
  const claim = acknowledged
    ? `block ${acknowledged.seq} (${acknowledged.hash.slice(0, 16)}…) was acknowledged`
    : "what was acknowledged cannot be told";
  const there = kept.seq < 0
    ? "The journal has no block that is good"
    : `The journal ends at block ${kept.seq}`;
  return `${there}; ${claim}${span}${why === "" ? "" : ` (${why})`}`;
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19) + " UTC";
}
