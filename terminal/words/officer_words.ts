// The words of `bank connect COMMAND` for officers.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { TEXT_VERDICTS } from "../../bank/giving/record.ts";
import { no, text } from "./words.ts";
import { organisation, out, reason } from "./common_words.ts";

const VERDICT_WORDS = ["seen", "verified", "refused", "claimant", "holder"] as const;

export const officerWords = group(
  "Officers",
  or(
    command("reviews", object({ action: constant("reviews") }), {
      brief: message`Organisations that wait for you.`,
    }),
    command(
      "review",
      object({
        action: constant("review"),
        organisation,
        fact: optional(option("--fact", choice(FACT_KINDS, { metavar: "FACT" }), {
          description: message`Decide about this fact.`,
        })),
        verdict: optional(
          option("--verdict", choice(VERDICT_WORDS, { metavar: "WORD" }), {
            description:
              message`seen (first officer), verified (second one), refused; in a dispute claimant or holder is right.`,
          }),
        ),
        set: optional(option("--set", text("SET"), {
          description: message`What the verdict is about, as review prints it.`,
        })),
        document: optional(option("--document", text("ID"), {
          description: message`Fetch this document (recorded); needs --out.`,
        })),
        out,
        reason: withDefault(reason, ""),
      }),
      { brief: message`Look at an organisation, decide about its facts.` },
    ),
    command(
      "review-text",
      object({
        action: constant("review-text"),
        organisation,
        textId: argument(text("TEXT")),
        verdict: option("--verdict", choice(TEXT_VERDICTS, { metavar: "WORD" }), {
          description: message`confirmed, or taken_down with --reason.`,
        }),
        hash: option("--hash", text("HASH"), {
          description: message`What the verdict is about, as review prints it.`,
        }),
        reason: withDefault(reason, ""),
      }),
      { brief: message`Confirm a public text, or take it down.` },
    ),
    command(
      "report-answer",
      object({
        action: constant("report-answer"),
        report: argument(text("REPORT")),
        answer: option("--answer", text("TEXT"), {
          description: message`Who reported it reads this.`,
        }),
      }),
      { brief: message`Answer and close what a visitor has reported.` },
    ),
    command(
      "org-stop",
      object({
        action: constant("org-stop"),
        organisation,
        reason,
        forGood: no("--for-good", message`Strike it off.`),
      }),
      { brief: message`Stop gifts, pledges and payouts at once.` },
    ),
    command("org-reinstate", object({ action: constant("org-reinstate"), organisation }), {
      brief: message`Let a suspended organisation go on.`,
    }),
  ),
);
