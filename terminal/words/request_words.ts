// The words of `bank connect` about payment requests.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { no, text } from "./words.ts";

const wanted = argument(text("REQUEST"), {
  description: message`As requests shows it: its last signs, or all of it.`,
});

const id = optional(option("--id", text("UUID"), {
  description: message`Id of the act, so that a repetition changes nothing.`,
}));

export const requestWords = group(
  "Asking for money",
  or(
    command(
      "request",
      object({
        action: constant("request"),
        payer: optional(argument(text("PAYER"), {
          description: message`User name or account number of who is asked.`,
        })),
        amount: optional(argument(text("AMOUNT"), { description: message`How much, of each.` })),
        also: multiple(
          option("--also", text("PAYER"), {
            description: message`Ask this customer for the same, too (99 at most).`,
          }),
          { max: 99 },
        ),
        memo: withDefault(option("--memo", text("TEXT"), { description: message`What for.` }), ""),
        reference: withDefault(
          option("--reference", text("TEXT"), {
            description: message`Your own, such as the number of an invoice.`,
          }),
          "",
        ),
        due: optional(option("--due", text("DAY"), {
          description: message`YYYY-MM-DD; in 30 days unless given.`,
        })),
        link: no(
          "--link",
          message`Ask nobody: print a link, and a QR code, by which you are paid.`,
        ),
        qr: no("--qr", message`Show the QR code although this is no terminal.`),
        id,
      }),
      {
        brief: message`Ask customers for money, or make a link by which they pay.`,
        footer:
          message`Examples: bank connect request maya 250 --memo "Rent of May" --due 2026-06-05; bank connect request --link 12.50 --memo Tea`,
      },
    ),
    command(
      "requests",
      object({
        action: constant("requests"),
        asked: no("--asked", message`What you have asked for, not what you are asked for.`),
        all: no("--all", message`Those that are over, too.`),
      }),
      { brief: message`What you are asked for, or have asked for.` },
    ),
    command(
      "request-pay",
      object({
        action: constant("request-pay"),
        request: argument(text("REQUEST"), {
          description: message`As requests shows it, or a link that begins with bank:.`,
        }),
        yes: no("--yes", message`Pay without a question.`),
        id,
      }),
      { brief: message`Pay a request, or a link.` },
    ),
    command(
      "request-decline",
      object({
        action: constant("request-decline"),
        request: wanted,
        word: withDefault(
          option("--word", text("TEXT"), {
            description: message`Why; who asked reads it.`,
          }),
          "",
        ),
      }),
      { brief: message`Say no to a request.` },
    ),
    command(
      "request-withdraw",
      object({ action: constant("request-withdraw"), request: wanted }),
      { brief: message`Take a request of yours back.` },
    ),
    command(
      "request-block",
      object({
        action: constant("request-block"),
        asker: optional(argument(text("CUSTOMER"), {
          description: message`User name or account number; without it those are listed.`,
        })),
        undo: no("--undo", message`Let them ask again.`),
      }),
      { brief: message`Be asked for nothing by this customer any more.` },
    ),
  ),
);
