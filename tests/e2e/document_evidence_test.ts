// Documents as evidence: what officers are shown is what the journal has the hash of, whatever is handed in later and by whom;
// they come as attachments that do nothing, to officers only, and each look at them is recorded.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Answer, RestClient } from "../support/rest_client.ts";
import { pdfOf, pngOf } from "../support/papers.ts";
import { WebBank } from "../support/web_bank.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const FIRST = pdfOf("% the licence that officers saw\n");
const OTHER = pdfOf("% something else altogether\n");

interface Handing {
  readonly fact?: string;
  readonly fileName?: string;
  readonly media?: string;
}

function hand(
  client: RestClient,
  document: string,
  bytes: Uint8Array,
  { fact = "licence", fileName = "a.pdf", media = "application/pdf" }: Handing = {},
): Promise<Answer> {
  const query = new URLSearchParams({ fact, fileName });
  const path = `/v1/organisation/documents/${document}/content?${query}`;
  return client.send("PUT", path, { raw: bytes as BodyInit, headers: { "content-type": media } });
}

async function home(web: WebBank, userName: string): Promise<RestClient> {
  const client = await web.restCustomer(userName);
  assert.equal((await client.post("/v1/organisation")).status, 200);
  return client;
}

/** As the officer's browser gets it. */
async function shown(staff: RestClient, organisation: string, document: string): Promise<string> {
  const path = `/v1/reviews/${organisation}/documents/${document}/content`;
  const response = await fetch(staff.origin + path, {
    headers: { authorization: `Bearer ${staff.accessToken}` },
  });
  assert.equal(response.status, 200, path);
  return sha256(new Uint8Array(await response.arrayBuffer()));
}

async function listed(staff: RestClient, organisation: string): Promise<Record<string, string>> {
  const { body } = await staff.get(`/v1/reviews/${organisation}`);
  const documents = body.documents as { document: string; sha256: string }[];
  return Object.fromEntries(documents.map(({ document, sha256 }) => [document, sha256]));
}

Deno.test("documents: handed in whole or in parts, they are the same bytes for officers", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const staff = await web.restCustomer("olga", true);
  const [whole, parts] = [web.newId(), web.newId()];
  const png = { fact: "fcra", fileName: "b.png", media: "image/png" };
  assert.equal((await hand(client, whole, FIRST)).body.sha256, sha256(FIRST));
  assert.equal((await hand(client, parts, pngOf(), png)).body.sha256, sha256(pngOf()));
  for (const document of [whole, parts]) {
    const known = (await listed(staff, client.account))[document];
    assert.equal(await shown(staff, client.account, document), known);
  }
  const { headers } = await staff.get(
    `/v1/reviews/${client.account}/documents/${whole}/content`,
  );
  assert.match(headers.get("content-disposition") ?? "", /^attachment; filename="[\w.-]+\.pdf"$/);
  assert.equal(headers.get("content-type"), "application/octet-stream");
  assert.match(headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'$/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("cache-control"), "private, no-store");
});

Deno.test("documents: a generated client, which knows one media type, says by the name what it hands in", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const media = "application/octet-stream";
  const handed = (bytes: Uint8Array, fileName: string) =>
    hand(client, web.newId(), bytes, { media, fileName });
  assert.equal((await handed(FIRST, "a.PDF")).body.sha256, sha256(FIRST));
  assert.equal((await handed(pngOf(), "b.png")).body.sha256, sha256(pngOf()));
  for (
    const [bytes, name, rule] of [[FIRST, "a.png", "begin"], [FIRST, "a.exe", "kind"]] as const
  ) {
    const { code, body } = await handed(bytes, name);
    assert.deepEqual([code, body.rule], ["document_refused", rule], name);
  }
});

Deno.test("documents: only officers see them, and each look is in the journal", async () => {
  await using web = await WebBank.open();
  const [client, other] = [await home(web, "home"), await home(web, "elsewhere")];
  const staff = await web.restCustomer("olga", true);
  const document = web.newId();
  await hand(client, document, FIRST);
  const path = `/v1/reviews/${client.account}/documents/${document}`;
  for (const [who, status] of [[client, 403], [other, 403], [web.rest(), 401]] as const) {
    for (const end of ["", "/content"]) {
      assert.equal((await who.get(path + end)).status, status, end);
    }
  }
  const head = () => web.bank.books.loop.head.seq;
  const before = head();
  await shown(staff, client.account, document);
  assert.equal(head(), before + 1);
  const wrong = `/v1/reviews/${other.account}/documents/${document}/content`;
  assert.equal((await staff.get(wrong)).code, "no_such_document");
});

Deno.test("documents: what was handed in cannot be exchanged under its id", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const staff = await web.restCustomer("olga", true);
  const document = web.newId();
  assert.equal((await hand(client, document, FIRST)).status, 200);
  await hand(client, document, OTHER);
  const known = (await listed(staff, client.account))[document];
  assert.equal(await shown(staff, client.account, document), known, "the hash in the journal");
});

Deno.test("documents: another organisation cannot write over them", async () => {
  await using web = await WebBank.open();
  const [client, other] = [await home(web, "home"), await home(web, "elsewhere")];
  const staff = await web.restCustomer("olga", true);
  const document = web.newId();
  assert.equal((await hand(client, document, FIRST)).status, 200);
  await hand(other, document, OTHER);
  assert.equal(await shown(staff, client.account, document), sha256(FIRST));
});

Deno.test("documents: whichever part an officer begins with, the view is in the journal", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const [olga, otto] = [await web.restCustomer("olga", true), await web.restCustomer("otto", true)];
  const document = web.newId();
  assert.equal((await hand(client, document, FIRST)).status, 200);
  const path = (part: number) => `/v1/reviews/${client.account}/documents/${document}?part=${part}`;
  const { loop } = web.bank.books;
  const views: number[] = [];
  for (const [officer, part] of [[olga, 1], [olga, 2], [otto, 3], [otto, 0], [olga, 0]] as const) {
    const before = loop.head.seq;
    assert.equal((await officer.get(path(part))).status, 200);
    views.push(loop.head.seq - before);
  }
  assert.deepEqual(views, [1, 0, 1, 1, 1], "parts of one view are one view");
  web.clock.advance(11 * 60_000);
  await olga.refresh();
  const before = loop.head.seq;
  assert.equal((await olga.get(path(1))).status, 200);
  assert.equal(loop.head.seq, before + 1, "later it is another one");
});

Deno.test("documents: the same paper from two organisations is an alarm, which only officers see", async () => {
  await using web = await WebBank.open();
  const [client, other] = [await home(web, "home"), await home(web, "elsewhere")];
  const staff = await web.restCustomer("olga", true);
  await hand(client, web.newId(), FIRST);
  await hand(other, web.newId(), FIRST);
  const alarms = async (account: string) => (await staff.get(`/v1/reviews/${account}`)).body.alarms;
  assert.equal(await alarms(other.account), 1);
  assert.equal((await other.get("/v1/organisation")).body.alarms, 0);
  const facts = async (of: typeof other) =>
    (await of.get("/v1/organisation")).body.facts as readonly { readonly fact: string }[];
  const number = { fields: { number: "AAATS1234F" } };
  for (const each of [client, other]) {
    assert.equal(
      (await each.send("PUT", "/v1/organisation/facts/pan", { body: number })).status,
      200,
    );
  }
  const pan = ({ fact }: { readonly fact: string }) => fact === "pan";
  assert.deepEqual((await facts(other)).find(pan), (await facts(client)).find(pan));
});

Deno.test("documents: a type or a file that is none is refused, not an error of ours", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const rows: readonly (readonly [Uint8Array, Handing])[] = [
    [FIRST, { media: "constructor" }],
    [FIRST, { media: "text/html" }],
    [FIRST, { fileName: "a.png" }],
    [pngOf().subarray(0, 20), { fileName: "a.png", media: "image/png" }],
    [new Uint8Array(), {}],
  ];
  for (const [bytes, handing] of rows) {
    const answer = await hand(client, web.newId(), bytes, handing);
    assert.deepEqual(
      [answer.status, answer.code],
      [422, "document_refused"],
      JSON.stringify(handing),
    );
  }
  assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
});

Deno.test("documents: a name that is a path is never a place on a disk or in a header", async () => {
  await using web = await WebBank.open();
  const client = await home(web, "home");
  const staff = await web.restCustomer("olga", true);
  for (
    const fileName of ["../../etc/x.pdf", 'a"; filename="b.html.pdf', "a\r\nx: y.pdf", "ஆ.pdf"]
  ) {
    const document = web.newId();
    const answer = await hand(client, document, pdfOf(`% ${document}\n`), { fileName });
    assert.ok([200, 422].includes(answer.status), `${fileName}: ${answer.text}`);
    if (answer.status !== 200) continue;
    const path = `/v1/reviews/${client.account}/documents/${document}/content`;
    const { headers } = await staff.get(path);
    const name = headers.get("content-disposition");
    assert.equal(name, `attachment; filename="document-${document}.pdf"`);
  }
});
