// Whether a receipt is genuine, in browsers without a sign-in: by the code on the paper, by the signed file, by its text; in the
// language of its donor; and what was changed is called so.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type Page } from "playwright-core";
import { renderSVG } from "uqr";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";

const ORIGIN = "https://give.example";

let signed = "";
let code = "";

async function onThePaper(site: Site): Promise<void> {
  const page = await site.page({ user: "donor" });
  const { donor, organisations } = site.web.filled!;
  const { gifts } = await donor.call("myGiving", { limit: 100 });
  const gift = gifts.find(({ organisation }) => organisation === organisations[0]);
  const path = `/me/gifts/${gift!.transferId}/receipt`;
  await page.goto(`/ta${path}`);
  const picture = page.locator("img[data-check]");
  const address = (await picture.getAttribute("data-check"))!;
  assert.ok(address.startsWith(`${ORIGIN}/ta/verify?c=`), address);
  const svg = Buffer.from((await picture.getAttribute("src"))!.split(",")[1]!, "base64").toString();
  assert.equal(svg, renderSVG(address, { border: 4 }), "what is drawn is that address");
  code = address.slice(`${ORIGIN}/ta`.length);
  signed = await (await page.request.get(`${path}.json`)).text();
  assert.equal((await page.request.get(`/hi${path}.pdf`)).status(), 200);
  await page.context().close();
}

async function byCode(site: Site): Promise<void> {
  const page = await site.page();
  const receipt = JSON.parse(signed);
  const answer = await page.goto(`/ta${code}`);
  assert.deepEqual([answer!.status(), answer!.headers()["cache-control"]], [
    200,
    "private, no-store",
  ]);
  assert.match(await said(page, "#result"), /உண்மையானது/);
  const says = await said(page, "dl.pairs");
  for (const part of [receipt.number, receipt.organisation.name, receipt.amount]) {
    assert.ok(says.includes(part), `${part} in ${says}`);
  }
  const html = await page.content();
  assert.equal(html.includes(receipt.donor.name), false, "nothing about the donor");
  assert.equal((await page.goto(`${code.slice(0, -4)}AAAA`))!.status(), 422);
  assert.match(
    await said(page, "[role=alert]"),
    /Not genuine\. This bank has not signed this code/,
  );
  await page.context().close();
}

async function check(page: Page, text: string): Promise<number> {
  await page.goto("/verify");
  await page.fill("[name=receipt]", text);
  return (await sent(page, "main form button")).status();
}

async function byDocument(site: Site): Promise<void> {
  const page = await site.page();
  assert.equal(await check(page, signed), 200);
  assert.match(await said(page, "#result"), /^Genuine: this bank has signed it$/);
  assert.match(await said(page, "dl.pairs"), /A\. Donor/);
  await page.goto("/hi/verify");
  const buffer = Buffer.from(signed);
  await page.setInputFiles("[name=file]", {
    name: "receipt.json",
    mimeType: "application/json",
    buffer,
  });
  await sent(page, "main form button");
  assert.match(await said(page, "#result"), /^असली/);
  const receipt = JSON.parse(signed);
  const rows: readonly (readonly [text: string, says: RegExp])[] = [
    [
      JSON.stringify({ ...receipt, amountMinor: receipt.amountMinor * 10 }),
      /changed after the bank/,
    ],
    [JSON.stringify({ ...receipt, signedBy: "0".repeat(64) }), /This was signed by another bank/],
    ["{}", /This was signed by another bank/],
    ["my receipt", /no signed receipt/],
    ["", /no signed receipt/],
    ["[1]", /no signed receipt/],
  ];
  for (const [text, says] of rows) {
    assert.equal(await check(page, text), 422, text.slice(0, 40));
    assert.match(await said(page, "[role=alert]"), says, text.slice(0, 40));
    assert.equal(await page.inputValue("[name=receipt]"), text, "what was given stays");
  }
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
}

/** The signature stays right; the books know better. */
async function givenBack(site: Site): Promise<void> {
  const manager = await site.web.tcpLogIn("anbu");
  const { transferId } = JSON.parse(signed);
  await manager.call("refundGift", { id: site.web.newId(), transferId, reason: "by mistake" });
  const page = await site.page();
  for (const look of [() => page.goto(code), () => check(page, signed)]) {
    await look();
    assert.match(await said(page, "[role=alert]"), /given back: the receipt is not valid any more/);
  }
  await page.context().close();
}

pagesTest("verify", {
  "a printed receipt has a code that leads to its check": onThePaper,
  "the code alone tells a genuine paper, in the donor's language": byCode,
  "the signed document is checked, pasted or as a file": byDocument,
  "a gift that was given back is said to be": givenBack,
}, { giving: true, published: { origin: ORIGIN, contact: null } });
