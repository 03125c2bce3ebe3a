// The journey's steps at the site: a home that two officers have approved is given to, its donor keeps both papers, and every page
// and every document is there in each language.
import { DAY_MS } from "../../../bank/days.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf } from "../../../bank/giving/calendar.ts";
import { type FactKind, REQUIRED_FACTS } from "../../../bank/giving/facts.ts";
import { ASSETS } from "../../../web/assets.ts";
import { RIGHT } from "../facts.ts";
import { approved, handIn, type SignedIn } from "../giving_people.ts";
import { hasPdfReaders, readPdf } from "../pdf.ts";
import type { Fetched } from "../site_visitor.ts";
import { brokenRules, hasVeraPdf } from "../verapdf.ts";
import { type AppRoute, appRoutes, filledPath } from "../web_routes.ts";
import type { LeftOut } from "./banking.ts";
import type { Trip } from "./trip.ts";

/** Of facts that have to hold today. */
export const inDays = (days: number) => dayOf(Date.now() + days * 86_400_000);

const fieldsOf = (fact: FactKind) => {
  const dated = { validTo: inDays(700), validFrom: inDays(-300), issuedOn: inDays(-300) };
  const fields = Object.entries(RIGHT[fact]);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, (dated as Record<string, string>)[name] ?? value]),
  );
};

/** A home that is live and asks for blankets. @returns its manager. */
async function liveHome(trip: Trip): Promise<SignedIn> {
  const manager = await trip.signedIn("sunrise");
  await manager.call("registerOrganisation", { about: "A home.", website: "" });
  const officers = [await trip.signedIn("asha"), await trip.signedIn("bala")] as const;
  await trip.connect(
    "asha",
    "--password-file",
    trip.passwordFile,
    "policy",
    "--set",
    "fcra-required=no",
    "--yes",
  );
  for (const fact of REQUIRED_FACTS) {
    await manager.call("setFact", { fact, fields: fieldsOf(fact) });
  }
  const bank = { transferId: () => trip.newId() };
  for (const fact of ["licence", "eighty_g"] as const) await handIn(bank, manager, fact);
  await manager.call("submitOrganisation", {});
  await approved({ manager, officers });
  const { documents } = await officers[0].call("review", { organisation: manager.account });
  const need = trip.newId();
  const wish = { item: "Blankets", unit: "pieces", quantity: 40, deadline: inDays(30) };
  await manager.call("addNeed", { need, priority: "soon", ...wish });
  Object.assign(trip.places, {
    organisation: manager.account,
    need,
    document: documents[0]!.document,
  });
  return manager;
}

export async function gives(trip: Trip): Promise<LeftOut> {
  const manager = await liveHome(trip);
  await trip.connect("ann", "donor", "--name", "A. Donor", "--address", "1 River Road, Madurai");
  const { answer: gift } = await trip.connect("ann", "give", "sunrise", "500", "--yes");
  assert.equal(gift.status, "booked");
  const { answer: giving } = await trip.connect("ann", "giving");
  assert.equal(giving.gifts[0].amountMinor, 500_00);
  const donor = await trip.signedIn("ann");
  const pledge = trip.newId();
  await donor.call("pledge", { pledge, need: trip.places.need!, quantity: 2 });
  await donor.call("sendPledge", { pledge, quantity: 2 });
  await manager.call("receivePledge", { pledge, quantity: 2 });
  Object.assign(trip.places, { id: gift.id, key: pledge });
}

/** Without a balance: opened at the terminal, seen at the site, paid by a statement that staff import, and with a receipt. */
export async function paysFromOutside(trip: Trip): Promise<LeftOut> {
  const password = ["--password-file", trip.passwordFile];
  const details = ["--holder", "Lakeside", "--upi", "lakeside@sbi"];
  await trip.connect("asha", ...password, "bank-details", ...details);
  const { answer: begun } = await trip.connect(
    "bob",
    "give",
    "sunrise",
    "9000",
    "--pay-in",
    "--yes",
  );
  assert.deepEqual([begun.state, begun.amountMinor], ["open", 9000_00]);
  const slip = join(trip.dir.path, "slip.pdf");
  const written = await trip.desk.run("bob", ["pay-in", "25", "--out", slip]);
  assert.equal(written.code, 0, written.err);
  if (hasPdfReaders()) assert.match(readPdf(readFileSync(slip)).text, /25\.00 INR[^]*Scan it/);
  const donor = await trip.visitor("bob");
  const page = () => donor.fetch(`/me/open-gifts/${begun.openGift}`);
  assert.match((await page()).text, /class="qr"/);
  const csv = trip.dir.file(
    "statement.csv",
    `Date,Text,Amount,Balance\n${inDays(0)},UPI ${begun.reference} thanks,9000.00,9000.00\n`,
  );
  const map = trip.dir.file("map.json", JSON.stringify(CSV));
  const files = [csv, "--map-file", map, "--yes"];
  await trip.connect("asha", ...password, "import", ...files);
  const { answer: again } = await trip.connect("bob", "open-gifts");
  const [paid] = again.openGifts;
  assert.deepEqual([paid.state, paid.givenMinor], ["given", 9000_00]);
  assert.match((await page()).text, new RegExp(`/me/gifts/${paid.transferId}/receipt`));
  const { answer: receipt } = await trip.connect("bob", "donation-receipt", paid.transferId);
  assert.equal(receipt.amountMinor, 9000_00);
  const donorOfAll = await trip.signedIn("ann");
  const openGift = trip.newId();
  const { organisation = "" } = trip.places;
  await donorOfAll.call("openGift", { openGift, organisation, amountMinor: 1, foreign: false });
  const shop = await trip.signedIn("bob");
  const asked = { request: trip.newId(), from: ["ann"], amountMinor: 1, memo: "Tea" };
  const { requests: [tea] } = await shop.call("askPayment", asked);
  Object.assign(trip.places, { openGift, request: tea!.request!.request });
}

/** How the statement is to be read. */
export const CSV = {
  name: "journey",
  delimiter: ",",
  decimal: ".",
  days: "ymd",
  currency: "INR",
  columns: { bookedOn: "Date", text: ["Text"], amount: "Amount", balance: "Balance" },
};

const PAPERS = [
  ["gifts", /^Donation receipt\n[^]*Sunrise Trust[^]*A\. Donor[^]*Rupees Only/],
  ["pledges", /^Acknowledgement of goods\n[^]*Sunrise Trust[^]*A\. Donor[^]*Received/],
] as const;

/** Both papers, as the page of a donor's gifts leads to them, opened by readers that others wrote. */
export async function papers(trip: Trip): Promise<LeftOut> {
  if (!hasPdfReaders()) return "no poppler or qpdf";
  const donor = await trip.visitor("ann");
  const files: Record<string, Uint8Array> = {};
  const { text: page } = await donor.fetch("/me");
  for (const [of, says] of PAPERS) {
    const link = new RegExp(`href="(/me/${of}/[^"/]+/receipt)"`).exec(page);
    assert.ok(link, `no receipt of ${of} on /me`);
    const { status, media, bytes, text } = await donor.fetch(`${link[1]}.pdf`);
    assert.deepEqual([status, media], [200, "application/pdf"], text.slice(0, 200));
    const read = readPdf(bytes);
    assert.match(read.text, says);
    assert.equal(read.info.get("Pages"), "1");
    assert.ok(read.fonts.length >= 2);
    assert.deepEqual(read.fonts.filter(({ embedded }) => !embedded), []);
    files[of] = bytes;
  }
  if (trip.form.validates && hasVeraPdf) assert.deepEqual(brokenRules(files), []);
}

export async function threeLanguages(trip: Trip): Promise<LeftOut> {
  const donor = await trip.visitor("ann");
  for (const [path, language] of [["/me", "en"], ["/hi/me", "hi"], ["/ta/me", "ta"]] as const) {
    const { status, text } = await donor.fetch(path);
    assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
    assert.match(text, new RegExp(`<html[^>]* lang="${language}"`), path);
    assert.match(text, /Sunrise Trust[^]*500\.00/, path);
  }
}

/** What a page has to be asked for, by the path without its language. */
const ASKED: Readonly<Record<string, (places: Trip["places"]) => string>> = {
  "/me/give": ({ organisation }) =>
    `?organisation=${organisation}&amount=10&for=general&foreign=no`,
  "/me/pledge": ({ need }) => `?need=${need}&quantity=1`,
  "/me/transfer": () => "?to=bob&amount=1",
  "/me/standing-orders/new": () => `?to=bob&amount=1&every=month&first=${soon()}`,
  "/me/payouts/new": () => "?amount=1",
  "/me/staff/payouts/file": ({ batch }) => `?id=${batch}`,
  "/me/requests/pay": ({ request }) => `?request=${request}`,
  "/report": ({ organisation }) => `?organisation=${organisation}`,
};

/** A day that is over nowhere. */
const soon = () => new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);

/** What answers with something else than 200, and why. */
const OTHERWISE: Readonly<Record<string, number>> = {
  // Any page that there is not.
  "/*": 404,
  // It tells a browser that has no sign-in that it kept none.
  "/sign-in/kept": 400,
};

const FILES: readonly (readonly [path: RegExp, begins: RegExp, media: RegExp])[] = [
  [/\.pdf$/, /^%PDF-/, /^application\/pdf$/],
  [/\.csv$/, /^\uFEFF(Sl\. No\.|Receipt),/, /^text\/csv; charset=utf-8$/],
  [/\.(json|webmanifest)$/, /^\{/, /^application\/(\w+\+)?json/],
  [/\.xml$/, /^<\?xml/, /^application\/xml/],
  [/\/feed$/, /^<\?xml/, /^application\/atom\+xml/],
];

function whoSees(path: string): string | null {
  if (!/^(\/(hi|ta))?\/me(\/|$)/.test(path)) return null;
  if (path.includes("/me/organisation")) return "sunrise";
  return /\/me\/(reviews|staff\/(payouts|cash|news|day|customer|acts))/.test(path) ? "asha" : "ann";
}

/** Every route of the site that is looked at, in each language, as who may see it; and every file that pages load. */
export async function everyPage(trip: Trip): Promise<LeftOut> {
  const routes = (await appRoutes()).filter(({ verb, path }) =>
    verb === "GET" && !path.startsWith("/v1/") && path !== "/assets/:name"
  );
  assert.ok(routes.length > 90, `${routes.length} routes`);
  const places = { ...trip.places, code: "insufficient_funds" };
  for (const { path } of routes) assertThere(path, await asked(trip, { path, places }));
  for (const { path, media } of ASSETS) {
    const found = await (await trip.visitor(null)).fetch(path);
    assert.deepEqual([found.status, found.media], [200, media], path);
  }
}

async function asked(
  trip: Trip,
  { path, places }: Pick<AppRoute, "path"> & { readonly places: Trip["places"] },
): Promise<Fetched> {
  const visitor = await trip.visitor(whoSees(path));
  const query = ASKED[path.replace(/^\/(hi|ta)(?=\/)/, "")]?.(places) ?? "";
  const filled = filledPath(path, places);
  const found = await visitor.fetch(filled + query);
  // What asks once more leads to itself, with the id of what it will do.
  const leads = found.location?.startsWith(`${filled}?`) ? found.location : null;
  return leads === null ? found : await visitor.fetch(leads);
}

function assertThere(path: string, { status, media, location, text, bytes }: Fetched): void {
  const bare = path.replace(/^\/(hi|ta)(?=\/)/, "");
  assert.equal(status, OTHERWISE[bare] ?? 200, `${path}: ${location ?? text.slice(0, 300)}`);
  const file = FILES.find(([name]) => name.test(path));
  if (file) {
    const plain = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    assert.match(plain, file[1], path);
    assert.match(media, file[2], path);
  } else if (media.startsWith("text/html")) assert.match(text, /<\/html>\s*$/, `${path} is cut`);
}
