// Payment codes in the hands of programs that others wrote: QR codes as the terminal and the site show them, read by zbar; what
// EPC069-12 says, by segno; references, IBAN and BIC, by python-stdnum.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountNumberOf } from "../../bank/account_number.ts";
import { detailsProblem } from "../../bank/pay_in/bank_details.ts";
import { paymentCode } from "../../bank/pay_in/payment_codes.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { qrText } from "../../terminal/qr_text.ts";
import { pictureOf } from "../../web/pay_in_page.tsx";
import { pythonWith } from "../support/installed.ts";
import { ROOT, scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";

const EUR = { code: "EUR", scale: 2 };
const INR = { code: "INR", scale: 2 };
const JPY = { code: "JPY", scale: 0 };
const reference = paymentReferenceOf(accountNumberOf("4829130577"));
const dorfbank = { holder: "Dorfbank Müller & Söhne", iban: "DE89370400440532013000" };
const abn = { holder: "Stichting De Boot", iban: "NL91ABNA0417164300", bic: "ABNANL2A" };
const lakeside = { holder: "Lakeside & Sons' ஏரி", upi: "lakeside@sbi" };

const CODES = [
  { details: lakeside, currency: INR, reference },
  { details: lakeside, currency: INR, reference, amountMinor: 5 },
  { details: lakeside, currency: INR, reference, amountMinor: 12_34_567_00 },
  { details: dorfbank, currency: EUR, reference },
  { details: abn, currency: EUR, reference, amountMinor: 12_34 },
  {
    details: { ...abn, holder: "ß".repeat(70) },
    currency: EUR,
    reference,
    amountMinor: 999_999_999_99,
  },
];

Deno.test("payment code: none where no app reads one", () => {
  const none = [
    { details: dorfbank, currency: INR, reference },
    { details: lakeside, currency: EUR, reference },
    { details: dorfbank, currency: JPY, reference },
  ];
  assert.deepEqual(none.map(paymentCode), [null, null, null]);
});

/** Dark and light as a picture that any program reads (PGM). */
function pictured(rows: readonly (readonly boolean[])[]): Uint8Array {
  const scale = 4;
  const width = rows[0]!.length * scale;
  const pixels = rows.flatMap((row) => {
    const line = row.flatMap((dark) => Array<number>(scale).fill(dark ? 0 : 255));
    return Array<number[]>(scale).fill(line).flat();
  });
  return Buffer.concat([
    Buffer.from(`P5 ${width} ${rows.length * scale} 255\n`),
    Buffer.from(pixels),
  ]);
}

/** Two rows in one of text. A terminal with a dark ground paints what is full. */
function ofBlocks(text: string): boolean[][] {
  const light = { "█": [true, true], "▀": [true, false], "▄": [false, true], " ": [false, false] };
  return text.split("\n").flatMap((row) =>
    [0, 1].map((half) => [...row].map((sign) => !light[sign as keyof typeof light][half]))
  );
}

/** The squares of the page's SVG. */
function ofSvg(address: string): boolean[][] {
  const svg = Buffer.from(address.split(",")[1]!, "base64").toString();
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]) / 10;
  const rows = Array.from({ length: side }, () => Array<boolean>(side).fill(false));
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)) {
    rows[Number(y) / 10]![Number(x) / 10] = true;
  }
  return rows;
}

Deno.test({
  name: "payment code: zbar reads from screen and page what was meant",
  ignore: !hasTools("zbarimg"),
  async fn() {
    using dir = scratch();
    for (const code of CODES) {
      const { text } = paymentCode(code)!;
      for (const rows of [ofBlocks(await qrText(text, "M")), ofSvg(pictureOf(text))]) {
        const path = join(dir.path, "code.pgm");
        writeFileSync(path, pictured(rows));
        const read = tool(["zbarimg", "--raw", "--quiet", "-Sbinary", path]);
        assert.equal(read.code, 0, read.err);
        assert.equal(read.out.replace(/\n$/, ""), text);
      }
    }
  },
});

const python = pythonWith({
  name: "payment_codes",
  packages: ["segno==1.6.6", "python-stdnum==2.1"],
});

Deno.test({
  name: "payment code: segno says the same of EPC069-12, stdnum of references, IBAN and BIC",
  ignore: python === null,
  fn() {
    const codes = CODES.filter(({ currency }) => currency.code === "EUR");
    const asked = codes.map(({ details, amountMinor }) => ({
      name: details.holder,
      iban: "iban" in details ? details.iban : "",
      reference,
      bic: "bic" in details ? details.bic : "",
      amount: amountMinor === undefined ? null : amountMinor,
    }));
    const script = join(ROOT, "tests", "interop", "payment_codes.py");
    const ran = tool([python!, script, JSON.stringify(asked)]);
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(JSON.parse(ran.out), codes.map((code) => paymentCode(code)!.text));
    assert.deepEqual(codes.map(({ details }) => detailsProblem(details)), [null, null, null]);
  },
});
