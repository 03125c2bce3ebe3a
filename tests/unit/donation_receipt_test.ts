// Donation receipts: amounts in words that say what the figures say, texts that stay what they were when they were issued,
// signatures that any program can check, and a PDF that is one.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import PdfDocument from "pdfkit";
import { isSignedBy } from "../../bank/signature.ts";
import { amountInWords } from "../../service/amount_words.ts";
import { FONT_FILES, runsOf } from "../../papers/receipt_fonts.ts";
import { receiptPdf } from "../../papers/receipt_pdf.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, donorNamed, gives, liveHome, plain } from "../support/giving_people.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const INR = { code: "INR", scale: 2 };

const SMALL = [
  ..."Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen".split(" "),
  ..."Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen".split(" "),
];
const TENS = " Ten Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split(" ");
const SCALES: Readonly<Record<string, bigint>> = {
  Thousand: 1_000n,
  Lakh: 100_000n,
  Crore: 10_000_000n,
  Arab: 1_000_000_000n,
  Kharab: 100_000_000_000n,
  Neel: 10_000_000_000_000n,
  Padma: 1_000_000_000_000_000n,
};

/** Words back to a number, as a person reads them aloud. */
function numberOf(words: string): bigint {
  let [whole, part] = [0n, 0n];
  for (const word of words.split(/[\s-]+/)) {
    const scale = SCALES[word];
    if (scale !== undefined) {
      // `One Lakh Crore` is a lakh of crores.
      [whole, part] = part === 0n ? [whole * scale, 0n] : [whole + part * scale, 0n];
    } else if (word === "Hundred") part *= 100n;
    else if (SMALL.includes(word)) part += BigInt(SMALL.indexOf(word));
    else if (TENS.includes(word)) part += BigInt(TENS.indexOf(word) * 10);
    else assert.fail(`"${word}" is no word for a number`);
  }
  return whole + part;
}

function minorOf(text: string): bigint {
  const form = /^(.+?) Rupees?(?: and (.+?) Pais[ea])? Only$/;
  const [, rupees, paise = "Zero"] = form.exec(text) ?? assert.fail(text);
  return numberOf(rupees!) * 100n + numberOf(paise);
}

Deno.test("words: the amounts at the edges", () => {
  const table: readonly (readonly [minor: number, words: RegExp])[] = [
    [1, /^Zero Rupees and One Pais[ea] Only$/],
    [100, /^One Rupees? Only$/],
    [
      9_999_999,
      /^Ninety Nine Thousand Nine Hundred Ninety Nine Rupees and Ninety Nine Paise Only$/,
    ],
    [10_000_000, /^One Lakh Rupees Only$/],
    [10_000_001, /^One Lakh Rupees and One Pais[ea] Only$/],
    [1_000_000_000, /^One Crore Rupees Only$/],
    [
      12_345_678_90,
      /^One Crore Twenty Three Lakh Forty Five Thousand Six Hundred Seventy Eight Rupees and Ninety Paise Only$/,
    ],
    [Number.MAX_SAFE_INTEGER, /Four Hundred Nine Rupees and Ninety One Paise Only$/],
  ];
  for (const [minor, words] of table) {
    const text = amountInWords(minor, INR);
    assert.match(text, words);
    assert.equal(minorOf(text), BigInt(minor), text);
  }
});

Deno.test("words: read back they are the amount, whatever it is", () => {
  const amounts = fc.oneof(
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.integer({ min: 1, max: 1_000_000_000 }),
    fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: -2, max: 2 }))
      .map(([zeros, off]) => Math.max(1, 10 ** zeros + off)),
  );
  fc.assert(
    fc.property(amounts, (minor) => {
      const text = amountInWords(minor, INR);
      assert.equal(minorOf(text), BigInt(minor), text);
    }),
    { numRuns: 5_000 },
  );
});

/** A gift by Ann with all her details, and its receipt as it was first handed out. */
async function received(bank: TestBank) {
  const home = await liveHome(bank);
  const details = { name: "Ann Lee", address: "1 Road", pan: "ABCPE1234F" };
  const donor = await donorNamed(bank, "ann", details);
  const id = await gives(bank, donor, home, { amountMinor: 1_234_56 });
  const { receipt } = await donor.call("donationReceipt", { id });
  return { home, donor, id, receipt };
}

Deno.test("receipt: figures, words, facts and law of the day of the gift", async () => {
  await using bank = await TestBank.open();
  const { home, id, receipt } = await received(bank);
  assert.deepEqual([receipt.amountMinor, receipt.amount], [123_456, "1,234.56"]);
  assert.equal(minorOf(receipt.words), 123_456n);
  assert.deepEqual(receipt.organisation, {
    account: home.manager.account,
    name: "Sunrise Trust",
    pan: "AAATS1234F",
    address: "4 Temple Road, Madurai, TN, 625001",
    urn: "AAATS1234FF20221",
    urnFrom: "2022-04-01",
    urnTo: "2027-03-31",
    act: receipt.organisation.act,
    section: receipt.organisation.section,
  });
  assert.match(`${receipt.organisation.act} ${receipt.organisation.section}`, /1961.*80G/);
  assert.deepEqual(receipt.donor, { name: "Ann Lee", address: "1 Road", pan: "ABCPE1234F" });
  assert.deepEqual([receipt.number, receipt.transferId], ["2025-26/000001", id]);
  assert.deepEqual([receipt.eligible, receipt.givenOn], ["eligible", "2026-01-05"]);
  assert.doesNotMatch(JSON.stringify(receipt), /10BE|10BD|Form 114|certificate/i);
});

Deno.test("receipt: it stays as it was, whatever organisation and donor change", async () => {
  await using bank = await TestBank.open();
  const { home, donor, id, receipt } = await received(bank);
  const name = { ...RIGHT.name, legalName: "Sunset Trust", address: "99 Other Road" };
  await home.manager.call("setFact", { fact: "name", fields: name });
  await approved(home);
  const other = { name: "Anna Li", address: "2 Street", pan: "ZZZPZ9999Z" };
  await donor.call("setDonor", other);
  bank.clock.advance(400 * 86_400_000);
  const again = await donor.call("donationReceipt", { id });
  assert.deepEqual([again.status, again.receipt], ["duplicate", receipt]);
  const olga = await home.officers[0].call("donationReceipt", { id });
  assert.deepEqual(olga.receipt, receipt);
});

Deno.test("receipt: giving the money back changes the status, not the text", async () => {
  await using bank = await TestBank.open();
  const { home, donor, id, receipt } = await received(bank);
  const refund = { id: bank.transferId(), transferId: id, reason: "by mistake" };
  await home.manager.call("refundGift", refund);
  const after = await donor.call("donationReceipt", { id });
  assert.deepEqual([after.status, after.receipt], ["refunded", receipt]);
  assert.equal(await donor.code("donationReceipt", { id: refund.id }), "no_such_transfer");
});

Deno.test("receipt: anybody can check its signature, and no changed one passes", async () => {
  await using bank = await TestBank.open();
  const { receipt } = await received(bank);
  const { publicKey } = bank.service.signing;
  assert.ok(isSignedBy(receipt, publicKey));
  assert.ok(isSignedBy(JSON.parse(JSON.stringify(receipt)), publicKey), "after a file");
  const changes: readonly object[] = [
    { amountMinor: 999_999 },
    { words: "One Crore Rupees Only" },
    { number: "2025-26/000002" },
    { donor: { ...receipt.donor, pan: "ZZZPZ9999Z" } },
    { eligible: "foreign" },
    { extra: 1 },
    { signedBy: "0".repeat(64) },
    { signature: receipt.signature.replace(/^./, "_") },
  ];
  for (const change of changes) {
    assert.equal(isSignedBy({ ...receipt, ...change }, publicKey), false, JSON.stringify(change));
  }
});

Deno.test("receipt: an anonymous gift names nobody", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee", pan: "ABCPE1234F" });
  const id = await gives(bank, donor, home, { visibility: "anonymous" });
  const { receipt } = await donor.call("donationReceipt", { id });
  assert.deepEqual(receipt.donor, { name: "Anonymous", address: "", pan: "" });
  assert.equal(receipt.eligible, "anonymous");
  assert.doesNotMatch(JSON.stringify(receipt), /Ann Lee|ABCPE1234F/);
});

Deno.test("receipt: as PDF, in every status, for names in any script", async () => {
  await using bank = await TestBank.open();
  const { receipt } = await received(bank);
  const names: readonly (readonly [name: string, fonts: number])[] = [
    ["Ann Lee", 2],
    ["ஆனந்தி", 3],
    ["अनन्या", 3],
    ["Łukasz Nguyễn", 4],
    ["A".repeat(100), 2],
    ["😀", 2],
    ["(\\)%", 2],
    ["x\ny", 2],
    ["", 2],
  ];
  for (const status of ["issued", "duplicate", "refunded"] as const) {
    for (const [name, fonts] of names) {
      const bytes = await receiptPdf({
        status,
        receipt: { ...receipt, donor: { ...receipt.donor, name } },
      });
      const text = plain(bytes);
      assert.ok(text.startsWith("%PDF-1."), `${status} ${name}`);
      assert.ok(text.trimEnd().endsWith("%%EOF"), `${status} ${name}`);
      assert.doesNotMatch(text, /\/(JavaScript|JS|OpenAction|Launch|AA)\b/);
      // Only what is needed is part of the file.
      assert.equal(text.match(/\/FontFile2/g)?.length ?? 0, fonts, name);
    }
  }
});

Deno.test("receipt: each letter of a PDF is drawn with a font that has it", () => {
  const text = "Łukasz ஆனந்தி श्रीमती\u200dक Nguyễn ₹ 😀 e\u0301";
  assert.deepEqual(runsOf(text).map(({ font, text }) => `${font}: ${text}`), [
    "latin more: Ł",
    "latin: ukasz ",
    "tamil: ஆனந்தி",
    "latin:  ",
    "devanagari: श्रीमती\u200dक",
    "latin:  Nguy",
    "vietnamese: ễ",
    "latin: n ",
    "latin more: ₹",
    "latin:  ",
    "latin: ?",
    "latin:  é",
  ]);
});

Deno.test("receipt: no letter is drawn with a font that does not have it", () => {
  const document = new PdfDocument({ font: "" });
  const known = new Map<string, ReadonlySet<number>>();
  for (const [name, bytes] of FONT_FILES) {
    const { characterSet } = document.font(Buffer.from(bytes))._font.font;
    known.set(name, new Set(characterSet));
  }
  const lacking: string[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    for (const { font, text } of runsOf(String.fromCharCode(code))) {
      const letters = [...text].map((letter) => letter.codePointAt(0)!);
      if (letters.some((letter) => !known.get(font)!.has(letter))) {
        lacking.push(`${font}: U+${code.toString(16)}`);
      }
    }
  }
  assert.deepEqual(lacking, []);
});

Deno.test("receipt: a gift that was held is frozen when its donor confirms it", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee", pan: "ABCPE1234F" });
  const [officer] = home.officers;
  const strict = { newPayeeMinor: 1, newDeviceMinor: 1, holdReasons: 1 };
  await officer.call("setPolicy", { password: PASSWORD, policy: strict });
  const id = bank.transferId();
  const wish = { organisation: home.manager.account, amountMinor: 10_000, foreign: false };
  assert.equal((await donor.call("give", { id, ...wish })).status, "held");
  assert.equal(await donor.code("donationReceipt", { id }), "no_such_transfer");
  await donor.call("confirmHold", { id, password: PASSWORD });
  const name = { ...RIGHT.name, legalName: "Sunset Trust" };
  await home.manager.call("setFact", { fact: "name", fields: name });
  const { receipt } = await donor.call("donationReceipt", { id });
  assert.equal(receipt.organisation.name, "Sunrise Trust");
});
