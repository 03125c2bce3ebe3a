// An approval is void when anything that it was given to changes: half approvals always, whole ones when it is about their fact.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import { setHashOf } from "../../bank/giving/record.ts";
import { GivingBooks, opening, review, submitting } from "../support/giving.ts";
import { does, FACTS, ORG } from "../support/giving_commands.ts";

/** Half of everything is done: three facts are verified, two are seen by one, one by none. */
const BEFORE =
  "name:verified pan:verified licence:verified eighty_g:seen fcra:checked contact:seen";

function halfWay(): GivingBooks {
  const books = new GivingBooks({ live: [] });
  books.all(submitting());
  books.all(opening());
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
    "a fact that no officer has seen",
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
