// Tills and the end of a day through the router of a bank in memory: what staff are told, what two of them do, and a report that says what
// the journal says, in four forms, or nothing.
import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { isSignedBy, type Statement } from "../../bank/signature.ts";
import { METHODS } from "../../api/methods.ts";
import { DayReport } from "../../api/till_methods.ts";
import { dayReportCsv } from "../../papers/day_report.ts";
import { dayReportText, tillsText } from "../../terminal/till_text.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const password = PASSWORD;
const DAY_MS = 24 * 3_600_000;
const INR = { code: "INR", scale: 2 };

async function office() {
  const bank = await TestBank.open();
  const mona = await bank.staff("mona", { displayName: "Mona Das" });
  const tara = await bank.customer("tara", { displayName: "Tara Rao" });
  const { account } = tara;
  await mona.call("setStaffRole", { account, role: "teller", reason: "hired", password });
  const maya = await bank.customer("maya", { displayName: "Maya Iyer" });
  return { bank, mona, tara, maya, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

type Office = Awaited<ReturnType<typeof office>>;

const cash = (
  { bank, maya }: Office,
  who: Customer,
  [method, amountMinor]: readonly ["cashIn" | "cashOut", number],
) => who.call(method, { id: bank.transferId(), account: maya.account, amountMinor, memo: "" });

const counting = ({ bank }: Office, countedMinor: number, expectedMinor: number, reason = "") => (
  { id: bank.transferId(), countedMinor, expectedMinor, reason }
);

const dayOf = ({ bank }: Office) => new Date(bank.clock.nowMs).toISOString().slice(0, 10);

Deno.test("tills: opened, used and closed, with what should be in them told all along", async () => {
  await using there = await office();
  const { bank, tara, mona } = there;
  await cash(there, mona, ["cashIn", 90_000]);
  const till = await tara.call("openTill", { floatMinor: 10_000 });
  assert.deepEqual(till, {
    account: tara.account,
    accountName: "Tara Rao",
    openedAtMs: bank.clock.nowMs,
    floatMinor: 10_000,
    inMinor: 0,
    outMinor: 0,
    expectedMinor: 10_000,
  });
  await cash(there, tara, ["cashIn", 5_000]);
  await cash(there, tara, ["cashOut", 2_000]);
  const open = await mona.call("tills", {});
  assert.deepEqual(open, {
    tills: [{ ...till, inMinor: 5_000, outMinor: 2_000, expectedMinor: 13_000 }],
    safeMinor: 80_000,
    cashMinor: 93_000,
  });
  assert.match(
    tillsText(open, INR),
    /Tara Rao +2026-\S+ \S+ +100\.00 +50\.00 +20\.00 +130\.00\n.*800\.00 INR, all together 930\.00/,
  );
  const short = counting(there, 12_800, 13_000, "wrong change");
  const closed = await tara.call("closeTill", short);
  const cashNow = { tills: [], safeMinor: 92_800, cashMinor: 92_800 };
  const counted = { countedMinor: 12_800, expectedMinor: 13_000, differenceMinor: -200 };
  assert.deepEqual(closed, { ...counted, cash: cashNow });
  assert.deepEqual(await tara.call("closeTill", short), { ...counted, cash: cashNow });
  const safe = await tara.call("countSafe", counting(there, 92_900, 92_800, "found one"));
  assert.equal(safe.cash.safeMinor, 92_900);
});

Deno.test("tills: what differs needs a reason, what is right needs none", async () => {
  await using there = await office();
  const { tara, mona } = there;
  await tara.call("openTill", { floatMinor: 0 });
  assert.equal(await tara.code("closeTill", counting(there, 1, 0)), "invalid_params");
  assert.equal(await tara.code("closeTill", counting(there, 1, 0, "  ")), "invalid_params");
  assert.equal(await tara.code("closeTill", counting(there, -1, 0, "x")), "invalid_params");
  assert.equal(await mona.code("countSafe", counting(there, 5, 0)), "invalid_params");
  assert.equal((await tara.call("closeTill", counting(there, 0, 0))).differenceMinor, 0);
});

Deno.test("tills: a large difference is proposed by the teller and agreed to by another, or not if cash moved on", async () => {
  await using there = await office();
  const { bank, tara, mona } = there;
  await mona.call("setPolicy", { password, policy: { agreementMinor: 1_000 } });
  await tara.call("openTill", { floatMinor: 5_000 });
  const params = counting(there, 3_000, 5_000, "the drawer was open");
  assert.equal(await tara.code("closeTill", params), "agreement_needed");
  const propose = (why: string) =>
    tara.call("propose", {
      proposal: bank.transferId(),
      method: "closeTill",
      params,
      why,
      password,
    });
  const first = await propose("counted twice");
  assert.equal(first.amountMinor, 2_000);
  await cash(there, tara, ["cashIn", 500]);
  const { proposal, hash } = first;
  assert.equal(await mona.code("agreeProposal", { proposal, hash, password }), "cash_changed");
  await cash(there, tara, ["cashOut", 500]);
  await mona.call("agreeProposal", { proposal, hash, password });
  assert.deepEqual((await mona.call("tills", {})).tills, []);
  assert.equal(bank.loop.ledger.accounts.get("differences")?.bookedMinor, -2_000);
});

/** One day with everything in it, and the next morning. */
async function busyDay() {
  const there = await office();
  const { bank, tara, mona, maya } = there;
  await cash(there, mona, ["cashIn", 90_000]);
  bank.clock.advance(DAY_MS);
  const day = dayOf(there);
  await tara.call("openTill", { floatMinor: 10_000 });
  await cash(there, tara, ["cashIn", 5_000]);
  await cash(there, tara, ["cashIn", 700]);
  await cash(there, tara, ["cashOut", 2_000]);
  const transfer = { id: bank.transferId(), to: tara.account, amountMinor: 40, memo: "tea" };
  await maya.call("transfer", transfer);
  await mona.call("reverse", { id: bank.transferId(), transferId: transfer.id, reason: "no" });
  await tara.call("closeTill", counting(there, 13_500, 13_700, "=wrong change"));
  bank.clock.advance(DAY_MS);
  await cash(there, mona, ["cashIn", 1]);
  return { ...there, day };
}

Deno.test("end of day: balances, kinds, cash by teller and counts are those of the day, and signed", async () => {
  await using there = await busyDay();
  const { bank, tara, mona, day } = there;
  const report = await mona.call("dayReport", { day });
  assert.deepEqual([report.day, report.zone, report.over], [day, "UTC", true]);
  const row = (account: string, numbers: readonly number[]) => {
    const [openingMinor, inMinor, outMinor, closingMinor] = numbers;
    return { account, openingMinor, inMinor, outMinor, closingMinor };
  };
  assert.deepEqual(report.balances, [
    row("customers", [90_000, 5_780, 2_080, 93_700]),
    row("cash", [-90_000, 2_200, 5_700, -93_500]),
    row("differences", [0, 0, 200, -200]),
  ]);
  const kinds = report.movements.map(({ kind, count, amountMinor }) => [kind, count, amountMinor]);
  assert.deepEqual(kinds, [
    ["cash_in", 2, 5_700],
    ["cash_out", 1, 2_000],
    ["transfer", 1, 40],
    ["reversal", 1, 40],
    ["cash_difference", 1, 200],
  ]);
  const about = { account: tara.account, accountName: "Tara Rao" };
  assert.deepEqual(report.counter, [
    { ...about, inCount: 2, inMinor: 5_700, outCount: 1, outMinor: 2_000 },
  ]);
  const [opened] = report.opened;
  assert.deepEqual([opened!.account, opened!.floatMinor], [tara.account, 10_000]);
  const [counted] = report.counted;
  assert.deepEqual([counted!.expectedMinor, counted!.countedMinor, counted!.differenceMinor], [
    13_700,
    13_500,
    -200,
  ]);
  assert.equal(report.sumMinor, 0);
  const last = bank.loop.head.seq - 1;
  assert.deepEqual(report.head, { seq: last, hash: await bank.service.blockHash(last) });
  const { publicKey } = bank.service.signing;
  assert.ok(isSignedBy(report as unknown as Statement, publicKey));
  const forged = { ...report, sumMinor: 1 } as unknown as Statement;
  assert.ok(!isSignedBy(forged, publicKey));
});

Deno.test("end of day: the day before ends where the day begins, a day of nothing says so, today is not over", async () => {
  await using there = await busyDay();
  const { mona, bank } = there;
  const reports = [];
  for (const back of [0, 1, 2]) {
    const day = new Date(bank.clock.nowMs - back * DAY_MS).toISOString().slice(0, 10);
    reports.push(await mona.call("dayReport", { day }));
  }
  const [today, before, first] = reports;
  assert.deepEqual([today!.over, before!.over, first!.over], [false, true, true]);
  const cashOf = (report: typeof today) =>
    report!.balances.find(({ account }) => account === "cash");
  assert.equal(cashOf(first)!.closingMinor, cashOf(before)!.openingMinor);
  assert.equal(cashOf(before)!.closingMinor, cashOf(today)!.openingMinor);
  const none = await mona.call("dayReport", { day: "2020-02-29" });
  assert.deepEqual([none.movements, none.head], [[], { seq: -1, hash: "" }]);
  assert.match(dayReportText(none), /Nothing was booked/);
  assert.match(dayReportText(today!), /The day is not over/);
});

Deno.test("end of day: accounts that do not add up are told, and a statement that says something else ends it", async () => {
  await using there = await busyDay();
  const { bank, mona, maya, day } = there;
  const account = bank.loop.ledger.accounts.edit(maya.account);
  account.bookedMinor += 7;
  const report = await mona.call("dayReport", { day });
  assert.equal(report.sumMinor, 7);
  assert.match(dayReportText(report), /All accounts add up to 0\.07 INR/);
  account.bookedMinor -= 7;
  const { statements } = bank.service;
  const honest = statements.entriesSince.bind(statements);
  statements.entriesSince = async (...asked) =>
    (await honest(...asked)).map((entry) =>
      entry.account === "cash" && entry.bookedMinor === -93_500
        ? { ...entry, bookedMinor: -93_495 }
        : entry
    );
  assert.equal(await mona.code("dayReport", { day }), "internal");
  const said = JSON.stringify(bank.log.lines);
  assert.match(said, /the statement of cash says -93495, the journal -93500/);
});

Deno.test("end of day: one at a time, and the next when it is done", async () => {
  await using there = await busyDay();
  const { mona, tara, day } = there;
  const both = [mona, tara].map((one) => one.answer("dayReport", { day }));
  const codes = (await Promise.all(both)).map(({ error }) => error?.data.code ?? "ok");
  assert.deepEqual(codes.sort(), ["busy", "ok"]);
  assert.equal((await tara.call("dayReport", { day })).day, day);
});

Deno.test("end of day: a spreadsheet reads the sums, and takes no reason for a formula", async () => {
  await using there = await busyDay();
  const report = await there.mona.call("dayReport", { day: there.day });
  const rows: Record<string, string>[] = parse(dayReportCsv(report), { columns: true });
  const of = (section: string) => rows.filter((row) => row.section === section);
  const cashRow = of("balance").find(({ item }) => item === "cash")!;
  const { opening, closing } = cashRow;
  assert.deepEqual([opening, cashRow.in, cashRow.out, closing], [
    "-900.00",
    "22.00",
    "57.00",
    "-935.00",
  ]);
  const [closed] = of("till_closed");
  assert.deepEqual([closed!.name, closed!.difference, closed!.reason], [
    "Tara Rao",
    "-2.00",
    "'=wrong change",
  ]);
  assert.deepEqual(of("sum")[0]!.closing, "0.00");
  assert.equal(DayReport().parse(report).day, there.day);
  assert.ok(METHODS.dayReport.looks);
});
