// The yearly statement of donations: which gifts belong in it and why others do not, and a CSV that no spreadsheet runs.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { cellOf } from "../../service/giving/donor_report.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, csvCells, donorNamed, gives, liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

const PAN = "ABCPE1234F";

Deno.test("cells: what a spreadsheet would run gets a quote in front, what has signs of CSV is quoted", () => {
  const table: readonly (readonly [text: string, cell: string])[] = [
    ["Ann Lee", "Ann Lee"],
    ["", ""],
    ["=1+1", "'=1+1"],
    ["+91 98400", "'+91 98400"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ["a=1", "a=1"],
    ["Lee, Ann", '"Lee, Ann"'],
    ['Ann "Lee"', '"Ann ""Lee"""'],
    ["two\nlines", '"two\nlines"'],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ["''=1", "''=1"],
    ["1,00,000.00", '"1,00,000.00"'],
  ];
  for (const [text, cell] of table) assert.equal(cellOf(text), cell, JSON.stringify(text));
});

Deno.test("cells: whatever the text, a reader gets it back and nothing begins like a formula", () => {
  const nasty = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', ",", "'", "a", "1", " ");
  fc.assert(fc.property(
    fc.array(fc.oneof(
      fc.array(nasty, { maxLength: 8 }).map((signs) => signs.join("")),
      fc.string(),
    )),
    (texts) => {
      const csv = `${texts.map(cellOf).join(",")}\r\n`;
      const [cells = []] = csvCells(csv);
      if (texts.length > 0) assert.equal(cells.length, texts.length);
      for (const [place, text] of texts.entries()) {
        assert.doesNotMatch(cells[place]!, /^[=+\-@\t\r]/);
        assert.ok(cells[place] === text || cells[place] === `'${text}`);
      }
    },
  ));
});

Deno.test("report: who is in it, who is not and why, with gap-free receipt numbers", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const known = await donorNamed(bank, "ann", { name: "Ann Lee", address: "1 Road", pan: PAN });
  const unknown = await donorNamed(bank, "bob", { name: "Bob" });
  await gives(bank, known, home, { amountMinor: 10_001 });
  await gives(bank, unknown, home);
  await gives(bank, known, home, { visibility: "anonymous" });
  await gives(bank, known, home, { foreign: true });
  const back = await gives(bank, known, home, { amountMinor: 33_300 });
  await gives(bank, known, home, { purpose: "corpus", amountMinor: 50_000 });
  const refund = { id: bank.transferId(), transferId: back, reason: "by mistake" };
  await home.manager.call("refundGift", refund);
  const { year, form, rows, csv, excludedCsv = "" } = await home.manager.call("donorReport", {
    year: 2025,
  });
  assert.deepEqual([year, form], ["2025-26", "Form 10BD"]);
  assert.deepEqual(
    rows.map(({ receipt }) => receipt),
    [1, 2, 3, 4, 5, 6].map((n) => `2025-26/00000${n}`),
  );
  assert.deepEqual(rows.map(({ excluded }) => excluded), [
    "",
    "the donor gave no PAN",
    "Not eligible: an anonymous gift cannot be deducted",
    "Not eligible: a foreign contribution",
    "given back",
    "",
  ]);
  assert.deepEqual(rows.map(({ donorPan }) => donorPan), [PAN, "", "", PAN, PAN, PAN]);
  assert.deepEqual(rows.map(({ purpose }) => purpose).at(-1), "Corpus");
  assert.equal(rows[2]!.donorName, "Anonymous");
  assert.ok(csv.startsWith("\uFEFF") && excludedCsv.startsWith("\uFEFF"));
  assert.deepEqual(csvCells(csv.slice(1)), [
    [
      "Sl. No.",
      "Pre Acknowledgement Number",
      "ID Code",
      "Unique Identification Number",
      "Section Code",
      "Unique Registration Number (URN)",
      "Date of Issuance of Unique Registration Number",
      "Name of donor",
      "Address of donor",
      "Donation Type",
      "Mode of receipt",
      "Amount of donation (Indian rupees)",
    ],
    filed("1", "Others", "100.01"),
    filed("2", "Corpus", "500.00"),
  ]);
  const [head = [], ...left] = csvCells(excludedCsv.slice(1));
  assert.deepEqual(head.slice(0, 2), ["Receipt", "Date of donation"]);
  assert.deepEqual(left.map((cells) => [cells[0], cells[1], cells.at(-1)]), [
    ["2025-26/000002", "05-Jan-2026", "the donor gave no PAN"],
    ["2025-26/000003", "05-Jan-2026", "Not eligible: an anonymous gift cannot be deducted"],
    ["2025-26/000004", "05-Jan-2026", "Not eligible: a foreign contribution"],
    ["2025-26/000005", "05-Jan-2026", "given back"],
  ]);
});

/** A row of Ann Lee's, whose organisation never said when its approval was issued. */
const filed = (number: string, type: string, amount: string) => [
  number,
  "",
  "Permanent Account Number",
  PAN,
  "Section 80G",
  "AAATS1234FF20221",
  "01-Apr-2022",
  "Ann Lee",
  "1 Road",
  type,
  "Electronic modes including account payee cheque/draft",
  amount,
];

Deno.test("report: the approval's own day of issue, where it was stated", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const known = await donorNamed(bank, "ann", { name: "Ann Lee", pan: PAN });
  await gives(bank, known, home);
  const days = async () => {
    const { rows, csv } = await home.manager.call("donorReport", { year: 2025 });
    const [, ...lines] = csvCells(csv.slice(1));
    return [rows.map(({ urnIssuedOn }) => urnIssuedOn), lines.map((cells) => cells[6])];
  };
  assert.deepEqual(await days(), [["2022-04-01"], ["01-Apr-2022"]]);
  const fields = { ...RIGHT.eighty_g, issuedOn: "2021-05-28" };
  await home.manager.call("setFact", { fact: "eighty_g", fields });
  await approved(home);
  assert.deepEqual(await days(), [["2021-05-28"], ["28-May-2021"]]);
  // The day of another approval says nothing of what was given under this one.
  const other = { ...fields, urn: "AAATS1234FF20231", issuedOn: "2023-06-01" };
  await home.manager.call("setFact", { fact: "eighty_g", fields: other });
  await approved(home);
  assert.deepEqual(await days(), [["2022-04-01"], ["01-Apr-2022"]]);
});

Deno.test("report: what donors call themselves is never run", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const names = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", 'a",=1+1,"', "x\r\n=1+1,"];
  for (const [place, name] of names.entries()) {
    const details = { name: name.replace(/\r\n/, " "), address: `${name}, "Road"`, pan: PAN };
    const fitting = { ...details, address: details.address.replace(/\r\n/, " ") };
    await gives(bank, await donorNamed(bank, `donor${place}`, fitting), home);
  }
  const { csv } = await home.manager.call("donorReport", { year: 2025 });
  const rows = csvCells(csv.slice(1));
  assert.equal(rows.length, names.length + 1);
  for (const cells of rows) {
    assert.equal(cells.length, rows[0]!.length);
    for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  }
});

Deno.test("report: a year without gifts, another form from the new law on, nobody else's gifts", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const donor = await donorNamed(bank, "ann", { name: "Ann Lee", pan: PAN });
  await gives(bank, donor, home);
  const empty = await home.manager.call("donorReport", { year: 2024 });
  assert.deepEqual([empty.rows, csvCells(empty.csv).length], [[], 1]);
  bank.clock.nowMs = Date.parse("2026-03-31T18:29:59Z");
  await gives(bank, donor, home);
  bank.clock.nowMs = Date.parse("2026-03-31T18:30:00Z");
  await gives(bank, donor, home);
  const [before, after] = [
    await home.manager.call("donorReport", { year: 2025 }),
    await home.manager.call("donorReport", { year: 2026 }),
  ];
  assert.deepEqual(before.rows.map(({ receipt, givenOn }) => [receipt, givenOn]), [
    ["2025-26/000001", "2026-01-05"],
    ["2025-26/000002", "2026-03-31"],
  ]);
  assert.deepEqual([after.form, after.rows.map(({ receipt }) => receipt)], [
    "Form 113",
    ["2026-27/000001"],
  ]);
  assert.equal(await donor.code("donorReport", { year: 2025 }), "no_such_organisation");
});
