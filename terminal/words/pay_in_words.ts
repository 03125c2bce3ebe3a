// The words of `bank connect` about money from other banks.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { no, propose, text } from "./words.ts";

/** Which files, and how a CSV among them is read. */
export const foreignFiles = {
  files: multiple(argument(text("FILE"), { description: message`Statements of one account.` }), {
    min: 1,
    max: 100,
  }),
  map: optional(option("--map", text("NAME"), {
    description: message`Whose CSV it is, where several fit: hdfc, sbi, sparkasse …`,
  })),
  mapFile: optional(option("--map-file", text("FILE"), {
    description: message`A map of a CSV that is not known here, in JSON (docs/money.md).`,
  })),
};

export const payInWords = group(
  "Money from other banks",
  or(
    command(
      "pay-in",
      object({
        action: constant("pay-in"),
        amount: optional(argument(text("AMOUNT"), {
          description: message`For the QR code; the payer's app asks for it unless given.`,
        })),
        qr: no("--qr", message`Show the QR code although this is no terminal.`),
        out: optional(option("--out", text("FILE"), {
          description: message`Write a slip to print to this file, as PDF.`,
        })),
      }),
      { brief: message`How money comes in: the bank's account, your reference, a QR code.` },
    ),
    command(
      "bank-details",
      object({
        action: constant("bank-details"),
        holder: optional(option("--holder", text("NAME"), {
          description: message`Whose account it is, as its bank writes it.`,
        })),
        account: optional(option("--account", text("NUMBER"), {
          description: message`Number of the account, with --ifsc.`,
        })),
        ifsc: optional(option("--ifsc", text("CODE"), {
          description: message`IFSC of its branch.`,
        })),
        iban: optional(option("--iban", text("IBAN"), { description: message`IBAN.` })),
        bic: optional(option("--bic", text("BIC"), { description: message`BIC of its bank.` })),
        upi: optional(option("--upi", text("ID"), {
          description: message`UPI id, such as bank@upi.`,
        })),
        remove: no("--remove", message`Nothing is paid in from outside any more.`),
        propose,
      }),
      {
        brief: message`The bank's own account at another bank (staff change it).`,
        footer:
          message`Example: bank connect bank-details --holder "Lakeside Co-operative" --account 30201099887 --ifsc SBIN0001234 --upi lakeside@sbi`,
      },
    ),
    command(
      "import",
      object({
        action: constant("import"),
        ...foreignFiles,
        opening: no("--opening", message`Book what was there before the first line, too.`),
        despiteBalances: no("--despite-balances", message`Book although balances do not meet.`),
        dryRun: no("--dry-run", message`Show what would be booked, and book nothing.`),
        yes: no("--yes", message`Book without a question.`),
      }),
      {
        brief: message`Books the lines of another bank's statements, each once (staff).`,
        footer: message`Example: bank connect import november.xml 2026-12-01.xml`,
      },
    ),
    command(
      "unmatched",
      object({ action: constant("unmatched") }),
      { brief: message`Lines of other banks that have found no account (staff).` },
    ),
    command(
      "assign",
      object({
        action: constant("assign"),
        line: argument(text("LINE"), { description: message`As unmatched shows it.` }),
        to: argument(text("TO"), {
          description:
            message`User name, account number, the reference of a payout or a batch, or: cash, charges, interest, opening.`,
        }),
        memo: optional(option("--memo", text("TEXT"), {
          description: message`What the customer reads; the line's own text unless given.`,
        })),
        id: optional(option("--id", text("UUID"), {
          description: message`Id of the booking, so that a repetition changes nothing.`,
        })),
        propose,
      }),
      { brief: message`Says whose a line is (staff).` },
    ),
    command(
      "reconcile",
      object({ action: constant("reconcile"), ...foreignFiles }),
      { brief: message`Whether the books say what another bank's statements say (staff).` },
    ),
  ),
);
