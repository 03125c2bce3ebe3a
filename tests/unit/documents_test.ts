// Room for documents: what takes the place of another deletes its bytes, unless an officer has signed for them; nothing that the
// journal does not know stays in the store, however an end of the process cut it off; each organisation has its share.
import assert from "node:assert/strict";
import type { FactKind } from "../../bank/giving/facts.ts";
import { Refusal } from "../../bank/refusal.ts";
import { addDocument } from "../../service/giving/documents.ts";
import { documentName, settleDocuments } from "../../service/giving/kept_documents.ts";
import { DOCUMENTS_BYTES_PER_ORGANISATION, DOCUMENTS_PER_MINUTE } from "../../api/limits.ts";
import { Turns } from "../../service/sharing/turns.ts";
import { handIn, liveHome } from "../support/giving_people.ts";
import { pdfOf } from "../support/papers.ts";
import { type Customer, TestBank } from "../support/service.ts";

const MIB = 1024 * 1024;

/** Names of all documents of which the store has bytes or a word. */
async function stored({ kv }: TestBank): Promise<string[]> {
  const names = new Set<string>();
  for (const kind of ["document", "document_parts", "document_doubted"]) {
    for await (const { key } of kv.list({ prefix: [kind] })) names.add(String(key[1]));
  }
  return [...names].sort();
}

function known({ loop }: TestBank): string[] {
  return [...loop.ledger.organisations.rows()].flatMap(([account, { documents }]) =>
    documents.map(({ document }) => documentName(account, document))
  ).sort();
}

async function home(bank: TestBank, userName = "sunrise"): Promise<Customer> {
  const manager = await bank.customer(userName);
  await manager.call("registerOrganisation", { about: "A home.", website: "" });
  return manager;
}

interface Paper {
  readonly fact?: FactKind;
  readonly bytes?: number;
}

async function added(
  bank: TestBank,
  { session }: Customer,
  { fact = "licence", bytes = 2_000 }: Paper = {},
): Promise<string> {
  const about = { document: bank.transferId(), fact, fileName: "a.pdf", media: "application/pdf" };
  const paper = pdfOf(`% ${about.document}${"\n% filled up to its size".repeat(bytes / 24)}\n`);
  const outcome = await addDocument(bank.service, session, { ...about, bytes: paper });
  return outcome instanceof Refusal ? String(outcome.detail.rule ?? outcome.code) : "added";
}

Deno.test("documents: one that takes the place of another deletes its bytes", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  for (let scan = 0; scan < 5; scan++) {
    assert.equal(await added(bank, manager, { bytes: 300_000 }), "added");
    assert.deepEqual(await stored(bank), known(bank));
    assert.equal(known(bank).length, 1);
  }
});

Deno.test("documents: what an officer has signed for is kept", async () => {
  const bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const before = known(bank);
  await handIn(bank, manager, "licence", "another scan");
  assert.deepEqual((await stored(bank)).filter((name) => !known(bank).includes(name)).length, 1);
  await handIn(bank, manager, "licence", "and one more");
  const kept = (await stored(bank)).filter((name) => !known(bank).includes(name));
  assert.equal(kept.length, 1, "nobody has signed for the one between");
  assert.ok(before.includes(kept[0]!));
});

Deno.test("documents: of two at the same moment one stays", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  const both = await Promise.all([added(bank, manager), added(bank, manager)]);
  assert.deepEqual(both, ["added", "added"]);
  assert.equal(known(bank).length, 1);
  assert.deepEqual(await stored(bank), known(bank));
});

Deno.test("documents: at a start what belongs to nothing goes, what the journal knows stays", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  await added(bank, manager);
  const [name] = known(bank);
  const [cut, half] = [`${manager.account} cut`, `${manager.account} half`];
  for (const each of [name!, cut, half]) await bank.giving.doubtDocument(each);
  await bank.giving.setDocument(cut, new Uint8Array(2 * MIB));
  await bank.kv.atomic().set(["document", half, 0], new Uint8Array(10)).commit();
  await settleDocuments(bank.loop.ledger, bank.giving);
  assert.deepEqual(await stored(bank), [name]);
  assert.deepEqual(await bank.giving.doubtedDocuments(), []);
  assert.ok(await bank.giving.document(name!));
});

Deno.test("documents: one that is handed in stays so where the store cannot settle the others at once", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  await added(bank, manager);
  const { giving } = bank;
  const [trust, remove] = [giving.trustDocument.bind(giving), giving.deleteDocument.bind(giving)];
  giving.trustDocument = giving.deleteDocument = () =>
    Promise.reject(new Error("The disk is full"));
  assert.equal(await added(bank, manager), "added");
  await settleDocuments(bank.loop.ledger, giving);
  assert.equal((await stored(bank)).length, 2, "nothing of it is lost, nothing is thrown");
  Object.assign(giving, { trustDocument: trust, deleteDocument: remove });
  await settleDocuments(bank.loop.ledger, giving);
  assert.deepEqual(await stored(bank), known(bank));
});

Deno.test("documents: all of one organisation have 20 MiB, and one that takes a place takes its room", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  const large = 4.8 * MIB;
  const facts: readonly FactKind[] = ["licence", "eighty_g", "fcra", "darpan"];
  for (const fact of facts) {
    assert.equal(await added(bank, manager, { fact, bytes: large }), "added");
  }
  assert.equal(await added(bank, manager, { fact: "pan", bytes: large }), "no_room");
  assert.deepEqual(await stored(bank), known(bank), "nothing of it is there");
  assert.equal(await added(bank, manager, { fact: "darpan", bytes: large }), "added");
  const other = await home(bank, "elsewhere");
  assert.equal(await added(bank, other, { bytes: large }), "added");
  assert.ok(facts.length * large <= DOCUMENTS_BYTES_PER_ORGANISATION);
});

Deno.test("documents: what waits to be stored counts for its account, and for no other", async () => {
  const bank = await TestBank.open();
  const [manager, other] = [await home(bank), await home(bank, "elsewhere")];
  const large = { bytes: 4.8 * MIB };
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => added(bank, manager, large)),
    added(bank, other, large),
  ]);
  assert.deepEqual(answers, [...Array(3).fill("added"), ...Array(3).fill("busy"), "added"]);
  assert.equal(bank.service.budgets.staged.used, 0);
  assert.equal(await added(bank, manager, large), "added");
});

Deno.test("documents: what has been begun goes when the last session of its account ends", async () => {
  await using bank = await TestBank.open();
  const owner = await bank.customer("owner");
  const second = await bank.signedIn(owner.person);
  const other = await bank.customer("other");
  const base64 = Buffer.alloc(1_000).toString("base64");
  const { staged } = bank.service.budgets;
  for (const customer of [owner, other]) {
    await customer.call("documentPart", { document: bank.transferId(), part: 0, base64 });
  }
  const both = staged.used;
  bank.service.presence.signOut(owner.session);
  assert.equal(staged.used, both);
  bank.service.presence.signOut(second.session);
  assert.deepEqual([staged.of(owner.account), staged.of(other.account)], [0, both / 2]);
});

Deno.test("documents: so many in a minute and no more", async () => {
  const bank = await TestBank.open();
  const manager = await home(bank);
  const answers = [];
  for (let n = 0; n < DOCUMENTS_PER_MINUTE + 2; n++) answers.push(await added(bank, manager));
  assert.deepEqual(answers.slice(-3), ["added", "throttled", "throttled"]);
  bank.clock.advance(60_000);
  assert.equal(await added(bank, manager), "added");
});

Deno.test("turns: one after the other for one name, whatever becomes of it; others do not wait", async () => {
  const turns = new Turns();
  const told: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const first = turns.take("a", async () => {
    await held;
    told.push("first");
    throw new Error("it did not work");
  });
  const second = turns.take("a", () => Promise.resolve(told.push("second")));
  await turns.take("b", () => Promise.resolve(told.push("other")));
  release();
  await assert.rejects(first, /did not work/);
  await second;
  assert.deepEqual(told, ["other", "first", "second"]);
});
