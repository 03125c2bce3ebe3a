// How an organisation comes to be: a customer's account registers once and gets an account of its own for foreign
// contributions; a fact that needs a document is approved only by officers who could see it.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Code } from "../support/ledger.ts";
import { GivingBooks, opening, review, submitting } from "../support/giving.ts";
import { abroad, does, ORG, OTHER } from "../support/giving_commands.ts";

const registers = (account: string, foreignAccount = abroad(account)): Command => (
  { type: "register_org", account, foreignAccount, profile: "profile" }
);

/** Who registers, with which number for foreign contributions. */
const REGISTRATIONS: readonly (readonly [account: string, foreign: string, code: Code])[] = [
  ["dev", "dev-abroad", "ok"],
  [ORG, "another", "again"],
  ["nobody", "new", "no_such_account"],
  ["cash", "new", "no_such_account"],
  ["welcome", "new", "no_such_account"],
  [abroad(), "new", "no_such_account"],
  ["otto", "new", "account_closed"],
  ["dev", "donna", "busy"],
  ["dev", "dev", "busy"],
  ["dev", "cash", "busy"],
  ["dev", abroad(), "busy"],
  ["cash", "donna", "no_such_account"],
];

for (const [account, foreign, code] of REGISTRATIONS) {
  Deno.test(`registration: of ${account} with ${foreign}: ${code}`, () => {
    const books = new GivingBooks();
    books.all([{ type: "close_account", account: "otto" }]);
    const { size } = books.ledger.giving.organisations;
    assert.equal(books.code(registers(account, foreign)), code);
    assert.equal(books.ledger.giving.organisations.size, code === "ok" ? size + 1 : size);
    if (code !== "ok") return;
    assert.equal(books.account(foreign).kind, "designated");
    assert.equal(books.organisation(account).foreignAccount, foreign);
    assert.equal(books.code(registers(account, foreign)), "again");
  });
}

Deno.test("registration: a taken number may be drawn again, and then it goes through", () => {
  const books = new GivingBooks();
  const outcome = books.say(registers(OTHER, "donna"));
  assert.ok(!Array.isArray(outcome) && "retryable" in outcome && outcome.retryable);
  assert.equal(books.code(registers(OTHER)), "ok");
});

/** A draft with everything; the registration is not required, so it can do without its document. */
function undocumented(): GivingBooks {
  const books = new GivingBooks({ live: [] });
  books.all([does.policy({ fcraRequired: 0 })]);
  books.all(submitting({ facts: ["name", "pan", "licence", "eighty_g", "contact"] }));
  books.all([does.fact("fcra")]);
  return books;
}

Deno.test("registration: a fact whose document is missing can be refused, neither seen nor verified", () => {
  const books = undocumented();
  for (const verdict of ["seen", "verified"] as const) {
    assert.deepEqual(books.refusal(review(books.ledger, "fcra", { verdict })), {
      code: "fact_not_ready",
      fact: "fcra",
      state: "undocumented",
    });
  }
  assert.equal(books.would(review(books.ledger, "fcra", { verdict: "refused" })), "ok");
  books.all([does.document("fcra")]);
  books.all(opening({ facts: ["fcra"] }));
  books.all([review(books.ledger, "fcra")]);
  books.all([review(books.ledger, "fcra", { verdict: "verified" })]);
  assert.equal(books.factState("fcra"), "verified");
});

/** Whether a fact needs its document. */
const DOCUMENTED = [
  ["name", false],
  ["pan", false],
  ["licence", true],
  ["eighty_g", true],
  ["fcra", true],
  ["contact", false],
] as const;

for (const [fact, needed] of DOCUMENTED) {
  Deno.test(`registration: ${fact} ${needed ? "needs" : "does not need"} its document`, () => {
    const books = new GivingBooks({ live: [] });
    books.all(submitting());
    const organisation = books.ledger.organisations.edit(ORG);
    organisation.documents = organisation.documents.filter((document) => document.fact !== fact);
    const would = books.would(review(books.ledger, fact));
    assert.equal(would, needed ? "fact_not_ready" : "ok");
  });
}

Deno.test("registration: with another PAN the 80G approval of the old one has to be looked at again", () => {
  const books = new GivingBooks();
  assert.equal(books.factState("eighty_g"), "verified");
  books.all([does.fact("pan", { claim: "another PAN", digest: "another PAN" })]);
  assert.deepEqual([books.factState("pan"), books.factState("eighty_g")], ["checked", "checked"]);
  for (const officer of ["olga", "otto"]) {
    const verdict = officer === "olga" ? "seen" as const : "verified" as const;
    books.all([review(books.ledger, "pan", { verdict, by: officer })]);
  }
  assert.equal(books.code(does.give("g1")), "organisation_not_live", "until the approval is, too");
});
