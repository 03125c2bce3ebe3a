// Paying so that it happens once: the transfer's id is written down before it is sent, sent again after a cut,
// and settled at the next start when the program did not live to hear the answer.
import { pause } from "../bank/host.ts";
import { moneyText } from "../bank/money.ts";
import { RefusedError } from "../net/client.ts";
import { RemoteError } from "../net/message.ts";
import type { TransferView } from "../net/views.ts";
import { backOffMs, type Customer, worthRetrying } from "./customer.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { Intent } from "./profile.ts";
import { line } from "./screen.ts";

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
  const { profile, userName, world } = customer;
  const lock = await world.runtime.lockFile(profile.intentLock(userName, intent.id));
  profile.writeIntent(userName, intent);
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
  for (let tries = 0;; tries++) {
    try {
      if (cut) await reconnect(customer, id);
      cut = false;
      return await act();
    } catch (error) {
      if (!worthRetrying(error)) throw error;
      if (clock() >= deadline) throw error instanceof RefusedError ? error : unknownOutcome(id);
      cut = !(error instanceof RefusedError) || error.refusal.code === "shutting_down";
      if (tries === 0) customer.world.screen.say("The connection was cut; trying again ...");
      await pause(customer.world.host, backOffMs(tries));
    }
  }
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
    const lock = await world.runtime.lockFile(profile.intentLock(userName, intent.id));
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
      world.screen.say(line`Earlier ${what}` + amount + line` to ${intent.to}: it ${outcome}.`);
      profile.removeIntent(userName, intent.id);
    } finally {
      lock.release();
    }
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
    // Cash and reversals have the house or somebody else as payer: they have happened.
    const happened = error instanceof RefusedError && error.refusal.code === "id_reused";
    if (!happened) throw error;
    return { status: "booked" };
  }
}
