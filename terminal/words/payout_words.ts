// The words of `bank connect` about payouts to other banks.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { PAYOUT_FORMS } from "../../bank/payout_files/payout_form.ts";
import { no, pageWords, propose, text } from "./words.ts";

const customerPayouts = or(
  command(
    "payout-account",
    object({
      action: constant("payout-account"),
      holder: optional(option("--holder", text("NAME"), {
        description: message`Whose account it is, as the other bank writes it.`,
      })),
      account: optional(option("--account", text("NUMBER"), {
        description: message`Number of the account (India).`,
      })),
      ifsc: optional(option("--ifsc", text("IFSC"), {
        description: message`IFSC of its branch (India).`,
      })),
      iban: optional(option("--iban", text("IBAN"), { description: message`IBAN.` })),
      bic: optional(option("--bic", text("BIC"), { description: message`BIC of its bank.` })),
      remove: no("--remove", message`Payouts go nowhere any more.`),
      yes: no("--yes", message`Set it without a question.`),
    }),
    {
      brief: message`Your account at another bank, to which payouts go.`,
      footer:
        message`Example: bank connect payout-account --holder "Asha Rao" --account 30201099887 --ifsc SBIN0001234`,
    },
  ),
  command(
    "payout",
    object({
      action: constant("payout"),
      amount: argument(text("AMOUNT"), { description: message`How much.` }),
      memo: withDefault(option("--memo", text("TEXT"), { description: message`What for.` }), ""),
      yes: no("--yes", message`Ask for it without a question.`),
      id: optional(option("--id", text("UUID"), {
        description: message`Id of the payout, so that a repetition pays nothing twice.`,
      })),
    }),
    { brief: message`Pay out to your account at another bank.` },
  ),
  command(
    "payouts",
    object({ action: constant("payouts"), ...pageWords }),
    { brief: message`Your payouts, and what has become of them.` },
  ),
  command(
    "cancel-payout",
    object({
      action: constant("cancel-payout"),
      payout: argument(text("PAYOUT"), {
        description: message`Its reference, as payouts shows it.`,
      }),
    }),
    { brief: message`Cancel a payout that has not been sent yet.` },
  ),
);

const staffPayouts = or(
  command(
    "payout-queue",
    object({ action: constant("payout-queue") }),
    { brief: message`Payouts that wait to be sent (staff).` },
  ),
  command(
    "payout-batch",
    object({
      action: constant("payout-batch"),
      payouts: multiple(argument(text("PAYOUT"), {
        description:
          message`References, as payout-queue shows them; all that you may send unless given.`,
      })),
      yes: no("--yes", message`Send them without a question.`),
      id: optional(option("--id", text("UUID"), {
        description: message`Id of the batch, so that a repetition changes nothing.`,
      })),
      propose,
    }),
    { brief: message`Put payouts into a batch, for one file (staff).` },
  ),
  command(
    "payout-batches",
    object({ action: constant("payout-batches"), ...pageWords }),
    { brief: message`Batches of payouts, and what of them was not paid yet (staff).` },
  ),
  command(
    "payout-file",
    object({
      action: constant("payout-file"),
      batch: argument(text("BATCH"), {
        description: message`Its reference, as payout-batches shows it.`,
      }),
      form: optional(option("--form", choice(PAYOUT_FORMS, { metavar: "FORM" }), {
        description:
          message`pain.001.001.09 or .03 (ISO 20022), neft (a sheet for banks in India), csv.`,
      })),
      on: optional(option("--on", text("DAY"), {
        description: message`YYYY-MM-DD on which the other bank is to pay; today unless given.`,
      })),
      out: optional(option("--out", text("FILE"), {
        description: message`Write it to this file; - for the screen.`,
      })),
    }),
    {
      brief: message`The file of a batch, for the other bank (staff).`,
      footer: message`Example: bank connect payout-file RF35... --form pain.001.001.03`,
    },
  ),
);

export const payoutWords = group("Payouts to other banks", or(customerPayouts, staffPayouts));
