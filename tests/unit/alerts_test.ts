// Fetching alerts that did not arrive, page by page in both streams, and remembering what has been read: for all of the
// owner's machines, never going backwards, never beyond what there is.
import assert from "node:assert/strict";
import type { Customer } from "../support/service.ts";
import { TestBank } from "../support/service.ts";

interface Scene extends AsyncDisposable {
  readonly bank: TestBank;
  readonly alice: Customer;
}

/** Alice has five entries and four notices, in turn. */
async function scene(): Promise<Scene> {
  const bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const { account } = alice;
  for (let round = 1; round <= 5; round++) {
    bank.clock.advance(1_000);
    await bank.cashIn(account, round);
    if (round === 5) break;
    bank.clock.advance(1_000);
    await bank.loop.submit({ type: round % 2 === 1 ? "freeze" : "unfreeze", account });
  }
  return { bank, alice, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

const ALL = ["e1", "n1", "e2", "n2", "e3", "n3", "e4", "n4", "e5"];

async function since(alice: Customer, entry: number, notice: number, limit?: number) {
  const given = limit === undefined ? {} : { limit };
  const { alerts, more } = await alice.call("alertsSince", { entry, notice, ...given });
  return [alerts.map(({ stream, number }) => `${stream[0]}${number}`).join(" "), more] as const;
}

type Row = readonly [
  entry: number,
  notice: number,
  limit: number | undefined,
  got: string,
  more: boolean,
];

const PAGES: readonly Row[] = [
  [0, 0, undefined, ALL.join(" "), false],
  [0, 0, 9, ALL.join(" "), false],
  [0, 0, 8, ALL.slice(0, 8).join(" "), true],
  [0, 0, 1, "e1", true],
  [1, 0, 3, "n1 e2 n2", true],
  [5, 0, undefined, "n1 n2 n3 n4", false],
  [0, 4, 2, "e1 e2", true],
  [4, 4, undefined, "e5", false],
  [5, 4, undefined, "", false],
  [99, 99, undefined, "", false],
  [99, 3, undefined, "n4", false],
];

Deno.test("alertsSince: both streams, oldest first, each without gaps, page by page", async () => {
  await using here = await scene();
  for (const [entry, notice, limit, got, more] of PAGES) {
    assert.deepEqual(
      await since(here.alice, entry, notice, limit),
      [got, more],
      `${entry} ${notice}`,
    );
  }
});

Deno.test("alertsSince: paging by any size comes to the same", async () => {
  await using here = await scene();
  for (let limit = 1; limit <= 10; limit++) {
    const seen: string[] = [];
    const at = { e: 0, n: 0 };
    for (let more = true; more;) {
      const [got, goesOn] = await since(here.alice, at.e, at.n, limit);
      for (const name of got.split(" ")) at[name[0] as "e" | "n"] = Number(name.slice(1));
      seen.push(...got.split(" "));
      more = goesOn;
    }
    assert.deepEqual(seen, ALL, `${limit} at a time`);
  }
});

Deno.test("alertsSince: nobody else's, and not without a session", async () => {
  await using here = await scene();
  const bob = await here.bank.customer("bob");
  assert.deepEqual(await since(bob, 0, 0), ["", false]);
  const stranger = here.bank.stranger();
  assert.equal(await stranger.code("alertsSince", { entry: 0, notice: 0 }), "not_logged_in");
});

const SHAPES: readonly object[] = [
  { entry: -1, notice: 0 },
  { entry: 0.5, notice: 0 },
  { entry: "0", notice: 0 },
  { entry: 0 },
  { entry: 0, notice: 2 ** 53 },
  { entry: 0, notice: 0, more: true },
];

Deno.test("alertsSince, alertsRead: positions in a wrong form", async () => {
  await using here = await scene();
  for (const given of SHAPES) {
    for (const method of ["alertsSince", "alertsRead"] as const) {
      assert.equal(await here.alice.code(method, given), "invalid_params", JSON.stringify(given));
    }
  }
  for (const limit of [0, 201, 1.5]) {
    const given = { entry: 0, notice: 0, limit };
    assert.equal(await here.alice.code("alertsSince", given), "invalid_params", `${limit}`);
  }
});

type Marks = readonly [entry: number, notice: number];

const MARKS: readonly (readonly [said: Marks, kept: Marks])[] = [
  [[0, 0], [0, 0]],
  [[2, 1], [2, 1]],
  [[1, 0], [2, 1]],
  [[3, 0], [3, 1]],
  [[0, 4], [3, 4]],
  [[99, 99], [5, 4]],
  [[0, 0], [5, 4]],
];

async function readBy(customer: Customer): Promise<Marks> {
  const { readEntry, readNotice } = await customer.call("alertsListen", {});
  return [readEntry, readNotice];
}

Deno.test("alertsRead: never backwards, never beyond, the same on every machine of the owner", async () => {
  await using here = await scene();
  const { bank, alice } = here;
  const other = await bank.signedIn(alice.person, "203.0.113.9");
  const bob = await bank.customer("bob");
  for (const [[entry, notice], kept] of MARKS) {
    await alice.call("alertsRead", { entry, notice });
    assert.deepEqual(await readBy(other), kept, `${entry} ${notice}`);
  }
  const later = await bank.signedIn(alice.person, "192.0.2.99");
  assert.deepEqual([await readBy(later), await readBy(bob)], [[5, 4], [0, 0]]);
});

Deno.test("alertsRead: what comes afterwards is unread", async () => {
  await using here = await scene();
  const { bank, alice } = here;
  await alice.call("alertsRead", { entry: 5, notice: 4 });
  await bank.cashIn(alice.account, 9);
  const { entry, readEntry } = await alice.call("alertsListen", {});
  assert.deepEqual([entry, readEntry], [6, 5]);
  assert.deepEqual(await since(alice, readEntry, 4), ["e6", false]);
});
