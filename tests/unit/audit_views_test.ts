// store/audit_views.ts over real Deno KV in memory: views that say what the journal says are passed in silence; one that
// differs in any field of an account, in a payment that waits, in an id, in the rules, or (deep) in any chunk of a
// statement is found and named.
import assert from "node:assert/strict";
import { Audit } from "../../bank/audit.ts";
import type { Account } from "../../bank/ledger.ts";
import { decodePage, encodePage, type PageAccount } from "../../store/account_page.ts";
import { ViewAudit } from "../../store/audit_views.ts";
import type { Kv, KvKey } from "../../store/kv.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { copyOf, ViewBank } from "../support/view_bank.ts";

interface Good {
  readonly journal: MemoryJournal;
  readonly kv: Kv;
}

let made: Promise<Good> | null = null;

/** Twenty accounts on two pages, a statement of three chunks, one payment that waits; all of it in the views. */
function good(): Promise<Good> {
  return made ??= (async () => {
    const journal = new MemoryJournal();
    const kv = await memoryKv();
    const bank = await ViewBank.open({ journal, kv });
    await bank.found(["ann", ...Array.from({ length: 17 }, (_, n) => `c${n}`)]);
    await bank.rules({ newPayeeMinor: 1, holdReasons: 1 });
    await bank.pay(bank.id(), ["ann", "c1"]);
    await bank.rules({});
    for (let n = 0; n < 35; n++) {
      await bank.say({ type: "freeze", account: "c3" });
      await bank.say({ type: "unfreeze", account: "c3" });
    }
    for (let n = 0; n < 100; n++) await bank.pay(bank.id(), ["c3", "c16"], n + 1);
    await bank.flush();
    return { journal, kv };
  })();
}

async function problems(
  { journal, kv }: Good,
  { deep = false, blocks = journal.blocks }: { deep?: boolean; blocks?: readonly Uint8Array[] } =
    {},
): Promise<readonly string[]> {
  const audit = new Audit({ trails: deep });
  const views = await ViewAudit.open(kv, audit);
  for (const bytes of blocks) {
    audit.take(bytes);
    views?.reached(audit.head.seq);
  }
  if (views && audit.problems.length === 0) await views.finish({ deep });
  return audit.report().problems;
}

/** Damages a copy of the good views. */
async function damaged(damage: (kv: Kv) => Promise<unknown>): Promise<Good & Disposable> {
  const { journal, kv } = await good();
  const copy = await copyOf(kv);
  await damage(copy);
  return { journal, kv: copy, [Symbol.dispose]: () => copy.close() };
}

const put = (kv: Kv, key: KvKey, value: Uint8Array) => kv.atomic().set(key, value).commit();

async function edit(kv: Kv, key: KvKey, change: (text: string) => string): Promise<void> {
  const before = new TextDecoder().decode((await kv.get(key)).value as Uint8Array);
  const after = change(before);
  assert.notEqual(after, before, key.join("/"));
  await put(kv, key, new TextEncoder().encode(after));
}

async function firstKey(kv: Kv, prefix: KvKey): Promise<KvKey> {
  for await (const { key } of kv.list({ prefix })) return key as KvKey;
  throw new Error(`nothing below ${prefix.join("/")}`);
}

const ANN = 2;

/** Changes Ann's place on the first page. */
async function editAnn(kv: Kv, change: (ann: PageAccount) => PageAccount): Promise<void> {
  const key = ["accounts", 0];
  const page = decodePage((await kv.get(key)).value as Uint8Array);
  const accounts = page.accounts.map((row) => row.account.ordinal === ANN ? change(row) : row);
  await put(kv, key, encodePage({ asOf: page.asOf, accounts }));
}

Deno.test("audit of views: those that fit are passed in silence", async () => {
  const bank = await good();
  assert.deepEqual(await problems(bank), []);
  assert.deepEqual(await problems(bank, { deep: true }), []);
});

Deno.test("audit of views: where there are none nothing is said", async () => {
  const { journal } = await good();
  const kv = await memoryKv();
  assert.deepEqual(await problems({ journal, kv }, { deep: true }), []);
  kv.close();
});

const CHANGES: Readonly<Record<keyof Account, unknown>> = {
  number: "eve",
  kind: "house",
  ordinal: 3,
  openedAtMs: 1,
  status: "frozen",
  bookedMinor: 1_000_001,
  heldMinor: 0,
  holds: [],
  entries: 2,
  notices: 3,
  sent: 7,
  usualMinor: 7,
  payees: ["c1"],
  burstStartMs: 1,
  burstTransfers: 7,
  newDeviceAtMs: 1,
};

for (const [field, value] of Object.entries(CHANGES)) {
  Deno.test(`audit of views: an account that differs in ${field} is named`, async () => {
    using bank = await damaged((kv) =>
      editAnn(kv, ({ account, ...refs }) => ({ account: { ...account, [field]: value }, ...refs }))
    );
    const [first = "nothing"] = await problems(bank);
    assert.match(first, field === "number" ? /account eve: it was never opened/ : /account ann: /);
    if (field !== "number") assert.ok(first.includes(`${field} is `), first);
  });
}

type Damage = readonly [what: string, says: RegExp, damage: (kv: Kv) => Promise<unknown>];

const DAMAGE: readonly Damage[] = [
  ["a page is missing", /views are damaged/, (kv) => kv.atomic().delete(["accounts", 0]).commit()],
  ["a page is no page", /views are damaged/, (kv) => put(kv, ["accounts", 1], new Uint8Array(9))],
  ["the meta is torn", /views are damaged/, (kv) => edit(kv, ["meta"], (text) => text.slice(9))],
  [
    "they were made from another block",
    /Block \d+ is not the one that the views were made from/,
    (kv) => edit(kv, ["meta"], (text) => text.replace(/"hash":"./, '"hash":"g')),
  ],
  [
    "the newest block is another one",
    /newest|not the one/,
    (kv) => edit(kv, ["meta"], (text) => text.replace(/"newestHash":"./, '"newestHash":"g')),
  ],
  [
    "the currency differs",
    /scale|bank/,
    (kv) => edit(kv, ["meta"], (text) => text.replace('"scale":2', '"scale":3')),
  ],
  [
    "the rules differ",
    /policy|rules/,
    (kv) => edit(kv, ["meta"], (text) => text.replace('"holdReasons":2', '"holdReasons":1')),
  ],
  [
    "ids are said to end too early",
    /id/,
    (kv) => edit(kv, ["meta"], (text) => text.replace(/"highest":"\w+/, '"highest":"00000000')),
  ],
  [
    "a payment that waits is missing",
    /hold|held|waits/,
    async (kv) => kv.atomic().delete(await firstKey(kv, ["held"])).commit(),
  ],
  [
    "a payment that waits has another amount",
    /hold|held|waits/,
    async (kv) =>
      edit(kv, await firstKey(kv, ["held"]), (text) => text.replace(/Minor":1/, 'Minor":9')),
  ],
  [
    "an id is missing: its payment could happen again",
    /id/,
    async (kv) => edit(kv, await firstKey(kv, ["ids"]), (text) => text.replace(/^.*\n/, "")),
  ],
  [
    "an id is another one",
    /id/,
    async (kv) => edit(kv, await firstKey(kv, ["ids"]), (text) => text.replace(/^0/, "f")),
  ],
];

for (const [what, says, damage] of DAMAGE) {
  Deno.test(`audit of views: ${what}`, async () => {
    using bank = await damaged(damage);
    const found = await problems(bank, { deep: true });
    assert.ok(found.length > 0, "nothing was found");
    assert.match(found.join("\n"), says);
  });
}

Deno.test("audit of views: those that reflect more than the journal has are told", async () => {
  const { journal, kv } = await good();
  const blocks = journal.blocks.slice(0, -1);
  const found = await problems({ journal, kv }, { blocks });
  assert.match(found.join("\n"), /pages? reflect block \d+, which the journal does not have/);
});

/** Ordinals of the payer and the payee with a hundred entries; the payer has notices, too. */
const [C3, C16] = [6, 19];

const CHUNKS: readonly Damage[] = [
  ["a missing chunk of entries", /Chunk 0.*entries.*c3 /, remove(["entries", C3, 0])],
  ["a missing last chunk", /Chunk 2.*entries.*c16 /, remove(["entries", C16, 2])],
  ["a missing chunk of notices", /Chunk 1.*notices.*c3 /, remove(["notices", C3, 1])],
  [
    "a ref that differs",
    /Chunk 1.*entries.*c16 /,
    inChunk(["entries", C16, 1], /(\d)(,\d+)\]/, "0$2]"),
  ],
  [
    "a notice's ref that differs",
    /Chunk 0.*notices.*c3 /,
    inChunk(["notices", C3, 0], /\[\d/, "[9"),
  ],
  ["a balance that differs", /Chunk 0.*entries.*c3 /, inChunk(["entries", C3, 0], /:(\d)/, ":1$1")],
  [
    "a chunk that is too short",
    /Chunk 1.*entries.*c3 /,
    inChunk(["entries", C3, 1], /,\d+\]/, "]"),
  ],
  ["a chunk that is not JSON", /Chunk 1.*entries.*c3 /, inChunk(["entries", C3, 1], /^\{/, "")],
];

function remove(key: KvKey) {
  return (kv: Kv) => kv.atomic().delete(key).commit();
}

function inChunk(key: KvKey, from: RegExp, to: string) {
  return (kv: Kv) => edit(kv, key, (text) => text.replace(from, to));
}

for (const [what, says, damage] of CHUNKS) {
  Deno.test(`audit of views: a deep one finds ${what}, a quick one does not look`, async () => {
    using bank = await damaged(damage);
    assert.deepEqual(await problems(bank), []);
    const found = await problems(bank, { deep: true });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, says);
  });
}

for (const stream of ["entries", "notices"] as const) {
  Deno.test(`audit of views: a deep one finds newest ${stream} that differ`, async () => {
    const change = (refs: readonly number[]) => refs.map((ref) => ref + 1);
    using bank = await damaged((kv) =>
      editAnn(kv, (ann) => ({ ...ann, [stream]: change(ann[stream]) }))
    );
    assert.deepEqual(await problems(bank, { deep: true }), [
      `The newest ${stream} of account ann are wrong`,
    ]);
  });
}
