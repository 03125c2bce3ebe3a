// Sign-ins of the REST face over time: refresh tokens are used up by their use, whatever ends a session of the bank ends its
// tokens at once, and money needs a password that is not long ago.
import assert from "node:assert/strict";
import type { Client } from "../../net/client/client.ts";
import type { Answer, RestClient } from "../support/rest_client.ts";
import { totpOf } from "../support/totp.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const OTHER_PASSWORD = "another good one";

/** Neither token of the sign-in is good for anything. */
async function assertEnded(rest: RestClient, why: string): Promise<void> {
  const used = await rest.get("/v1/account");
  assert.deepEqual([why, used.status, used.code], [why, 401, "session_expired"]);
  const refreshed = await rest.refresh();
  assert.deepEqual([why, refreshed.status, refreshed.code], [why, 401, "token_invalid"]);
}

async function assertAlive(rest: RestClient, why: string): Promise<void> {
  const used = await rest.get("/v1/account");
  assert.deepEqual([why, used.status], [why, 200], used.text);
}

Deno.test("refresh: a token that was used before ends the whole sign-in at once", async () => {
  await using web = await WebBank.open();
  const [rest, elsewhere] = [await web.restCustomer("alice"), await web.restLogIn("alice")];
  const stolen = rest.refreshToken;
  await rest.refresh();
  await rest.refresh();
  await assertAlive(rest, "before the replay");
  const replay = await web.rest().post("/v1/session/refresh", { refreshToken: stolen });
  assert.deepEqual([replay.status, replay.code], [401, "token_invalid"]);
  assert.equal("accessToken" in replay.body, false);
  await assertEnded(rest, "after the replay");
  await assertAlive(elsewhere, "another sign-in of the same person goes on");
});

Deno.test("refresh: a lost answer is honoured for twenty seconds, not longer", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const first = rest.refreshToken;
  await rest.refresh();
  web.clock.advance(15_000);
  const again = await rest.refresh(first);
  assert.equal(again.status, 200, again.text);
  await assertAlive(rest, "with the token of the second answer");
  web.clock.advance(5_500);
  assert.equal((await rest.refresh(first)).code, "token_invalid", "also asking again was counted");
  await assertEnded(rest, "after it was late");
});

Deno.test("refresh: a lost answer does not keep its time open for ever", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const first = rest.refreshToken;
  await rest.refresh();
  for (let turn = 0; turn < 3; turn++) {
    web.clock.advance(6_000);
    assert.equal((await rest.refresh(first)).status, 200, `turn ${turn}`);
  }
  web.clock.advance(6_000);
  assert.equal((await rest.refresh(first)).status, 401, "24 s after its use");
});

Deno.test("refresh: at the same moment, one sign-in stays one", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const { refreshToken } = rest;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => web.rest().post("/v1/session/refresh", { refreshToken })),
  );
  const good = answers.filter(({ status }) => status === 200);
  assert.ok(good.length >= 1);
  for (const { status, code } of answers) {
    assert.ok(status === 200 || code === "token_invalid", `${status} ${code}`);
  }
  const { sessions } = (await rest.get("/v1/sessions")).body as { sessions: unknown[] };
  assert.equal(sessions.length, 1);
});

Deno.test("refresh: nonsense is turned away and ends nothing", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const [name = ""] = rest.refreshToken.split(".");
  const rows: readonly (readonly [token: unknown, status: number, code: string])[] = [
    ["", 401, "token_invalid"],
    ["x", 401, "token_invalid"],
    [".", 401, "token_invalid"],
    ["AAAAAAAAAAAAAAAAAAAAAA.x", 401, "token_invalid"],
    [rest.accessToken, 422, "invalid_params"],
    [null, 422, "invalid_params"],
    [7, 422, "invalid_params"],
    [{ toString: "x" }, 422, "invalid_params"],
    [undefined, 422, "invalid_params"],
    [`../${name}`, 401, "token_invalid"],
  ];
  for (const [refreshToken, status, code] of rows) {
    const answer = await web.rest().post("/v1/session/refresh", { refreshToken });
    assert.deepEqual([answer.status, answer.code], [status, code], JSON.stringify(refreshToken));
  }
  await assertAlive(rest, "after all of them");
});

type Act = (own: Client, web: WebBank) => Promise<unknown>;

/** By the machine with which the account was opened. */
const ENDINGS_OVER_TCP: Readonly<Record<string, Act>> = {
  "a freeze over TCP": (own) => own.call("freeze", {}),
  "another password over TCP": (own) =>
    own.call("changePassword", { password: PASSWORD, newPassword: OTHER_PASSWORD }),
  "others ended over TCP": (own) => own.call("endOtherSessions", {}),
  "the account closed over TCP": (own, web) =>
    own.call("closeAccount", {
      password: PASSWORD,
      sweep: { id: web.newId(), to: "bobby" },
    }),
};

type RestAct = (web: WebBank, rest: RestClient) => Promise<Answer>;

const ENDINGS_OVER_REST: Readonly<Record<string, RestAct>> = {
  "a freeze over REST": async (web) => (await web.restLogIn("alice")).post("/v1/account/freeze"),
  "another password over REST": async (web) =>
    (await web.restLogIn("alice")).send("PUT", "/v1/password", {
      body: { password: PASSWORD, newPassword: OTHER_PASSWORD },
    }),
  "others ended over REST": async (web) =>
    (await web.restLogIn("alice")).send("DELETE", "/v1/sessions/others"),
  "log-out": (_web, rest) => rest.send("DELETE", "/v1/session"),
  "closing the account with it": (web, rest) =>
    rest.post("/v1/account/closure", {
      password: PASSWORD,
      sweep: { id: web.newId(), to: "bobby" },
    }),
};

Deno.test("what ends a session of the bank ends its access token at once", async (t) => {
  for (const [name, act] of Object.entries(ENDINGS_OVER_TCP)) {
    await t.step(name, async () => {
      await using web = await WebBank.open();
      await web.customer("bobby");
      const own = await web.customer("alice");
      const rest = await web.restLogIn("alice");
      await assertAlive(rest, name);
      await act(own, web);
      await assertEnded(rest, name);
    });
  }
  for (const [name, act] of Object.entries(ENDINGS_OVER_REST)) {
    await t.step(name, async () => {
      await using web = await WebBank.open();
      await web.customer("bobby");
      const rest = await web.restCustomer("alice");
      await assertAlive(rest, name);
      const answer = await act(web, rest);
      assert.equal(answer.status, 200, answer.text);
      await assertEnded(rest, name);
    });
  }
});

Deno.test("who acts over REST stays signed in, and never sees the bank's own token", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const body = { password: PASSWORD, newPassword: OTHER_PASSWORD };
  const answer = await rest.send("PUT", "/v1/password", { body });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text.includes("sessionToken"), false);
  await assertAlive(rest, "after another password");
  assert.equal((await rest.refresh()).status, 200);
  await rest.post("/v1/account/freeze");
  await assertAlive(rest, "after freezing");
  assert.equal((await rest.get("/v1/account")).body.status, "frozen");
  const log = await web.rest().begin("/v1/session", {
    userName: "alice",
    password: OTHER_PASSWORD,
  });
  assert.equal(log.text.includes("sessionToken"), false);
});

Deno.test("a sign-in ends twelve hours after it began, however often it is refreshed", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  for (let hour = 0; hour < 11; hour++) {
    web.clock.advance(60 * 60_000);
    assert.equal((await rest.refresh()).status, 200, `after ${hour + 1} h`);
  }
  web.clock.advance(61 * 60_000);
  assert.equal((await rest.refresh()).code, "token_invalid", "after more than 12 h");
});

Deno.test("money needs a password that is not longer than 15 minutes ago", async () => {
  await using web = await WebBank.open();
  await web.customer("bobby");
  const [rest, elsewhere] = [await web.restCustomer("alice"), await web.restLogIn("alice")];
  const pay = (client: RestClient) =>
    client.post("/v1/transfers", { to: "bobby", amountMinor: 100 }, { key: true });
  assert.equal((await pay(rest)).status, 200);
  for (const client of [rest, elsewhere]) {
    web.clock.advance(8 * 60_000);
    await client.refresh();
  }
  await rest.refresh();
  const refused = await pay(rest);
  assert.deepEqual([refused.status, refused.code], [401, "step_up_needed"], refused.text);
  await assertAlive(rest, "looking needs no password");
  assert.equal((await rest.stepUp("not it at all")).code, "wrong_credentials");
  assert.equal((await pay(rest)).code, "step_up_needed", "after a wrong password");
  for (const body of [{}, { password: 7 }, { password: "" }]) {
    const answer = await rest.post("/v1/session/step-up", body);
    assert.ok([401, 422].includes(answer.status), answer.text);
  }
  assert.equal((await rest.stepUp(PASSWORD)).status, 200);
  assert.equal((await pay(rest)).status, 200, "with the new proof");
  assert.equal((await pay(elsewhere)).code, "step_up_needed", "another sign-in has proved nothing");
  const stranger = await web.rest().post("/v1/session/step-up", { password: PASSWORD });
  assert.deepEqual([stranger.status, stranger.code], [401, "not_logged_in"]);
});

/** @returns a code of the second factor, by how many half minutes it is ahead. */
async function withSecondFactor(
  web: WebBank,
  rest: RestClient,
): Promise<(ahead: number) => string> {
  const { body } = await rest.post("/v1/second-factor", { password: PASSWORD });
  const code = (ahead: number) => totpOf(String(body.secret), web.clock.read() + ahead * 30_000);
  const confirmed = await rest.post("/v1/second-factor/confirmation", { code: code(0) });
  assert.deepEqual([confirmed.status, confirmed.body.on], [200, true], confirmed.text);
  return code;
}

Deno.test("second factor: without its code nobody signs in, and a code is good once", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const code = await withSecondFactor(web, rest);
  const attempt = (more: object) =>
    web.rest().post("/v1/session", { userName: "alice", password: PASSWORD, ...more });
  assert.equal((await attempt({})).code, "second_factor_needed");
  assert.equal((await attempt({ code: code(0) })).code, "wrong_credentials", "used to confirm");
  const next = code(1);
  assert.equal((await attempt({ code: next })).status, 200);
  assert.equal((await attempt({ code: next })).code, "wrong_credentials", "used to sign in");
  const wrong = await web.rest().post("/v1/session", { userName: "alice", password: "a guess" });
  assert.equal(wrong.code, "wrong_credentials", "who does not know the password learns nothing");
  await assertAlive(rest, "the sign-in that was there before");
});

/** More than a person mistypes, far fewer than there are codes. */
const GUESSES = 30;

Deno.test("second factor: its code cannot be guessed quickly, at no place that takes one", async () => {
  for (const place of ["/v1/session", "/v1/second-factor/removal"]) {
    await using web = await WebBank.open();
    const rest = await web.restCustomer("alice");
    await withSecondFactor(web, rest);
    const codes: string[] = [];
    for (let guess = 0; guess < GUESSES; guess++) {
      const name = place === "/v1/session" ? { userName: "alice" } : {};
      const body = { ...name, password: PASSWORD, code: String(100_000 + guess) };
      codes.push((await rest.post(place, body)).code);
    }
    assert.equal(codes.at(-1), "throttled", `${place}: ${GUESSES} guesses went through`);
  }
});
