// Two officers agree on each fact: every state of a fact, every verdict, every officer, and what is answered. An approval is
// void when anything that it was given to changes.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Verdict } from "../../bank/giving/event.ts";
import { setHashOf } from "../../bank/giving/record.ts";
import type { Code } from "../support/ledger.ts";
import {
  does,
  FACTS,
  GivingBooks,
  opening,
  ORG,
  OTHER,
  review,
  submitting,
} from "../support/giving.ts";

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
  ...[olga, otto, otis] as const,
  ...["officer_linked", "officer_linked"] as const,
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
      ...{ code: "fact_not_ready", fact: "darpan", state: "missing" },
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
      ...["fact_not_ready", "fact_not_ready", "ok"],
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
    ...["verified", "olga", "otto", books.nowMs, "portal"],
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

Deno.test("review: nobody judges a draft, or an organisation that is not there", () => {
  const books = new GivingBooks({ live: [] });
  books.all([...submitting()].slice(0, -1));
  assert.deepEqual(books.refusal(review(books.ledger, "pan")), {
    ...{ code: "organisation_not_live", organisation: ORG, state: "draft" },
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

/** Half of everything is done: three facts are verified, two are seen by one, one by none. */
const BEFORE =
  "name:verified pan:verified licence:verified eighty_g:seen fcra:checked contact:seen";

function halfWay(): GivingBooks {
  const books = submitted();
  for (const fact of ["name", "pan", "licence"] as const) {
    books.all([review(books.ledger, fact)]);
    books.all([review(books.ledger, fact, { verdict: "verified" })]);
  }
  for (const fact of ["eighty_g", "contact"] as const) books.all([review(books.ledger, fact)]);
  return books;
}

const states = (books: GivingBooks) =>
  FACTS.map((kind) => `${kind}:${books.factState(kind)}`).join(" ");

/** Approvals that are whole stay unless it is about their own fact; half ones never do. */
const CHANGES: readonly (readonly [what: string, change: Command, after: string])[] = [
  [
    "a fact that is seen",
    does.fact("contact", { digest: "new" }),
    "name:verified pan:verified licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "a fact that is verified",
    does.fact("pan", { digest: "new", claim: "new pan" }),
    "name:verified pan:checked licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "a fact that nobody has seen",
    does.fact("fcra", { digest: "new" }),
    "name:verified pan:verified licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "a fact that was not there",
    does.fact("darpan"),
    "name:verified pan:verified licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "the document of a fact that is verified",
    does.document("licence", "new scan"),
    "name:verified pan:verified licence:checked eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "the document of a fact that is seen",
    does.document("eighty_g", "new scan"),
    "name:verified pan:verified licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
  [
    "a document of a fact that had none",
    does.document("name", "new scan"),
    "name:checked pan:verified licence:verified eighty_g:checked fcra:checked contact:checked",
  ],
];

for (const [what, change, after] of CHANGES) {
  Deno.test(`review: a change of ${what} voids what one officer has done`, () => {
    const books = halfWay();
    assert.equal(states(books), BEFORE);
    const before = FACTS.map((fact) => review(books.ledger, fact, { verdict: "verified" }));
    const set = setHashOf(books.organisation());
    books.all([change]);
    assert.notEqual(setHashOf(books.organisation()), set);
    assert.equal(states(books), after);
    for (const signed of before) assert.equal(books.would(signed), "facts_changed");
    for (const { state, seenBy } of books.organisation().facts) {
      assert.equal(seenBy, state === "verified" ? "olga" : null);
    }
  });
}

const SAME: readonly (readonly [what: string, same: Command])[] = [
  ["the same fact", does.fact("contact")],
  ["the same document", does.document("licence")],
];

for (const [what, same] of SAME) {
  Deno.test(`review: ${what} once more changes nothing`, () => {
    const books = halfWay();
    assert.equal(books.code(same), "again");
    assert.equal(states(books), BEFORE);
  });
}

Deno.test("review: what is shown to the public is no part of what officers sign", () => {
  const books = halfWay();
  books.all([{ type: "describe_org", account: ORG, profile: "new" }]);
  assert.deepEqual([states(books), books.organisation().profile], [BEFORE, "new"]);
});

Deno.test("review: facts that change and change back have to be seen again", () => {
  const books = halfWay();
  const signed = review(books.ledger, "eighty_g", { verdict: "verified" });
  books.all([does.fact("contact", { digest: "new" }), does.fact("contact")]);
  books.run([
    [signed, "fact_not_ready"],
    [review(books.ledger, "eighty_g", { by: "otto" }), "ok"],
    [signed, "same_officer"],
    [review(books.ledger, "eighty_g", { verdict: "verified", by: "olga" }), "ok"],
  ]);
});

Deno.test("review: what was refused can be handed in again, also unchanged", () => {
  const books = submitted();
  books.all([refuse(books)]);
  books.run([[does.fact("licence"), "ok"], [does.fact("licence"), "again"]]);
  assert.equal(books.factState("licence"), "checked");
});
