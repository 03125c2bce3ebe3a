// The words of `bank connect` about paying.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { amount, idOption, memoOption, no, text, transferId } from "./words.ts";

const payee = argument(text("PAYEE"), { description: message`User name or account number.` });
const yes = no("--yes", message`Do not ask; needed without a terminal.`);

export const paymentWords = group(
  "Payments",
  or(
    command("payee", object({ action: constant("payee"), payee }), {
      brief: message`Look up who would be paid.`,
    }),
    command(
      "transfer",
      object({
        action: constant("transfer"),
        payee,
        amount,
        memo: memoOption,
        id: idOption,
        dryRun: no("--dry-run", message`Say what would happen, and pay nothing.`),
        yes,
      }),
      {
        brief: message`Pay somebody.`,
        footer: message`Example: bank connect transfer maya 250.00 --memo "Rent" --yes`,
      },
    ),
    command(
      "pay-file",
      object({
        action: constant("pay-file"),
        file: argument(text("FILE"), {
          description: message`CSV with the columns payee, amount, memo and reference.`,
        }),
        result: optional(option("--result", text("FILE"), {
          description:
            message`Where to write what became of each line; FILE.result.csv unless given.`,
        })),
        dryRun: no("--dry-run", message`Show who would be paid, and pay nothing.`),
        yes,
      }),
      {
        brief: message`Pay every line of a file, each once, however often it is run.`,
        footer:
          message`Every line of a file that was changed is a new payment: put what is still to be paid into a file of its own. Example: bank connect pay-file payroll.csv --dry-run`,
      },
    ),
    command(
      "receipt",
      object({
        action: constant("receipt"),
        id: transferId,
        out: optional(option("--out", text("FILE"), {
          description: message`Write it to this file instead of the screen.`,
        })),
      }),
      { brief: message`A signed receipt; \`bank verify FILE\` checks it, without the bank.` },
    ),
    command("status", object({ action: constant("status"), id: transferId }), {
      brief: message`Did it go through?`,
    }),
  ),
);
