// The words of `bank connect COMMAND`: what a customer and the staff can do, with arguments and help.
import { group, object, or } from "@optique/core/constructs";
import { message, text as plainText } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { HISTORY_PAGE_MAX } from "../../api/limits.ts";
import { FORMATS } from "../statement/formats.ts";
import { amount, idOption, memoOption, no, propose, text, transferId, whole } from "./words.ts";

const yes = no("--yes", message`Do not ask; needed without a terminal.`);
const FORMS_TEXT = plainText(FORMATS.join(", ").replace(/, (?=[^,]*$)/, " or "));
const payee = argument(text("PAYEE"), { description: message`User name or account number.` });

export const customerWords = group(
  "Your account",
  or(
    command(
      "sign-up",
      object({
        action: constant("sign-up"),
        displayName: optional(option("--name", text("NAME"), {
          description: message`The name that payers see.`,
        })),
        staffCode: optional(option("--staff-code", text("CODE"), {
          description: message`One-time code from the bank that makes a member of staff.`,
        })),
      }),
      { brief: message`Become a customer.` },
    ),
    command("log-in", object({ action: constant("log-in") }), {
      brief: message`Log in and stay logged in on this machine.`,
    }),
    command("log-out", object({ action: constant("log-out") }), {
      brief: message`End the session of this machine.`,
    }),
    command(
      "trust",
      object({
        action: constant("trust"),
        replace: no("--replace", message`Trust the one with this --fingerprint from now on.`),
        forget: no("--forget", message`Forget the certificate and the sessions of this bank.`),
      }),
      {
        brief: message`The certificate that is remembered here, and the one that the bank shows.`,
        footer: message`Example: bank connect trust --replace --fingerprint 2A:A1:1F:...`,
      },
    ),
    command("account", object({ action: constant("account") }), {
      brief: message`Show number, holder, status and balances.`,
    }),
    command("balance", object({ action: constant("balance") }), {
      brief: message`Show booked, held and available money.`,
    }),
    command(
      "history",
      object({
        action: constant("history"),
        limit: withDefault(
          option("--limit", whole("N", 1, HISTORY_PAGE_MAX), {
            description: message`Entries to show.`,
          }),
          20,
        ),
        after: optional(option("--after", text("CURSOR"), {
          description: message`Continue after this entry number (older entries).`,
        })),
      }),
      { brief: message`List entries, newest first, with the running balance.` },
    ),
    command(
      "statement",
      object({
        action: constant("statement"),
        from: optional(option("--from", text("DAY"), {
          description: message`First day, YYYY-MM-DD; the first of this month unless given.`,
        })),
        to: optional(option("--to", text("DAY"), {
          description: message`Last day, included; today unless given.`,
        })),
        format: optional(option("--format", choice(FORMATS, { metavar: "FORM" }), {
          description: message`${FORMS_TEXT}; as the extension of FILE says, else text.`,
        })),
        bom: no("--bom", message`Begin CSV with a byte order mark, for Excel on Windows.`),
        out: optional(option("--out", text("FILE"), {
          description: message`Write it to this file instead of the screen.`,
        })),
      }),
      {
        brief: message`A period between two balances, for people and programs.`,
        footer:
          message`Example: bank connect statement --from 2026-11-01 --format ofx --out november.ofx`,
      },
    ),
    command("payees", object({ action: constant("payees") }), {
      brief: message`People you paid lately.`,
    }),
    command(
      "sessions",
      object({
        action: constant("sessions"),
        end: optional(option("--end", text("SESSION"), {
          description: message`End one: the signs with which its line begins.`,
        })),
        endOthers: no("--end-others", message`End all sessions but this one.`),
      }),
      { brief: message`Where you are logged in: program, address, last use.` },
    ),
    command(
      "change-password",
      object({
        action: constant("change-password"),
        newPasswordFile: optional(option("--new-password-file", text("FILE"), {
          description: message`Read the new password from this file.`,
        })),
      }),
      { brief: message`Change the password; ends all other sessions.` },
    ),
    command(
      "second-factor",
      object({
        action: constant("second-factor"),
        verb: optional(
          argument(choice(["set-up", "confirm", "new-codes", "remove"], { metavar: "VERB" }), {
            description:
              message`set-up, confirm, new-codes (recovery codes) or remove; with --code.`,
          }),
        ),
      }),
      { brief: message`A code of an app at every sign-in.` },
    ),
    command(
      "close-account",
      object({
        action: constant("close-account"),
        sweepTo: optional(option("--sweep-to", text("PAYEE"), {
          description: message`Who gets what is left.`,
        })),
        confirm: optional(option("--confirm", text("USER"), {
          description: message`Your user name, to show that you mean it.`,
        })),
      }),
      { brief: message`Close the account for ever and erase the profile.` },
    ),
  ),
);

export const alertWords = group(
  "Alerts and safety",
  or(
    command(
      "alerts",
      object({
        action: constant("alerts"),
        follow: no("--follow", message`Stay and show alerts as they happen, until Ctrl-C.`),
        all: no("--all", message`From the beginning, not only what is new.`),
      }),
      { brief: message`Show what happened to your account.` },
    ),
    command("holds", object({ action: constant("holds") }), {
      brief: message`List payments that wait for you.`,
    }),
    command(
      "hold",
      object({
        action: constant("hold"),
        verb: argument(choice(["confirm", "cancel"], { metavar: "VERB" }), {
          description: message`confirm (needs the password) or cancel.`,
        }),
        id: transferId,
      }),
      { brief: message`Confirm or cancel a held payment.` },
    ),
    command("freeze", object({ action: constant("freeze") }), {
      brief: message`Stop all outgoing payments and end other sessions.`,
    }),
    command("unfreeze", object({ action: constant("unfreeze") }), {
      brief: message`Allow payments again (needs the password).`,
    }),
    command(
      "policy",
      object({
        action: constant("policy"),
        set: multiple(option("--set", text("NAME=VALUE"), {
          description:
            message`Change a threshold (staff), such as new-payee=6000.00; off turns a rule off.`,
        })),
        yes: no("--yes", message`Do not ask before a change; needed without a terminal.`),
        propose,
      }),
      { brief: message`Show the thresholds for suspicious activity.` },
    ),
  ),
);

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
        yes,
      }),
      {
        brief: message`Pay somebody.`,
        footer: message`Example: bank connect transfer maya 250.00 --memo "Rent" --yes`,
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
