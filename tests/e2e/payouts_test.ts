// Payouts as commands between real processes: an account elsewhere, a payout, its file for the other bank, and what becomes of it as
// the statements of that bank say; also over a kill.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Desk, deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { launcherNamed, type Scratch, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

const today = new Date().toISOString().slice(0, 10);
const MAP = {
  name: "own",
  delimiter: ",",
  decimal: ".",
  days: "ymd",
  currency: "INR",
  columns: { bookedOn: "Date", text: ["Text"], amount: "Amount" },
};
const OWN = ["--holder", "Ann Lee", "--account", "3020 1099 887", "--ifsc", "sbin0001234"];
const BANK = ["--holder", "Lakeside", "--account", "50200012345678", "--ifsc", "ICIC0000001"];

interface Town {
  readonly dir: Scratch;
  readonly desk: Desk;
  /** How a password is given. */
  readonly proof: readonly string[];
}

async function setsTheAccount({ desk, proof }: Town): Promise<void> {
  const own = (...words: string[]) => ["payout-account", ...proof, ...words];
  await runTable(desk, [
    ["ann", ["payout-account"], 0, /Payouts go nowhere yet/],
    ["ann", ["payout", "10", ...proof, "--yes"], 1, /not said yet which account at another bank/],
    ["ann", own("--holder", "ஆன்", "--iban", "X", "--yes"), 2, /in Latin letters/],
    ["ann", own("--holder", "Ann", "--account", "1", "--yes"), 2, /number of an account, 6 to 20/],
    ["ann", own("--holder", "Ann", "--account", "123456", "--yes"), 2, /An IFSC has 11/],
    [
      "ann",
      own("--holder", "Ann", "--iban", "DE89370400440532013001", "--yes"),
      2,
      /mistake in it/,
    ],
    ["ann", own("--holder", "Ann", "--iban", "DE89370400440532013000", "--yes"), 2, /in rupees go/],
    ["ann", own(...OWN), 2, /add --yes/],
    ["ann", own(...OWN, "--yes"), 0, /Ann Lee, 30201099887 at SBIN0001234\. It is new/],
    ["ann", ["payout", "10", ...proof, "--yes"], 1, /is new here\. Payouts go there from/],
    [
      "mona",
      ["policy", ...proof, "--set", "payout-account-hours=0", "--yes"],
      0,
      /payout-account-/,
    ],
    ["ann", own("--remove", "--yes"), 0, /go nowhere yet/],
    ["ann", own(...OWN, "--yes"), 0, /Payouts go to Ann Lee, 30201099887 at SBIN0001234\.$/m],
    ["ann", ["payout", "5000", ...proof, "--yes"], 1, /1,000\.00 INR/],
  ]);
}

interface Asked {
  readonly payout: string;
  readonly reference: string;
}

/** @returns two that are sent. */
async function asksAndSends({ desk, proof }: Town): Promise<readonly [rent: Asked, paint: Asked]> {
  const paysOut = async (amount: string, memo: string): Promise<Asked> =>
    (await desk.json("ann", ["payout", amount, "--memo", memo, ...proof, "--yes"])).answer;
  const rent = await paysOut("250", "=Rent & more");
  const paint = await paysOut("100", "");
  const tea = await paysOut("1", "Tea");
  await runTable(desk, [
    ["ann", ["cancel-payout", "x"], 2, /Cannot tell which payout/],
    ["mona", ["cancel-payout", tea.reference], 1, /No payout of yours has the reference/],
    ["ann", ["cancel-payout", tea.reference], 0, /cancelled; the money is back/],
    ["ann", ["cancel-payout", tea.payout], 0, /cancelled; the money is back/],
    ["ann", ["balance"], 0, /Booked +650\.00 INR/],
    ["ann", ["payout-queue"], 1, /Only staff/],
    ["mona", ["payout-queue"], 0, /2 payouts, 350\.00 INR/],
    ["mona", ["payout-batch", ...proof], 2, /add --yes/],
    ["mona", ["payout-batch", tea.reference, rent.reference, ...proof, "--yes"], 1, /waits\./],
    ["mona", ["payout-batch", ...proof, "--yes"], 0, /2 payouts, 350\.00 INR[^]*payout-file RF/],
    ["mona", ["payout-batch", ...proof, "--yes"], 1, /No payout waits that you may send/],
    ["ann", ["cancel-payout", rent.reference], 1, /waits no more: sent to the other bank/],
    [
      "ann",
      ["close-account", ...proof, "--confirm", "ann", "--sweep-to", "mona"],
      1,
      /under way: 2/,
    ],
  ]);
  return [rent, paint];
}

async function writesTheFile({ desk, dir, proof }: Town, { reference }: Asked): Promise<void> {
  const { answer: { batches: [batch] } } = await desk.json("mona", ["payout-batches"]);
  const out = join(dir.path, "out.csv");
  const file = (...words: string[]) => ["payout-file", batch.reference, ...words];
  await runTable(desk, [
    ["mona", file("--out", out), 1, /own account is not known/],
    ["mona", ["bank-details", ...proof, ...BANK], 0, /Lakeside/],
    ["mona", file("--out", out, "--on", "soon"), 2, /not a day such as/],
    ["mona", file("--out", out), 0, /out\.csv: Batch RF/],
    ["mona", file("--form", "pain.001.001.09", "--out", "-"), 0, /<CtrlSum>350\.00<\/CtrlSum>/],
    ["ann", file("--out", out), 1, /Only staff/],
  ]);
  assert.ok(existsSync(out));
  const [, row = ""] = readFileSync(out, "utf8").split("\r\n");
  const day = today.split("-").reverse().join("/");
  const to = "Ann Lee,30201099887,SBIN0001234";
  const said = `${reference},${reference} Rent + more`;
  assert.equal(row, `NEFT,50200012345678,${to},250.00,${day},${said}`);
}

async function readsStatements(
  { desk, dir, proof }: Town,
  [rent, paint]: readonly [Asked, Asked],
): Promise<void> {
  const map = dir.file("map.json", JSON.stringify(MAP));
  const imports = (name: string, ...rows: string[]) => [
    "import",
    dir.file(name, ["Date,Text,Amount", ...rows.map((one) => `${today},${one}`), ""].join("\n")),
    "--map-file",
    map,
    "--yes",
  ];
  const left = imports("left.csv", `NEFT ${rent.reference} ANN,-250.00`, "NEFT DR 4711,-100.00");
  await runTable(desk, [
    ["mona", left, 0, /1 for accounts here, 1 to suspense/],
    ["mona", left, 0, /2 booked before/],
  ]);
  const { answer: { lines: [unnamed] } } = await desk.json("mona", ["unmatched"]);
  const assigns = (to: string) => ["assign", unnamed.line, to, ...proof];
  await runTable(desk, [
    ["mona", assigns(rent.reference), 1, /no such payout that it could be about/],
    ["mona", assigns(paint.reference), 0, /100\.00 INR from payouts to suspense/],
    [
      "mona",
      imports("back.csv", `RETURN ${rent.reference} NO SUCH ACCOUNT,250.00`),
      0,
      /1 for acc/,
    ],
    ["ann", ["payouts"], 0, /paid by the other bank[^]*returned by the other bank/],
    ["ann", ["alerts"], 0, /! Your payout of 250\.00 INR to your account …9887: returned by/],
    ["ann", ["balance"], 0, /Booked +900\.00 INR/],
    ["mona", ["payout-batches"], 0, /2 +350\.00 +0\.00/],
    ["mona", ["audit"], 0, /./],
  ]);
}

Deno.test("payouts: asked for, sent with a file, paid and returned as statements say, once, also when the bank is killed", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data") };
  const args = ["--welcome", "1000"];
  await using first = await startServer({ ...options, port: 0, args });
  const desk = deskAt({ launcher, dir, server: first });
  const town = { dir, desk, proof: ["--password-file", dir.file("password", PASSWORD)] };
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("mona", "--staff-code", first.staffCode!);
  await setsTheAccount(town);
  const sent = await asksAndSends(town);
  await writesTheFile(town, sent[0]);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port: first.port, args });
  await readsStatements(town, sent);
});
