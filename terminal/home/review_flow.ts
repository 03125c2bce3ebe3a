// Officers at the terminal: one organisation after the other, its facts beside its documents, and a verdict about each.
import type { FactKind } from "../../bank/giving/facts.ts";
import type { Params, Result } from "../../api/methods.ts";
import { fetchDocument } from "../giving/officer_actions.ts";
import { factsText } from "../giving/giving_text.ts";
import { reviewText } from "../giving/review_text.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

type Review = Result<"review">;

/** Organisations offered at once. */
const QUEUE_MAX = 50;

export async function reviewFlow(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const { organisations } = await ask(desk, "reviewQueue", { limit: QUEUE_MAX });
  if (organisations.length === 0) return terminal.print("Nothing waits.");
  return await menu(desk, {
    question: "Which organisation?",
    choices: organisations.map(({ organisation, name, state, checked, seen, disputed }) => ({
      value: organisation,
      label: line`${name}, ${state}: ${checked} to look at, ${seen} to agree with` +
        (disputed > 0 ? `, ${disputed} in dispute` : ""),
    })),
    act: (organisation) => reviewOne(desk, organisation),
  });
}

async function reviewOne(desk: Desk, organisation: string): Promise<Back | void> {
  while (true) {
    const review = await ask(desk, "review", { organisation });
    desk.terminal.print(reviewText(review, desk.customer.currency));
    const done = await act(desk, review);
    if (done !== "more") return done === BACK ? BACK : undefined;
  }
}

/** @returns what the officer does next: go on with it, be done, or go back to the others. */
async function act(desk: Desk, review: Review): Promise<"more" | "done" | Back> {
  const { terminal } = desk;
  const { facts, documents, state, seenByYou } = review;
  const waits = facts.filter(({ fact, state }) =>
    state === "checked" || state === "disputed" || (state === "seen" && !seenByYou.includes(fact))
  );
  const stopped = state === "suspended";
  const choice = await terminal.choose<string>({
    question: line`${review.name}`,
    choices: [
      ...waits.map(({ fact }) => ({ value: `fact ${fact}`, label: `Decide ${spoken(fact)}` })),
      ...documents.map(({ document, fact }) => ({
        value: `document ${document}`,
        label: `Save the document of ${spoken(fact)} to look at it`,
      })),
      ...(state === "revoked" ? [] : [
        stopped
          ? { value: "reinstate", label: "Let it go on" }
          : { value: "suspend", label: "Suspend it" },
      ]),
      { value: "back", label: "Back" },
    ],
  });
  if (choice === BACK) return BACK;
  if (choice === "back") return "done";
  const [verb, about = ""] = choice.split(" ");
  if (verb === "fact") await decide(desk, review, about as FactKind);
  else if (verb === "document") await save(desk, review, about);
  else if (verb === "suspend") await suspend(desk, review);
  else await reinstate(desk, review);
  return "more";
}

const spoken = (fact: string) => fact.replaceAll("_", " ");

async function save({ terminal, customer }: Desk, review: Review, document: string): Promise<void> {
  const out = await terminal.text({
    question: "As file",
    check: (text) => text === "" ? "Enter the name of a file." : null,
  });
  if (out === BACK) return;
  const { organisation } = review;
  await fetchDocument(customer, { organisation, document, out });
}

async function decide(desk: Desk, review: Review, fact: FactKind): Promise<void> {
  const { terminal } = desk;
  const { organisation, set } = review;
  const { state } = review.facts.find((each) => each.fact === fact)!;
  const dispute = review.disputes.find((each) => each.fact === fact);
  const verdict = await terminal.choose({
    question: `${spoken(fact)}`,
    choices: dispute
      ? [
        { value: "claimant", label: line`It belongs to ${review.name}` },
        { value: "holder", label: line`It belongs to ${dispute.name}` },
        { value: "later", label: "Decide later" },
      ]
      : [
        { value: "right", label: "It is right" },
        { value: "refused", label: "Refuse it" },
        { value: "later", label: "Decide later" },
      ],
  });
  if (verdict === BACK || verdict === "later") return;
  const reason = verdict === "refused"
    ? await reasonFor(desk, "Why? The organisation reads it")
    : "";
  if (reason === null) return;
  const done = await withPassword(desk, (password) => {
    const about = { organisation, fact, password };
    return dispute
      ? ask(desk, "settleDispute", { ...about, claimantIsRight: verdict === "claimant" })
      : ask(desk, "reviewFact", { ...about, set, reason, verdict: signed(verdict, state) });
  });
  if (done !== BACK) terminal.print(factsText(done.facts));
}

/** The first officer sees, the second one verifies. */
function signed(verdict: string, state: string): Params<"reviewFact">["verdict"] {
  if (verdict === "refused") return "refused";
  return state === "seen" ? "verified" : "seen";
}

async function reasonFor({ terminal }: Desk, question: string): Promise<string | null> {
  const reason = await terminal.text({
    question,
    check: (text) => text === "" ? "It needs a reason." : null,
  });
  return reason === BACK ? null : reason;
}

async function suspend(desk: Desk, { organisation, name }: Review): Promise<void> {
  const reason = await reasonFor(desk, "Why? The organisation reads it");
  if (reason === null) return;
  const question = line`Suspend ${name}? Nothing can be given to it then.`;
  if (await desk.terminal.confirm(question) !== true) return;
  const about = { organisation, how: "suspended" as const, reason };
  const stop = (password: string) => ask(desk, "stopOrganisation", { ...about, password });
  const done = await withPassword(desk, stop);
  if (done !== BACK) desk.terminal.print(line`${done.name} is ${done.state}.`);
}

async function reinstate(desk: Desk, { organisation }: Review): Promise<void> {
  const reinstate = (password: string) =>
    ask(desk, "reinstateOrganisation", { organisation, password });
  const done = await withPassword(desk, reinstate);
  if (done !== BACK) desk.terminal.print(line`${done.name} is ${done.state}.`);
}
