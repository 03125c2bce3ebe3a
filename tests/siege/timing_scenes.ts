// What a stranger, or a customer, asks in order to learn who is there: at each door the same question about a customer
// and about a name that no customer has.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { PASSWORD } from "../support/web_bank.ts";
import { type Said, Speaker } from "./speaker.ts";
import type { Scene, Try } from "./stopwatch.ts";
import { type Kind, KINDS, type Town } from "./timing_town.ts";

const WRONG = "it was not this one";

/** Of every answer of the same kind. */
const PASSING = new Set(["date"]);

function wordsOf({ code, result }: Said): string {
  return JSON.stringify([code, result]);
}

/** Status, headers and body of an answer, without the name that was typed. */
async function wholeOf(response: Response, typed: string): Promise<string> {
  const headers = [...response.headers].filter(([name]) => !PASSING.has(name)).sort();
  const text = (await response.text()).replaceAll(typed, "NAME");
  return JSON.stringify([response.status, headers, text]);
}

function forEach(kinds: readonly Kind[], make: (kind: Kind) => Try): Record<string, Try> {
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)]));
}

export function logInScene(town: Town): Scene {
  const tries = forEach(KINDS, (kind) => async (number) => {
    const line = await town.line();
    const params = { userName: town.nameOf(kind, number), password: WRONG };
    return async () => wordsOf(await line.call("logIn", params));
  });
  return { name: "`logIn` over TLS, wrong password", tries };
}

/** What else changes after a guess: how long the next one waits, and the journal's head, which is public. */
export function traceScene(town: Town): Scene {
  const tries = forEach(KINDS, (kind) => async (number) => {
    const line = await town.line();
    const head = async () => (await line.call("hello")).result.head.seq as number;
    await town.booked();
    const before = await head();
    await line.call("logIn", { userName: town.nameOf(kind, number), password: WRONG });
    return async () => {
      await line.call("ping");
      return async () => {
        await town.booked();
        return `the head has moved by ${await head() - before}`;
      };
    };
  });
  return { name: "`ping` right after such a try, and the head", tries };
}

export function restScene(town: Town): Scene {
  const tries = forEach(KINDS, (kind) => (number) => {
    const userName = town.nameOf(kind, number);
    const headers = { "content-type": "application/json", "x-forwarded-for": town.source() };
    const body = JSON.stringify({ userName, password: WRONG });
    const url = `${town.web.origin}/v1/session`;
    const ask = () => fetch(url, { method: "POST", headers, body });
    return Promise.resolve(async () => await wholeOf(await ask(), userName));
  });
  return { name: "`POST /v1/session`, wrong password", tries };
}

export function siteScene(town: Town): Scene {
  const { origin } = town.web;
  const tries = forEach(KINDS, (kind) => (number) => {
    const userName = town.nameOf(kind, number);
    const headers = { origin, "x-forwarded-for": town.source() };
    const body = new URLSearchParams({ userName, password: WRONG });
    const ask = () => fetch(`${origin}/sign-in`, { method: "POST", headers, body });
    return Promise.resolve(async () => await wholeOf(await ask(), userName));
  });
  return { name: "sign-in page, wrong password", tries };
}

export function staffCodeScene(town: Town): Scene {
  const tries = forEach(["known", "nobody"], (kind) => async (number) => {
    const line = await town.line();
    const staffCode = "0000-0000-0000";
    const params = { userName: town.nameOf(kind, number), password: PASSWORD, staffCode };
    return async () => wordsOf(await line.call("signUp", params));
  });
  return { name: "`signUp` with a wrong staff code", tries };
}

/** It has to say that a name is taken; the free one is refused for its password. */
export function signUpScene(town: Town): Scene {
  const tries = forEach(["known", "nobody", "closed"], (kind) => async (number) => {
    const line = await town.line();
    const params = { userName: town.nameOf(kind, number), password: "short" };
    return async () => wordsOf(await line.call("signUp", params));
  });
  return { name: "`signUp`, taken or free", tries, telling: true };
}

/** Wrong because nothing of it is right, or because it has been used. */
export function codeScene(town: Town): Scene {
  const attempt = (code: () => string): Try => async (number) => {
    const line = await town.line();
    const userName = town.nameOf("factor", number);
    const params = { userName, password: PASSWORD, code: code() };
    return async () => wordsOf(await line.call("logIn", params));
  };
  return {
    name: "`logIn`, right password, wrong code",
    tries: { wrong: attempt(() => "000000"), "of another form": attempt(() => "12") },
  };
}

/** A session token that never was, and one whose time is over. */
export function resumeScene(town: Town): Scene {
  const { people } = town.web.bank.books;
  const token = () => Buffer.from(town.web.world.host.random(32)).toString("hex");
  const attempt = (over: boolean): Try => async (number) => {
    const line = await town.line();
    const sessionToken = token();
    const account = town.accountOf("known", number);
    const session = { account, createdAtMs: 0, expiresAtMs: 1 };
    if (over) await people.addSession(sessionToken, session);
    return async () => wordsOf(await line.call("resume", { sessionToken }));
  };
  return { name: "`resume`", tries: { unknown: attempt(false), expired: attempt(true) } };
}

export function refreshScene(town: Town): Scene {
  const { giving } = town.web.bank.books;
  const draw = (bytes: number) =>
    Buffer.from(town.web.world.host.random(bytes)).toString("base64url");
  const attempt = (over: boolean): Try => async (number) => {
    const [name, secret] = [draw(16), draw(32)];
    const refresh = createHash("sha256").update(secret).digest("hex");
    const ended = { sessionToken: "0".repeat(64), refresh, previous: "", rotatedAtMs: 0 };
    const account = town.accountOf("known", number);
    const record = { account, ...ended, expiresAtMs: 1, provedAtMs: 0 };
    if (over) await giving.setWebSession(name, JSON.stringify(record), null);
    const body = JSON.stringify({ refreshToken: `${name}.${secret}` });
    const headers = { "content-type": "application/json", "x-forwarded-for": town.source() };
    const url = `${town.web.origin}/v1/session/refresh`;
    return async () => await wholeOf(await fetch(url, { method: "POST", headers, body }), name);
  };
  return {
    name: "`POST /v1/session/refresh`",
    tries: { unknown: attempt(false), expired: attempt(true) },
  };
}

/** A signed-in customer asks for names and for numbers. */
export function payeeScene(town: Town): Scene {
  let line: Speaker | null = null;
  const ask = (payee: string, number: number) => async () => {
    line ??= await Speaker.open(town.web.bank.tcp.port, "127.99.0.1");
    assert.ok(line);
    if (number % PER_CUSTOMER === 0) {
      // Another one, because each may ask only so often.
      const userName = town.nameOf("staff", number / PER_CUSTOMER);
      await line.call("logOut");
      assert.equal((await line.call("logIn", { userName, password: PASSWORD })).code, "ok");
    }
    const asking = line;
    return async () => (await asking.call("payee", { payee })).code;
  };
  const tries: Record<string, Try> = {
    "a name": (number) => ask(town.nameOf("known", number), number)(),
    "no name": (number) => ask(town.nameOf("nobody", number), number)(),
    "a number": (number) => ask(town.accountOf("known", number), number)(),
    "no number": (number) => ask("100000000083", number)(),
  };
  return { name: "`payee`, of a signed-in customer", tries, telling: true };
}

const PER_CUSTOMER = 20;
