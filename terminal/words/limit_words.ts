// The words of `bank connect` about payment limits.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { propose, text } from "./words.ts";

const wanted = {
  payment: optional(option("--payment", text("AMOUNT"), {
    description: message`The most that one payment may be; off for none.`,
  })),
  day: optional(option("--day", text("AMOUNT"), {
    description: message`The most in a day; off for none.`,
  })),
  month: optional(option("--month", text("AMOUNT"), {
    description: message`The most in a month; off for none.`,
  })),
  payees: optional(option("--payees", text("NUMBER"), {
    description: message`How many customers may be paid in a day; off for none.`,
  })),
};

export const limitWords = group(
  "Limits",
  or(
    command(
      "limits",
      object({ action: constant("limits"), ...wanted }),
      {
        brief: message`How much you may pay, and how much of that is used; set limits of your own.`,
        footer:
          message`Lower limits are in force at once, higher ones after a day. Example: bank connect limits --day 500`,
      },
    ),
    command(
      "account-limits",
      object({
        action: constant("account-limits"),
        account: argument(text("ACCOUNT"), { description: message`The account's number.` }),
        ...wanted,
        reason: optional(option("--reason", text("TEXT"), {
          description: message`Why; kept in the journal, and told to the owner.`,
        })),
        propose,
      }),
      {
        brief: message`See or set the limits of an account (staff).`,
        footer:
          message`"bank" instead of an amount brings the bank's own limit back. Limits for all: bank connect policy --set limit-day=AMOUNT`,
      },
    ),
  ),
);
