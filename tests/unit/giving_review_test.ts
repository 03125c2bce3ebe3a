// Two officers agree on each fact: every state of a fact, every verdict, every officer, and what is answered. How
// approvals become void is in giving_half_way_test.ts.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Verdict } from "../../bank/giving/event.ts";
import type { Code } from "../support/ledger.ts";
import { GivingBooks, opening, review, submitting } from "../support/giving.ts";
import { does, ORG, OTHER } from "../support/giving_commands.ts";

/** Olga has seen what is seen, Otto has verified what is verified, Otis has done nothing yet; Lena was paid. */
const JUDGES = ["olga", "otto", "otis", "lena", ORG] as const;

function submitted(): GivingBooks {
  const books = new GivingBooks({ live: [] });
  books.all(submitting());
  books.all(opening());
  books.all(["otis", "lena"].map((account) => ({ type: "open_account", account })));
  books.all([does.cashIn("funds", ORG, 10_000), does.pay("wages", ORG, "lena")]);
  return books;
}

const see: Step = ({ ledger }) => review(ledger, "licence");
const verify: Step = ({ ledger }) => review(ledger, "licence", { verdict: "verified" });
const refuse: Step = ({ ledger }) => review(ledger, "licence", { verdict: "refused" });

/** Another organisation had the licence first. */
const claimedBefore: Step[] = [
  () => ({ type: "register_org", account: OTHER, foreignAccount: "lotus-abroad", profile: "" }),
  () => does.fact("licence", { account: OTHER, claim: "first" }),
  () => does.fact("licence", { claim: "first" }),
];

type Step = (books: GivingBooks) => Command;
type Answers = readonly [olga: Code, otto: Code, otis: Code, lena: Code, applicant: Code];

const all = (code: Code): Answers => [code, code, code, "officer_linked", "officer_linked"];
const answers = (olga: Code, otto: Code, otis: Code): Answers => [
  olga,
  otto,
  otis,
  "officer_linked",
  "officer_linked",
];

const no = all("fact_not_ready");
const MACHINE: readonly (readonly [
  state: string,
  steps: readonly Step[],
  answers: Readonly<Record<Verdict, Answers>>,
])[] = [
  ["checked", [], { seen: all("ok"), verified: no, refused: all("ok") }],
  ["seen", [see], {
    seen: answers("again", "fact_not_ready", "fact_not_ready"),
    verified: answers("same_officer", "ok", "ok"),
    refused: all("ok"),
  }],
  ["verified", [see, verify], {
    seen: no,
    verified: answers("fact_not_ready", "again", "fact_not_ready"),
    refused: all("ok"),
  }],
  ["refused", [refuse], { seen: no, verified: no, refused: all("again") }],
  ["refused", [see, verify, refuse], { seen: no, verified: no, refused: all("again") }],
  ["disputed", claimedBefore, { seen: no, verified: no, refused: all("ok") }],
  ["checked", [see, () => does.fact("licence", { digest: "other" })], {
    seen: all("ok"),
    verified: no,
    refused: all("ok"),
  }],
];

for (const [state, steps, expected] of MACHINE) {
  Deno.test(`review: a fact that is ${state} after ${steps.length} steps`, () => {
    const books = submitted();
    for (const step of steps) books.all([step(books)]);
    assert.equal(books.factState("licence"), state);
    const given = (Object.keys(expected) as Verdict[]).map((verdict) => [
      verdict,
      JUDGES.map((by) => books.would(review(books.ledger, "licence", { verdict, by }))),
    ]);
    assert.deepEqual(Object.fromEntries(given), expected);
  });
}

Deno.test("review: a fact that is not there can be neither seen, verified nor refused", () => {
  const books = submitted();
  for (const verdict of ["seen", "verified", "refused"] as const) {
    const command = review(books.ledger, "darpan", { verdict });
    assert.deepEqual(books.refusal(command), {
      code: "fact_not_ready",
      fact: "darpan",
      state: "missing",
    });
  }
});

Deno.test("review: what is over can be refused, not approved, also half-way", () => {
  const after = Date.parse("2029-04-01T00:00:00Z");
  for (const steps of [[], [see]]) {
    const books = submitted();
    for (const step of steps) books.all([step(books)]);
    books.nowMs = after;
    const of = (verdict: Verdict) =>
      books.would(review(books.ledger, "licence", { verdict, by: "otis" }));
    assert.deepEqual([of("seen"), of("verified"), of("refused")], [
      "fact_not_ready",
      "fact_not_ready",
      "ok",
    ]);
  }
});

Deno.test("review: who saw and who verified is kept, with when and why", () => {
  const books = submitted();
  books.all([review(books.ledger, "pan", { reason: "card" })]);
  books.nowMs += 60_000;
  books.all([review(books.ledger, "pan", { verdict: "verified", reason: "portal" })]);
  const { state, seenBy, verifiedBy, reviewedAtMs, reason } = books.organisation().facts
    .find(({ kind }) => kind === "pan")!;
  assert.deepEqual([state, seenBy, verifiedBy, reviewedAtMs, reason], [
    "verified",
    "olga",
    "otto",
    books.nowMs,
    "portal",
  ]);
});

/** What an officer may judge at all. */
const STANDINGS: readonly (readonly [what: string, steps: readonly Command[], code: Code])[] = [
  ["submitted", [], "ok"],
  ["suspended", [does.stop("suspended")], "ok"],
  ["reinstated", [does.stop("suspended"), does.reinstate()], "ok"],
  ["revoked", [does.stop("revoked")], "organisation_not_live"],
  ["revoked after a suspension", [does.stop(), does.stop("revoked")], "organisation_not_live"],
];

for (const [what, steps, code] of STANDINGS) {
  Deno.test(`review: an organisation that is ${what}`, () => {
    const books = submitted();
    books.all(steps);
    assert.equal(books.would(review(books.ledger, "pan")), code);
  });
}

Deno.test("review: no officer judges a draft, or an organisation that is not there", () => {
  const books = new GivingBooks({ live: [] });
  books.all([...submitting()].slice(0, -1));
  assert.deepEqual(books.refusal(review(books.ledger, "pan")), {
    code: "organisation_not_live",
    organisation: ORG,
    state: "draft",
  });
  const stranger = review(books.ledger, "pan");
  assert.equal(books.would({ ...stranger, account: OTHER } as Command), "no_such_organisation");
});

Deno.test("review: a draft is submitted when no fact and no document is missing, once", () => {
  const books = new GivingBooks({ live: [] });
  const steps = [...submitting()];
  const submit = steps.pop()!;
  for (const step of steps) {
    assert.equal(
      books.would(submit),
      books.organisation() ? "facts_missing" : "no_such_organisation",
    );
    books.all([step]);
  }
  books.run([[submit, "ok"], [submit, "again"]]);
  const bare = new GivingBooks({ live: [] });
  bare.all([steps[0]!]);
  assert.deepEqual(bare.refusal(submit), {
    code: "facts_missing",
    facts: ["name", "pan", "licence", "eighty_g", "contact", "fcra"],
    documents: ["licence", "eighty_g", "fcra"],
  });
  bare.all([does.policy({ fcraRequired: 0 })]);
  assert.deepEqual(bare.refusal(submit), {
    code: "facts_missing",
    facts: ["name", "pan", "licence", "eighty_g", "contact"],
    documents: ["licence", "eighty_g"],
  });
});

Deno.test("review: what was refused can be handed in again, also unchanged", () => {
  const books = submitted();
  books.all([refuse(books)]);
  books.run([[does.fact("licence"), "ok"], [does.fact("licence"), "again"]]);
  assert.equal(books.factState("licence"), "checked");
});
