// Who has opened which document, and that no officer judges one unseen.
import assert from "node:assert/strict";
import type { Command } from "../../bank/command.ts";
import type { Verdict } from "../../bank/giving/event.ts";
import { GivingBooks, review, submitting } from "../support/giving.ts";
import { does, ORG } from "../support/giving_commands.ts";

function submitted(): GivingBooks {
  const books = new GivingBooks({ live: [] });
  books.all(submitting());
  return books;
}

Deno.test("review: no officer judges a document that they have not opened as it is now", () => {
  const books = new GivingBooks({ live: [] });
  books.all(submitting());
  const fact = "licence";
  const judge = (verdict: Verdict, by: string) => review(books.ledger, fact, { verdict, by });
  const document = `${fact} scan of ${ORG} for ${ORG}`;
  const open = (by: string): Command => ({ type: "view_document", account: ORG, document, by });
  assert.deepEqual(books.refusal(judge("seen", "olga")), {
    code: "document_unopened",
    fact,
    document,
  });
  assert.equal(books.would(judge("refused", "olga")), "ok", "a refusal needs no look");
  assert.equal(books.would(review(books.ledger, "pan")), "ok", "a fact without a document");
  books.all([open("olga"), judge("seen", "olga")]);
  assert.equal(books.would(judge("verified", "otto")), "document_unopened", "each for themselves");
  books.all([open("otto"), judge("verified", "otto")]);
  books.all([does.document(fact, "another scan")]);
  assert.equal(books.would(judge("seen", "olga")), "document_unopened", "another document");
});

Deno.test("review: who looks at a document is written down, and only what is there can be seen", () => {
  const books = submitted();
  const before = books.events.length;
  const view = (document: string): Command => (
    { type: "view_document", account: ORG, document, by: "olga" }
  );
  books.run([
    [view(`licence scan of ${ORG} for ${ORG}`), "ok"],
    [view(`licence scan of ${ORG} for ${ORG}`), "ok"],
    [view("other"), "no_such_document"],
  ]);
  const views = books.events.slice(before).map(({ event }) => event.type);
  assert.deepEqual(views, ["org_document_viewed", "org_document_viewed"]);
});
