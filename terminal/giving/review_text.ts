// What officers read at the terminal: the organisations that wait for them, and all that they confirm of one.
import { accountNumberText } from "../../bank/account_number.ts";
import { type Currency, moneyText } from "../../bank/money.ts";
import type { Result } from "../../api/methods.ts";
import { line } from "../../console/screen.ts";
import { left, right, tableText } from "../table_text.ts";
import { nameText, short } from "./giving_text.ts";
import { reportsText, textsText } from "./public_texts_text.ts";

/** Organisations of which something waits for officers; those in order are only counted. */
export function queueText(queue: Result<"reviewQueue">["organisations"]): string {
  const waits = queue.filter((one) =>
    one.checked + one.seen + one.disputed + one.alarms + one.texts + one.reports > 0 ||
    one.state === "suspended"
  );
  const others = queue.length - waits.length;
  const rest = others === 0
    ? []
    : [`${others} ${others === 1 ? "other is" : "others are"} in order.`];
  if (waits.length === 0) return ["Nothing waits.", ...rest].join(" ");
  const table = tableText(
    [
      left("Account"),
      left("Name"),
      left("State"),
      right("To look at"),
      right("To agree with"),
      right("In dispute"),
      right("Alarms"),
      right("Texts"),
      right("Reports"),
    ],
    waits.map(({ organisation, name, state, ...one }) => [
      accountNumberText(organisation),
      short(nameText(name)),
      state,
      ...[one.checked, one.seen, one.disputed, one.alarms, one.texts, one.reports].map(String),
    ]),
  );
  return [table, ...rest].join("\n");
}

/** All that an officer confirms, field by field. */
export function reviewText(review: Result<"review">, currency: Currency): string {
  const { fields, documents, reasons, disputes, seenByYou, unopened, set, stopReason } = review;
  const about = review.facts.map(({ fact, state, validTo }) => {
    const document = documents.find((each) => each.fact === fact);
    const dispute = disputes.find((each) => each.fact === fact);
    const reason = reasons[fact] ?? "";
    return [
      line`${fact}: ${state}` + (validTo === null ? "" : line`, valid until ${validTo}`) +
      (seenByYou.includes(fact) && state === "seen"
        ? " (by you: another officer has to agree)"
        : ""),
      ...Object.entries(fields[fact] ?? {}).map(([name, value]) =>
        line`  ${name.padEnd(12)} ${value}`
      ),
      ...(document
        ? [
          line`  document     ${document.document} ${document.media}, ${String(document.bytes)} B` +
          (unopened.includes(document.document) ? " (not opened by you yet)" : ""),
        ]
        : []),
      ...(dispute
        ? [
          line`  the same number belongs to ${dispute.name} (${
            accountNumberText(dispute.organisation)
          })`,
        ]
        : []),
      ...review.warnings.filter((each) => each.fact === fact).map(({ warning }) =>
        line`  ! look again: ${warning}`
      ),
      ...(reason === "" ? [] : [line`  refused: ${reason}`]),
    ].join("\n");
  });
  return [
    line`${nameText(review.name)}`,
    line`Account    ${accountNumberText(review.organisation)}, ${review.state}` +
    (stopReason === "" ? "" : line` (${stopReason})`),
    line`Given      ${moneyText(review.givenMinor, currency)}`,
    ...(review.alarms > 0 ? ["! A document of another organisation was handed in here."] : []),
    "",
    ...about,
    "",
    ...(review.reports.length === 0 ? [] : [reportsText(review.reports), ""]),
    ...(review.texts.length === 0 ? [] : [textsText(review.texts), ""]),
    line`Set        ${set.slice(0, 12)}   (what a verdict is about: --set ${set.slice(0, 12)})`,
  ].join("\n");
}
