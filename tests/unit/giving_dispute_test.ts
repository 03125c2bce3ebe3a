// The same PAN, approval, registration, licence or document from two organisations: the second one learns nothing, an
// officer linked to neither settles it, and what is not claimed any more is free.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import { noticeOf } from "../../bank/trace.ts";
import { documentClaim } from "../../bank/giving/decide_organisation.ts";
import { GivingBooks, review, submitting } from "../support/giving.ts";
import { abroad, does, FACTS, ORG, OTHER } from "../support/giving_commands.ts";

const THIRD = "dev";
const KINDS = ["pan", "eighty_g", "fcra", "licence"] as const;

const register = (account: string): Command => (
  { type: "register_org", account, foreignAccount: abroad(account), profile: "" }
);

const settle = (
  fact: FactKind,
  claimantIsRight: boolean,
  over: { by?: string; account?: string } = {},
) => (
  { type: "settle_dispute", account: OTHER, fact, claimantIsRight, by: "olga", ...over } as const
);

/** As another organisation claims what Sunrise has. */
const claims = (fact: FactKind, account: string = OTHER): Command =>
  does.fact(fact, {
    account,
    claim: `${fact} of ${ORG}`,
    digest: `the ${fact} that ${account} has`,
  });

function disputed(fact: FactKind): GivingBooks {
  const books = new GivingBooks();
  books.all([register(OTHER), claims(fact)]);
  return books;
}

/** The state of the fact with Sunrise and with the other one, and who holds the claim. */
function standing(
  books: GivingBooks,
  fact: FactKind,
): readonly [string, string, string | undefined] {
  const holder = books.ledger.claims.get(`${fact} of ${ORG}`)?.organisation;
  return [books.factState(fact), books.factState(fact, OTHER), holder];
}

Deno.test("dispute: the one who loses is told, and no one where there was no other", () => {
  for (const claimantIsRight of [true, false]) {
    const books = disputed("pan");
    books.all([settle("pan", claimantIsRight)]);
    const { event } = books.events.at(-1)!;
    const told = noticeOf(event);
    assert.equal(told?.account, claimantIsRight ? ORG : OTHER);
    assert.deepEqual([told?.kind, told?.giving], ["fact_refused", { fact: "pan", why: "dispute" }]);
  }
  const alone = disputed("pan");
  alone.all([does.fact("pan", { claim: "another", digest: "another" }), settle("pan", true)]);
  assert.equal(noticeOf(alone.events.at(-1)!.event), null);
});

for (const fact of KINDS) {
  Deno.test(`dispute: a second claimant of ${fact} gets no other answer than a first one`, () => {
    const books = new GivingBooks();
    const before = JSON.stringify(books.organisation());
    books.all([register(OTHER)]);
    const own = new GivingBooks({ live: [] });
    own.all([register(OTHER)]);
    assert.equal(books.code(claims(fact)), own.code(claims(fact)));
    assert.deepEqual(standing(books, fact), ["verified", "disputed", ORG]);
    assert.equal(JSON.stringify(books.organisation()), before);
    books.run([[does.give("g1"), "ok"], [claims(fact), "again"]]);
  });

  Deno.test(`dispute: ${fact}: the claimant is right: the other one is not live any more`, () => {
    const books = disputed(fact);
    books.run([
      [does.give("g1"), "ok"],
      [settle(fact, true), "ok"],
      [settle(fact, true), "fact_not_ready"],
      [settle(fact, false), "fact_not_ready"],
      [does.give("g2"), "organisation_not_live"],
    ]);
    assert.deepEqual(standing(books, fact), ["refused", "checked", OTHER]);
    // Now it is the other way round.
    books.all([does.fact(fact)]);
    assert.deepEqual(standing(books, fact), ["disputed", "checked", OTHER]);
  });

  Deno.test(`dispute: ${fact}: the claimant is wrong: nothing has happened to the other one`, () => {
    const books = disputed(fact);
    books.run([[settle(fact, false), "ok"], [does.give("g1"), "ok"]]);
    assert.deepEqual(standing(books, fact), ["verified", "refused", ORG]);
    books.all([claims(fact)]);
    assert.deepEqual(standing(books, fact), ["verified", "disputed", ORG]);
  });
}

for (const fact of KINDS) {
  for (const claimantIsRight of [true, false]) {
    const what = claimantIsRight ? "the claimant has it" : "it is free";
    Deno.test(`dispute: ${fact}: its holder has given it up: when it is settled ${what}`, () => {
      const books = disputed(fact);
      books.all([does.fact(fact, { claim: "new" })]);
      assert.deepEqual(standing(books, fact), ["checked", "disputed", ""]);
      const others = JSON.stringify(books.organisation());
      books.run([
        [settle(fact, claimantIsRight, { by: OTHER }), "officer_linked"],
        [settle(fact, claimantIsRight), "ok"],
        [settle(fact, claimantIsRight), "fact_not_ready"],
      ]);
      const after = claimantIsRight ? ["checked", OTHER] : ["refused", ""];
      assert.deepEqual(standing(books, fact), ["checked", ...after]);
      assert.equal(JSON.stringify(books.organisation()), others);
      books.all([register(THIRD), claims(fact, THIRD)]);
      assert.equal(books.factState(fact, THIRD), claimantIsRight ? "disputed" : "checked");
    });
  }
}

Deno.test("dispute: it is settled by an officer who is linked to neither side", () => {
  const books = disputed("pan");
  books.all([{ type: "open_account", account: "lena" }, { type: "open_account", account: "lars" }]);
  books.all([does.cashIn("c1", ORG, 1_000), does.cashIn("c2", OTHER, 1_000)]);
  books.all([does.pay("p1", ORG, "lena"), does.pay("p2", OTHER, "lars")]);
  for (const by of ["lena", "lars", ORG, OTHER]) {
    for (const right of [true, false]) {
      assert.equal(books.code(settle("pan", right, { by })), "officer_linked", by);
    }
  }
  assert.equal(books.code(settle("pan", false)), "ok");
});

Deno.test("dispute: where there is none nothing can be settled", () => {
  const books = disputed("pan");
  const states = [
    [settle("pan", true, { account: ORG }), "verified"],
    [settle("licence", true), "missing"],
    [settle("darpan", true, { account: ORG }), "missing"],
  ] as const;
  for (const [command, state] of states) {
    const { fact } = command;
    assert.deepEqual(books.refusal(command), { code: "fact_not_ready", fact, state });
  }
  assert.equal(books.code(settle("pan", true, { account: THIRD })), "no_such_organisation");
});

Deno.test("dispute: an officer cannot approve what is disputed", () => {
  const books = new GivingBooks();
  books.all(submitting({ account: OTHER }));
  books.all([claims("pan")]);
  books.run([
    [review(books.ledger, "pan", { account: OTHER }), "fact_not_ready"],
    [settle("pan", true), "ok"],
    [review(books.ledger, "pan", { account: OTHER }), "ok"],
  ]);
});

Deno.test("dispute: of three claimants only one has it in the end", () => {
  const books = disputed("pan");
  books.all([register(THIRD), claims("pan", THIRD)]);
  const states = () =>
    [ORG, OTHER, THIRD].map((account) => books.factState("pan", account)).join(" ");
  assert.equal(states(), "verified disputed disputed");
  books.all([settle("pan", true)]);
  assert.equal(states(), "refused checked disputed");
  books.all([settle("pan", true, { account: THIRD })]);
  assert.equal(states(), "refused refused checked");
});

Deno.test("dispute: who loses it loses nothing else", () => {
  const books = disputed("pan");
  books.all([settle("pan", true)]);
  for (const fact of FACTS) {
    assert.equal(books.factState(fact), fact === "pan" ? "refused" : "verified");
  }
});

for (const fact of KINDS) {
  Deno.test(`dispute: ${fact} is free when its holder claims another one`, () => {
    const books = new GivingBooks();
    books.all([does.fact(fact, { claim: "new" }), register(OTHER), claims(fact)]);
    assert.deepEqual(standing(books, fact), ["checked", "checked", OTHER]);
    // Who had it before is now the second.
    books.all([does.fact(fact)]);
    assert.deepEqual(standing(books, fact), ["disputed", "checked", OTHER]);
    // And gave the new one up by that.
    books.all([register(THIRD), does.fact(fact, { account: THIRD, claim: "new" })]);
    assert.equal(books.factState(fact, THIRD), "checked");
  });
}

Deno.test("dispute: a claimant that turns to another one leaves the holder alone", () => {
  const books = disputed("pan");
  books.all([does.fact("pan", { account: OTHER, claim: "another" })]);
  assert.deepEqual(standing(books, "pan"), ["verified", "checked", ORG]);
  books.all([register(THIRD), claims("pan", THIRD)]);
  assert.equal(books.factState("pan", THIRD), "disputed");
});

Deno.test("dispute: facts that claim nothing belong to no one alone", () => {
  const books = new GivingBooks();
  books.all([register(OTHER), does.fact("name", { account: OTHER, claim: null, digest: "name" })]);
  books.all([register(THIRD), does.fact("name", { account: THIRD, claim: null, digest: "name" })]);
  const states = [OTHER, THIRD].map((account) => books.factState("name", account));
  assert.deepEqual(states, ["checked", "checked"]);
});

const scan = `licence scan of ${ORG}`;

Deno.test("alarm: the same document from another organisation, each time and for whatever fact", () => {
  const books = new GivingBooks();
  books.all([register(OTHER), register(THIRD)]);
  books.all([does.document("licence", scan, OTHER), does.document("fcra", "own", OTHER)]);
  books.all([does.document("eighty_g", scan, THIRD)]);
  books.all([does.document("eighty_g", `eighty_g scan of ${ORG}`, OTHER)]);
  const alarms = [ORG, OTHER, THIRD].map((account) => books.organisation(account).alarms);
  assert.deepEqual(alarms, [0, 2, 1]);
  const told = books.events.map(({ event }) => event)
    .filter((event) => event.type === "org_document_added" && event.alarm);
  assert.equal(told.length, 3);
  assert.equal(books.ledger.claims.get(documentClaim(scan))?.organisation, ORG);
});

Deno.test("alarm: one's own document for another fact, or again, is none", () => {
  const books = new GivingBooks();
  books.run([
    [does.document("licence"), "again"],
    [{ ...does.document("fcra", scan), added: documentNamed("again", "fcra") } as Command, "ok"],
    [
      { ...does.document("licence"), added: documentNamed("other name", "licence") } as Command,
      "again",
    ],
  ]);
  assert.equal(books.organisation().alarms, 0);
});

function documentNamed(document: string, fact: FactKind) {
  return { document, fact, sha256: scan, bytes: 1_000, media: "application/pdf" };
}

Deno.test("alarm: a document that was replaced is still known", () => {
  const books = new GivingBooks();
  books.all([does.document("licence", "better scan"), register(OTHER)]);
  books.all([does.document("licence", scan, OTHER)]);
  assert.equal(books.organisation(OTHER).alarms, 1);
  const kept = books.organisation().documents.filter(({ fact }) => fact === "licence");
  assert.deepEqual(kept.map(({ sha256 }) => sha256), ["better scan"]);
});
