// Paying so that it happens once: the transfer's id is written down before it is sent, sent again after a cut,
// and settled at the next start when the program did not live to hear the answer.
import { accountNumberText } from "../bank/account_number.ts";
import { pause } from "../bank/host.ts";
import { moneyText } from "../bank/money.ts";
import { REFUSALS } from "../bank/refusal.ts";
import { ConnectionLost, RefusedError } from "../net/client/client.ts";
import { RemoteError } from "../api/message.ts";
import type { TransferView } from "../api/answers.ts";
import type { Customer } from "./customer.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import type { Intent } from "./profile.ts";
import { line } from "../console/screen.ts";
import { backOffMs, worthRetrying } from "./retrying.ts";

/** Milliseconds of new tries before the outcome is left open. */
const RETRY_MS = 30_000;

/**
 * Sends the payment until an answer is certain.
 * @throws {CommandError} with exit code 4 when none came in time; the intent stays written down.
 */
export function pay(customer: Customer, intent: Intent): Promise<TransferView> {
  const { id, to, amountMinor, memo } = intent;
  return written(customer, intent, () => customer.call("transfer", { id, to, amountMinor, memo }));
}

/** Whatever moves money: written down before it is sent, crossed out when its outcome is certain. */
export async function written<T>(
  customer: Customer,
  intent: Intent,
  act: () => Promise<T>,
): Promise<T> {
  const { profile, userName } = customer;
  const lock = await writeDown(customer, intent);
  try {
    const done = await untilAnswered(customer, intent.id, act);
    profile.removeIntent(userName, intent.id);
    return done;
  } catch (error) {
    if (isCertain(error)) profile.removeIntent(userName, intent.id);
    throw error;
  } finally {
    lock?.release();
  }
}

type Lock = Awaited<ReturnType<Customer["world"]["runtime"]["lockFile"]>>;

/** @throws {CommandError} where that cannot be: then nothing must be sent. */
async function writeDown(customer: Customer, intent: Intent): Promise<Lock> {
  const { profile, userName, world } = customer;
  let lock: Lock = null;
  try {
    lock = await world.runtime.lockFile(profile.intentLock(userName, intent.id));
    profile.writeIntent(userName, intent);
    return lock;
  } catch (error) {
    lock?.release();
    const what = intent.what ?? "payment";
    const text = line`Nothing was sent: a ${what} is written down first, so that it happens once.`;
    throw usageError(`${profile.trouble(error).message}.\n${text}`);
  }
}

/** The bank has said no, or has not understood: it has not happened. */
function isCertain(error: unknown): boolean {
  if (error instanceof RemoteError) return error.code === "invalid_params";
  return error instanceof RefusedError;
}

/** For every act with an id: tries again after cuts, for half a minute. */
export async function untilAnswered<T>(
  customer: Customer,
  id: string,
  act: () => Promise<T>,
): Promise<T> {
  const { clock } = customer.world.host;
  const deadline = clock() + RETRY_MS;
  let cut = false;
  // A try was sent and never answered: no other refusal than one that knows the id says what became of it.
  let open = false;
  for (let tries = 0;; tries++) {
    try {
      if (cut) await reconnect(customer, id);
      cut = false;
      return await act();
    } catch (error) {
      open ||= !cut && error instanceof ConnectionLost;
      if (!worthRetrying(error)) throw open && leavesOpen(id, error) ? unknownOutcome(id) : error;
      if (clock() >= deadline) {
        throw error instanceof RefusedError && !open ? error : unknownOutcome(id);
      }
      cut = !(error instanceof RefusedError) || error.refusal.code === "shutting_down";
      if (tries === 0) customer.world.screen.say("The connection was cut; trying again ...");
      await pause(customer.world.host, backOffMs(tries, customer.flags.others));
    }
  }
}

const PRECEDENCE = Object.keys(REFUSALS);

/** Refusals that come before the bank looks for the id. */
function leavesOpen(id: string, error: unknown): boolean {
  return id !== "" && error instanceof RefusedError &&
    PRECEDENCE.indexOf(error.refusal.code) < PRECEDENCE.indexOf("id_reused");
}

/** That the session cannot be resumed says nothing about the payment. */
async function reconnect(customer: Customer, id: string): Promise<void> {
  try {
    await customer.reconnect();
  } catch (error) {
    if (error instanceof RefusedError && !error.refusal.retryable) throw unknownOutcome(id);
    throw error;
  }
}

function unknownOutcome(id: string): CommandError {
  if (id === "") {
    return new CommandError(
      EXIT.unknown,
      "No answer: it may or may not have happened. Try `bank connect log-in` when the bank can be reached.",
    );
  }
  return new CommandError(
    EXIT.unknown,
    line`No answer: it may or may not have gone through. Nothing is lost: repeat the command with ` +
      line`--id ${id}, or ask with \`bank connect status ${id}\` when the bank can be reached.`,
  );
}

/**
 * Settles what earlier runs left open: a payment that the bank does not know is made void, so that it can
 * never happen later behind the customer's back.
 * @param except the id that this run is about to use itself.
 */
export async function settleIntents(customer: Customer, except?: string): Promise<void> {
  const { profile, userName, world, currency } = customer;
  for (const intent of profile.intents(userName)) {
    if (intent.id === except) continue;
    const lock = await lockOf(customer, intent);
    if (!lock) continue;
    try {
      const settled = await settle(customer, intent.id);
      // Not now: it is asked again the next time, and nothing else has to wait for it.
      if (!settled) continue;
      const { status } = settled;
      const amount = intent.amountMinor > 0 ? ` of ${moneyText(intent.amountMinor, currency)}` : "";
      const outcome = status === "void"
        ? "did not go through and never will"
        : status === "held"
        ? "arrived and waits for your confirmation"
        : "went through";
      const what = intent.what ?? "payment";
      world.screen.say(
        line`Earlier ${what}` + amount + line` to ${accountNumberText(intent.to)}: it ${outcome}.`,
      );
      profile.removeIntent(userName, intent.id);
    } finally {
      lock.release();
    }
  }
}

/** @returns null while another process has it, or where nothing can be written: it is settled another time. */
async function lockOf({ profile, userName, world }: Customer, { id }: Intent): Promise<Lock> {
  try {
    return await world.runtime.lockFile(profile.intentLock(userName, id));
  } catch (error) {
    const { message } = profile.trouble(error);
    world.screen.say(`Whether an earlier payment went through is not looked up now. ${message}.`);
    return null;
  }
}

/** What became of an id; if nothing did, then nothing ever will. */
async function settle(
  customer: Customer,
  id: string,
): Promise<Pick<TransferView, "status"> | null> {
  try {
    return await customer.call("voidTransfer", { id });
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.retryable) return null;
    // Cash and reversals have the bank or another customer as payer: they have happened already.
    const happened = error instanceof RefusedError && error.refusal.code === "id_reused";
    if (!happened) throw error;
    return { status: "booked" };
  }
}
