// One morning at the desk with the other bank's statements, in the form that people have: what is paid in finds its account, a
// second file begins where the first one ended, what has no reference is assigned, and the books agree with the statements.
import assert from "node:assert/strict";
import { join } from "node:path";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { deskAt, PASSWORD } from "../support/desk.ts";
import {
  launcherNamed,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "../support/program.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

interface Booked {
  readonly ref: string;
  readonly amount: number;
  readonly name?: string;
  readonly text: string;
}

const decimal = (minor: number) => (Math.abs(minor) / 100).toFixed(2);
const sign = (minor: number) => `<CdtDbtInd>${minor < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>`;

function balance(code: string, minor: number, day: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="INR">${
    decimal(minor)
  }</Amt>` +
    `${sign(minor)}<Dt><Dt>${day}</Dt></Dt></Bal>`;
}

/** camt.053.001.08 of one day. */
function camt(day: string, openingMinor: number, lines: readonly Booked[]): string {
  const closingMinor = lines.reduce((sum, { amount }) => sum + amount, openingMinor);
  const entries = lines.map(({ ref, amount, name, text }) =>
    `<Ntry><Amt Ccy="INR">${decimal(amount)}</Amt>${sign(amount)}<Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${ref}</AcctSvcrRef><NtryDtls><TxDtls>` +
    (name ? `<RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr></RltdPties>` : "") +
    `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>` +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
    `<GrpHdr><MsgId>M${day}</MsgId><CreDtTm>${day}T20:00:00Z</CreDtTm></GrpHdr>` +
    `<Stmt><Id>S${day}</Id><Acct><Id><Othr><Id>30201099887</Id></Othr></Id><Ccy>INR</Ccy></Acct>` +
    balance("OPBD", openingMinor, day) + balance("CLBD", closingMinor, day) + entries.join("") +
    `</Stmt></BkToCstmrStmt></Document>`;
}

const launcher = launcherNamed(undefined);

/** A bank with a customer and a desk, and what is said at it. */
async function atDesk(dir: Scratch, server: ServerProcess) {
  const desk = deskAt({ launcher, dir, server });
  const proving = ["--password-file", dir.file("password", PASSWORD)];
  const maya: string = (await desk.signUp("maya")).answer.account;
  await desk.signUp("desk", "--staff-code", server.staffCode!);
  const says = async (user: string, words: readonly string[], code: number, ...texts: RegExp[]) => {
    const ran = await desk.run(user, words);
    const seen = `${user} ${words.join(" ")}\n${ran.out}${ran.err}`;
    assert.equal(ran.code, code, seen);
    for (const text of texts) assert.match(ran.out + ran.err, text, seen);
  };
  return { desk, maya, says, proving };
}

Deno.test(`statements of another bank on ${launcher.name}: from the file to the customer's account`, async () => {
  using dir = scratch();
  await using server = await startServer({ launcher, data: join(dir.path, "data") });
  const { desk, maya, says, proving } = await atDesk(dir, server);
  const reference = paymentReferenceOf(maya);
  const first = dir.file(
    "first.xml",
    camt(daysAgo(2), 1_000_00, [
      { ref: "A1", amount: 500_00, name: "Maya Iyer", text: `rent ${reference}` },
      { ref: "A2", amount: 70_00, name: "Ravi Kumar", text: "for maya" },
      { ref: "A3", amount: -12_50, text: "charges" },
    ]),
  );
  const second = dir.file(
    "second.xml",
    camt(daysAgo(1), 1_557_50, [{ ref: "B1", amount: 20_00, text: reference }]),
  );
  await says("maya", ["import", first, "--yes"], 1, /Only staff/);
  // What was there before the bank had these books is booked once, when staff say so.
  await says("desk", ["import", first, "--yes"], 1, /add --opening/, /Nothing was booked/);
  await says("desk", ["import", first, "--opening", "--dry-run"], 0, /1 for .*, 3 to suspense/);
  await says("desk", ["unmatched"], 0, /No line waits/);
  await says("desk", ["import", first, "--opening", "--yes"], 0, /other bank 1,557\.50 INR/);
  await says("maya", ["balance"], 0, /Available\s+500\.00 INR/);
  await says("maya", ["history"], 0, /paid in\s+bank\s+\+500\.00/);
  await says("desk", ["import", first, "--yes"], 0, /3 booked before/);
  await says(
    "desk",
    ["reconcile", second],
    1,
    /20\.00 INR in 1 lines of the files, 0\.00 INR in 0/,
  );
  await says("desk", ["import", first, second, "--yes"], 0, /1 for accounts here/, /1,577\.50 INR/);
  await says("desk", ["reconcile", first, second], 0, /agree .* 1,577\.50 INR/);
  const { answer: { lines } } = await desk.json("desk", ["unmatched"]);
  const waiting = new Map<string, string>(
    lines.map(({ memo, line }: { memo: string; line: string }) => [memo, line]),
  );
  const expected = ["Opening balance", "Ravi Kumar: for maya", "charges"];
  assert.deepEqual([...waiting.keys()].sort(), expected);
  const assign = (memo: string, to: string, code: number, text: RegExp) =>
    says("desk", [...proving, "assign", waiting.get(memo)!, to], code, text);
  await assign("Ravi Kumar: for maya", "maya", 0, /70\.00 INR/);
  await assign("Ravi Kumar: for maya", "maya", 1, /waits no more/);
  await assign("charges", "charges", 0, /12\.50 INR/);
  await assign("Opening balance", "opening", 0, /1,000\.00 INR/);
  await says("desk", ["unmatched"], 0, /No line waits/);
  await says("maya", ["balance"], 0, /Available\s+590\.00 INR/);
  await says("desk", ["audit", "--deep"], 0, /./);
});

Deno.test(`statements of another bank on ${launcher.name}: of another account, or with a day left out`, async () => {
  using dir = scratch();
  await using server = await startServer({ launcher, data: join(dir.path, "data") });
  const { says, proving } = await atDesk(dir, server);
  const details = ["--holder", "Lakeside", "--account", "30201099887", "--ifsc", "SBIN0001234"];
  await says("desk", [...proving, "bank-details", ...details], 0, /Lakeside/);
  const day = camt(daysAgo(2), 0, [{ ref: "A1", amount: 20_00, text: "x" }]);
  const strange = dir.file("strange.xml", day.replace("30201099887", "55555555"));
  await says("desk", ["import", strange, "--yes"], 2, /account 55555555/);
  await says("desk", ["import", dir.file("day.xml", day), "--yes"], 0, /other bank 20\.00 INR/);
  const later = dir.file(
    "later.xml",
    camt(daysAgo(0), 442_50, [{ ref: "D1", amount: 1, text: "x" }]),
  );
  await says("desk", ["import", later, "--yes"], 1, /422\.50 INR is missing/);
  await says("desk", ["import", later, "--yes", "--despite-balances"], 0, /1 to suspense/);
});

Deno.test(`statements of another bank on ${launcher.name}: long texts in any script`, async () => {
  using dir = scratch();
  await using server = await startServer({ launcher, data: join(dir.path, "data") });
  const { says } = await atDesk(dir, server);
  const text = "किराया और बिजली ".repeat(60);
  const lines = Array.from(
    { length: 60 },
    (_, n) => ({ ref: `L${n}`, amount: 1_00, name: text, text }),
  );
  const long = dir.file("long.xml", camt(daysAgo(1), 0, lines));
  await says("desk", ["import", long, "--yes"], 0, /other bank 60\.00 INR/);
});
