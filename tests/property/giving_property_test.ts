// Whatever happens in giving, in whatever order: no money is made or lost, needs say what their pledges add up to, totals and
// receipts are those of the journal, no organisation has what another one claims. SEED=… repeats a run.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { apply } from "../../bank/apply.ts";
import { BlockDraft, decodeBlock, EMPTY_HEAD } from "../../bank/block.ts";
import type { Command } from "../../bank/command.ts";
import type { BookingEvent } from "../../bank/trace.ts";
import { ADMINISTRATION_PERCENT_MAX } from "../../bank/giving/law.ts";
import type { Gift } from "../../bank/giving/record.ts";
import { isLive } from "../../bank/giving/standing.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { policyOf } from "../../bank/suspicion.ts";
import { dump, SEEDED } from "../support/ledger.ts";
import { GivingBooks } from "../support/giving.ts";
import { abroad, ORG, OTHER } from "../support/giving_commands.ts";
import { dumpGiving } from "../support/giving_dump.ts";
import { commandOf, pauseOf, type Step, step } from "../support/giving_story.ts";

const HOMES = [ORG, OTHER];

const story = fc.array(step, { minLength: 1, maxLength: 150, size: "max" });

type After = (books: GivingBooks, command: Command, code: string) => void;

/** Tells the whole story; `after` looks at the books when each command has been answered. */
function tell(steps: readonly Step[], after: After = () => {}): GivingBooks {
  const books = new GivingBooks({ live: HOMES });
  for (const step of steps) {
    books.nowMs += pauseOf(step);
    const command = commandOf(books.ledger, step);
    if (command) after(books, command, books.code(command));
  }
  return books;
}

const check = (runs: number, property: fc.IProperty<[Step[]]>) =>
  fc.assert(property, { ...SEEDED, numRuns: runs });

interface Booked {
  readonly event: BookingEvent;
  readonly gift: Gift;
  readonly back: boolean;
}

/** Gifts that were booked or given back, as the journal has them. */
function giftsOf({ events }: GivingBooks): Booked[] {
  return events.flatMap(({ event }) => {
    if (event.type !== "transferred" && event.type !== "hold_confirmed" || !event.gift) return [];
    const back = event.type === "transferred" && event.kind === "reversal";
    return [{ event, gift: event.gift, back }];
  });
}

const sum = <T>(list: readonly T[], of: (one: T) => number) =>
  list.reduce((total, one) => total + of(one), 0);
const net = (gifts: readonly Booked[]) =>
  sum(gifts, ({ event, back }) => back ? -event.amountMinor : event.amountMinor);

function assertNeeds({ ledger }: GivingBooks): void {
  const pledges = [...ledger.giving.pledges.rows()].map(([, pledge]) => pledge);
  for (const [name, need] of ledger.giving.needs.rows()) {
    const own = pledges.filter((pledge) => pledge.need === name);
    const open = own.filter(({ status }) => status === "reserved" || status === "sent");
    assert.equal(need.pledged, sum(open, ({ quantity }) => quantity), `${name}: promised`);
    const received = own.filter(({ status }) => status === "received");
    assert.equal(need.delivered, sum(received, (pledge) => pledge.received!), `${name}: delivered`);
    if (need.delivered >= need.quantity) assert.equal(need.status, "closed", name);
    for (const { organisation } of own) assert.equal(organisation, need.organisation);
  }
}

Deno.test("property: needs say what is promised and what has come", () => {
  check(
    60,
    fc.property(story, (steps) => {
      tell(steps, (books, command, code) => {
        assertNeeds(books);
        if (command.type !== "pledge" || code !== "ok") return;
        const { pledged, delivered, quantity } = books.ledger.needs.get(command.need)!;
        assert.ok(pledged + delivered <= quantity, `${pledged} and ${delivered} of ${quantity}`);
      });
    }),
  );
});

function assertTotals(books: GivingBooks): void {
  const all = giftsOf(books);
  for (const account of HOMES) {
    const gifts = all.filter(({ gift }) => gift.organisation === account);
    const given = gifts.filter(({ back }) => !back);
    const organisation = books.organisation(account);
    assert.equal(organisation.gifts, given.length);
    assert.equal(organisation.givenMinor, sum(given, ({ event }) => event.amountMinor));
    assert.equal(organisation.givenMinor - organisation.refundedMinor, net(gifts));
    const spent = books.events.flatMap(({ event }) =>
      event.type === "transferred" && event.spending?.organisation === account ? [event] : []
    );
    const foreign = net(gifts.filter(({ gift }) => gift.foreign));
    const minorOf = ({ kind, amountMinor }: typeof spent[number]) =>
      kind === "reversal" ? -amountMinor : amountMinor;
    const left = foreign - sum(spent, minorOf);
    assert.equal(books.has(abroad(account))[0], left, "the designated account");
    const { foreignYear, administrationMinor } = organisation;
    const administration = spent.filter(({ spending }) =>
      spending!.use === "administration" && spending!.year === foreignYear
    );
    assert.equal(administrationMinor, sum(administration, minorOf), "administration");
    const needs = books.organisation(account).needs;
    const asked = [...books.ledger.giving.needs.rows()].filter(([, need]) =>
      need.organisation === account
    );
    assert.equal(needs, asked.length);
  }
  for (const [name, need] of books.ledger.giving.needs.rows()) {
    assert.equal(need.givenMinor, net(all.filter(({ gift }) => gift.need === name)), name);
  }
  for (const [name, order] of books.ledger.giving.orders.rows()) {
    assert.equal(order.given, all.filter(({ gift, back }) => gift.order === name && !back).length);
  }
}

Deno.test("property: totals of gifts, refunds and spendings are those of the journal", () => {
  check(60, fc.property(story, (steps) => assertTotals(tell(steps))));
});

Deno.test("property: receipts are numbered without gaps in each organisation and tax year", () => {
  check(
    60,
    fc.property(story, (steps) => {
      const books = tell(steps);
      for (const account of HOMES) {
        const last = new Map<string, number>();
        for (const receipt of books.receipts(account)) {
          const [year, number] = receipt.split("/") as [string, string];
          assert.equal(Number(number), (last.get(year) ?? 0) + 1, receipt);
          last.set(year, Number(number));
        }
        assert.deepEqual(books.organisation(account).receipts, Object.fromEntries(last));
      }
    }),
  );
});

Deno.test("property: nothing is given or promised to one that is not live, none is frozen half", () => {
  check(
    60,
    fc.property(story, (steps) => {
      tell(steps, (books, command, code) => {
        const now = { nowMs: books.nowMs, policy: policyOf(books.ledger) };
        const [event] = books.events.slice(-1).map(({ event }) => event);
        const booked = event?.type === "transferred" && event.kind === "gift" ||
          event?.type === "held" || event?.type === "hold_confirmed";
        const to = booked && event.gift?.organisation ||
          event?.type === "pledged" && event.organisation;
        if (to && (code === "ok" || code === "held")) {
          assert.ok(isLive(books.organisation(to), now), JSON.stringify(command));
        }
        for (const account of HOMES) {
          const stopped = books.organisation(account).stopped !== null;
          assert.equal(books.account(abroad(account)).status === "frozen", stopped);
          if (stopped) assert.equal(books.account(account).status, "frozen");
        }
      });
    }),
  );
});

Deno.test("property: administration never gets more than its share when it gets something", () => {
  check(
    60,
    fc.property(story, (steps) => {
      tell(steps, (books, command, code) => {
        if (command.type !== "spend_foreign" || code !== "ok" || command.use !== "administration") {
          return;
        }
        const { foreignMinor, administrationMinor } = books.organisation(command.organisation);
        assert.ok(administrationMinor * 100 <= foreignMinor * ADMINISTRATION_PERCENT_MAX);
      });
    }),
  );
});

Deno.test("property: a fact that is neither disputed nor refused is claimed by no other organisation", () => {
  check(
    60,
    fc.property(story, (steps) => {
      tell(steps, ({ ledger }) => {
        for (const [account, { facts }] of ledger.giving.organisations.rows()) {
          for (const { claim, state } of facts) {
            if (claim === null || state === "disputed" || state === "refused") continue;
            assert.equal(ledger.claims.get(claim)?.organisation, account, `${claim} ${state}`);
          }
        }
      });
    }),
  );
});

Deno.test("property: the stored events give the same tables", () => {
  check(
    60,
    fc.property(story, (steps) => {
      const { events, ledger } = tell(steps);
      const replayed = new DurableLedger();
      for (const [ref, { event, atMs }] of events.entries()) {
        const draft = new BlockDraft(atMs);
        assert.ok(draft.add([event]));
        const { events: [stored], at } = decodeBlock(draft.encode(EMPTY_HEAD), EMPTY_HEAD);
        apply(replayed, stored!, { atMs: at, ref });
      }
      assert.equal(dumpGiving(replayed), dumpGiving(ledger));
      assert.equal(dump(replayed), dump(ledger));
    }),
  );
});

Deno.test("property: the stories that are told have everything in them", () => {
  const codes = new Map<string, number>();
  const types = new Set<string>();
  for (
    const steps of fc.sample(fc.array(step, { minLength: 900, maxLength: 900 }), {
      seed: 5,
      numRuns: 8,
    })
  ) {
    const { events } = tell(steps, (_books, { type }, code) => {
      codes.set(`${type} ${code}`, (codes.get(`${type} ${code}`) ?? 0) + 1);
    });
    for (const { event } of events) types.add(event.type);
  }
  const seldom = [
    "give ok",
    "give held",
    "refund_gift ok",
    "spend_foreign ok",
    "pledge ok",
    "run_order ok",
    "pledge over_pledged",
    "receive_pledge ok",
    "settle_dispute ok",
    "reverse ok",
    "confirm_hold ok",
    "give organisation_not_live",
    "open_gift ok",
    "lapse_open_gift ok",
  ]
    .filter((code) => (codes.get(code) ?? 0) < 3);
  assert.deepEqual(seldom, [], JSON.stringify([...codes]));
  assert.ok(types.size > 24, [...types].join());
});
