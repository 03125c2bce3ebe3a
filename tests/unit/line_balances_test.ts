// Books and statements of another bank, held against each other: what is missing is named, what cannot be told is not.
import assert from "node:assert/strict";
import type { ForeignLine } from "../../bank/statement_files/foreign_statement.ts";
import { mergedAccounts } from "../../bank/statement_files/merged_lines.ts";
import { currencyOf } from "../../bank/money.ts";
import { balanceProblem, dayProblems, withOpening } from "../../terminal/line_balances.ts";

const currency = currencyOf("INR");

type Day = readonly [day: string, amounts: readonly number[]];

const lineOf = (bookedOn: string, amountMinor: number): ForeignLine => ({
  bookedOn,
  amountMinor,
  currency: "INR",
  bankReference: null,
  endToEndId: null,
  counterparty: { name: null, account: null },
  text: "x",
  reversal: false,
  payments: 1,
});

/** A file from a balance on, or without balances. */
function file(openingMinor: number | null, days: readonly Day[]) {
  const lines = days.flatMap(([day, amounts]) => amounts.map((amount) => lineOf(day, amount)));
  const sum = lines.reduce((total, { amountMinor }) => total + amountMinor, openingMinor ?? 0);
  const at = (day: string, amountMinor: number) =>
    openingMinor === null ? null : { day, amountMinor };
  const [account] = mergedAccounts([{
    format: "CSV",
    account: null,
    currency: "INR",
    opening: at(days[0]![0], openingMinor ?? 0),
    closing: at(days.at(-1)![0], sum),
    lines,
    pending: 0,
  }]);
  return account!;
}

/** What the bank answers that has booked these lines. */
function books(days: readonly Day[]) {
  let balanceMinor = 0;
  const told = days.map(([day, amounts]) => {
    const inMinor = amounts.filter((amount) => amount > 0).reduce((sum, one) => sum + one, 0);
    const outMinor = inMinor - amounts.reduce((sum, one) => sum + one, 0);
    balanceMinor += inMinor - outMinor;
    return { day, lines: amounts.length, inMinor, outMinor, balanceMinor };
  });
  return { days: told, balanceMinor, waitingMinor: 0 };
}

const [MON, TUE, WED] = ["2026-11-23", "2026-11-24", "2026-11-25"] as const;

Deno.test("balances: an import that leaves a gap, or comes again with something missing, is named", () => {
  const rows: readonly (readonly [
    string,
    Parameters<typeof file>,
    readonly Day[],
    "all" | "none",
    RegExp | null,
  ])[] = [
    ["the first file, from zero", [0, [[MON, [5, -2]]]], [], "all", null],
    [
      "the first file, money before",
      [900, [[MON, [5]]]],
      [],
      "all",
      /9\.00 INR were there before: add --opening/,
    ],
    ["the next day", [5, [[TUE, [7]]]], [[MON, [5]]], "all", null],
    ["a day left out", [12, [[WED, [1]]]], [[MON, [5]]], "all", /0\.07 INR is missing/],
    ["the same file again", [0, [[MON, [5, -2]]]], [[MON, [5, -2]]], "none", null],
    [
      "a true twin in a file of its own",
      [5, [[MON, [5]]]],
      [[MON, [5]]],
      "none",
      /0\.05 INR is missing/,
    ],
    ["noon, when the evening is booked", [0, [[MON, [5]]]], [[MON, [5, 6]]], "none", null],
    ["no balances", [null, [[WED, [1]]]], [[MON, [5]]], "all", null],
  ];
  for (const [what, [opening, days], booked, fresh, expected] of rows) {
    const account = file(opening, days);
    const problems = balanceProblem(account, {
      fresh: fresh === "all" ? account.lines : [],
      days: books(booked),
      currency,
    });
    if (expected === null) assert.deepEqual(problems, [], what);
    else assert.match(problems.join("; "), expected, what);
  }
});

Deno.test("balances: what was there before is a line of the day before, once", () => {
  const account = withOpening(file(900, [[MON, [5]]]));
  const [first] = account.lines;
  assert.deepEqual([first!.line.bookedOn, first!.line.amountMinor], ["2026-11-22", 900]);
  const days = books([]);
  assert.deepEqual(balanceProblem(account, { fresh: account.lines, days, currency }), []);
  assert.equal(withOpening(file(0, [[MON, [5]]])).lines.length, 1);
});

Deno.test("balances: each day that differs is named", () => {
  const account = file(0, [[MON, [5]], [TUE, [7, 8]]]);
  const problems = (booked: readonly Day[]) =>
    dayProblems(account, { days: books(booked), currency });
  assert.deepEqual(problems([[MON, [5]], [TUE, [7, 8]]]), []);
  assert.deepEqual(problems([[MON, [5]], [TUE, [15]]]).length, 1);
  const [first, last] = problems([[MON, [4]], [TUE, [7, 8]]]);
  assert.match(
    first!,
    /^2026-11-23: 0\.05 INR in 1 lines of the files, 0\.04 INR in 1 of the books/,
  );
  assert.match(last!, /^End of 2026-11-24: 0\.20 INR in the files, 0\.19 INR in the books/);
});
