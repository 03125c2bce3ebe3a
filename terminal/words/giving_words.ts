// The words of `bank connect COMMAND` for donors.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { REPORT_REASONS } from "../../bank/giving/report.ts";
import { VISIBILITIES } from "../../bank/giving/record.ts";
import { no, text } from "./words.ts";
import { count, idOption, organisation, out, quantity } from "./common_words.ts";

const yes = no("--yes", message`Do not ask; needed without a terminal.`);

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
        payIn: no("--pay-in", message`Pay it from another bank, with a reference and a QR code.`),
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
      "open-gifts",
      object({
        action: constant("open-gifts"),
        cancel: optional(option("--cancel", text("ID"), {
          description: message`You will not pay this one.`,
        })),
      }),
      { brief: message`Gifts that wait for their money from another bank, and how to pay them.` },
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
