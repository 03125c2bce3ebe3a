// A manager in a browser: from nothing to an organisation that waits for its officers; then needs, deliveries and thanks.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import { pagesTest, said, sent, type Site } from "../support/browser.ts";
import { isSignedBy, type Statement } from "../../bank/signature.ts";
import { downloaded, organisationOf } from "../support/donor_journey.ts";
import { pdfOf } from "../support/papers.ts";
import { PASSWORD } from "../support/web_bank.ts";

const FROM = dayOf(Date.now() - 300 * DAY_MS);
const TO = dayOf(Date.now() + 700 * DAY_MS);

/** As they are typed; choices by their values. */
const FACTS: Readonly<Record<FactKind, Readonly<Record<string, string>>>> = {
  name: {
    legalName: "Sunrise House",
    address: "1 Sun Lane",
    district: "Salem",
    state: "TN",
    pin: "636001",
  },
  pan: { number: "aaats 9999 f" },
  licence: {
    state: "TN",
    authority: "District Officer, Salem",
    number: "JJ/TN/900/2024",
    kind: "open_shelter",
    capacity: "12",
    provisional: "no",
    issuedOn: FROM,
    validTo: TO,
  },
  eighty_g: { urn: "AAATS9999FF20241", validFrom: FROM, validTo: TO, provisional: "no" },
  fcra: { number: "075999999", kind: "registration", validFrom: FROM, validTo: TO },
  darpan: { id: "TN/2018/0099999" },
  contact: { person: "S. Sun", phone: "+91 427 234 5678", email: "office@sunrise.example" },
};

const factForm = (kind: string) => `form[action$="/facts/${kind}"]`;
const papersForm = (kind: string) => `form[action$="/documents/${kind}"]`;

async function unfold(page: Page, form: string): Promise<void> {
  const details = page.locator(`details:has(${form})`);
  if (await details.getAttribute("open") === null) await details.locator("summary").click();
}

async function fillFact(
  page: Page,
  kind: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const form = factForm(kind);
  await unfold(page, form);
  for (const [name, value] of Object.entries(fields)) {
    const place = page.locator(`${form} [name=${name}]`);
    const tag = await place.evaluate((one) => (one as unknown as { tagName: string }).tagName);
    if (tag === "SELECT") await place.selectOption(value);
    else await place.fill(value);
  }
  await sent(page, `${form} button`);
}

interface Paper {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const paper = (text: string): Paper => (
  { name: "scan.pdf", mimeType: "application/pdf", buffer: pdfOf(`% ${text}\n`) }
);

async function handIn(page: Page, kind: string, file: Paper): Promise<void> {
  await unfold(page, papersForm(kind));
  await page.setInputFiles(`${papersForm(kind)} [name=file]`, file);
  await sent(page, `${papersForm(kind)} button`);
}

async function signsUp(page: Page): Promise<void> {
  await page.goto("/me/organisation");
  await sent(page, "main p a");
  await page.fill("[name=userName]", "sunrise");
  await page.fill("[name=displayName]", "S. Sun");
  await page.fill("[name=password]", "short 1");
  await page.click("main form button");
  assert.equal(await page.locator("[name=password]:invalid").count(), 1);
  await page.fill("[name=password]", PASSWORD);
  await sent(page, "main form button");
  assert.ok(page.url().endsWith("/me/organisation"), page.url());
  assert.equal(await said(page, "h1"), "Register an orphanage");
}

async function registers(site: Site): Promise<void> {
  const page = await site.page();
  await signsUp(page);
  await page.fill("[name=about]", "Twelve beds\nand a garden.");
  await page.fill("[name=website]", "https://sunrise.example");
  await sent(page, "main form:has([name=about]) button");
  assert.match(await said(page, "main .state"), /draft/);
  await sent(page, "form[action$=submit] button");
  assert.match(await said(page, "[role=alert]"), /Not complete yet/);
  for (const [kind, fields] of Object.entries(FACTS)) {
    await fillFact(page, kind, fields);
    assert.equal(
      await page.locator("[role=alert]").count(),
      0,
      `${kind}: ${await said(page, "main")}`,
    );
    const line = await said(page, `details:has(${factForm(kind)}) summary`);
    assert.match(line, /form checked/, line);
  }
  for (const kind of ["licence", "eighty_g", "fcra"]) {
    await handIn(page, kind, paper(kind));
    await unfold(page, papersForm(kind));
    assert.match(await said(page, papersForm(kind)), /Handed in: application\/pdf/);
  }
  await sent(page, "form[action$=submit] button");
  assert.match(await said(page, "main .state"), /in review/);
  assert.equal(await page.locator("form[action$=submit]").count(), 0);
  const officer = await site.page({ user: "asha" });
  await officer.goto("/me/reviews");
  assert.match(await said(officer, "tbody"), /Sunrise House/);
  for (const each of [page, officer]) await each.context().close();
}

const WRONG_FACTS: readonly (readonly [FactKind, Record<string, string>, RegExp])[] = [
  ["pan", { number: "AAAPS1234F" }, /person or a family/],
  ["pan", { number: "12" }, /expected five letters/],
  ["eighty_g", { urn: "AAATX1211FF20241" }, /URN.*: its first ten characters must be the PAN/],
  ["fcra", { number: "12345" }, /nine digits/],
  ["contact", { phone: "12" }, /Telephone: expected a form such as/],
];

/** What is wrong is said, and what was typed stays to be mended. */
async function mends(site: Site): Promise<void> {
  const page = await site.page({ user: "lotus" });
  const lost: string[] = [];
  await page.goto("/me/organisation");
  for (const [kind, fields, says] of WRONG_FACTS) {
    await fillFact(page, kind, fields);
    assert.match(await said(page, "[role=alert]"), says, kind);
    const [[name, value]] = Object.entries(fields) as [[string, string]];
    const kept = await page.locator(`${factForm(kind)} [name=${name}]`).inputValue();
    const open = await page.locator(`details:has(${factForm(kind)})`).getAttribute("open");
    if (kept !== value) lost.push(`${kind}.${name} is not what was typed`);
    if (open === null) lost.push(`${kind} is folded up again`);
  }
  await page.context().close();
  assert.deepEqual(lost, []);
}

/** A form that only looks odd is taken, and its manager told to look again; all of it in the language of the page. */
async function warnsInTamil(site: Site): Promise<void> {
  const page = await site.page({ user: "lotus" });
  await page.goto("/ta/me/organisation");
  await fillFact(page, "pan", { number: "12" });
  const refused = await said(page, "[role=alert]");
  assert.match(refused, /எண்: ஐந்து எழுத்துகள்.*AAATS1234F/);
  assert.doesNotMatch(refused, /expected/);
  await handIn(page, "licence", { ...paper("x"), name: "a.png" });
  assert.match(await said(page, "[role=alert]"), /\.pdf, \.jpg அல்லது \.png/);
  const { number } = FACTS.pan;
  await fillFact(page, "pan", { number: number!.replace("s ", "q ") });
  assert.match(await said(page, "main [role=status].note:not([data-once])"), /PAN இன் ஐந்தாவது/);
  await page.reload();
  assert.equal(await page.locator("[data-once]").count(), 0, "saved is said once");
  await page.context().close();
}

async function wrongPapers(site: Site): Promise<void> {
  const page = await site.page({ user: "lotus" });
  await page.goto("/me/organisation");
  const pdf = "application/pdf";
  const rows: readonly (readonly [Paper, RegExp])[] = [
    [{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello") }, /not taken/],
    [{ name: "a.pdf", mimeType: pdf, buffer: Buffer.from("hello") }, /not taken/],
    [{ name: "a.png", mimeType: "image/png", buffer: paper("x").buffer }, /not taken/],
    [{ name: "a.pdf", mimeType: pdf, buffer: pdfOf("<</OpenAction 3 0 R>>") }, /not taken/],
    [{ name: "a.pdf", mimeType: pdf, buffer: Buffer.alloc(6 * 1024 * 1024, 32) }, /larger than/],
  ];
  for (const [file, says] of rows) {
    await handIn(page, "licence", file);
    assert.match(await said(page, "[role=alert]"), says, file.name);
  }
  await page.context().close();
}

/** Only that kind of paper is offered which can be right. */
async function offersRightKinds(site: Site): Promise<void> {
  const page = await site.page({ user: "lotus" });
  await page.goto("/me/organisation");
  const kinds = (fact: string) =>
    page.locator(`${factForm(fact)} [name=kind] option`).evaluateAll((options) =>
      options.map((option) => (option as unknown as { value: string }).value)
    );
  assert.deepEqual(await kinds("fcra"), ["registration", "prior_permission"]);
  assert.ok(!(await kinds("licence")).includes("registration"));
  await page.context().close();
}

/** What a donor gets for things that arrived: on the page, as PDF, and signed. */
async function keepsAcknowledgement(site: Site, giver: Page, pledge: string): Promise<void> {
  await sent(giver, `a[href$="/me/pledges/${pledge}/receipt"]`);
  assert.match(
    await said(giver, ".receipt"),
    /Arrived on .* What Ceiling fans Sent 4 pieces arrived 3/,
  );
  const name = new RegExp(`^goods-${pledge}\\.(pdf|json)$`);
  const pdf = await downloaded(giver, "a[href$='receipt.pdf']", name);
  assert.equal(new TextDecoder().decode(pdf.slice(0, 5)), "%PDF-");
  const signed = await downloaded(giver, "a[href$='receipt.json']", name);
  const statement = JSON.parse(new TextDecoder().decode(signed)) as Statement;
  assert.equal(isSignedBy(statement, site.web.bank.signingKey), true);
}

async function needsAndThanks(site: Site): Promise<void> {
  const { donor } = site.web.filled!;
  const page = await site.page({ user: "anbu" });
  await page.goto("/me/organisation");
  const form = "details:has([name=item])";
  await page.locator(`${form} summary`).click();
  await page.fill(`${form} [name=item]`, "Ceiling fans");
  await page.fill(`${form} [name=quantity]`, "9");
  await page.fill(`${form} [name=deadline]`, dayOf(Date.now() + 30 * DAY_MS));
  await sent(page, `${form} button`);
  assert.match(
    await said(page, "section[aria-labelledby=needs] tbody"),
    /Ceiling fans 9 pieces 0 0/,
  );
  const { needs } = await donor.call("organisation", {
    organisation: site.web.filled!.organisations[0]!,
  });
  const { need } = needs.find(({ item }) => item === "Ceiling fans")!;
  const pledge = site.web.newId();
  await donor.call("pledge", { pledge, need, quantity: 4 });
  await donor.call("sendPledge", { pledge, quantity: 4 });
  await page.reload();
  const arriving = `section[aria-labelledby=arriving] form[action$="${pledge}"]`;
  assert.equal(await page.inputValue(`${arriving} [name=quantity]`), "4");
  await page.fill(`${arriving} [name=quantity]`, "3");
  await sent(page, `${arriving} button`);
  assert.match(
    await said(page, "section[aria-labelledby=needs] tbody"),
    /Ceiling fans 9 pieces 0 3/,
  );
  const thanks = "details:has([name=text])";
  await page.locator(`${thanks} summary`).click();
  await page.selectOption(`${thanks} [name=need]`, need);
  await page.fill(`${thanks} [name=text]`, "They turn <b>all night</b>. Thank you!");
  await sent(page, `${thanks} button`);
  const stranger = await site.page();
  await stranger.goto(organisationOf(site));
  const happened = await said(stranger, "section[aria-labelledby=happened]");
  assert.match(happened, /Ceiling fans They turn <b>all night<\/b>\. Thank you!/);
  const giver = await site.page({ user: "donor" });
  assert.match(await said(giver, "section[aria-labelledby=pledges]"), /You sent 4, they counted 3/);
  await keepsAcknowledgement(site, giver, pledge);
  await sent(page, `form[action$="${need}/close"] button`);
  assert.match(await said(page, "main .note"), /cannot be opened again/);
  await stranger.reload();
  assert.equal(await stranger.locator(`[data-bar="${need}"]`).count(), 1, "asked, not yet closed");
  await sent(page, "main form button");
  await stranger.reload();
  assert.equal(await stranger.locator(`[data-bar="${need}"]`).count(), 0, "closed");
  for (const each of [page, stranger, giver]) await each.context().close();
}

pagesTest("a manager", {
  "registers an organisation from nothing and hands it in": registers,
  "a need, a delivery that is counted, thanks": needsAndThanks,
  "papers that are none are said in words": wrongPapers,
  "wrong facts are said in words, and can be mended": mends,
  "what is wrong or odd is said in the language of the page": warnsInTamil,
  "only kinds that can be right are offered": offersRightKinds,
});
