// The words of `bank connect` about credit.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { argument, command, constant, option } from "@optique/core/primitives";
import { pageWords, propose, text } from "./words.ts";

export const creditWords = group(
  "Credit",
  or(
    command(
      "credits",
      object({ action: constant("credits"), ...pageWords }),
      {
        brief: message`Accounts that are below zero, since when, and how far they may go (staff).`,
      },
    ),
    command(
      "account-credit",
      object({
        action: constant("account-credit"),
        account: argument(text("ACCOUNT"), { description: message`The account's number.` }),
        amount: argument(text("AMOUNT"), {
          description: message`How far below zero; off for not at all, bank for as far as all.`,
        }),
        reason: option("--reason", text("TEXT"), {
          description: message`Why; kept in the journal, and told to the owner.`,
        }),
        propose,
      }),
      {
        brief: message`Set how far below zero an account may go (staff).`,
        footer:
          message`For all accounts: bank connect policy --set credit=AMOUNT. Example: bank connect account-credit 482913057701 5000 --reason "Runs the shop"`,
      },
    ),
  ),
);
