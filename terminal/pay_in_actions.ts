// `bank connect pay-in` and `bank-details`: how money comes in from other banks, and what staff say about it.
import { parseAmount } from "../bank/amount.ts";
import { BANK_DETAILS, type BankDetails } from "../bank/pay_in/bank_details.ts";
import { accountNumberText } from "../bank/account_number.ts";
import type { Result } from "../api/methods.ts";
import { dayText } from "../console/bank_time.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { checkOut, writeFile } from "../console/files.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { detailsText, payInText } from "./pay_in_text.ts";
import { qrText } from "./qr_text.ts";
import { show } from "./show.ts";
import { propose } from "./proposal_actions.ts";
import type { ActOf } from "./words/connect_words.ts";

export async function payIn(
  customer: Customer,
  { amount, qr: always, out }: ActOf<"pay-in">,
): Promise<void> {
  const { currency, world: { screen } } = customer;
  checkOut(out);
  const asked = amount === undefined ? {} : { amountMinor: parseAmount(amount, currency) };
  const answer = await customer.call("payIn", asked);
  if (out !== undefined) return await writeSlip(customer, answer, out);
  const text = payInText(answer, currency);
  const { qr } = answer;
  const picture = qr && !customer.flags.json && (always || screen.interactive)
    ? `\n${await qrText(qr.text, "M")}`
    : "";
  show(customer, answer, text + picture);
}

async function writeSlip(
  customer: Customer,
  { details, ...answer }: Result<"payIn">,
  out: string,
): Promise<void> {
  if (details === null) {
    throw new CommandError(EXIT.refused, "This bank has not said yet where money is paid in.");
  }
  const { displayName, number } = await customer.call("account", {});
  // What draws is loaded when it is asked for.
  const { payInSlip } = await import("../papers/pay_in_slip.ts");
  const slip = await payInSlip({
    bank: customer.bankName,
    currency: customer.currency,
    day: dayText(customer.world.host.clock()),
    details,
    about: `for ${displayName}, account ${accountNumberText(number)}`,
    ...answer,
  });
  writeFile(out, slip);
  customer.world.screen.say(line`The slip is in ${out}.`);
}

/** Without anything to change it tells only. */
export async function bankDetails(
  customer: Customer,
  act: ActOf<"bank-details">,
): Promise<void> {
  const given: Partial<Record<keyof BankDetails, string>> = {};
  for (const name of BANK_DETAILS) if (act[name] !== undefined) given[name] = act[name];
  const none = Object.keys(given).length === 0;
  if (none && !act.remove) {
    const { details } = await customer.call("payIn", {});
    return show(customer, { details }, details ? detailsText(details) : "There are none yet.");
  }
  const { holder } = given;
  if (act.remove && !none) throw usageError("Cannot set and remove: leave one of them out");
  if (!act.remove && holder === undefined) {
    throw usageError("Cannot set bank details without --holder: all of them are set at once");
  }
  const { screen } = customer.world;
  if (screen.interactive && !customer.flags.json) {
    const answer = await screen.ask("From now on all customers pay in there. Is it right? y/N ");
    if (!/^y(es)?$/i.test(answer)) throw new CommandError(EXIT.refused, "Nothing was changed.");
  }
  const password = await passwordFor(customer, "Your password: ");
  const details = holder === undefined ? {} : { details: { ...given, holder } };
  const why = act.propose;
  if (why !== undefined) {
    return await propose(customer, { method: "setBankDetails", params: details, why }, password);
  }
  const set = await customer.call("setBankDetails", { ...details, password });
  show(
    customer,
    set,
    set.details ? detailsText(set.details) : "Nothing is paid in from outside any more.",
  );
}
