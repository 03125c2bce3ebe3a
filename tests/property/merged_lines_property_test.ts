// bank/statement_files/merged_lines.ts: whatever files an account's lines come in, in whatever order, however often and however
// they overlap, the merged list is the same; and what is missing between them is named, to the minor unit.
import assert from "node:assert/strict";
import fc from "fast-check";
import type {
  ForeignLine,
  ForeignStatement,
} from "../../bank/statement_files/foreign_statement.ts";
import { type MergedAccount, mergedAccounts } from "../../bank/statement_files/merged_lines.ts";

const DAYS = ["01", "02", "03", "04", "05", "06"].map((day) => `2026-11-${day}`);
const OPENING = 1_000_00;

/** Few amounts, texts and references, so that true twins are common. */
const line: fc.Arbitrary<ForeignLine> = fc.record({
  bookedOn: fc.constantFrom(...DAYS),
  amountMinor: fc.constantFrom(-5_00, 10_00, 25_00),
  currency: fc.constant("EUR"),
  bankReference: fc.constantFrom(null, null, "R1", "R2"),
  endToEndId: fc.constantFrom(null, "E1"),
  counterparty: fc.constant({ name: null, account: null }),
  text: fc.constantFrom("rent", ""),
  reversal: fc.constant(false),
  payments: fc.constant(1),
});

const book = fc.array(line, { maxLength: 40 }).map((lines) =>
  lines.toSorted((one, other) => one.bookedOn < other.bookedOn ? -1 : 1)
    // A bank does not give one reference on two days.
    .map((one) => ({
      ...one,
      bankReference: one.bankReference && `${one.bankReference}-${one.bookedOn}`,
    }))
);

const total = (lines: readonly ForeignLine[]) =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** The statement of the days from the one to the other, as a bank that has this book makes it. */
function statementOf(lines: readonly ForeignLine[], from: number, to: number): ForeignStatement {
  const upTo = (day: number) => total(lines.filter(({ bookedOn }) => bookedOn < DAYS[day]!));
  const until = total(lines.filter(({ bookedOn }) => bookedOn <= DAYS[to]!));
  return {
    format: "camt.053",
    account: "DE1",
    currency: "EUR",
    pending: 0,
    opening: { day: DAYS[from]!, amountMinor: OPENING + upTo(from) },
    closing: { day: DAYS[to]!, amountMinor: OPENING + until },
    lines: lines.filter(({ bookedOn }) => bookedOn >= DAYS[from]! && bookedOn <= DAYS[to]!),
  };
}

const whole = (lines: readonly ForeignLine[]) => statementOf(lines, 0, DAYS.length - 1);

/** Apart from how often each line was seen. */
const bare = ([account]: readonly MergedAccount[]) => ({
  lines: account!.lines.map(({ line, identity }) => [identity, line]),
  faults: account!.faults,
});

const period = fc.tuple(fc.nat(DAYS.length - 1), fc.nat(DAYS.length - 1))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

/** Periods that leave no day out, cut anywhere, with any others among them, in any order. */
const cover = fc.tuple(
  fc.subarray([1, 2, 3, 4, 5]),
  fc.array(period, { maxLength: 5 }),
  fc.infiniteStream(fc.nat()),
).map(([cuts, more, chance]) => {
  const begins = [0, ...cuts];
  const parts = begins.map((from, place) =>
    [from, (begins[place + 1] ?? DAYS.length) - 1] as const
  );
  return [...parts, ...more].map((part) => ({ part, at: chance.next().value }))
    .toSorted((one, other) => one.at - other.at).map(({ part }) => part);
});

Deno.test("merged lines: any order, overlap, repetition and cut of files gives the same list, without a fault", () => {
  fc.assert(fc.property(book, cover, (lines, periods) => {
    const files = periods.map(([from, to]) => statementOf(lines, from, to));
    const merged = bare(mergedAccounts(files));
    assert.deepEqual(merged, bare(mergedAccounts([whole(lines)])));
    assert.deepEqual(merged.faults, []);
    assert.equal(merged.lines.length, lines.length);
  }));
});

Deno.test("merged lines: days that no file has are named with what they miss", () => {
  fc.assert(fc.property(book, fc.integer({ min: 1, max: 4 }), (lines, gone) => {
    const files = [statementOf(lines, gone + 1, 5), statementOf(lines, 0, gone - 1)];
    const missingMinor = total(lines.filter(({ bookedOn }) => bookedOn === DAYS[gone]));
    const [account] = mergedAccounts(files);
    const gap = { kind: "gap", fromDay: DAYS[gone - 1], toDay: DAYS[gone + 1], missingMinor };
    assert.deepEqual(account!.faults, missingMinor === 0 ? [] : [gap]);
  }));
});

Deno.test("merged lines: a line that a file has lost is named once, as a fault of that file", () => {
  fc.assert(fc.property(book, fc.nat(), (lines, place) => {
    fc.pre(lines.length > 0);
    const [early, late] = [statementOf(lines, 0, 2), statementOf(lines, 3, 5)];
    fc.pre(late.lines.length > 0);
    const lost = late.lines[place % late.lines.length]!;
    const spoilt = { ...late, lines: late.lines.filter((one) => one !== lost) };
    const missingMinor = lost.amountMinor;
    const [account] = mergedAccounts([spoilt, early]);
    assert.deepEqual(account!.faults, [
      { kind: "lines", fromDay: DAYS[3], toDay: DAYS[5], missingMinor },
    ]);
  }));
});

Deno.test("merged lines: accounts and currencies are kept apart; what is only in part alike counts twice", () => {
  const one: ForeignLine = {
    bookedOn: DAYS[0]!,
    amountMinor: 5,
    currency: "EUR",
    bankReference: "R",
    text: "a",
    endToEndId: null,
    counterparty: { name: null, account: null },
    reversal: false,
    payments: 1,
  };
  const statement = { ...whole([]), opening: null, closing: null };
  const seen = (...files: readonly Partial<ForeignStatement>[]) =>
    mergedAccounts(files.map((file) => ({ ...statement, ...file })))
      // Lines of one day stand in the order of their hashes, which means nothing.
      .map((
        { account, currency, lines },
      ) => [account, currency, lines.map(({ seen }) => seen).sort()]);
  assert.deepEqual(
    seen({ lines: [one, one] }, { lines: [one] }, { account: "DE2", lines: [one] }, {
      currency: "USD",
      lines: [],
    }),
    [["DE1", "EUR", [1, 2]], ["DE2", "EUR", [1]], ["DE1", "USD", []]],
  );
  // The bank's own reference counts, whatever else a report of the same day leaves out.
  assert.deepEqual(seen({ lines: [one] }, { lines: [{ ...one, text: "", endToEndId: "E" }] }), [
    ["DE1", "EUR", [2]],
  ]);
  assert.deepEqual(seen({ lines: [one] }, { lines: [{ ...one, amountMinor: 6 }] }), [
    ["DE1", "EUR", [1, 1]],
  ]);
});
