// The client as a witness: it remembers the bank's signing key and the newest head that the bank has signed, and checks
// at every connection that the bank's history still leads through it. A bank that was rolled back or forked is refused.
import { isSignedBy } from "../bank/signature.ts";
import type { Client } from "../net/client/client.ts";
import { RefusedError } from "../net/client/client.ts";
import type { Result } from "../api/methods.ts";
import type { HeadView, LossView } from "../api/answers.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { BankProfile, Witness } from "./profile.ts";
import { line } from "../console/screen.ts";

/**
 * @returns a loss that the bank has told of and that this machine hears of for the first time, or null.
 * @throws {CommandError} when the bank tells another story than before.
 */
export async function bearWitness(
  client: Client,
  profile: BankProfile,
  { head, losses = [] }: Pick<Result<"hello">, "head" | "losses">,
): Promise<LossView | null> {
  const known = profile.witness();
  const told = new Set(known?.losses);
  const keep = (seen: HeadView) => {
    const names = [...new Set([...told, ...losses.map(nameOf)])].slice(-TOLD_MAX);
    profile.keepWitness({ ...seen, ...(names.length === 0 ? {} : { losses: names }) });
  };
  const trusted = known?.signedBy ?? head.signedBy;
  if (!isSignedBy(head, trusted)) {
    throw refusal(profile, [
      "the head of its journal is not signed with the key that it had before.",
      line`  expected  ${trusted}`,
      line`  found     ${head.signedBy}`,
    ]);
  }
  if (!known) {
    keep(head);
    return null;
  }
  // The bank is asked now: `head` may be older than what another program on this machine has learnt meanwhile.
  const then = head.seq === known.seq ? head : await headAt(client, known.seq);
  const same = then?.seq === known.seq && then.hash === known.hash;
  const loss = losses.find((one) => covers(one, known));
  if (loss && !same) {
    profile.keepEvidence([signedHead(known), head]);
    keep(head);
    return loss;
  }
  if (then === null && head.seq < known.seq) {
    profile.keepEvidence([signedHead(known), head]);
    throw refusal(profile, [
      line`its history was rolled back: this machine has seen block ${known.seq}, the bank is at ${head.seq}.`,
    ]);
  }
  if (!same || !isSignedBy(then, trusted)) {
    profile.keepEvidence([signedHead(known), then ?? head]);
    throw refusal(profile, [
      line`its history is another one: block ${known.seq} was`,
      line`  before    ${known.hash}`,
      line`  now       ${then?.hash ?? "unknown"}`,
    ]);
  }
  const news = losses.filter((one) => !told.has(nameOf(one)));
  if (head.seq > known.seq || news.length > 0) keep(head.seq > known.seq ? head : known);
  // What this machine asked for after its last look may be gone, although what it saw is there.
  return news.findLast(({ block }) => block > known.seq) ?? null;
}

/** Losses whose names are kept: more than a bank tells of. */
const TOLD_MAX = 64;

/** A restore from the same backup, or an older one, is another loss although its block has the same number. */
function nameOf({ block, hash, restore = "" }: LossView): string {
  return `${block} ${hash.slice(0, 16)} ${restore}`;
}

/**
 * Whether a head that was seen can be gone with it. It is believed once, and not about heads that were seen since; a restored
 * bank cannot tell how far it had gone on.
 */
function covers(loss: LossView, known: Witness): boolean {
  const { kept, seq, restoredFromMs } = loss;
  if (known.seq <= kept || known.losses?.includes(nameOf(loss))) return false;
  return known.seq <= seq || restoredFromMs !== undefined;
}

/** As the bank has signed it. */
function signedHead({ losses: _, ...head }: Witness): HeadView {
  return head;
}

/** What has to be said loudly, once on each machine. */
export function lossText(loss: LossView): string {
  const { kept, seq, payments, atMs, block, restoredFromMs } = loss;
  if (restoredFromMs !== undefined) {
    return [
      line`THE BANK WAS RESTORED from a backup of ${
        minuteText(restoredFromMs)
      }: what it had booked after block`,
      line`${kept} of its journal, of ${
        minuteText(atMs)
      }, is gone. It says so itself, in block ${block}. Look at your`,
      "history: what is missing there did not happen and has to be done again. Sessions have ended; log in",
      "again. The signed heads of before are kept on this machine as evidence.",
    ].join("\n");
  }
  const many = payments < 0
    ? "an unknown number of payments"
    : payments === 1
    ? "1 payment"
    : `${payments} payments`;
  return [
    line`THE BANK HAS LOST DATA: blocks ${kept + 1} to ${seq} of its journal, with ${many}, up to ${
      minuteText(atMs)
    }.`,
    line`It says so itself, in block ${block}. Look at your history: what is missing there did not happen and`,
    "has to be done again. The signed heads of before are kept on this machine as evidence.",
  ].join("\n");
}

function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

async function headAt(client: Client, seq: number): Promise<HeadView | null> {
  try {
    return await client.call("head", { seq });
  } catch (error) {
    if (error instanceof RefusedError && !error.refusal.retryable) return null;
    throw error;
  }
}

function refusal(profile: BankProfile, reasons: readonly string[]): CommandError {
  return new CommandError(
    EXIT.refused,
    [
      `REFUSED: the bank is not the one that this machine knows: ${reasons[0]}`,
      ...reasons.slice(1),
      "Payments may have been undone. Nothing was sent. Ask the people who run the bank; the signed heads are in",
      line`  ${profile.witnessPath}`,
      "Only if they explain it, delete that file and connect again.",
    ].join("\n"),
  );
}
