// The words of `bank connect COMMAND` for giving: donors and organisations.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { REPORT_REASONS } from "../../bank/giving/report.ts";
import { PRIORITIES, VISIBILITIES } from "../../bank/giving/record.ts";
import { no, text, whole } from "./words.ts";
import { organisation, out, reason } from "./common_words.ts";

const yes = no("--yes", message`Do not ask; needed without a terminal.`);
const idOption = optional(option("--id", text("ID"), {
  description: message`Id (UUIDv7) to repeat; a new one is made unless given.`,
}));
const count = (metavar: "N") => whole(metavar, 0, 1_000_000);
const quantity = argument(count("N"), { description: message`How many.` });
const year = argument(whole("YEAR", 2000, 2200), {
  description: message`In which the tax year (April to March) begins.`,
});
const fact = argument(choice(FACT_KINDS, { metavar: "FACT" }), {
  description: message`name, pan, licence, eighty_g, fcra, darpan or contact.`,
});

export const donorWords = group(
  "Giving",
  or(
    command(
      "organisations",
      object({
        action: constant("organisations"),
        query: withDefault(
          option("--query", text("WORDS"), { description: message`In name, place or needs.` }),
          "",
        ),
        region: withDefault(
          option("--region", text("STATE"), { description: message`Two letters such as TN.` }),
          "",
        ),
        needs: no("--needs", message`Only those with open needs.`),
        after: optional(option("--after", text("CURSOR"), {
          description: message`Continue after the page before.`,
        })),
      }),
      { brief: message`Verified organisations.` },
    ),
    command("organisation", object({ action: constant("organisation"), organisation }), {
      brief: message`Proof, needs and what became of gifts.`,
    }),
    command("needs", object({ action: constant("needs") }), {
      brief: message`What is needed now.`,
    }),
    command(
      "report",
      object({
        action: constant("report"),
        organisation,
        reason: option("--reason", choice(REPORT_REASONS, { metavar: "WORD" }), {
          description: message`child, pay_elsewhere, untrue, misused or other.`,
        }),
        words: withDefault(
          option("--words", text("TEXT"), { description: message`What is wrong.` }),
          "",
        ),
        id: idOption,
      }),
      { brief: message`Tell the officers that something is wrong; no account needed.` },
    ),
    command(
      "report-status",
      object({ action: constant("report-status"), number: argument(text("NUMBER")) }),
      { brief: message`What came of a report.` },
    ),
    command(
      "give",
      object({
        action: constant("give"),
        organisation,
        amount: argument(text("AMOUNT"), { description: message`Such as 25 or 25.50.` }),
        for: withDefault(
          option("--for", text("NEED"), {
            description: message`A need's id, or corpus; whatever is needed most unless given.`,
          }),
          "general",
        ),
        visibility: withDefault(
          option("--visibility", choice(VISIBILITIES, { metavar: "WHO" }), {
            description: message`public, organisation or anonymous (no tax deduction).`,
          }),
          "organisation",
        ),
        foreign: no("--foreign", message`I am a foreign source (another citizenship).`),
        every: optional(option("--every", choice(["week", "month"], { metavar: "TIME" }), {
          description: message`Again and again: week or month.`,
        })),
        id: idOption,
        yes,
      }),
      { brief: message`Give money.`, footer: message`Example: bank connect give "Anbu" 500 --yes` },
    ),
    command(
      "giving",
      object({
        action: constant("giving"),
        year: optional(option("--year", text("YEAR"), {
          description: message`Sums of a tax year (April to March) instead.`,
        })),
      }),
      { brief: message`What you gave, and what happened to it.` },
    ),
    command(
      "donor",
      object({
        action: constant("donor"),
        name: optional(option("--name", text("NAME"), { description: message`As on receipts.` })),
        address: optional(option("--address", text("TEXT"), {
          description: message`As on receipts.`,
        })),
        pan: optional(option("--pan", text("PAN"), {
          description: message`Without it no gift is reported for a deduction.`,
        })),
      }),
      { brief: message`Your name, address and PAN on receipts.` },
    ),
    command(
      "donation-receipt",
      object({
        action: constant("donation-receipt"),
        transferId: argument(text("ID"), { description: message`The gift's id.` }),
        out,
      }),
      { brief: message`The signed receipt of a gift.` },
    ),
    command(
      "recurring",
      object({
        action: constant("recurring"),
        stop: optional(option("--stop", text("ID"), { description: message`End this one.` })),
      }),
      { brief: message`Your recurring gifts.` },
    ),
    command(
      "pledge",
      object({
        action: constant("pledge"),
        need: argument(text("NEED"), { description: message`The need's id.` }),
        quantity,
        pledge: idOption,
      }),
      { brief: message`Promise things.` },
    ),
    command(
      "pledges",
      object({
        action: constant("pledges"),
        sent: optional(option("--sent", text("ID"), { description: message`It is on its way.` })),
        cancel: optional(option("--cancel", text("ID"), {
          description: message`You cannot keep it.`,
        })),
        receipt: optional(option("--receipt", text("ID"), {
          description: message`The signed acknowledgement of what arrived.`,
        })),
        quantity: optional(option("--quantity", count("N"), {
          description: message`How many were sent; all unless given.`,
        })),
      }),
      { brief: message`What you promised.` },
    ),
  ),
);

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
