// bank/audit.ts: a good journal is passed in silence, and every kind of wrong is found and named with its block: in the
// chain, in ids, floors, holds, accounts and sums. What views may have wrong is in audit_views_test.ts.
import assert from "node:assert/strict";
import { Audit, type AuditReport } from "../../bank/audit.ts";
import { BlockDraft, EMPTY_HEAD, hashOf, type Head } from "../../bank/block.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";

const T0 = Date.UTC(2026, 0, 5, 9);

const opened = (account: string, ordinal: number): Event => ({
  type: "account_opened",
  account,
  ordinal,
  kind: ordinal < 2 ? "house" : "customer",
});

const about = (words: string) => {
  const [id, from, to, amount] = words.split(" ") as [string, string, string, string];
  return { id, from, to, amountMinor: Number(amount), memo: "" };
};

/** "id from to amount" */
const pays = (words: string, more: Partial<EventOf<"transferred">> = {}): Event => ({
  type: "transferred",
  kind: "transfer",
  ...about(words),
  ...more,
});
const holds = (words: string): Event => ({
  type: "held",
  expiresAtMs: T0 + 1,
  reasons: ["draining"],
  ...about(words),
});
const confirms = (words: string): Event => ({ type: "hold_confirmed", ...about(words) });
const ends = (words: string): Event => ({ type: "hold_ended", why: "cancelled", ...about(words) });
const voids = (id: string): Event => ({ type: "voided", id, from: "ann" });

/** Ann has 100, Bob nothing. */
const FOUNDED: readonly Event[] = [
  { type: "founded", name: "Test Bank", currency: "INR", scale: 2 },
  opened("cash", 0),
  opened("welcome", 1),
  opened("ann", 2),
  opened("bob", 3),
  pays("t0 cash ann 100", { kind: "cash_in", by: "boss" }),
];

interface Written {
  readonly at?: number;
  readonly events: readonly Event[];
}

/** A journal whose chain is good, whatever its events say. */
function journalOf(...blocks: readonly Written[]): Uint8Array[] {
  const bytes: Uint8Array[] = [];
  let head: Head = EMPTY_HEAD;
  for (const { at = T0, events } of [{ events: FOUNDED }, ...blocks]) {
    const draft = new BlockDraft(at);
    assert.ok(draft.add(events));
    bytes.push(draft.encode(head));
    head = { seq: head.seq + 1, hash: hashOf(bytes.at(-1)!), at };
  }
  return bytes;
}

function audited(blocks: readonly Uint8Array[]): AuditReport {
  const audit = new Audit({ trails: true });
  for (const bytes of blocks) if (!audit.take(bytes)) break;
  return audit.report();
}

Deno.test("audit: a good journal is passed in silence, and counted", () => {
  const blocks = journalOf(
    { events: [pays("t1 ann bob 10"), holds("t2 ann bob 20"), holds("t3 ann bob 70")] },
    { at: T0 + 5, events: [confirms("t2 ann bob 20"), ends("t3 ann bob 70"), voids("t4")] },
    { at: T0 + 5, events: [{ type: "account_frozen", account: "ann" }] },
    {
      at: T0 + 9,
      events: [pays("t5 bob ann 10", { kind: "reversal", reverses: "t1", by: "boss" })],
    },
    { at: T0 + 9, events: [{ type: "policy_set", policy: defaultPolicy(2), by: "boss" }] },
  );
  const { seq, hash } = audited(blocks).head;
  assert.deepEqual(audited(blocks), {
    blocks: 6,
    events: 15,
    transfers: 4,
    accounts: 4,
    sumMinor: 0,
    problems: [],
    head: { seq, hash },
  });
  assert.deepEqual([seq, hash], [5, hashOf(blocks[5]!)]);
});

type Wrong = readonly [what: string, events: readonly Event[], says: RegExp];

const WRONG: readonly Wrong[] = [
  ["a payment twice", [pays("t1 ann bob 1"), pays("t1 ann bob 1")], /event 1.*t1 happened before/],
  ["an id of cash again", [pays("t0 ann bob 1")], /t0 happened before/],
  ["held what was paid", [pays("t1 ann bob 1"), holds("t1 ann bob 1")], /t1 happened before/],
  ["paid what was held", [holds("t1 ann bob 1"), pays("t1 ann bob 1")], /t1 happened before/],
  ["paid what is void", [voids("t1"), pays("t1 ann bob 1")], /t1 happened before/],
  ["void what was paid", [pays("t1 ann bob 1"), voids("t1")], /t1 happened before/],
  ["overdrawn", [pays("t1 ann bob 101")], /account ann is below zero/],
  ["overdrawn by a hold", [holds("t1 ann bob 60"), pays("t2 ann bob 41")], /ann is below zero/],
  ["held more than there is", [holds("t1 ann bob 101")], /ann is below zero/],
  ["an unknown payer", [pays("t1 eve bob 1")], /there is no account eve/],
  ["an unknown payee", [pays("t1 ann eve 1")], /there is no account eve/],
  ["a hold for nobody", [holds("t1 ann eve 1")], /there is no account eve/],
  ["frozen nobody", [{ type: "account_frozen", account: "eve" }], /there is no account eve/],
  ["closed nobody", [{ type: "account_closed", account: "eve" }], /there is no account eve/],
  [
    "a notice to nobody",
    [{ type: "noticed", account: "eve", notice: "new_device" }],
    /there is no account eve/,
  ],
  ["paid oneself", [pays("t1 ann ann 1")], /payer and payee are the same/],
  ["confirmed what is unknown", [confirms("t1 ann bob 1")], /t1 is not held/],
  ["confirmed what is booked", [pays("t1 ann bob 1"), confirms("t1 ann bob 1")], /t1 is not held/],
  [
    "confirmed twice",
    [holds("t1 ann bob 1"), confirms("t1 ann bob 1"), confirms("t1 ann bob 1")],
    /event 2.*t1 is not held/,
  ],
  [
    "cancelled what is confirmed",
    [holds("t1 ann bob 1"), confirms("t1 ann bob 1"), ends("t1 ann bob 1")],
    /t1 is not held/,
  ],
  ["a hold that ends smaller", [holds("t1 ann bob 9"), ends("t1 ann bob 5")], /ann.*hold|t1/],
  ["a hold confirmed smaller", [holds("t1 ann bob 9"), confirms("t1 ann bob 5")], /ann.*hold|t1/],
  ["a hold confirmed to another", [
    opened("eve", 4),
    holds("t1 ann bob 9"),
    confirms("t1 ann eve 9"),
  ], /t1/],
  ["a hold confirmed from another", [holds("t1 ann bob 9"), confirms("t1 bob ann 9")], /t1|bob/],
  [
    "two holds, of which one ends with the other's amount",
    [holds("t1 ann bob 9"), holds("t2 ann bob 5"), ends("t1 ann bob 5")],
    /ann holds 5, not 9|t1/,
  ],
  [
    "money from nowhere",
    [holds("t1 ann bob 9"), { ...confirms("t1 ann bob 9"), to: "eve" } as Event],
    /sum of all balances is -9, not zero/,
  ],
  ["an account twice", [opened("ann", 4)], /account ann exists/],
  ["a gap in the accounts", [opened("eve", 5)], /ordinal 5, not 4/],
  ["a place taken twice", [opened("eve", 3)], /ordinal 3, not 4/],
  [
    "reversed what never was",
    [pays("t1 ann cash 1", { kind: "reversal", reverses: "t9" })],
    /t9/,
  ],
  [
    "reversed twice",
    [
      pays("t1 cash ann 1", { kind: "cash_in" }),
      pays("t2 ann cash 1", { kind: "reversal", reverses: "t1" }),
      pays("t3 ann cash 1", { kind: "reversal", reverses: "t1" }),
    ],
    /event 2.*t1/,
  ],
  ["founded twice", [FOUNDED[0]!], /founded/],
  [
    "more than can be counted",
    [
      pays(`t1 cash ann ${2 ** 53 - 1}`, { kind: "cash_in" }),
      pays(`t2 cash ann ${2 ** 53 - 1}`, { kind: "cash_in" }),
    ],
    /overflows/,
  ],
];

for (const [what, events, says] of WRONG) {
  Deno.test(`audit: finds in the journal: ${what}`, () => {
    const { problems } = audited(journalOf({ events }));
    assert.ok(problems.length > 0, "nothing was found");
    assert.match(problems.join("\n"), says);
    assert.match(problems[0]!, /^(Journal b|B)lock 1\b/, "the first problem names the block");
  });
}

type Bytes = (blocks: Uint8Array[]) => void;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const rewrite = (seq: number, from: string | RegExp, to: string): Bytes => (blocks) => {
  const before = text(blocks[seq]!);
  blocks[seq] = bytesOf(before.replace(from, to));
  assert.notEqual(text(blocks[seq]!), before);
};

const DAMAGED: readonly (readonly [what: string, damage: Bytes, says: RegExp])[] = [
  ["a changed amount", rewrite(1, ":10,", ":90,"), /^Journal block 2 does not follow block 1/],
  ["a changed name", rewrite(0, "Test", "Best"), /^Journal block 1 does not follow block 0/],
  ["a changed chain", rewrite(2, /"prev":"./, '"prev":"g'), /^Journal block 2 is damaged: "prev"/],
  ["an older block", rewrite(3, `"at":${T0 + 3}`, `"at":${T0}`), /^Journal block 3.*older/],
  ["an unknown event", rewrite(3, "transferred", "teleported"), /^Journal block 3.*events\.0/],
  ["a negative amount", rewrite(3, '"amountMinor":1', '"amountMinor":-1'), /amountMinor/],
  ["a torn block", (blocks) => blocks[2] = blocks[2]!.slice(0, 99), /^Journal block 2.*JSON/],
  ["an empty block", (blocks) => blocks[2] = new Uint8Array(), /^Journal block 2.*JSON/],
  ["a missing block", (blocks) => blocks.splice(2, 1), /^Journal block 2.*says it is 3/],
  ["a block twice", (blocks) => blocks.splice(2, 0, blocks[1]!), /^Journal block 2.*says it is 1/],
  ["a missing first block", (blocks) => blocks.shift(), /^Journal block 0.*says it is 1/],
  [
    "blocks in another order",
    (blocks) => blocks.splice(1, 2, blocks[2]!, blocks[1]!),
    /^Journal block 1.*says it is 2/,
  ],
];

for (const [what, damage, says] of DAMAGED) {
  Deno.test(`audit: finds in the chain: ${what}`, () => {
    const blocks = journalOf(
      { at: T0 + 1, events: [pays("t1 ann bob 10")] },
      { at: T0 + 2, events: [pays("t2 ann bob 10")] },
      { at: T0 + 3, events: [pays("t3 ann bob 10")] },
    );
    damage(blocks);
    const { problems } = audited(blocks);
    assert.equal(problems.length, 1, "what follows a damaged block is not judged");
    assert.match(problems[0]!, says);
  });
}

Deno.test("audit: of very many problems the first twenty are told", () => {
  const events = Array.from({ length: 50 }, (_, n) => pays(`t${n} eve bob 1`));
  const { problems } = audited(journalOf({ events }));
  assert.equal(problems.length, 20);
  assert.match(problems[0]!, /event 0 /);
});
