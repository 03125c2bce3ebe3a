// PDF receipts in the hands of programs that others wrote: veraPDF finds nothing against PDF/UA-1 and PDF/A-2b, poppler reads
// the words as they were written, in every script, and the same receipt is the same file.
import assert from "node:assert/strict";
import type { DonationReceipt, GoodsReceipt } from "../../api/receipt_shapes.ts";
import { goodsPdf, receiptPdf } from "../../papers/receipt_pdf.ts";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { hasPdfReaders, readPdf } from "../support/pdf.ts";
import { scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";
import { complaintOfPython } from "../support/statements.ts";
import { brokenRules, hasVeraPdf } from "../support/verapdf.ts";

const RECEIPT: DonationReceipt = {
  type: "donation_receipt",
  bank: "Village Bank",
  number: "2025-26/000001",
  issuedOn: "2026-01-05",
  givenOn: "2025-12-31",
  organisation: {
    account: "482913057719",
    name: "Anbu Illam Trust",
    pan: "AAATA1200F",
    address: "4 Temple Road, Madurai, TN, 625001",
    urn: "AAATA1200FF20221",
    urnFrom: "2022-04-01",
    urnTo: "2027-03-31",
    act: "Income-tax Act 1961",
    section: "80G",
  },
  donor: { name: "Ann Lee", address: "1 Road", pan: "ABCPE1234F" },
  currency: { code: "INR", scale: 2 },
  amountMinor: 123_456,
  amount: "1,234.56",
  words: "One Thousand Two Hundred Thirty Four Rupees and Fifty Six Paise Only",
  mode: "account transfer",
  transferId: "01a20bd5-8510-7266-8dc5-000000000000",
  purpose: "general",
  item: "",
  eligible: "eligible",
  why: "The approval was valid",
  block: 7,
  place: 0,
  hash: "ab".repeat(32),
  signedBy: "cd".repeat(32),
  signature: "x",
};

const GOODS: GoodsReceipt = {
  type: "goods_acknowledgement",
  bank: "Village Bank",
  organisation: "482913057719",
  organisationName: "அன்பு இல்லம்",
  donorName: "अनन्या",
  item: "போர்வைகள்",
  unit: "pieces",
  promised: 12,
  sent: null,
  received: 11,
  receivedOn: "2026-02-28",
  pledge: "01a20bd5-8510-7266-8dc5-000000000001",
  block: 9,
  place: 1,
  hash: "ab".repeat(32),
  signedBy: "cd".repeat(32),
  signature: "x",
};

const named = (name: string, bank = RECEIPT.bank): DonationReceipt => ({
  ...RECEIPT,
  bank,
  donor: { ...RECEIPT.donor, name },
});

/** Signs of these are drawn in another order than they are written in, joined, or both. */
const WORDS = [
  "மதுரை",
  "கார்த்திக் பெ",
  "கொண்டு போகிறேன்",
  "ஸ்ரீமதி",
  "श्रीमती",
  "हिन्दी",
  "कार्यक्षेत्र",
  "अनिर्णित",
  "Łukasz Nguyễn",
  "Zoë Müller–Ørsted",
  "Bread & Roses <Co>",
  "₹ 5",
];

const PAPERS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  issued: () => receiptPdf({ status: "issued", receipt: RECEIPT }),
  duplicate: () => receiptPdf({ status: "duplicate", receipt: named(WORDS.join(" ")) }),
  "given back": () => receiptPdf({ status: "refunded", receipt: named("") }),
  "on two pages": () => receiptPdf({ status: "issued", receipt: named("மதுரை Road ".repeat(400)) }),
  "a word longer than a line": () =>
    receiptPdf({ status: "issued", receipt: named("மதுரை".repeat(60)) }),
  "nothing that there is a letter for": () =>
    receiptPdf({ status: "issued", receipt: named("😀 村 \u0000 \u200d \u0bff") }),
  "an awkward bank": () =>
    receiptPdf({ status: "issued", receipt: named("A", `மதுரை "Bread & Roses" <Co> ]]> \u0007`) }),
  goods: () => goodsPdf(GOODS),
  "with a code": () => receiptPdf({ status: "issued", receipt: RECEIPT }, CHECK),
  "with a code on its own page": () =>
    receiptPdf({ status: "issued", receipt: named("Road ".repeat(250)) }, CHECK),
};

/** As long as that of a long name. */
const CHECK = {
  address: `https://give.example/ta/verify?c=${"Ab-_9".repeat(130)}`,
  words: "இந்த ரசீதைச் சரிபார்க்க இதை ஸ்கேன் செய்யுங்கள்.",
};

Deno.test({
  name: "receipts: a scanner reads the address from the printed code",
  ignore: !hasTools("pdftoppm", "zbarimg"),
  async fn() {
    for (const name of ["with a code", "with a code on its own page"]) {
      using dir = scratch();
      const file = dir.file("receipt.pdf", "");
      Deno.writeFileSync(file, await PAPERS[name]!());
      // As a printer of 200 dots for an inch makes it.
      const printed = tool(["pdftoppm", "-r", "200", "-png", file, `${file}.page`]);
      assert.equal(printed.code, 0, printed.err);
      const pages = readdirSync(dir.path).filter((each) => each.endsWith(".png"));
      const read = tool(["zbarimg", "-q", "--raw", ...pages.map((each) => join(dir.path, each))]);
      assert.equal(read.out.trim(), CHECK.address, name);
    }
  },
});

Deno.test({
  name: "receipts: veraPDF finds nothing against PDF/UA-1 and PDF/A-2b",
  ignore: !hasVeraPdf,
  async fn() {
    const files: Record<string, Uint8Array> = {};
    for (const [name, paper] of Object.entries(PAPERS)) files[name] = await paper();
    assert.deepEqual(brokenRules(files), []);
    // The validator does look: the same file without its language.
    const text = new TextDecoder("latin1").decode(files.issued!);
    const mute = Uint8Array.from(text.replace("/Lang (", "/Gnal ("), (sign) => sign.charCodeAt(0));
    assert.match(brokenRules({ mute }).join("\n"), /^mute: ua1 7\.2 .*anguage/m);
  },
});

Deno.test({
  name: "receipts: poppler reads the words as they were written, and the rest in its order",
  ignore: !hasPdfReaders(),
  async fn() {
    for (const word of WORDS) {
      const { text } = readPdf(await receiptPdf({ status: "issued", receipt: named(word) }));
      assert.ok(text.normalize("NFC").includes(word.normalize("NFC")), `${word}: ${text}`);
    }
    const { text, info, fonts } = readPdf(await PAPERS.goods!());
    const order = ["Received on", "28 February 2026", "அன்பு இல்லம்", "अनन्या", "போர்வைகள்"];
    const places = order.map((part) => text.indexOf(part));
    assert.deepEqual(places, places.toSorted((a, b) => a - b), text);
    assert.ok(places.every((place) => place >= 0), text);
    const told = ["Tagged", "PDF version", "Title", "Author"].map((name) => info.get(name));
    const title = `Acknowledgement of goods Village Bank · ${GOODS.pledge}`;
    assert.deepEqual(told, ["yes", "1.7", title, "Village Bank"]);
    assert.deepEqual(fonts.filter(({ embedded }) => !embedded), []);
  },
});

Deno.test({
  name: "receipts: days, purposes and States are words that a person reads",
  ignore: !hasPdfReaders(),
  async fn() {
    const { text } = readPdf(await PAPERS.issued!());
    for (
      const part of [
        "5 January 2026",
        "31 December 2025",
        "Madurai, Tamil Nadu, 625001",
        "valid from 1 April 2022 to 31 March 2027",
        "whatever is needed most",
      ]
    ) assert.ok(text.includes(part), `${part} is missing: ${text}`);
    assert.doesNotMatch(text, /\d{4}-\d{2}-\d{2}\b|, TN,|general/);
  },
});

Deno.test({
  name: "receipts: the metadata are XML, whatever the bank is called",
  ignore: !hasPdfReaders(),
  async fn() {
    using dir = scratch();
    Deno.writeFileSync(`${dir.path}/file.pdf`, await PAPERS["an awkward bank"]!());
    const { out } = tool(["pdfinfo", "-meta", `${dir.path}/file.pdf`]);
    assert.equal(await complaintOfPython(out.trim()), "");
    assert.match(out, /<rdf:li>மதுரை "Bread &amp; Roses" &lt;Co&gt;/);
  },
});

Deno.test("receipts: the same receipt is the same file, byte by byte", async () => {
  for (const [name, paper] of Object.entries(PAPERS)) {
    assert.deepEqual(await paper(), await paper(), name);
  }
});
