// Whatever sequence of commands arrives, the books stay true: nothing is made or lost, no customer owes, every
// refusal is the first that applies, and what is stored says the same as what is shown. SEED=… repeats a run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { apply } from "../../bank/apply.ts";
import { noChanges } from "../../bank/applying.ts";
import { BlockDraft, decodeBlock, EMPTY_HEAD } from "../../bank/block.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { HOLD_LIFETIME_MS } from "../../bank/limits.ts";
import { REFUSALS } from "../../bank/refusal.ts";
import { entryOf } from "../../bank/trace.ts";
import {
  Books,
  codeOf,
  dump,
  SEEDED,
  settled,
  sumMinor,
  T0,
  Teller,
  type Verb,
  type Words,
} from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";

const PEOPLE = ["alice", "bob", "carol"] as const;

const who = fc.constantFrom(...PEOPLE);
const payee = fc.constantFrom(...PEOPLE, ...PEOPLE, "nobody", "cash", "welcome");
const amount = fc.integer({ min: 1, max: 60 });
const id = fc.integer({ min: 1, max: 12 }).map((number) => `t${number}`);
const memo = fc.constantFrom("", "", "", "x");

const says = (...words: (fc.Arbitrary<string | number> | Verb)[]): fc.Arbitrary<Words> =>
  fc.tuple(...words.map((word) => typeof word === "string" ? fc.constant(word) : word))
    .map((words) => words as unknown as Words);

/** Welcomes have ids of their own, as the server gives them. */
const command: fc.Arbitrary<Words> = fc.oneof(
  { weight: 12, arbitrary: says(who, "pays", payee, amount, id, memo) },
  { weight: 3, arbitrary: says(who, "pays in", amount, id) },
  { weight: 3, arbitrary: says(payee, "takes out", amount, id) },
  { weight: 3, arbitrary: says(fc.constant("boss"), "reverses", id, id) },
  { weight: 3, arbitrary: says(who, "confirms", id) },
  { weight: 2, arbitrary: says(who, "cancels", id) },
  { weight: 2, arbitrary: says(fc.constant("clock"), "expires", id) },
  { weight: 1, arbitrary: says(who, "voids", id) },
  { weight: 1, arbitrary: says(who, "freezes") },
  { weight: 3, arbitrary: says(who, "unfreezes") },
  { weight: 1, arbitrary: says(who, "closes") },
  { weight: 1, arbitrary: says(who, "closes", payee, id) },
  { weight: 1, arbitrary: says(fc.constantFrom("dave", "erin"), "opens", amount) },
);

/** A command and how long before it nothing happens. */
const story = fc.array(
  fc.tuple(command, fc.constantFrom(0, 0, 0, 1, HOLD_LIFETIME_MS / 2)),
  { minLength: 1, maxLength: 80, size: "max" },
);

/** Every customer has 50 and payments of 30 and more are held. */
function opened(): Books {
  const books = new Books({ funds: Object.fromEntries(PEOPLE.map((name) => [name, 50])) });
  books.say("boss", "holds from", 30);
  return books;
}

/** Tells the whole story; `after` looks at the books when each command has been answered. */
function tell(
  told: readonly (readonly [Words, number])[],
  after: (books: Books, words: Words, code: string) => void = () => {},
): Books {
  const books = opened();
  for (const [words, pauseMs] of told) {
    books.nowMs += pauseMs;
    after(books, words, codeOf(books.say(...words)));
  }
  return books;
}

function assertTrue({ ledger }: Books): void {
  const held = new Map<string, { sumMinor: number; ids: string[] }>();
  for (const [id, { status, from, amountMinor }] of ledger.transfers.rows()) {
    if (status !== "held") continue;
    const of = held.get(from) ?? { sumMinor: 0, ids: [] };
    held.set(from, { sumMinor: of.sumMinor + amountMinor, ids: [...of.ids, id] });
  }
  assert.equal(sumMinor(ledger), 0n);
  for (const [name, account] of ledger.accounts.rows()) {
    const { sumMinor, ids } = held.get(name) ?? { sumMinor: 0, ids: [] };
    assert.equal(account.heldMinor, sumMinor, `${name}: what is held`);
    assert.deepEqual([...account.holds].sort(), ids.sort(), `${name}: the payments held`);
    if (account.kind === "house") continue;
    assert.ok(account.bookedMinor - account.heldMinor >= 0, `${name} has less than nothing`);
    if (account.status === "closed") assert.equal(account.bookedMinor, 0, `${name} left money`);
  }
}

const check = <T>(runs: number, property: fc.IProperty<T>) =>
  fc.assert(property, { ...SEEDED, numRuns: runs });

Deno.test("property: the sum is zero, no customer owes, what is held is what waits", () => {
  check(300, fc.property(story, (story) => void tell(story, assertTrue)));
});

Deno.test("property: what is refused or has happened changes nothing", () => {
  check(
    100,
    fc.property(story, (story) => {
      let before = dump(opened().ledger);
      let applied = opened().events.length;
      tell(story, ({ ledger, events }, words, code) => {
        const now = dump(ledger);
        const changes = events.length > applied;
        assert.equal(changes, code === "ok" || code === "held", words.join(" "));
        assert.equal(now !== before, changes, `${words.join(" ")}: ${code}`);
        [before, applied] = [now, events.length];
      });
    }),
  );
});

Deno.test("property: the same command twice is the same as once", () => {
  check(
    150,
    fc.property(story, (story) => {
      const twice = tell(story, (books, words, code) => {
        const again = codeOf(books.say(...words));
        const done = code === "ok" || code === "held" || code === "again";
        assert.equal(again, done ? "again" : code, words.join(" "));
      });
      assert.equal(dump(twice.ledger), dump(tell(story).ledger));
    }),
  );
});

Deno.test("property: entries and notices are numbered without gaps, balances run", () => {
  check(
    200,
    fc.property(story, (story) => {
      const { ledger, changes } = tell(story);
      for (const [name, account] of ledger.accounts.rows()) {
        const entries = changes.postings.map(entryOf).filter((entry) => entry.account === name);
        let bookedMinor = 0;
        entries.forEach((entry, place) => {
          bookedMinor += entry.amountMinor;
          assert.deepEqual([entry.number, entry.bookedMinor], [place + 1, bookedMinor], name);
        });
        assert.deepEqual([account.entries, account.bookedMinor], [entries.length, bookedMinor]);
        const notices = changes.notices.filter((notice) => notice.account === name);
        assert.deepEqual(notices.map(({ number }) => number), notices.map((_, place) => place + 1));
        assert.equal(account.notices, notices.length);
      }
    }),
  );
});

Deno.test("property: every transfer booked has its two entries, no other has any", () => {
  check(
    100,
    fc.property(story, (story) => {
      const { ledger, changes } = tell(story);
      for (const [id, transfer] of ledger.transfers.rows()) {
        const { from, to, amountMinor, status } = transfer;
        const entries = changes.postings.map(entryOf).filter((entry) => entry.transfer === id)
          .map(({ account, counterparty, amountMinor }) => [account, counterparty, amountMinor]);
        const booked = [[from, to, -amountMinor], [to, from, amountMinor]];
        assert.deepEqual(entries, status === "booked" ? booked : []);
      }
    }),
  );
});

Deno.test("property: the stored events give the same ledger, entry for entry", () => {
  check(
    100,
    fc.property(story, (story) => {
      const { ledger, changes, events } = tell(story.map(([words]) => [words, 0] as const));
      const draft = new BlockDraft(T0);
      assert.ok(draft.add(events));
      const block = decodeBlock(draft.encode(EMPTY_HEAD), EMPTY_HEAD);
      const replayed = new DurableLedger();
      const again = noChanges();
      for (const [ref, event] of block.events.entries()) {
        apply(replayed, event, { atMs: block.at, ref, changes: again });
      }
      assert.equal(dump(replayed), dump(ledger));
      assert.deepEqual(again, changes);
    }),
  );
});

/** Which refusals a payment deserves, worked out anew from what the books show. */
function deserved({ ledger }: Books, [from, , to, amount]: Words): string[] {
  const [payer, payee] = [from, `${to}`].map((name) => ledger.accounts.get(name));
  const codes = [
    ["no_such_account", !payer || !payee || payee.kind === "house"],
    ["same_account", from === to],
    ["account_closed", payer?.status === "closed" || payee?.status === "closed"],
    ["account_frozen", payer?.status === "frozen"],
    ["insufficient_funds", payer && Number(amount) > payer.bookedMinor - payer.heldMinor],
  ] as const;
  return codes.filter(([, applies]) => applies).map(([code]) => code);
}

Deno.test("property: of several refusals the first in the order of REFUSALS is answered", () => {
  const order = Object.keys(REFUSALS);
  const large = fc.integer({ min: 1, max: 200 });
  const payments = fc.array(says(who, "pays", payee, large), { minLength: 1, maxLength: 20 });
  check(
    200,
    fc.property(story, payments, (story, payments) => {
      const books = tell(story);
      payments.forEach((words, place) => {
        const [first] = deserved(books, words).sort((a, b) => order.indexOf(a) - order.indexOf(b));
        const code = codeOf(books.say(...words, `new-${place}`));
        if (first) assert.equal(code, first, words.join(" "));
        else assert.ok(code === "ok" || code === "held", `${words.join(" ")}: ${code}`);
      });
    }),
  );
});

/** What the journal does to two writers between their commands. */
const trouble = fc.constantFrom("write", "write", "unwritten", "written", "hold", "release");
const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(0, 1), command) },
  { weight: 3, arbitrary: trouble },
);

async function trade(steps: readonly (readonly [0 | 1, Words] | string)[]): Promise<void> {
  const journal = new MemoryJournal();
  journal.rivalWrites(opened().events);
  const tellers = [new Teller(journal), new Teller(journal)] as const;
  for (const { loop } of tellers) await loop.replay();
  const said: Promise<unknown>[] = [];
  for (const step of steps) {
    if (typeof step !== "string") said.push(tellers[step[0]].say(...step[1]));
    else if (step === "write") await settled();
    else if (step === "hold") journal.hold();
    else if (step === "release") journal.release();
    else journal.failAppend(step as "written");
  }
  journal.release();
  for (const { loop } of tellers) await loop.drain();
  await Promise.all(said);
  const fresh = new Teller(journal);
  for (const { loop } of [...tellers, fresh]) await loop.replay();
  for (const { loop, fatal } of tellers) {
    assert.equal(dump(loop.ledger), dump(fresh.loop.ledger));
    assert.deepEqual([sumMinor(loop.ledger), fatal], [0n, []]);
  }
  const written = journal.events.flat().filter(({ type }) => type === "transferred");
  const ids = written.map((event) => "id" in event && event.id);
  assert.equal(new Set(ids).size, ids.length, "an id was booked twice");
  const booked = tellers.flatMap(({ answers }) => answers).filter((answer) =>
    /\bpays .*: ok$/.test(answer)
  );
  for (const answer of booked) {
    const id = / (t\d+) /.exec(answer.replace(":", " "))?.[1];
    assert.ok(id && ids.includes(id), `${answer}, but it is not in the journal`);
  }
}

Deno.test("property: two writers with a journal that fails end with the same books", async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 60, size: "max" });
  const property = fc.asyncProperty(steps, (steps) => trade(steps as Parameters<typeof trade>[0]));
  await fc.assert(property, { ...SEEDED, numRuns: 200 });
});
