// `bank connect payout-queue`, `payout-batch`, `payout-batches` and `payout-file`: how staff send payouts with a file for the other bank.
import { isDay } from "../bank/days.ts";
import { PAYOUTS_PER_BATCH_MAX } from "../bank/limits.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import {
  namedIn,
  paymentReferenceOf,
  paymentReferenceText,
} from "../bank/pay_in/payment_reference.ts";
import { plainCode } from "../bank/pasted.ts";
import { fileOf, type Missing, type PayoutFile } from "../bank/payout_files/payout_file.ts";
import { usualForm } from "../bank/payout_files/payout_form.ts";
import type { Params, Result } from "../api/methods.ts";
import { dayText } from "../console/bank_time.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { writeFile } from "../console/files.ts";
import { line } from "../console/screen.ts";
import { confirmed } from "./confirmed.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { untilAnswered } from "./pay.ts";
import { cancelPayout, payout, payoutAccount, payouts } from "./payout_actions.ts";
import { batchesText, batchText, queueText } from "./payout_text.ts";
import { propose } from "./proposal_actions.ts";
import { checkedId, show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

type Waiting = Result<"waitingPayouts">["payouts"][number];

export async function waitingPayouts(customer: Customer): Promise<Result<"waitingPayouts">> {
  let told = await customer.call("waitingPayouts", {});
  const payouts = [...told.payouts];
  while (told.payouts.length > 0 && payouts.length < told.count) {
    told = await customer.call("waitingPayouts", { after: payouts.length });
    payouts.push(...told.payouts);
  }
  return { ...told, payouts };
}

async function payoutQueue(customer: Customer): Promise<void> {
  const told = await waitingPayouts(customer);
  const { payouts, count, sumMinor } = told;
  const sum = count === 0
    ? ""
    : line`\n${count} payouts, ${
      moneyText(sumMinor, customer.currency)
    }: bank connect payout-batch`;
  show(customer, told, queueText(payouts, customer.currency) + sum);
}

async function payoutBatch(customer: Customer, act: ActOf<"payout-batch">): Promise<void> {
  const { currency } = customer;
  const batch = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const { payouts: waiting } = await waitingPayouts(customer);
  const chosen = act.payouts.length === 0 ? sendable(waiting) : named(waiting, act.payouts);
  // Sent again with its id it is not among those that wait any more: the bank knows it.
  const payouts = chosen.length > 0 ? chosen.map(({ reference }) => reference) : act.payouts;
  if (payouts.length === 0) {
    throw new CommandError(EXIT.refused, "No payout waits that you may send.");
  }
  if (!act.yes && act.propose === undefined) {
    customer.world.screen.say(queueText(chosen, currency));
    const question = line`Send these ${payouts.length} payouts, ${sumText(chosen, currency)}?`;
    await confirmed(customer, question, "Nothing was sent.");
  }
  const about = { batch, payouts: [...payouts] };
  const why = act.propose;
  if (why !== undefined) {
    return await propose(customer, { method: "makePayoutBatch", params: about, why });
  }
  const password = await passwordFor(customer, "Your password: ");
  const made = await makeBatch(customer, { ...about, password });
  show(customer, made, madeText(made, currency));
}

/** @throws {CommandError} for one that does not wait; unless none of them does. */
function named(waiting: readonly Waiting[], given: readonly string[]): readonly Waiting[] {
  const found = given.map((text) => {
    const [number] = namedIn(text).numbers;
    const reference = number === undefined ? "" : paymentReferenceOf(number);
    return waiting.find((one) => one.reference === reference);
  });
  const place = found.indexOf(undefined);
  if (place < 0 || found.every((one) => one === undefined)) {
    return found.flatMap((one) => one ?? []);
  }
  throw new CommandError(EXIT.refused, line`No payout with the reference ${given[place]!} waits.`);
}

export function sumText(payouts: readonly Waiting[], currency: Currency): string {
  return moneyText(payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0), currency);
}

/** As many as one batch may have, oldest first. */
export function sendable(waiting: readonly Waiting[]): readonly Waiting[] {
  return waiting.filter(({ obstacle }) => obstacle === undefined).slice(0, PAYOUTS_PER_BATCH_MAX);
}

/** Sent again until the answer is certain: its id makes it happen once. */
export function makeBatch(
  customer: Customer,
  params: Params<"makePayoutBatch">,
): Promise<Result<"makePayoutBatch">> {
  return untilAnswered(customer, params.batch, () => customer.call("makePayoutBatch", params));
}

export function madeText(made: Result<"makePayoutBatch">, currency: Currency): string {
  const { reference } = made;
  return batchText(made, currency) +
    line`\nThe file for the other bank: bank connect payout-file ${reference}`;
}

async function payoutBatches(
  customer: Customer,
  { limit, after }: ActOf<"payout-batches">,
): Promise<void> {
  const found = await customer.call("payoutBatches", { limit, after });
  show(customer, found, batchesText(found.batches, customer.currency));
  const next = after + found.batches.length;
  if (next < found.count) customer.world.screen.say(line`Older ones: --after ${next}`);
}

async function writePayoutFile(
  customer: Customer,
  act: ActOf<"payout-file">,
): Promise<void> {
  const { currency, world: { screen, host } } = customer;
  const payOn = act.on === undefined ? dayText(host.clock()) : plainCode(act.on);
  if (!isDay(payOn)) throw usageError(line`"${act.on ?? ""}" is not a day such as 2026-12-31`);
  const batch = await customer.call("payoutBatch", { batch: act.batch });
  if (customer.flags.json) return show(customer, batch, "");
  const form = act.form ?? usualForm(currency);
  const { name, text } = knownFile(fileOf(batch, { form, payOn, currency }));
  if (act.out === "-") return screen.out(text.trimEnd());
  const path = act.out ?? name;
  writeFile(path, text);
  screen.out(line`${path}: ${batchText(batch, currency)}`);
  screen.say(
    "Give it to the other bank as it is. A file of the same batch made again has the same references.",
  );
}

/** @throws {CommandError} where something that the file needs is not known. */
function knownFile(file: PayoutFile | Missing): PayoutFile {
  if (!("missing" in file)) return file;
  const { missing } = file;
  throw new CommandError(
    EXIT.refused,
    missing === "payer"
      ? "The bank's own account is not known, or its holder is not written in Latin letters: a manager sets it with bank connect bank-details."
      : line`Where payout ${
        paymentReferenceText(missing.reference)
      } goes to is lost: take it back (bank connect reverse ${missing.payout}).`,
  );
}

/** Of customers and staff, by their words. */
export const PAYOUT_ACTIONS = {
  "payout-account": payoutAccount,
  payout,
  payouts,
  "cancel-payout": cancelPayout,
  "payout-queue": payoutQueue,
  "payout-batch": payoutBatch,
  "payout-batches": payoutBatches,
  "payout-file": writePayoutFile,
} as const;
