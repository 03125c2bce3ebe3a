// Slips to pay in with, in the hands of readers that others wrote: what they say, the code as a banking app reads it from the printed
// paper, and the rules of PDF/UA and PDF/A.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { currencyOf } from "../../bank/money.ts";
import { type PayInSlip, payInSlip } from "../../papers/pay_in_slip.ts";
import { hasPdfReaders, readPdf } from "../support/pdf.ts";
import { scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";
import { brokenRules, hasVeraPdf } from "../support/verapdf.ts";

const UPI = "upi://pay?pa=lakeside@sbi&pn=Lakeside%20Bank&tn=RF18539007547034&cu=INR&am=1500.50";
const EPC = "BCD\n002\n1\nSCT\n\nLakeside\nDE89370400440532013000\nEUR12.5\n\nRF18539007547034\n\n";

const INR: PayInSlip = {
  bank: "Lakeside & Daughters",
  currency: currencyOf("INR"),
  day: "2026-12-01",
  details: {
    holder: "Lakeside Bank",
    account: "50200012345678",
    ifsc: "ICIC0000001",
    upi: "lakeside@sbi",
  },
  reference: "RF18539007547034",
  about: "for மாயா Iyer, account 4829 1305 7701",
  amountMinor: 1_500_50,
  qr: { kind: "upi", text: UPI },
};

const SLIPS: Readonly<Record<string, PayInSlip>> = {
  "in rupees": INR,
  "in euros": {
    ...INR,
    currency: currencyOf("EUR"),
    details: { holder: "Lakeside", iban: "DE89370400440532013000", bic: "COBADEFF" },
    about: "a gift to Sunrise Trust",
    payBy: "2026-12-15",
    amountMinor: 12_50,
    qr: { kind: "epc", text: EPC },
  },
  "without an amount or a code": { ...INR, amountMinor: undefined, qr: undefined },
};

Deno.test({
  name: "slips: poppler and qpdf read where to, how much, and the reference",
  ignore: !hasPdfReaders(),
  async fn() {
    const said: Record<string, RegExp> = {
      "in rupees":
        /^Pay in\n+Lakeside & Daughters · for மாயா Iyer, [^]*50200012345678[^]*ICIC0000001[^]*lakeside@sbi[^]*1,500\.50 INR[^]*RF18 5390 0754 7034/,
      "in euros":
        /a gift to Sunrise Trust[^]*DE89 3704 0044 0532 0130 00[^]*12\.50 EUR[^]*2026-12-15/,
      "without an amount or a code": /Reference\n+RF18 5390 0754 7034/,
    };
    for (const [name, slip] of Object.entries(SLIPS)) {
      const read = readPdf(await payInSlip(slip));
      assert.match(read.text, said[name]!, name);
      assert.deepEqual(read.fonts.filter(({ embedded }) => !embedded), []);
      assert.equal(read.info.get("Pages"), "1");
      if (slip.qr === undefined) assert.doesNotMatch(read.text, /Scan it|Amount/);
    }
  },
});

Deno.test({
  name: "slips: a scanner reads from the printed paper what the banking app needs",
  ignore: !hasTools("pdftoppm", "zbarimg"),
  async fn() {
    for (const [name, slip] of Object.entries(SLIPS)) {
      if (slip.qr === undefined) continue;
      using dir = scratch();
      const file = dir.file("slip.pdf", "");
      Deno.writeFileSync(file, await payInSlip(slip));
      // As a printer of 200 dots for an inch makes it.
      const printed = tool(["pdftoppm", "-r", "200", "-png", file, `${file}.page`]);
      assert.equal(printed.code, 0, printed.err);
      const pages = readdirSync(dir.path).filter((each) => each.endsWith(".png"));
      const read = tool(["zbarimg", "-q", "--raw", ...pages.map((each) => join(dir.path, each))]);
      assert.equal(read.out.trim(), slip.qr.text.trim(), name);
    }
  },
});

Deno.test({
  name: "slips: veraPDF finds nothing against PDF/UA-1 and PDF/A-2b",
  ignore: !hasVeraPdf,
  async fn() {
    const files: Record<string, Uint8Array> = {};
    for (const [name, slip] of Object.entries(SLIPS)) files[name] = await payInSlip(slip);
    assert.deepEqual(brokenRules(files), []);
  },
});
