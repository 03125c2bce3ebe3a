// Attacks on access tokens: each is turned away, and nothing of it is taken over. Tokens that the bank itself signed with
// one thing wrong in them show that every claim is looked at.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { KeyObject } from "node:crypto";
import {
  changed,
  ed25519Key,
  hmacWith,
  type Parts,
  partsOf,
  publicForms,
  signedWith,
  type Signer,
  tokenOf,
  unsigned,
} from "../support/forged_token.ts";
import type { Json, RestClient } from "../support/rest_client.ts";
import { WebBank } from "../support/web_bank.ts";

/** The key that this bank signs tokens with. */
function realKey({ bank }: WebBank): KeyObject {
  return ed25519Key(Buffer.from(bank.books.giving.blind("web tokens"), "hex"));
}

const STRANGE = ed25519Key(new Uint8Array(32).fill(7));

/** Every row must be answered 401 with this code, and must say nothing about the account. */
async function turnedAway(
  rest: RestClient,
  rows: readonly (readonly [what: string, token: string, code: string])[],
): Promise<void> {
  for (const [what, token, code] of rows) {
    const answer = await rest.get("/v1/account", { token });
    assert.deepEqual([what, answer.status, answer.code], [what, 401, code], answer.text);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/, what);
    assert.equal(answer.headers.get("cache-control"), "no-store", what);
    assert.equal(answer.text.includes(rest.account), false, what);
  }
}

Deno.test("access token: the form and the claims that the bank writes", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const { header, payload } = partsOf(rest.accessToken!);
  assert.deepEqual([header.alg, header.typ], ["EdDSA", "at+jwt"]);
  const { keys: [key] } = (await rest.get("/.well-known/jwks.json")).body as { keys: [Json] };
  assert.equal(header.kid, key.kid);
  assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
  assert.equal(payload.sub, rest.account);
  assert.ok(Number(payload.exp) - Number(payload.iat) <= 600);
  assert.equal("userName" in payload || "name" in payload, false, "no more than is needed");
  // The same parts signed with the same key are as good: what follows fails for its own reason alone.
  const again = tokenOf({ header, payload }, signedWith(realKey(web)));
  assert.equal((await rest.get("/v1/account", { token: again })).status, 200);
});

Deno.test("access token: signed by nobody, by a shared secret, by another key", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const real = partsOf(rest.accessToken!);
  const [text, signature = ""] = [
    rest.accessToken!.split(".").slice(0, 2).join("."),
    rest.accessToken!.split(".")[2],
  ];
  const jwk = { kty: "OKP", crv: "Ed25519", x: "C6J2mS0Mi8mBhSsVMcNZ1rdGYbYbd5JUXzx4y9JvXbo" };
  const forms: readonly (readonly [string, string])[] = Object.entries(publicForms(realKey(web)))
    .flatMap(([name, secret]) =>
      ["HS256", "HS512", "EdDSA"].map((alg) =>
        [`${alg} with ${name}`, tokenOf(changed(real, { alg }), hmacWith(secret))] as const
      )
    );
  const none = ["none", "None", "NONE", "nOnE", ""].flatMap((alg) => [
    [`alg ${alg}`, tokenOf(changed(real, { alg }), unsigned)] as const,
    [`alg ${alg}, old signature`, tokenOf(changed(real, { alg }), () => signature)] as const,
  ]);
  const strange = signedWith(STRANGE);
  const rows: readonly (readonly [string, string])[] = [
    ...none,
    ...forms,
    ["another key", tokenOf(real, strange)],
    ["another key that it brings along", tokenOf(changed(real, { jwk }), strange)],
    ["a key to fetch", tokenOf(changed(real, { jku: `${web.origin}/jwks` }), strange)],
    ["kid that is a path", tokenOf(changed(real, { kid: "../../dev/null" }), strange)],
    ["no signature", `${text}.`],
    ["two parts", text],
    ["a signature cut short", `${text}.${signature.slice(0, -8)}`],
    ["a signature of zeros", `${text}.${Buffer.alloc(64).toString("base64url")}`],
    ["five parts", `${rest.accessToken}.a.b`],
    ["nothing", ""],
    ["words", "please"],
    ["a refresh token", rest.refreshToken],
    ["8 KiB", "a.".repeat(4_096)],
  ];
  await turnedAway(rest, rows.map(([what, token]) => [what, token, "token_invalid"]));
  assert.equal((await rest.get("/v1/account")).status, 200, "the sign-in has not suffered");
});

function claimRows(
  real: Parts,
  { other, sign, nowS }: { readonly other: string; readonly sign: Signer; readonly nowS: number },
) {
  const with_ = (payload: Json) => tokenOf(changed(real, {}, payload), sign);
  const without = ["sub", "sid", "exp", "nbf", "iat", "auth_time", "iss", "aud"].map((name) =>
    [`without ${name}`, with_({ [name]: undefined }), "token_invalid"] as const
  );
  const far = nowS + 365 * 86_400;
  return [
    ...without,
    ["expired", with_({ iat: nowS - 700, nbf: nowS - 700, exp: nowS - 100 }), "token_invalid"],
    ["of the future", with_({ nbf: nowS + 100 }), "token_invalid"],
    ["valid for a year, written long ago", with_({ iat: nowS - 3_600, exp: far }), "token_invalid"],
    ["times as texts", with_({ exp: "9999999999" }), "token_invalid"],
    ["another audience", with_({ aud: "shop" }), "token_invalid"],
    ["no audience of many", with_({ aud: ["shop", "mail"] }), "token_invalid"],
    ["another issuer", with_({ iss: "bank:elsewhere" }), "token_invalid"],
    ["issuer in a list", with_({ iss: [real.payload.iss] }), "token_invalid"],
    ["subject as a number", with_({ sub: Number(real.payload.sub) }), "token_invalid"],
    ["subject of somebody else", with_({ sub: other }), "session_expired"],
    ["sign-in that never was", with_({ sid: "AAAAAAAAAAAAAAAAAAAAAA" }), "session_expired"],
    ["sign-in that is a path", with_({ sid: "../../sessions" }), "session_expired"],
    ["sign-in as an object", with_({ sid: { $ne: null } }), "token_invalid"],
    ["proof as a text", with_({ auth_time: String(nowS) }), "token_invalid"],
  ] as const;
}

Deno.test("access token: each claim that is missing or wrong, rightly signed", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const { account: other } = await web.restCustomer("bobby");
  const real = partsOf(rest.accessToken!);
  const sign = signedWith(realKey(web));
  const nowS = Math.floor(web.clock.read() / 1_000);
  await turnedAway(rest, claimRows(real, { other, sign, nowS }));
  const headed = (header: Json) => tokenOf(changed(real, header), sign);
  await turnedAway(rest, [
    ["typ of an identity token", headed({ typ: "JWT" }), "token_invalid"],
    ["no typ", headed({ typ: undefined }), "token_invalid"],
    ["another kid", headed({ kid: "someone-elses-key" }), "token_invalid"],
    ["no kid", headed({ kid: undefined }), "token_invalid"],
    ["a critical extension", headed({ crit: ["exp2"], exp2: 1 }), "token_invalid"],
    ["payload not encoded", headed({ crit: ["b64"], b64: false }), "token_invalid"],
    ["alg of a curve that it is not", headed({ alg: "ES256" }), "token_invalid"],
    ["alg that it was not made for", headed({ alg: "Ed448" }), "token_invalid"],
  ]);
});

Deno.test("access token: a payload changed after it was signed", async () => {
  await using web = await WebBank.open();
  const [rest, other] = [await web.restCustomer("alice"), await web.restCustomer("bobby")];
  const signature = rest.accessToken!.split(".")[2]!;
  const real = partsOf(rest.accessToken!);
  const kept = (payload: Json) => tokenOf(changed(real, {}, payload), () => signature);
  await turnedAway(rest, [
    ["subject", kept({ sub: other.account }), "token_invalid"],
    [
      "both",
      kept({ sub: other.account, sid: partsOf(other.accessToken!).payload.sid }),
      "token_invalid",
    ],
    ["end", kept({ exp: 9_999_999_999 }), "token_invalid"],
    ["proof", kept({ auth_time: 9_999_999_999 }), "token_invalid"],
  ]);
});

Deno.test("access token: only as a Bearer in its header", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  const { accessToken: token, refreshToken } = rest;
  const rows: readonly (readonly [what: string, path: string, headers: Record<string, string>])[] =
    [
      ["in the address", `/v1/account?access_token=${token}`, {}],
      ["in a cookie", "/v1/account", { cookie: `__Host-bank=${token}` }],
      ["the browser's cookie", "/v1/account", { cookie: `__Host-bank=${refreshToken}` }],
      ["Basic", "/v1/account", { authorization: `Basic ${token}` }],
      ["no scheme", "/v1/account", { authorization: token! }],
      ["scheme alone", "/v1/account", { authorization: "Bearer" }],
      ["twice", "/v1/account", { authorization: `Bearer x, Bearer ${token}` }],
    ];
  for (const [what, path, headers] of rows) {
    const answer = await rest.get(path, { token: null, headers });
    assert.deepEqual([what, answer.status], [what, 401], answer.text);
  }
  const lower = { authorization: `bearer ${token}` };
  assert.equal((await rest.get("/v1/account", { token: null, headers: lower })).status, 200);
});

Deno.test("access token: it ends by itself after ten minutes", async () => {
  await using web = await WebBank.open();
  const rest = await web.restCustomer("alice");
  web.clock.advance(9 * 60_000);
  assert.equal((await rest.get("/v1/account")).status, 200);
  web.clock.advance(70_000);
  const late = await rest.get("/v1/account");
  assert.deepEqual([late.status, late.code], [401, "token_invalid"]);
  assert.match(String(late.body.detail), /expired/);
  assert.equal((await rest.refresh()).status, 200);
  assert.equal((await rest.get("/v1/account")).status, 200);
});
