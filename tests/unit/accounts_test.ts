// What a customer sees and does with the own account, through the router: details, payees, history, leaving.
// Payments and the powers of staff are in payments_test.ts.
import assert from "node:assert/strict";
import { accountNumberOf, accountNumberText } from "../../bank/account_number.ts";
import { HISTORY_PAGE_MAX, LOOK_UPS_PER_MINUTE } from "../../api/limits.ts";
import type { EntryView } from "../../api/answers.ts";
import { type Customer, PASSWORD, START_MS, TestBank } from "../support/service.ts";

async function pay(bank: TestBank, from: Customer, to: Customer, amountMinor: number) {
  const id = bank.transferId();
  return await from.call("transfer", { id, to: to.account, amountMinor });
}

Deno.test("account and balance: what is booked, held and free to spend", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 1_000, displayName: "Alice B" });
  const bob = await bank.customer("bob");
  await bank.held(alice.account, bob.account, 300);
  const block = bank.loop.head.seq;
  const balance = { bookedMinor: 1_000, heldMinor: 300, availableMinor: 700, block };
  assert.deepEqual(await alice.call("balance", {}), balance);
  assert.deepEqual(await alice.call("account", {}), {
    number: alice.account,
    userName: "alice",
    displayName: "Alice B",
    role: "customer",
    status: "open",
    openedAtMs: START_MS,
    currency: { code: "INR", scale: 2 },
    ...balance,
  });
});

Deno.test("payee: by number, by name, as people type them", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const { account } = await bank.customer("bob.k", { displayName: "Bob K" });
  const bob = { account, displayName: "Bob K", userName: "bob.k", status: "open" };
  const typed = ["bob.k", " BOB.K ", account, accountNumberText(account), ` ${account} `];
  for (const payee of typed) assert.deepEqual(await alice.call("payee", { payee }), bob, payee);
  await bank.loop.submit({ type: "freeze", account });
  assert.equal((await alice.call("payee", { payee: account })).status, "frozen");
});

Deno.test("payee: mistyped, unknown, gone, not yet opened, of the house", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const gone = await bank.customer("gone");
  await gone.call("closeAccount", { password: PASSWORD });
  const { account: cut } = await bank.person("halfway");
  const swapped = gone.account.replace(/(\d)(?!\1)(\d)/, "$2$1");
  const table: [string, string][] = [
    [swapped, "account_number_mistyped"],
    [gone.account.slice(1), "account_number_mistyped"],
    ["0", "account_number_mistyped"],
    ["100000000007", "account_number_mistyped"],
    [accountNumberOf("1000000000"), "no_such_account"],
    [gone.account, "account_closed"],
    [cut, "no_such_account"],
    ["gone", "account_closed"],
    ["cash", "no_such_payee"],
    ["welcome", "no_such_payee"],
  ];
  for (const [payee, code] of table) {
    assert.equal(await alice.code("payee", { payee }), code, payee);
  }
});

Deno.test("payee: suggests acquaintances only, the nearest first, three at most", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  for (const userName of ["gwendoline", "gwendoli", "gwendolin", "zoe", "gwendol"]) {
    await pay(bank, alice, await bank.customer(userName), 1);
  }
  await bank.customer("gwendolinea");
  const suggested = async (payee: string) => (await alice.refused("payee", { payee })).didYouMean;
  assert.deepEqual(await suggested("gwendolineab"), ["gwendoline", "gwendolin", "gwendoli"]);
  assert.deepEqual(await suggested("gwend"), []);
  assert.deepEqual(await suggested("zo"), ["zoe"]);
  assert.deepEqual(await suggested("wolfgang"), []);
  const stranger = await bank.customer("stranger");
  assert.deepEqual((await stranger.refused("payee", { payee: "gwendolineb" })).didYouMean, []);
});

Deno.test("payee: suggests by display name, and those who paid, but nobody who left", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const payer = await bank.customer("xx-77", { displayName: "Margarete", bookedMinor: 100 });
  await pay(bank, payer, alice, 50);
  const suggested = async () => (await alice.refused("payee", { payee: "margarethe" })).didYouMean;
  assert.deepEqual(await suggested(), ["xx-77"]);
  const sweep = { id: bank.transferId(), to: alice.account };
  await payer.call("closeAccount", { password: PASSWORD, sweep });
  assert.deepEqual(await suggested(), []);
});

Deno.test("payee: so many look-ups of one customer in a minute", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const bob = await bank.customer("bob");
  const there = await bank.signedIn(alice.person);
  for (let time = 0; time < LOOK_UPS_PER_MINUTE; time++) {
    await alice.code("payee", { payee: "xyz" });
  }
  const { code, retryAfterMs } = await there.refused("payee", { payee: "bob" });
  assert.deepEqual([code, retryAfterMs], ["throttled", 60_000]);
  const sweep = { id: bank.transferId(), to: "bob" };
  assert.equal(await there.code("closeAccount", { password: PASSWORD, sweep }), "throttled");
  await bob.call("payee", { payee: "alice" });
  bank.clock.advance(60_000);
  await alice.call("payee", { payee: "bob" });
});

Deno.test("history: pages newest first, without gaps, with the balance after each entry", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 1_000 });
  const bob = await bank.customer("bob", { displayName: "Bob K" });
  for (let amountMinor = 1; amountMinor <= 6; amountMinor++) {
    await pay(bank, alice, bob, amountMinor);
  }
  const entries: EntryView[] = [];
  const sizes: number[] = [];
  let cursor: string | null = null;
  do {
    const after: { after?: string } = cursor === null ? {} : { after: cursor };
    const page = await alice.call("history", { ...after, limit: 3 });
    await pay(bank, alice, bob, 1);
    sizes.push(page.entries.length);
    entries.push(...page.entries);
    cursor = page.cursor;
  } while (cursor !== null);
  assert.deepEqual(sizes, [3, 3, 1]);
  assert.deepEqual(entries.map(({ number }) => number), [7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(entries.map(({ amountMinor }) => amountMinor), [-6, -5, -4, -3, -2, -1, 1_000]);
  for (const [place, { bookedMinor, amountMinor }] of entries.entries()) {
    assert.equal(bookedMinor - amountMinor, entries[place + 1]?.bookedMinor ?? 0);
  }
  const [newest, oldest] = [entries[0]!, entries.at(-1)!];
  assert.deepEqual([newest.counterparty, newest.counterpartyName], [bob.account, "Bob K"]);
  assert.deepEqual([oldest.kind, oldest.counterparty, oldest.counterpartyName], [
    "cash_in",
    "cash",
    null,
  ]);
});

Deno.test("history: empty, past the end, and with limits out of bounds", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const nothing = { entries: [], cursor: null };
  assert.deepEqual(await alice.call("history", {}), nothing);
  await bank.cashIn(alice.account, 5);
  for (const after of ["0", "1"]) assert.deepEqual(await alice.call("history", { after }), nothing);
  assert.equal((await alice.call("history", { after: "999999999999999" })).entries.length, 1);
  assert.equal((await alice.call("history", { limit: HISTORY_PAGE_MAX })).cursor, null);
  const bad = [{ limit: 0 }, { limit: HISTORY_PAGE_MAX + 1 }, { limit: 1.5 }, { after: "-1" }, {
    after: "x",
  }];
  for (const params of bad) assert.equal(await alice.code("history", params), "invalid_params");
});

Deno.test("leaving: with nothing left the profile is gone, name and number are never given again", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 10 });
  const there = await bank.signedIn(alice.person);
  const bob = await bank.customer("bob");
  await pay(bank, alice, bob, 10);
  const { account } = alice;
  assert.deepEqual(await alice.call("closeAccount", { password: PASSWORD }), {
    account,
    sweptMinor: 0,
  });
  assert.deepEqual(there.ended, ["session_ended"]);
  assert.equal(await alice.code("balance"), "not_logged_in");
  assert.equal(
    await bank.stranger().code("resume", { sessionToken: alice.token }),
    "session_expired",
  );
  const logIn = { userName: "alice", password: PASSWORD };
  assert.equal(await bank.stranger().code("logIn", logIn), "wrong_credentials");
  assert.deepEqual([await bank.people.person(account), await bank.people.leaving()], [null, []]);
  assert.equal(bank.loop.ledger.accounts.get(account)!.status, "closed");
  const { entries } = await bob.call("history", {});
  assert.deepEqual([entries[0]!.counterparty, entries[0]!.counterpartyName], [account, null]);
  assert.equal(await bank.stranger().code("signUp", logIn), "user_name_taken");
  assert.equal(
    await bob.code("transfer", { id: bank.transferId(), to: "alice", amountMinor: 1 }),
    "account_closed",
  );
});

Deno.test("leaving: a number that belonged to a customer is drawn again and passed over", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice");
  await alice.call("closeAccount", { password: PASSWORD });
  const body = BigInt(alice.account.slice(0, 10)) - 1_000_000_000n;
  let draws = 0;
  const { random } = bank.host;
  Object.assign(bank.host, {
    random: (bytes: number) => {
      if (bytes !== 8 || draws++ > 0) return random(bytes);
      const drawn = new Uint8Array(8);
      new DataView(drawn.buffer).setBigUint64(0, body);
      return drawn;
    },
  });
  const next = await bank.stranger().call("signUp", { userName: "bobby", password: PASSWORD });
  assert.equal(draws, 2);
  assert.notEqual(next.account, alice.account);
});

Deno.test("leaving: with money left it is refused, or swept to another customer", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 700 });
  const bob = await bank.customer("bob");
  const password = PASSWORD;
  const refusal = await alice.refused("closeAccount", { password });
  assert.deepEqual(refusal, { code: "account_not_empty", retryable: false, bookedMinor: 700 });
  const id = bank.transferId();
  const table: [string, string][] = [["nobody", "no_such_payee"], ["alice", "same_account"]];
  for (const [to, code] of table) {
    assert.equal(await alice.code("closeAccount", { password, sweep: { id, to } }), code);
  }
  assert.deepEqual(await bank.people.leaving(), []);
  assert.equal((await alice.call("account", {})).status, "open");
  const { account } = alice;
  const swept = await alice.call("closeAccount", { password, sweep: { id, to: "bob" } });
  assert.deepEqual(swept, { account, sweptMinor: 700 });
  assert.equal((await bob.call("balance", {})).bookedMinor, 700);
  assert.equal(bank.loop.ledger.accounts.get(account)!.bookedMinor, 0);
  assert.equal((await bob.call("transferStatus", { id })).kind, "sweep");
});

Deno.test("leaving: not with a wrong password, nor with held payments", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { bookedMinor: 700 });
  const bob = await bank.customer("bob");
  assert.equal(
    await alice.code("closeAccount", { password: "wrong password" }),
    "wrong_credentials",
  );
  await bank.held(alice.account, bob.account, 1);
  const sweep = { id: bank.transferId(), to: "bob" };
  assert.equal(await alice.code("closeAccount", { password: PASSWORD, sweep }), "holds_open");
  assert.equal((await alice.call("account", {})).status, "open");
  assert.deepEqual(await bank.people.leaving(), []);
  await bank.stranger().call("logIn", { userName: "alice", password: PASSWORD });
});
