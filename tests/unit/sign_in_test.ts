// Becoming and proving who one is, through the router: sign-up, log-in, throttling, the staff code, change of
// password. Sessions and devices over time are in session_test.ts.
import assert from "node:assert/strict";
import { isAccountNumber } from "../../bank/account_number.ts";
import { FAILURES_PER_NAME_AND_SOURCE, SIGN_UPS_PER_MINUTE } from "../../api/limits.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const DEVICE = "d".repeat(64);

Deno.test("sign-up: a customer with an account, signed in", async () => {
  await using bank = await TestBank.open({ welcomeMinor: 500 });
  const alice = bank.stranger();
  const who = await alice.call("signUp", { userName: " Alice.B ", password: PASSWORD });
  assert(isAccountNumber(who.account));
  assert.deepEqual([who.userName, who.displayName, who.role], ["alice.b", "alice.b", "customer"]);
  assert.equal(who.sessionToken.length, 64);
  const account = await alice.call("account", {});
  assert.deepEqual([account.number, account.status, account.bookedMinor], [
    who.account,
    "open",
    500,
  ]);
  assert.equal(
    await alice.code("signUp", { userName: "other", password: PASSWORD }),
    "already_logged_in",
  );
  const again = { userName: "ALICE.b", password: PASSWORD };
  assert.equal(await bank.stranger().code("signUp", again), "user_name_taken");
});

Deno.test("sign-up: two at once with one name: one of them", async () => {
  await using bank = await TestBank.open();
  const [one, other] = [bank.stranger(), bank.stranger()];
  const params = { userName: "alice", password: PASSWORD };
  const answers = await Promise.all([one.answer("signUp", params), other.answer("signUp", params)]);
  const codes = answers.map(({ error }) => error?.data.code).sort();
  assert.deepEqual(codes, ["user_name_taken", undefined]);
  assert.equal([one, other].filter(({ session }) => session.identity).length, 1);
});

Deno.test("sign-up: weak passwords", async () => {
  await using bank = await TestBank.open();
  const weak: [string, string][] = [
    ["short 7", "too_short"],
    ["x".repeat(257), "too_long"],
    ["Password123", "common"],
    ["my alice 99", "contains_name"],
    ["abababab", "repetitive"],
  ];
  for (const [password, reason] of weak) {
    const refusal = await bank.stranger().refused("signUp", { userName: "alice", password });
    assert.equal(refusal.code, "weak_password", password);
    assert.equal(refusal.reason, reason);
  }
  assert.equal(await bank.people.accountNamed("alice"), null);
});

Deno.test("sign-up: names that are no user names or rewrite screens", async () => {
  await using bank = await TestBank.open();
  const table: [string, string | undefined][] = [
    ["al", undefined],
    ["1alice", undefined],
    ["x".repeat(33), undefined],
    ["ali ce", undefined],
    ["аlice", undefined],
    ["alice", ""],
    ["alice", "\u00a0\u200b "],
    ["alice", "x".repeat(71)],
    ["alice", "Alice\u001b[2J"],
    ["alice", "Alice\u202Eecila"],
    ["alice", "Al\u0007ice"],
  ];
  for (const [userName, displayName] of table) {
    const params = { userName, displayName, password: PASSWORD };
    assert.equal(await bank.stranger().code("signUp", params), "invalid_params", userName);
  }
});

Deno.test("sign-up: names that could be taken for the bank's are taken", async () => {
  await using bank = await TestBank.open();
  for (const userName of ["admin", "bank", "cash", "ROOT", "staff", "support", "welcome"]) {
    const params = { userName, password: PASSWORD };
    assert.equal(await bank.stranger().code("signUp", params), "user_name_taken", userName);
  }
});

Deno.test("sign-up: so many from one source in a minute", async () => {
  await using bank = await TestBank.open();
  await bank.customer("alice");
  const params = { userName: "alice", password: PASSWORD };
  const stranger = bank.stranger("192.0.2.7");
  for (let time = 0; time < SIGN_UPS_PER_MINUTE; time++) {
    assert.equal(await stranger.code("signUp", params), "user_name_taken");
  }
  const { code, retryAfterMs } = await stranger.refused("signUp", params);
  assert.deepEqual([code, retryAfterMs], ["throttled", 60_000]);
  assert.equal(await bank.stranger("192.0.2.8").code("signUp", params), "user_name_taken");
  bank.clock.advance(60_000);
  assert.equal(await stranger.code("signUp", params), "user_name_taken");
});

Deno.test("staff code: makes one staff member, once", async () => {
  await using bank = await TestBank.open();
  await bank.people.setStaffCode("1234-5678");
  const wrong = { userName: "boss", password: PASSWORD, staffCode: "1234-5679" };
  assert.equal(await bank.stranger().code("signUp", wrong), "staff_code_invalid");
  const right = { ...wrong, staffCode: "1234-5678" };
  assert.equal(
    await bank.stranger().code("signUp", { ...right, password: "short" }),
    "weak_password",
  );
  const boss = await bank.stranger().call("signUp", right);
  assert.equal(boss.role, "staff");
  const late = { ...right, userName: "late" };
  assert.equal(await bank.stranger().code("signUp", late), "staff_code_invalid");
  assert.equal(await bank.people.accountNamed("late"), null);
});

Deno.test("staff code: used twice at the same moment: one of them", async () => {
  await using bank = await TestBank.open();
  await bank.people.setStaffCode("1234-5678");
  const answers = await Promise.all(["anna", "bella"].map((userName) => {
    const params = { userName, password: PASSWORD, staffCode: "1234-5678" };
    return bank.stranger().answer("signUp", params);
  }));
  const outcomes = answers.map(({ result, error }) => result?.role ?? error?.data.code).sort();
  assert.deepEqual(outcomes, ["staff", "staff_code_invalid"]);
});

Deno.test("staff code: is still good when the user name was taken at the last moment", async () => {
  await using bank = await TestBank.open();
  await bank.people.setStaffCode("1234-5678");
  const boss = { userName: "boss", password: PASSWORD, staffCode: "1234-5678" };
  const { people } = bank;
  const add = people.add.bind(people);
  people.add = async (...given) => {
    people.add = add;
    await bank.person("boss");
    return await add(...given);
  };
  assert.equal(await bank.stranger().code("signUp", boss), "user_name_taken");
  assert.equal(await people.isStaffCode("1234-5678"), true);
});

Deno.test("log-in: right and wrong", async () => {
  await using bank = await TestBank.open();
  const alice = await bank.customer("alice", { displayName: "Alice B" });
  const session = bank.stranger();
  const who = await session.call("logIn", { userName: " ALICE", password: PASSWORD });
  const { account, displayName, sessionToken } = who;
  assert.deepEqual([account, displayName], [alice.account, "Alice B"]);
  assert.notEqual(sessionToken, alice.token);
  const again = { userName: "alice", password: PASSWORD };
  assert.equal(await session.code("logIn", again), "already_logged_in");
  const wrong = { userName: "alice", password: PASSWORD + "x" };
  assert.equal(await bank.stranger().code("logIn", wrong), "wrong_credentials");
});

Deno.test("log-in: unknown user and wrong password answer with the same bytes", async () => {
  await using bank = await TestBank.open();
  await bank.customer("alice");
  const cases = [["alice", "wrong password"], ["nobody", "wrong password"], ["no name!", PASSWORD]];
  for (let time = 0; time <= FAILURES_PER_NAME_AND_SOURCE; time++) {
    const answers = new Set<string>();
    for (const [userName, password] of cases) {
      const stranger = bank.stranger(`from ${userName}`);
      answers.add(await stranger.text("logIn", { userName, password }, 1));
    }
    assert.equal(answers.size, 1, [...answers].join());
    const throttled = time >= FAILURES_PER_NAME_AND_SOURCE;
    assert.match([...answers][0]!, throttled ? /"throttled"/ : /"wrong_credentials"/);
  }
});

Deno.test("log-in: throttled, even with the right password, until the wait is over", async () => {
  await using bank = await TestBank.open();
  const { person } = await bank.customer("alice");
  const right = { userName: "alice", password: PASSWORD };
  const known = bank.stranger();
  await known.call("logIn", { ...right, device: DEVICE });
  const guess = { userName: "alice", password: "wrong password" };
  for (let time = 0; time < FAILURES_PER_NAME_AND_SOURCE; time++) {
    assert.equal(await bank.stranger().code("logIn", guess), "wrong_credentials");
  }
  const refusal = await bank.stranger().refused("logIn", right);
  assert.deepEqual(refusal, { code: "throttled", retryable: true, retryAfterMs: 1_000 });
  await bank.stranger().call("logIn", { ...right, device: DEVICE });
  await (await bank.signedIn(person)).call("changePassword", {
    password: PASSWORD,
    newPassword: "another good one",
  });
  bank.clock.advance(1_000);
  await bank.stranger().call("logIn", { ...right, password: "another good one" });
});

Deno.test("log-in: guesses sent at the same moment do not slip through", async () => {
  await using bank = await TestBank.open();
  await bank.customer("alice");
  const stranger = bank.stranger();
  const guesses = Array.from({ length: 20 }, (_, number) => {
    return stranger.code("logIn", { userName: "alice", password: `guess number ${number}` });
  });
  const codes = await Promise.all(guesses);
  const tried = codes.filter((code) => code === "wrong_credentials").length;
  assert.equal(tried, FAILURES_PER_NAME_AND_SOURCE);
});

Deno.test("log-in: two at once on one connection: one of them", async () => {
  await using bank = await TestBank.open();
  const people = [await bank.person("alice"), await bank.person("bobby")];
  const session = bank.stranger();
  const answers = await Promise.all(people.map(({ userName }) => {
    return session.answer("logIn", { userName, password: PASSWORD });
  }));
  const codes = answers.map(({ error }) => error?.data.code);
  const present = people.filter(({ account }) => bank.service.presence.of(account).size > 0);
  assert.equal(present.length, 1, "one connection is present for one person");
  assert.deepEqual(codes.sort(), ["already_logged_in", undefined]);
});

Deno.test("log-in: completes a sign-up that a crash cut before the account was opened", async () => {
  await using bank = await TestBank.open({ welcomeMinor: 500 });
  const { account } = await bank.person("alice");
  const params = { userName: "alice", password: PASSWORD };
  assert.equal((await bank.stranger().call("logIn", params)).account, account);
  const session = bank.stranger();
  await session.call("logIn", params);
  assert.equal((await session.call("balance", {})).bookedMinor, 500);
});

Deno.test("change of password: ends every other session and begins a new one", async () => {
  await using bank = await TestBank.open();
  const here = await bank.customer("alice");
  const there = await bank.signedIn(here.person);
  const other = await bank.customer("bob");
  const params = { password: PASSWORD, newPassword: "another good one" };
  const { sessionToken } = await here.call("changePassword", params);
  assert.deepEqual([here.ended, there.ended, other.ended], [[], ["session_ended"], []]);
  assert.equal(await there.code("balance"), "not_logged_in");
  await here.call("balance", {});
  for (const token of [here.token, there.token]) {
    assert.equal(await bank.stranger().code("resume", { sessionToken: token }), "session_expired");
  }
  await bank.stranger().call("resume", { sessionToken });
  const old = { userName: "alice", password: PASSWORD };
  assert.equal(await bank.stranger().code("logIn", old), "wrong_credentials");
  await bank.stranger().call("logIn", { ...old, password: params.newPassword });
});

Deno.test("change of password: refused changes nothing", async () => {
  await using bank = await TestBank.open();
  const here = await bank.customer("alice");
  const there = await bank.signedIn(here.person);
  const table = [
    ["wrong password", "another good one", "wrong_credentials"],
    [PASSWORD, PASSWORD, "weak_password"],
    [PASSWORD, "short", "weak_password"],
    [PASSWORD, "alice in chains", "weak_password"],
  ] as const;
  for (const [password, newPassword, code] of table) {
    assert.equal(await here.code("changePassword", { password, newPassword }), code);
  }
  assert.deepEqual(there.ended, []);
  await bank.stranger().call("logIn", { userName: "alice", password: PASSWORD });
});

Deno.test("log-in: right passwords at the same moment are no guesses, from a known machine or a strange one", async () => {
  await using bank = await TestBank.open();
  await bank.customer("alice");
  const right = { userName: "alice", password: PASSWORD };
  for (const device of [{}, { device: DEVICE }]) {
    const codes = await Promise.all(
      Array.from({ length: 20 }, () => bank.stranger().answer("logIn", { ...right, ...device })),
    );
    assert.deepEqual(codes.map(({ error }) => error?.data.code), Array(20).fill(undefined));
  }
});

Deno.test("log-in: a hash that fails stands in no one's way", async () => {
  await using bank = await TestBank.open();
  await bank.customer("alice");
  const right = { userName: "alice", password: PASSWORD };
  const { hasher } = bank.service;
  const matches = hasher.matches.bind(hasher);
  hasher.matches = () => Promise.reject(new Error("no memory"));
  for (let time = 0; time < 3 * FAILURES_PER_NAME_AND_SOURCE; time++) {
    assert.equal(await bank.stranger().code("logIn", right), "internal");
  }
  hasher.matches = matches;
  await bank.stranger().call("logIn", right);
});
