// terminal/pay_file/payment_file.ts: files of payments as spreadsheets save them, and every mistake with its line and column.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { currencyOf } from "../../bank/money.ts";
import { PaymentFileError, paymentFileOf } from "../../terminal/pay_file/payment_file.ts";

const INR = currencyOf("INR");
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => paymentFileOf(bytes(text), INR);

const row = (line: number, to: string, amountMinor: number, text = "") => (
  { line, to, amountMinor, text }
);
const rows = (text: string) =>
  read(text).lines.map(({ line, to, amountMinor, text }) => row(line, to, amountMinor, text));

Deno.test("payment file: what spreadsheets save", () => {
  const files: readonly (readonly [string, ReturnType<typeof rows>])[] = [
    ["payee,amount\nravi,12.50\n", [row(2, "ravi", 1_250)]],
    [
      'Payee;Amount (INR);Memo;Reference\r\nravi;"1,250.00";Salary;2026-11\r\n',
      [row(2, "ravi", 125_000, "Salary (2026-11)")],
    ],
    ["\uFEFFTo\tSUM\tNote\nravi\t5\tHéllo ₹\n", [row(2, "ravi", 500, "Héllo ₹")]],
    [
      "amount,Beneficiary,Invoice No.\n1,ravi,A-7\n\n,,\n2,zoe,\n",
      [row(2, "ravi", 100, "A-7"), row(5, "zoe", 200)],
    ],
    [
      'Account number,Amount\n"3000 0000 0049",1\n300000000049,1\n',
      [row(2, "300000000049", 100), row(3, "300000000049", 100)],
    ],
  ];
  for (const [text, expected] of files) assert.deepEqual(rows(text), expected, text);
});

Deno.test("payment file: UTF-16 of old spreadsheets, the hash is that of the bytes", () => {
  const text = "payee\tamount\nravi\t7\n";
  const wide = Uint8Array.from([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from(text, (sign) => sign.charCodeAt(0)).buffer),
  ]);
  const { lines: [line], hash } = paymentFileOf(wide, INR);
  assert.deepEqual([line!.to, line!.amountMinor], ["ravi", 700]);
  assert.equal(hash, createHash("sha256").update(wide).digest("hex"));
  assert.notEqual(hash, read(text).hash);
});

Deno.test("payment file: columns that nothing asks for are named", () => {
  assert.deepEqual(read("Employee,Payee,Amount\n7,ravi,1\n").unused, ["Employee"]);
});

Deno.test("payment file: each mistake with its line and column", () => {
  const files: readonly (readonly [string, RegExp])[] = [
    ["", /empty/],
    ["payee,amount\n", /no line below/],
    ["name,amount\nravi,1\n", /line 1: there is no column "payee"; the headings are "name"/],
    ["payee,memo\nravi,1\n", /line 1: there is no column "amount"/],
    ["payee,to,amount\nravi,zoe,1\n", /line 1: "payee" and "to" could both be the payee/],
    ["payee,amount\nravi,-1\n", /^line 2, amount: .*positive/],
    ["payee,amount\nravi,1.234\n", /^line 2, amount: .*2 decimals/],
    ["payee,amount\nravi,0\n", /^line 2, amount: .*more than zero/],
    ["payee,amount\nravi,5 EUR\n", /^line 2, amount: .*not in the bank's currency/],
    ["payee,amount\nravi,1,250.00\n", /^line 2: it has 3 cells, the headings are 2/],
    ["payee,amount\n,1\n", /^line 2, payee: expected a user name/],
    [`payee,amount\n${"x".repeat(65)},1\n`, /^line 2, payee/],
    [`payee,amount,memo\nravi,1,${"x".repeat(141)}\n`, /^line 2, memo: .*141 characters, 140/],
    ['payee,amount,memo\nravi,1,"a\nb"\n', /^line 3, memo: expected printable/],
    ["payee,amount,memo\nravi,1,a\u202Eb\n", /^line 2, memo: expected printable/],
    ["payee,amount,ref\nravi,1,\u0007\n", /^line 2, reference: expected printable/],
    ["payee,amount\nravi,1\n\nzoe,x\nbob,y\n", /^line 4, amount: .*\nline 5, amount: /],
    ['payee,amount\n"ravi,1\n', /no CSV/],
    ["payee,amount\nra\0vi,1\n", /text/],
  ];
  for (const [text, expected] of files) {
    assert.throws(() => read(text), (error) => {
      assert.ok(error instanceof PaymentFileError, `${text}: ${error}`);
      assert.match(error.message, expected);
      return true;
    });
  }
});
