// Credit as commands between real processes: for one account and for all, used, listed, kept over a kill; statements of an account below
// zero in every form.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

Deno.test("credit: set for one account and for all, used to the end of it, listed; also when the bank is killed", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data") };
  const args = ["--welcome", "100"];
  await using first = await startServer({ ...options, port: 0, args });
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("bob", "--name", "Bob Roy");
  await desk.signUp("mona", "--staff-code", first.staffCode!);
  const ann: string = (await desk.json("ann", ["account"])).answer.number;
  const proof = ["--password-file", dir.file("password", PASSWORD)];
  const lets = (
    amount: string,
    ...words: string[]
  ) => ["account-credit", ann, amount, ...proof, "--reason", "runs the shop", ...words];
  const pays = (amount: string) => ["transfer", "bob", amount, "--yes"];
  await runTable(desk, [
    ["ann", pays("100.01"), 1, /Not enough money: the amount is 100\.01 INR, available is 100\.00/],
    ["ann", ["credits"], 1, /Only staff/],
    ["ann", lets("50"), 1, /Only staff/],
    ["mona", ["credits"], 0, /No account is below zero/],
    ["mona", lets("lots"), 2, /or off for none, bank for the bank's own/],
    ["mona", ["account-credit", ann, "50", ...proof], 2, /--reason/],
    ["mona", lets("50"), 0, /Ann Lee, account .*, may go 50\.00 INR below zero\.$/m],
    ["ann", ["balance"], 0, /Available +150\.00 INR\n.*\nHeld .*\nCredit +50\.00 INR/],
    ["ann", ["alerts"], 0, /! Your account may go 50\.00 INR below zero: runs the shop/],
    ["ann", pays("130"), 0, /./],
    ["ann", ["balance"], 0, /Available +20\.00 INR\nBooked +-30\.00 INR/],
    ["ann", pays("20.01"), 1, /available is 20\.00 INR \(booked -30\.00/],
    ["ann", ["close-account", ...proof, "--confirm", "ann"], 1, /at -30\.00 INR.*nothing is owed/],
    ["mona", ["credits"], 0, /Ann Lee +-30\.00 +-50\.00 .* set for this account[^]*all: 30\.00/],
  ]);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port: first.port, args });
  await runTable(desk, [
    ["ann", pays("20.01"), 1, /available is 20\.00 INR/],
    ["mona", lets("bank"), 0, /may go 0\.00 INR below zero, as the bank lets all accounts/],
    ["ann", pays("0.01"), 1, /available is 0\.00 INR/],
    [
      "mona",
      ["policy", ...proof, "--set", "credit=40", "--yes"],
      0,
      /credit: off becomes 40\.00 INR/,
    ],
    ["ann", pays("10.01"), 1, /available is 10\.00 INR/],
    ["ann", pays("10"), 0, /./],
    ["bob", ["transfer", "ann", "5", "--yes"], 0, /./],
    ["ann", ["statement", "--format", "csv"], 0, /-40\.00/],
    ["ann", ["statement", "--format", "camt.053"], 0, /<CdtDbtInd>DBIT<\/CdtDbtInd>/],
    ["ann", ["statement", "--format", "ofx"], 0, /<BALAMT>-35\.00/],
    ["mona", ["audit"], 0, /./],
  ]);
  const { answer } = await desk.json("mona", ["credits"]);
  assert.deepEqual([answer.count, answer.belowMinor, answer.accounts[0].own], [1, 35_00, false]);
});
