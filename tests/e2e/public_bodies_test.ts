// What the public can read says nothing about people who did not want it: every public page and answer, in every language, is
// searched for what the bank knows about donors, officers, contact persons and organisations that are not approved.
import assert from "node:assert/strict";
import { ORPHANAGES } from "../../commands/demo/demo_orphanages.ts";
import { LANGUAGES } from "../../web/languages.ts";
import { type RestClient } from "../support/rest_client.ts";
import { WebBank } from "../support/web_bank.ts";

const PAN = "QWEPZ4321K";

interface Giver {
  readonly userName: string;
  readonly displayName: string;
  readonly visibility: "public" | "organisation" | "anonymous";
}

const GIVERS: readonly Giver[] = [
  { userName: "quagga.open", displayName: "Quentin Open", visibility: "public" },
  { userName: "okapi.known", displayName: "Olivia Known", visibility: "organisation" },
  { userName: "axolotl.hid", displayName: "Axel Hidden", visibility: "anonymous" },
  { userName: "tapir.goods", displayName: "Tara Goods", visibility: "anonymous" },
];

async function arrived(web: WebBank, giver: Giver): Promise<RestClient> {
  const client = web.rest();
  const { userName, displayName, visibility } = giver;
  const [organisation] = web.filled!.organisations;
  const [need] = web.filled!.needs;
  await client.begin("/v1/customers", { userName, displayName, password: "only for these tests" });
  const details = { name: `${displayName} Esq.`, address: `7 ${userName} Lane`, pan: PAN };
  assert.equal((await client.send("PUT", "/v1/donor", { body: details })).status, 200);
  const about = { organisation, foreign: false, visibility, memo: `memo of ${userName}` };
  const gift = await client.post("/v1/gifts", { ...about, amountMinor: 1_234 }, { key: true });
  assert.equal(gift.status, 200, gift.text);
  await client.get(`/v1/gifts/${gift.body.id}/receipt`);
  const pledge = await client.post("/v1/pledges", { need, quantity: 1 }, { key: true });
  assert.equal(pledge.status, 200, pledge.text);
  const order = { ...about, amountMinor: 999, every: "month", firstAtMs: web.clock.read() + 9e8 };
  const { memo: _, ...wish } = order;
  assert.equal((await client.post("/v1/recurring-gifts", wish, { key: true })).status, 200);
  return client;
}

/** Every address that can be read without signing in. */
function addresses(web: WebBank): string[] {
  const { organisations } = web.filled!;
  const pages = [
    "/",
    "/?sort=recent",
    "/?sort=urgent",
    "/?needs=yes",
    "/needs",
    "/transparency",
    "/sign-in",
    "/sign-up",
    ...organisations.map((organisation) => `/o/${organisation}`),
  ];
  const data = [
    "/v1/organisations?limit=100",
    "/v1/needs?limit=100",
    "/v1/giving/totals",
    "/v1/live/snapshot",
    "/v1/bank",
    "/v1/journal/3/head",
    "/v1/ping",
    "/openapi.json",
    "/.well-known/jwks.json",
    "/healthz",
    "/reference",
    "/problems/no_such_payee",
    ...organisations.flatMap((organisation) => [
      `/v1/organisations/${organisation}`,
      `/v1/live/snapshot?organisation=${organisation}`,
    ]),
    ...ORPHANAGES.map(({ contact }) => `/v1/organisations?query=${encodeURIComponent(contact)}`),
    ...GIVERS.map(({ userName }) => `/v1/organisations?query=${userName}`),
  ];
  const spoken = LANGUAGES.flatMap((each) =>
    pages.map((path) => each === "en" ? path : `/${each}${path}`)
  );
  return [...spoken, ...data];
}

/** What must be nowhere, by what it is. */
async function secrets(
  web: WebBank,
  givers: readonly RestClient[],
): Promise<[what: string, text: string][]> {
  const staff = await web.restLogIn("asha");
  const organisations = await Promise.all(
    web.filled!.organisations.map(async (organisation) =>
      (await staff.get(`/v1/reviews/${organisation}`)).body
    ),
  );
  const fieldsOf = (body: Record<string, unknown>) =>
    body.fields as Record<string, Record<string, string>>;
  return [
    ...givers.map(({ account }) => ["account of a donor", account] as [string, string]),
    ...GIVERS.flatMap(({ userName, displayName }): [string, string][] => [
      ["user name of a donor", userName],
      ["details of a donor", `${displayName} Esq.`],
    ]),
    ...GIVERS.filter(({ visibility }) => visibility !== "public")
      .map(({ displayName }) => ["name of a donor", displayName] as [string, string]),
    ["PAN of a donor", PAN],
    ["account of staff", staff.account],
    ...["Asha Officer", "Bala Officer"].map((name) => ["officer", name] as [string, string]),
    ...ORPHANAGES.map(({ contact }) => ["contact person", contact] as [string, string]),
    ...organisations.flatMap((body): [string, string][] => [
      ["PAN of an organisation", fieldsOf(body).pan!.number!],
      ["URN of an organisation", fieldsOf(body).eighty_g!.urn!],
      ["foreign account", String(body.foreignAccount)],
      ["set of facts", String(body.set)],
      ...(body.documents as { document: string; sha256: string }[]).flatMap((
        { document, sha256 },
      ): [string, string][] => [["document", document], ["its hash", sha256]]),
    ]),
  ];
}

Deno.test("public bodies name nobody who did not want it", async () => {
  await using web = await WebBank.open({ giving: true });
  const givers: RestClient[] = [];
  for (const giver of GIVERS) givers.push(await arrived(web, giver));
  const hidden = await secrets(web, givers);
  assert.ok(hidden.length > 60);
  let named = 0;
  for (const path of addresses(web)) {
    const answer = await web.rest().get(path, { token: null });
    assert.ok(answer.status === 200 || answer.status === 404, `${path}: ${answer.status}`);
    const text = answer.text.toLowerCase();
    // What was asked for is shown again in the form for searching.
    for (const [what, secret] of hidden) {
      const found = text.includes(secret.toLowerCase());
      assert.equal(found, false, `${path} has the ${what} "${secret}"`);
    }
    assert.doesNotMatch(
      answer.text,
      /\b[A-Z]{3}[ABCEFGHJLPT][A-Z][0-9]{4}[A-Z]\b/,
      `${path}: a PAN`,
    );
    assert.doesNotMatch(text, /memo of/, path);
    if (text.includes("quentin open")) named++;
  }
  assert.ok(named >= 2, "who wanted to be named is named");
});

Deno.test("an organisation that is not approved is shown nowhere", async () => {
  await using web = await WebBank.open({ giving: true });
  const place = ORPHANAGES.findIndex(({ stage }) => stage === "submitted");
  const { legalName, about, userName } = ORPHANAGES[place]!;
  const account = web.filled!.organisations[place]!;
  const rest = web.rest();
  for (const path of [`/o/${account}`, `/hi/o/${account}`, `/v1/organisations/${account}`]) {
    assert.equal((await rest.get(path)).status, 404, path);
  }
  for (const path of addresses(web)) {
    const { text } = await rest.get(path, { token: null });
    for (const word of [legalName, about, userName]) {
      assert.equal(new RegExp(`\\b${word}\\b`, "i").test(text), false, `${path}: ${word}`);
    }
    if (!path.includes(account)) assert.equal(text.includes(account), false, path);
  }
  const asked = await rest.get(`/v1/live/snapshot?organisation=${account}`);
  assert.deepEqual([asked.body.organisations, asked.body.needs], [[], []]);
});

Deno.test("a donor who is named once is not named for what was given before", async () => {
  await using web = await WebBank.open({ giving: true });
  const [, organisation] = web.filled!.organisations;
  const client = web.rest();
  await client.begin("/v1/customers", {
    userName: "quagga",
    displayName: "Quentin Open",
    password: "only for these tests",
  });
  const named = async (path: string) =>
    (await web.rest().get(path)).text.split("Quentin Open").length - 1;
  const paths = [`/v1/organisations/${organisation}`, `/o/${organisation}`, "/transparency"];
  for (const visibility of ["anonymous", "organisation", "public"] as const) {
    const body = { organisation, amountMinor: 500, foreign: false, visibility };
    assert.equal((await client.post("/v1/gifts", body, { key: true })).status, 200);
    for (const path of paths) {
      assert.equal(await named(path), visibility === "public" ? 1 : 0, `${path}: ${visibility}`);
    }
  }
  const desk = await web.restLogIn(ORPHANAGES[1]!.userName);
  const entries = (await desk.get("/v1/account/entries")).body.entries as {
    counterparty: string;
    counterpartyName: string | null;
  }[];
  const names = entries.slice(0, 3).map(({ counterpartyName }) => counterpartyName);
  assert.deepEqual(names.slice(0, 2), ["Quentin Open", "Quentin Open"]);
  assert.notEqual(names[2], "Quentin Open", "not even for the organisation");
  assert.notEqual(entries[2]!.counterparty, client.account);
});
