// Files of strangers: what is no statement, contradicts itself or is made to do harm is refused in words, quickly, and nothing else
// is ever thrown.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { StatementFileError } from "../../bank/statement_files/foreign_statement.ts";
import { statementsIn } from "../../bank/statement_files/statement_file.ts";
import { dayOf, minorOf } from "../../bank/statement_files/written_values.ts";

const HERE = new URL("../fixtures/statements/", import.meta.url);
const FILES = readdirSync(HERE).map((name) => readFileSync(new URL(name, HERE)));

const CAMT = readFileSync(new URL("camt053_plain_02.xml", HERE), "utf8");
const MT940 = readFileSync(new URL("mt940_german.sta", HERE), "utf8");
const OFX = readFileSync(new URL("ofx_plain_102.ofx", HERE), "utf8");
const HDFC = readFileSync(new URL("csv_hdfc.csv", HERE), "utf8");

const bytes = (text: string) => new TextEncoder().encode(text);
const headed = (head: string) => CAMT.replace("<Document", `${head}<Document`);

function refused(given: Uint8Array): string {
  try {
    statementsIn(given);
  } catch (error) {
    assert.ok(error instanceof StatementFileError, String((error as Error).stack));
    return error.message;
  }
  return "read";
}

const LAUGHS = [...Array(20).keys()].map((n) => `<!ENTITY l${n + 1} "&l${n};&l${n};">`).join("");

const HOSTILE: readonly (readonly [file: string, why: RegExp])[] = [
  [headed(`<!DOCTYPE d [<!ENTITY l0 "ha">${LAUGHS}]>`), /document type/],
  [headed('<!DOCTYPE d SYSTEM "file:///etc/passwd">'), /document type/],
  [
    headed('<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1/">]>').replace("Maya", "&x;"),
    /document type/,
  ],
  [CAMT.replace("Maya", "&x;"), /not well-formed.*entity/i],
  [CAMT.replace("</Ntry>", ""), /not well-formed/],
  [CAMT.slice(0, -20), /not well-formed/],
  [CAMT.replace("<GrpHdr>", "<a>".repeat(50) + "<GrpHdr>"), /within more than 40/],
  [CAMT.replace("500.00", "500.001"), /"500.001" is no amount in EUR/],
  [CAMT.replace("500.00", "5e2"), /"5e2" is no amount/],
  [CAMT.replace("500.00", "9".repeat(15)), /more than this bank can count/],
  [CAMT.replaceAll("EUR", "XYZ"), /"XYZ" is no currency/],
  [CAMT.replace("2026-11-28", "2026-02-30"), /"2026-02-30" is no day/],
  [CAMT.replace("CRDT</CdtDbtInd></Ntry", ""), /read/],
  [CAMT.replace("UTF-8", "UTF-7"), /"UTF-7", which is not read/],
  ["<html><body>Sign in</body></html>", /neither camt/],
  [MT940.replace("CR500,00", "XX500,00"), /is no line of MT940/],
  [MT940.replace("C261127EUR1000,00", "C2611EUR"), /is no balance of MT940/],
  [MT940.replace(/:60F:.*/, ""), /no opening balance/],
  [OFX.replace("250.00", "250.00.1"), /is no amount in INR/],
  [OFX.replace("<TRNAMT>-5.90", "<TRNAMT>"), /is no amount in INR/],
  [OFX.replace(/<DTPOSTED>\d+/, "<DTPOSTED>2026"), /is no day/],
  [OFX.replace("<CURDEF>INR", "<CURDEF>"), /is no currency/],
  [OFX.replace("<STMTTRN>", "<A>".repeat(60) + "<STMTTRN>"), /within more than 40/],
  [HDFC.replace("12,500.50", "12,500.51"), /balances do not follow/],
  [HDFC.replace("Narration", "Story"), /no map has the headings/],
  [HDFC.replace("27/11/26", "31/02/26"), /row \d+: "31\/02\/26" is no day/],
  ["", /no map/],
  ["\0\0\0\0", /it is no text/],
];

Deno.test("hostile statements: each is refused, and it is said why", () => {
  for (const [file, why] of HOSTILE) assert.match(refused(bytes(file)), why, file.slice(0, 200));
});

Deno.test("hostile statements: a bomb of entities and a deep tree take no time", () => {
  const begun = performance.now();
  const deep = `<?xml version="1.0"?>${"<a>".repeat(1_000_000)}`;
  assert.match(refused(bytes(deep)), /within more than 40/);
  const wide = `OFXHEADER:100\n<OFX>${"<A>".repeat(1_000_000)}`;
  assert.match(refused(bytes(wide)), /within more than 40/);
  const spaces = `:20:x\n:60F:C261127EUR1,${" ".repeat(200_000)}x`;
  assert.match(refused(bytes(spaces)), /is no balance/);
  const quoted = `Date,Narration,"${"x".repeat(1_000_000)}`;
  assert.match(refused(bytes(quoted)), /no map/);
  assert.ok(performance.now() - begun < 5_000);
});

Deno.test("hostile statements: cut, spoilt and joined files are read or refused, never anything else", () => {
  const file = fc.constantFrom(...FILES);
  fc.assert(
    fc.property(
      file,
      file,
      fc.nat(),
      fc.nat(),
      fc.uint8Array({ maxLength: 6 }),
      (one, other, from, to, junk) => {
        const [begin, end] = [from % one.length, to % other.length];
        refused(one.subarray(0, begin));
        refused(Uint8Array.from([...one.subarray(0, begin), ...junk, ...other.subarray(end)]));
        refused(
          Uint8Array.from([
            ...one.subarray(0, begin),
            ...junk,
            ...one.subarray(begin + junk.length),
          ]),
        );
      },
    ),
    { numRuns: 300 },
  );
});

const EUR = { code: "EUR", scale: 2 };
const KWD = { code: "KWD", scale: 3 };
const JPY = { code: "JPY", scale: 0 };

Deno.test("amounts of files: as banks write them, and nothing that could mean two things", () => {
  const read: readonly (readonly [string, typeof EUR, "." | ",", number | null])[] = [
    ["1,00,250.00", EUR, ".", 100_250_00],
    ["1.234.567,89", EUR, ",", 1_234_567_89],
    ["1 234,5", EUR, ",", 1_234_50],
    ["-3.5", EUR, ".", -3_50],
    ["3.50-", EUR, ".", -3_50],
    ["+10,00", EUR, ",", 10_00],
    ["\u221210,00", EUR, ",", -10_00],
    ["₹ 5", EUR, ".", 5_00],
    ["100,", EUR, ",", 100_00],
    [".5", EUR, ".", 50],
    ["1.250", KWD, ".", 1_250],
    ["12.000", JPY, ".", 12],
    ["0", JPY, ".", 0],
    ["12.5", JPY, ".", null],
    ["1,23", EUR, ".", null],
    ["1,2345", EUR, ".", null],
    ["1.2.3", EUR, ".", null],
    ["1,234.567", EUR, ".", null],
    ["--1", EUR, ".", null],
    ["-1-", EUR, ".", null],
    ["", EUR, ".", null],
    [".", EUR, ".", null],
    [",", EUR, ".", null],
    ["0x10", EUR, ".", null],
    ["١٢", EUR, ".", null],
  ];
  for (const [text, currency, decimal, minor] of read) {
    if (minor === null) {
      assert.throws(() => minorOf(text, { currency, decimal }), StatementFileError, text);
    } else assert.equal(minorOf(text, { currency, decimal }), minor, text);
  }
});

Deno.test("days of files: in three orders, with names of months, and only those there are", () => {
  const read = [
    ["28/11/26", "dmy", "2026-11-28"],
    ["28.11.2026", "dmy", "2026-11-28"],
    ["28 Nov 2026", "dmy", "2026-11-28"],
    ["28-NOV-26", "dmy", "2026-11-28"],
    ["28112026", "dmy", "2026-11-28"],
    ["2026-11-28T23:59:59Z", "ymd", "2026-11-28"],
    ["20261128", "ymd", "2026-11-28"],
    ["11/28/2026 10:00", "mdy", "2026-11-28"],
    ["29.02.2028", "dmy", "2028-02-29"],
  ] as const;
  for (const [text, order, day] of read) assert.equal(dayOf(text, order), day, text);
  const wrong = [
    ["29.02.2026", "dmy"],
    ["2026-11-28", "dmy"],
    ["28/11/2026", "mdy"],
    ["28/11", "dmy"],
    ["0/0/0", "dmy"],
    ["tomorrow", "dmy"],
    ["", "ymd"],
  ] as const;
  for (const [text, order] of wrong) {
    assert.throws(() => dayOf(text, order), StatementFileError, text);
  }
});
