// The words of `bank connect recover` and `recovery`: a lost password, for the customer and for staff.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { no, text } from "./words.ts";

export const recoveryWords = group(
  "Lost password",
  or(
    command(
      "recover",
      object({
        action: constant("recover"),
        recoveryCode: optional(option("--recovery-code", text("CODE"), {
          description: message`What the bank's staff gave you.`,
        })),
        newPasswordFile: optional(option("--new-password-file", text("FILE"), {
          description: message`Read the new password from this file.`,
        })),
      }),
      { brief: message`Set a new password with a code from the bank's staff.` },
    ),
    command(
      "recovery",
      object({
        action: constant("recovery"),
        verb: argument(choice(["list", "start", "agree", "cancel"], { metavar: "VERB" }), {
          description: message`list, start or agree (staff), or cancel.`,
        }),
        who: optional(argument(text("CUSTOMER"), {
          description: message`User name or account number; for cancel: yourself unless given.`,
        })),
        reason: optional(option("--reason", text("TEXT"), {
          description: message`Why, and how you know who it is; kept in the journal.`,
        })),
        secondFactor: no(
          "--second-factor",
          message`The code of the app is lost, too: it is not asked for any more.`,
        ),
      }),
      {
        brief: message`Help a customer who has lost the password: one begins, another agrees.`,
        footer:
          message`Example: bank connect recovery start maya --reason "came with her passbook"; then a colleague: bank connect recovery agree maya`,
      },
    ),
  ),
);
