// Refusals of giving in words for the person, like those of terminal/refusal_text.ts.
import type { RefusalDetail } from "../bank/refusal.ts";
import { line } from "../console/screen.ts";

const listed = (value: RefusalDetail[string] | undefined) =>
  Array.isArray(value) && value.length > 0 ? value.map((each) => line`${each}`).join(", ") : "none";

const STATES: Readonly<Record<string, string>> = {
  draft: "has not been submitted yet",
  submitted: "is being verified",
  lapsed: "has a document that is no longer valid",
  suspended: "is suspended",
  revoked: "is struck off",
};

export const GIVING_REFUSALS = {
  no_such_organisation: ({ organisation }: RefusalDetail) =>
    line`There is no organisation ${String(organisation)}.`,
  organisation_not_live: ({ state }: RefusalDetail) =>
    line`The organisation ${STATES[String(state)] ?? String(state)}: nothing can be given now.`,
  facts_missing: ({ facts, documents }: RefusalDetail) =>
    `Not complete yet. Missing facts: ${listed(facts)}. Missing documents: ${listed(documents)}.`,
  fact_invalid: ({ fact, reason }: RefusalDetail) =>
    line`Cannot take ${String(fact)}: ${String(reason)}.`,
  no_such_document: ({ document }: RefusalDetail) =>
    line`There is no document ${String(document)}.`,
  no_such_report: ({ report }: RefusalDetail) => line`There is no report ${String(report)}.`,
  no_such_text: () => "This organisation has no such text.",
  text_not_allowed: ({ found, rule }: RefusalDetail) =>
    line`"${String(found)}" cannot stand in a public text: ${
      rule === "payment_address"
        ? "it is a way to pay past this bank"
        : rule === "link"
        ? "it is a link; the website has a field of its own"
        : rule === "pay_link"
        ? "this site leads to paying or talking past this bank, or hides where it leads"
        : rule === "child"
        ? "a child may not be named in public; say how many there are, not who"
        : "it is a telephone or account number; the telephone is a fact that officers check"
    }.`,
  document_refused: ({ reason }: RefusalDetail) => line`Cannot take this file: ${String(reason)}.`,
  officer_linked: () =>
    "You are linked to this organisation: another officer has to decide about it.",
  facts_changed: () =>
    "The facts or documents have changed since you looked: look again, then decide.",
  fact_not_ready: ({ fact, state }: RefusalDetail) =>
    line`${String(fact)} cannot be decided in this way: it is ${String(state)}.`,
  document_unopened: ({ fact, document }: RefusalDetail) =>
    line`You have not opened the document of ${String(fact)} (${
      String(document)
    }): open it, then decide.`,
  same_officer: () => "You saw this fact yourself: a second officer has to agree.",
  foreign_not_allowed: () =>
    "This organisation may not receive gifts from abroad: it has no valid FCRA registration here.",
  foreign_onward: () => "Foreign contributions may not be passed on to another organisation.",
  no_such_need: ({ need }: RefusalDetail) => line`There is no need ${String(need)}.`,
  need_closed: ({ deadline }: RefusalDetail) =>
    line`This need is met, or its day (${String(deadline)}) has passed.`,
  over_pledged: ({ left }: RefusalDetail) => line`Only ${Number(left)} are still needed.`,
  no_such_pledge: ({ pledge }: RefusalDetail) =>
    line`There is no pledge ${String(pledge)} of yours.`,
  pledge_over: ({ status }: RefusalDetail) => line`This pledge is over: it is ${String(status)}.`,
  nothing_delivered: () => "Thanks can be posted when something has arrived.",
  no_such_order: ({ order }: RefusalDetail) =>
    line`There is no recurring gift ${String(order)} of yours.`,
  no_such_open_gift: ({ openGift }: RefusalDetail) =>
    line`There is no gift ${String(openGift)} of yours that waits for its money.`,
  open_gift_over: ({ state }: RefusalDetail) =>
    line`This gift waits no more: it is ${String(state)}.`,
};
