// store/account_page.ts and store/view_meta.ts: what is written is read again, the largest page fits a KV value, and
// what is not a page is an error instead of a wrong balance.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Account } from "../../bank/ledger.ts";
import { OPEN_HOLDS_MAX } from "../../bank/limits.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import { decodePage, encodePage, PAGE_ACCOUNTS, pageOf } from "../../store/account_page.ts";
import { CHUNK } from "../../store/statement_index.ts";
import { readViews } from "../../store/view_reader.ts";
import { memoryKv } from "../support/service.ts";
import { decodeMeta, encodeMeta, VIEWS_FORMAT } from "../../store/view_meta.ts";
import { SEEDED } from "../support/ledger.ts";

const KV_VALUE_BYTES_MAX = 65_536;

/** As in bank/suspicion.ts; tests/unit/suspicion_test.ts holds it to that. */
const PAYEES_MAX = 32;

const LARGEST = Number.MAX_SAFE_INTEGER;

const ACCOUNT: Account = {
  number: "100000000123",
  kind: "customer",
  ordinal: 5,
  openedAtMs: 1,
  status: "open",
  bookedMinor: 70,
  heldMinor: 2,
  holds: ["h1", "h2"],
  entries: 40,
  notices: 3,
  sent: 4,
  usualMinor: 6,
  payees: ["p1"],
  burstStartMs: 7,
  burstTransfers: 8,
  newDeviceAtMs: null,
};

const ENTRIES = [1, 2, 3, 4, 5, 6, 7, 8];
const PAGE = { asOf: 9, accounts: [{ account: ACCOUNT, entries: ENTRIES, notices: [1, 2, 3] }] };

Deno.test("account page: what is written is read again", () => {
  const whole = fc.maxSafeInteger();
  const count = fc.maxSafeNat();
  const texts = fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 });
  const account: fc.Arbitrary<Account> = fc.record({
    number: fc.string({ minLength: 1 }),
    kind: fc.constantFrom("customer", "house"),
    ordinal: count,
    openedAtMs: count,
    status: fc.constantFrom("open", "frozen", "closed"),
    bookedMinor: whole,
    heldMinor: count,
    holds: texts,
    entries: count,
    notices: count,
    sent: count,
    usualMinor: whole,
    payees: texts,
    burstStartMs: count,
    burstTransfers: count,
    newDeviceAtMs: fc.option(count),
  });
  const refs = fc.array(count, { maxLength: 5 });
  const row = fc.record({ account, entries: refs, notices: refs }, { noNullPrototype: true });
  const page = fc.record({ asOf: count, accounts: fc.array(row, { maxLength: PAGE_ACCOUNTS }) });
  fc.assert(
    fc.property(page, (page) => {
      const plain = structuredClone(page);
      assert.deepEqual(decodePage(encodePage(plain)), plain);
    }),
    SEEDED,
  );
});

Deno.test("account page: the largest fits into a KV value", () => {
  const number = "9".repeat(12);
  const many = (count: number, of: string) => Array<string>(count).fill(of);
  const account: Account = {
    number,
    kind: "customer",
    ordinal: LARGEST,
    openedAtMs: LARGEST,
    status: "closed",
    bookedMinor: -LARGEST,
    heldMinor: LARGEST,
    entries: LARGEST,
    notices: LARGEST,
    sent: LARGEST,
    usualMinor: -LARGEST,
    burstStartMs: LARGEST,
    burstTransfers: LARGEST,
    newDeviceAtMs: LARGEST,
    holds: many(OPEN_HOLDS_MAX, "ffffffff-ffff-7fff-bfff-ffffffffffff"),
    payees: many(PAYEES_MAX, number),
  };
  const refs = Array<number>(CHUNK - 1).fill(LARGEST);
  const accounts = Array(PAGE_ACCOUNTS).fill({ account, entries: refs, notices: refs });
  const bytes = encodePage({ asOf: LARGEST, accounts });
  assert.ok(bytes.length < KV_VALUE_BYTES_MAX, `${bytes.length} bytes`);
  assert.ok(bytes.length > KV_VALUE_BYTES_MAX / 2, "the worst case is as bad as it gets");
  assert.deepEqual(decodePage(bytes).accounts.length, PAGE_ACCOUNTS);
});

Deno.test("account page: sixteen accounts in the order of their opening", () => {
  const pages = [0, 15, 16, 31, 32, 1_000_000].map(pageOf);
  assert.deepEqual(pages, [0, 0, 1, 1, 2, 62_500]);
});

/** Cells of a row by their place. */
const CELLS: readonly (readonly [place: number, what: string, bad: unknown])[] = [
  [0, "number", 5],
  [1, "kind", 3],
  [1, "kind", "customer"],
  [2, "ordinal", 1.5],
  [3, "opened at", null],
  [4, "status", -1],
  [5, "booked", "70"],
  [5, "booked", 2 ** 53],
  [5, "booked", null],
  [6, "held", [2]],
  [7, "holds", "h1"],
  [8, "entries", true],
  [12, "payees", {}],
  [14, "burst", null],
  [15, "new device", "soon"],
  [16, "refs of entries", 3],
  [17, "refs of notices", null],
];

/** Lists with something strange in them; 40 entries leave eight refs after the last full chunk. */
const LISTS: typeof CELLS = [
  [7, "holds", [1]],
  [12, "payees", [null]],
  [16, "refs of entries", ["x"]],
  [17, "refs of notices", [1.5]],
];

function assertErrors(cells: typeof CELLS): void {
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const read: string[] = [];
  for (const [place, what, bad] of cells) {
    const [asOf, [row]] = JSON.parse(new TextDecoder().decode(encodePage(PAGE)));
    assert.deepEqual(decodePage(encode([asOf, [row]])), PAGE);
    row[place] = bad;
    try {
      decodePage(encode([asOf, [row]]));
      read.push(`${what}: ${JSON.stringify(bad)}`);
    } catch {
      // As it should be.
    }
  }
  assert.deepEqual(read, [], "was read as a page");
}

Deno.test("account page: a cell of another form is an error", () => assertErrors(CELLS));

Deno.test("account page: a list with something strange in it is an error", () =>
  assertErrors(LISTS));

Deno.test("account page: cut short anywhere, or something else, is an error", () => {
  const bytes = encodePage(PAGE);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodePage(bytes.slice(0, length)), `${length} bytes`);
  }
  const [asOf, [row]] = JSON.parse(new TextDecoder().decode(bytes));
  const others = [
    null,
    5,
    "page",
    {},
    [],
    [asOf],
    [asOf, row],
    [asOf, [null]],
    [asOf, [{ ...row }]],
    [asOf, [row.slice(1)]],
    [asOf, [[...row, 0]]],
    ["1", [row]],
    [null, [row]],
  ];
  for (const other of others) {
    const text = JSON.stringify(other);
    assert.throws(() => decodePage(new TextEncoder().encode(text)), text);
  }
});

Deno.test("view meta: what is written is read again; a field that lacks or is strange is an error", () => {
  const about = {
    signingKey: "ef",
    timeZone: { name: "Asia/Kolkata", chosen: true },
    clockSets: [{ block: 1, toMs: 2 }],
    details: { holder: "Community Bank", upi: "bank@upi" },
    losses: [],
  };
  const bank = {
    name: "Test Bank",
    currency: "INR",
    scale: 2,
    accounts: 4,
    mutual: false,
    ...about,
  };
  const standing = { watermark: 3, hash: "ab", newest: 5, newestHash: "cd", accounts: 3 };
  const meta = {
    format: VIEWS_FORMAT,
    ...standing,
    bank,
    highest: "x",
    policy: defaultPolicy(2),
  } as const;
  assert.deepEqual(decodeMeta(encodeMeta(meta)), meta);
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  for (const field of Object.keys(meta).filter((field) => field !== "policy")) {
    assert.throws(() => decodeMeta(encode({ ...meta, [field]: undefined })), field);
    assert.throws(() => decodeMeta(encode({ ...meta, [field]: [] })), field);
  }
  assert.throws(() => decodeMeta(encode({ ...meta, format: VIEWS_FORMAT + 1 })));
  assert.throws(() => decodeMeta(encode({ ...meta, watermark: -1 })));
  assert.throws(() => decodeMeta(encode({ ...meta, policy: { ...meta.policy, holdReasons: 0 } })));
});

Deno.test("view meta: views of the format before are read, and those before them are made again", async () => {
  const bank = { name: "Test Bank", currency: "INR", scale: 2, accounts: 0 };
  const standing = { watermark: 3, hash: "ab", newest: 5, newestHash: "cd", accounts: 0 };
  const kv = await memoryKv();
  const seen: unknown[] = [];
  for (const format of [1, 2, 3]) {
    const meta = { format, ...standing, bank, highest: "x" };
    await kv.atomic().set(["meta"], new TextEncoder().encode(JSON.stringify(meta))).commit();
    seen.push((await readViews(kv))?.watermark ?? null);
  }
  assert.deepEqual(seen, [null, 3, 3]);
  kv.close();
});
