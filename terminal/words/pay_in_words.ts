// The words of `bank connect` about money from other banks.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { no, text } from "./words.ts";

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
      }),
      {
        brief: message`The bank's own account at another bank (staff change it).`,
        footer:
          message`Example: bank connect bank-details --holder "Lakeside Co-operative" --account 30201099887 --ifsc SBIN0001234 --upi lakeside@sbi`,
      },
    ),
  ),
);
