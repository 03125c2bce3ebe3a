// `bank read-statement`: what a person and a script see of other banks' statements, and with which exit code.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Launcher, ROOT, runProgram, scratch, shipped } from "../support/program.ts";

const HERE = join(ROOT, "tests", "fixtures", "statements");
const file = (name: string) => join(HERE, name);

const reader = (launcher: Launcher) => (...words: readonly string[]) =>
  runProgram({ launcher, args: ["read-statement", ...words] });

const COLUMNS = {
  bookedOn: "Date",
  debit: "Withdrawals",
  credit: "Deposits",
  text: ["Particulars"],
};
const MAP = { name: "federal", delimiter: ";", decimal: ",", days: "dmy", currency: "INR" };

for (const launcher of shipped()) {
  const ran = reader(launcher);

  Deno.test(`${launcher.name}: statements are read, each line once, and gaps are named`, async () => {
    using dir = scratch();
    const day = await ran(file("camt052_morning.xml"), file("camt053_plain_02.xml"));
    assert.equal(day.code, 0, day.err);
    assert.match(day.out, /^Account DE89370400440532013000, EUR\n/);
    assert.equal(day.out.match(/2026-11-28 +500\.00 +4829 1305 7708 +Maya Iyer/g)?.length, 1);
    assert.match(day.out, /\n3 lines, 484\.50 EUR in all\n?$/);

    const json = await ran("--json", file("camt052_morning.xml"), file("camt053_plain_02.xml"));
    const { accounts: [account] } = JSON.parse(json.out);
    const found = account.lines.find((one: { amountMinor: number }) => one.amountMinor === 50_000);
    assert.deepEqual([found.seen, found.for], [2, ["482913057708"]]);

    const later = dir.file(
      "later.sta",
      ":20:X\n:25:37040044/0532013000\n:28C:9\n:60F:C261201EUR1400,00\n:62F:C261202EUR1400,00\n-\n",
    );
    const gap = await ran(file("mt940_german.sta"), later);
    assert.equal(gap.code, 1, gap.err);
    assert.match(gap.out, /Between 2026-11-28 and 2026-12-01 lines of -84\.50 EUR are missing/);
  });

  Deno.test(`${launcher.name}: statements: maps of one's own, and what cannot be read`, async () => {
    using dir = scratch();
    const federal = dir.file(
      "federal.csv",
      "Date;Particulars;Withdrawals;Deposits\n28/11/2026;RF35854829130577 x;;1.234,50\n",
    );
    const mapped = (name: string, columns: unknown) =>
      ["--map-file", dir.file(name, JSON.stringify({ ...MAP, columns })), federal] as const;
    const own = await ran(...mapped("map.json", COLUMNS));
    assert.equal(own.code, 0, own.err);
    assert.match(own.out, /2026-11-28 +1,234\.50 +4829 1305 7708/);

    const bomb = dir.file("bomb.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>');
    const unread: readonly (readonly [readonly string[], RegExp])[] = [
      [[bomb], /Cannot read .*bomb\.xml: it has a document type/],
      [
        mapped("both.json", { ...COLUMNS, amount: "Deposits" }),
        /either amount, or credit and debit/,
      ],
      [mapped("none.json", { ...COLUMNS, debit: "Debits" }), /has the headings of "federal"/],
      [["--map-file", federal, federal], /expected a map in JSON/],
      [[join(dir.path, "absent")], /Cannot read .*absent: /],
      [["--map", "mars", file("csv_hdfc.csv")], /no map "mars"; there are hdfc, sbi/],
    ];
    for (const [words, why] of unread) {
      const refused = await ran(...words);
      assert.equal(refused.code, 2, refused.out);
      assert.match(refused.err, why);
    }
  });
}
