// The words of `bank connect` about cash: tills, the safe, and the end of a day.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { idOption, no, propose, text } from "./words.ts";

/** In which a report can be had. */
export const DAY_FORMS = ["text", "csv", "json", "pdf"] as const;
export type DayForm = typeof DAY_FORMS[number];

const countWords = {
  counted: argument(text("AMOUNT"), { description: message`What you have counted.` }),
  reason: optional(option("--reason", text("TEXT"), {
    description: message`Why it is not what it should be; kept in the journal.`,
  })),
  id: idOption,
  propose,
  yes: no("--yes", message`Do not ask.`),
};

export const tillWords = group(
  "Cash",
  or(
    command("tills", object({ action: constant("tills") }), {
      brief: message`Open tills, and what should be in them and in the safe (staff).`,
    }),
    command(
      "till-open",
      object({
        action: constant("till-open"),
        amount: argument(text("AMOUNT"), { description: message`What you have counted into it.` }),
      }),
      { brief: message`Open your till (staff).` },
    ),
    command(
      "till-close",
      object({
        action: constant("till-close"),
        ...countWords,
        account: optional(option("--account", text("ACCOUNT"), {
          description: message`That of a colleague who has gone (managers).`,
        })),
      }),
      {
        brief: message`Close your till with what you have counted (staff).`,
        footer:
          message`What is missing or too much is booked to differences, with your reason. Example: bank connect till-close 98 --reason "wrong change"`,
      },
    ),
    command("safe-count", object({ action: constant("safe-count"), ...countWords }), {
      brief: message`Book what you have counted in the safe (staff).`,
    }),
    command(
      "day-report",
      object({
        action: constant("day-report"),
        day: optional(argument(text("DAY"), {
          description: message`YYYY-MM-DD; today unless given.`,
        })),
        format: optional(option("--format", choice(DAY_FORMS, { metavar: "FORM" }), {
          description: message`text, csv, json or pdf; as the extension of FILE says, else text.`,
        })),
        bom: no("--bom", message`Begin CSV with a byte order mark, for Excel on Windows.`),
        out: optional(option("--out", text("FILE"), {
          description: message`Write it to this file instead of the screen.`,
        })),
      }),
      {
        brief: message`What a day has been: balances, bookings, cash by teller, signed (staff).`,
        footer: message`Example: bank connect day-report 2026-11-30 --out 2026-11-30.pdf`,
      },
    ),
  ),
);
