// The words of `bank connect COMMAND` for organisations.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { PRIORITIES } from "../../bank/giving/record.ts";
import { no, text, whole } from "./words.ts";
import { count, idOption, out, quantity, reason } from "./common_words.ts";

const year = argument(whole("YEAR", 2000, 2200), {
  description: message`In which the tax year (April to March) begins.`,
});
const fact = argument(choice(FACT_KINDS, { metavar: "FACT" }), {
  description: message`name, pan, licence, eighty_g, fcra, darpan or contact.`,
});

export const organisationWords = group(
  "Your organisation",
  or(
    command(
      "org",
      object({
        action: constant("org"),
        register: no("--register", message`Make this account an organisation's.`),
        submit: no("--submit", message`Hand in for review.`),
        about: optional(option("--about", text("TEXT"), {
          description: message`What the public reads.`,
        })),
        website: optional(option("--website", text("URL"), { description: message`https://…` })),
      }),
      { brief: message`Show, register, describe or submit it.` },
    ),
    command(
      "org-fact",
      object({
        action: constant("org-fact"),
        fact,
        fields: multiple(argument(text("NAME=VALUE"), {
          description: message`A field; without any the fact's fields are listed.`,
        })),
        document: optional(option("--document", text("FILE"), {
          description: message`The document itself: PDF, JPEG or PNG, at most 5 MiB.`,
        })),
      }),
      {
        brief: message`State a fact, hand in its document.`,
        footer: message`Example: bank connect org-fact pan number=AAATS1234F`,
      },
    ),
    command(
      "org-need",
      object({
        action: constant("org-need"),
        item: argument(text("ITEM"), { description: message`What.` }),
        quantity,
        unit: withDefault(
          option("--unit", text("UNIT"), { description: message`Such as kg.` }),
          "pieces",
        ),
        priority: withDefault(
          option("--priority", choice(PRIORITIES, { metavar: "WHEN" }), {
            description: message`urgent, soon or whenever.`,
          }),
          "soon",
        ),
        deadline: option("--deadline", text("DAY"), { description: message`YYYY-MM-DD.` }),
        price: optional(option("--price", text("AMOUNT"), {
          description: message`What one costs, for those who give money.`,
        })),
      }),
      { brief: message`Ask for something.` },
    ),
    command(
      "org-need-close",
      object({
        action: constant("org-need-close"),
        need: argument(text("NEED"), { description: message`The need's id.` }),
      }),
      { brief: message`It is not needed any more.` },
    ),
    command(
      "org-pledges",
      object({
        action: constant("org-pledges"),
        received: optional(option("--received", text("ID"), {
          description: message`This one has arrived.`,
        })),
        quantity: optional(option("--quantity", count("N"), {
          description: message`How many you counted.`,
        })),
      }),
      { brief: message`What has been promised to you, and what arrived.` },
    ),
    command(
      "org-thank",
      object({
        action: constant("org-thank"),
        text: argument(text("TEXT"), { description: message`What became of it.` }),
        need: optional(option("--need", text("ID"), { description: message`For this need.` })),
      }),
      { brief: message`Say what became of what was given.` },
    ),
    command(
      "org-refund",
      object({
        action: constant("org-refund"),
        transferId: argument(text("ID"), { description: message`The gift's id.` }),
        reason,
        id: idOption,
      }),
      { brief: message`Give a gift back.` },
    ),
    command(
      "org-spend",
      object({
        action: constant("org-spend"),
        payee: argument(text("PAYEE"), { description: message`User name or account number.` }),
        amount: argument(text("AMOUNT"), { description: message`Such as 25 or 25.50.` }),
        use: withDefault(
          option("--use", choice(["programme", "administration"], { metavar: "USE" }), {
            description: message`programme or administration (a fifth of the year at most).`,
          }),
          "programme",
        ),
        memo: withDefault(
          option("--memo", text("TEXT"), { description: message`A line for both statements.` }),
          "",
        ),
        id: idOption,
      }),
      { brief: message`Pay from the account of foreign contributions.` },
    ),
    command(
      "org-report",
      object({
        action: constant("org-report"),
        year,
        out,
        excluded: optional(option("--excluded", text("FILE"), {
          description: message`Write the gifts that are left out to this file, and why.`,
        })),
      }),
      { brief: message`The yearly statement of donations as CSV, for the tax office's portal.` },
    ),
  ),
);
