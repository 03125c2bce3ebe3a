// The journey's steps at the terminal: a bank begins, people sign up, pay, hear of it, take their statement home and look whether all
// is well; the bank starts again, is backed up and ends.
import assert from "node:assert/strict";
import { join } from "node:path";
import { follow } from "../follower.ts";
import { runProgram } from "../program.ts";
import { SINKS } from "../sinks.ts";
import { hasTools } from "../shipped.ts";
import type { Trip } from "./trip.ts";

/** Of a step that was not, or not wholly, done: why. */
export type LeftOut = string | void;

/** Enough that a statement of them is longer than any pipe is wide. */
const PAYMENTS = 300;
const PIPE_BYTES = 65_536;

export async function firstStart(trip: Trip): Promise<LeftOut> {
  const { out, err } = await trip.house.run("--version");
  assert.match(out, /^\d+\.\d+\.\d+ \(([0-9a-f]{10}\+?|from source), (deno|node) [\d.]+\)\n$/, err);
  await trip.start("--welcome", "1000");
}

export async function signsUp(trip: Trip): Promise<LeftOut> {
  for (const user of ["ann", "bob", "sunrise"]) {
    const { code, answer, err } = await trip.desk.signUp(user, "--name", `${user} of the journey`);
    assert.deepEqual([code, answer?.userName], [0, user], err);
  }
  const { code, answer, err } = await trip.desk.signUp(
    "asha",
    "--staff-code",
    trip.bank.staffCode!,
  );
  assert.deepEqual([code, answer?.role], [0, "staff"], err);
}

export async function pays(trip: Trip): Promise<LeftOut> {
  const words = ["transfer", "bob", "12.50", "--memo", "tea", "--yes"];
  const { answer } = await trip.connect("ann", ...words);
  assert.equal(answer.status, "booked");
  const refused = await trip.desk.json("ann", ["transfer", "bob", "5000", "--yes"]);
  assert.deepEqual([refused.code, refused.answer?.refused], [1, "insufficient_funds"]);
  const receipt = join(trip.dir.path, "receipt.json");
  await trip.connect("ann", "receipt", answer.id, "--out", receipt);
  const profile = ["--profile", join(trip.dir.path, "profile")];
  const proved = await trip.house.run("verify", receipt, ...profile);
  assert.match(proved.out, /^Genuine[\s\S]*12\.50/, proved.err);
  Deno.writeTextFileSync(receipt, Deno.readTextFileSync(receipt).replaceAll("1250", "9250"));
  const forged = await trip.house.run("verify", receipt, ...profile);
  assert.deepEqual([forged.code, /^NOT GENUINE/.test(forged.out)], [1, true], forged.err);
}

/** Over UDP, while the person is there. */
export async function alerts(trip: Trip): Promise<LeftOut> {
  await using follower = follow(trip.house.client, near(trip, "bob"));
  await follower.said(/Alerts arrive over UDP\./);
  const { answer } = await trip.connect("ann", "transfer", "bob", "1", "--yes");
  // The welcome and the tea came before.
  await follower.printed(3);
  assert.equal(follower.alerts.at(-1)!.transferId, answer.id);
}

/** The bank's address, and what this person's machine remembers. */
function at({ bank: { server }, dir }: Trip, user: string): string[] {
  const profile = ["--profile", join(dir.path, "profile"), "--user", user];
  return ["--host", server.host, "--port", String(server.port), ...profile];
}

const near = (trip: Trip, user: string) => [
  "--fingerprint",
  trip.bank.server.fingerprint,
  ...at(trip, user),
];

/** A statement that does not fit into a pipe comes whole, to who reads slowly and to a pipe that does not wait. */
export async function slowPipe(trip: Trip): Promise<LeftOut> {
  const ann = await trip.signedIn("ann");
  const pay = (memo: string) =>
    ann.call("transfer", { id: trip.newId(), to: "bob", amountMinor: 1, memo });
  await Promise.all(Array.from({ length: PAYMENTS }, (_, n) => pay(`rent ${n}`)));
  if (!hasTools("bash", "python3")) return "no bash or python3";
  const words = ["statement", "--format", "camt.053"];
  const whole = join(trip.dir.path, "whole");
  await trip.connect("ann", ...words, "--out", whole);
  const steady = (xml: string) => xml.replace(/<(CreDtTm|MsgId)>.*?</g, "").trimEnd();
  const expected = Deno.readTextFileSync(whole);
  assert.ok(expected.length > 3 * PIPE_BYTES, `${expected.length} characters`);
  const launcher = trip.house.client;
  const args = ["connect", ...near(trip, "ann"), ...words];
  for (const sink of ["a slow reader", "a full pipe that does not wait"] as const) {
    const { code, out, err } = await runProgram({ launcher, args, wrapper: SINKS[sink] });
    assert.equal(code, 0, err);
    assert.ok(steady(out) === steady(expected), `${sink}: ${out.length} of ${expected.length}`);
  }
}

/** They are true, and name no customer; who asks is told that payments are booked. */
export async function figures(trip: Trip): Promise<LeftOut> {
  const origin = `http://127.0.0.1:${trip.bank.metrics}`;
  const text = await (await fetch(`${origin}/metrics`)).text();
  const value = (name: string) => text.split("\n").find((row) => row.startsWith(`${name} `));
  const refused = 'bank_requests_total{method="transfer",outcome="insufficient_funds"}';
  assert.equal(value(refused), `${refused} 1`);
  // With the welcomes of four people, the tea and what the follower heard of.
  assert.equal(value("bank_payments_total"), `bank_payments_total ${4 + 2 + PAYMENTS}`);
  assert.match(text, /^process_resident_memory_bytes [1-9]/m);
  assert.doesNotMatch(text, /\b(ann|bob|sunrise)\b/);
  const ready = await fetch(`${origin}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
}

export async function secondStart(trip: Trip): Promise<LeftOut> {
  const before = await trip.connect("ann", "balance");
  const { server: { port, fingerprint } } = trip.bank;
  await trip.stop();
  const again = await trip.start("--new-staff-code");
  assert.deepEqual([again.server.port, again.server.fingerprint], [port, fingerprint]);
  const after = await trip.connect("ann", "balance");
  assert.deepEqual(after.answer, before.answer);
  const bala = await trip.desk.signUp("bala", "--staff-code", again.staffCode!);
  assert.equal(bala.answer?.role, "staff", bala.err);
}

export async function backsUp(trip: Trip): Promise<LeftOut> {
  const { readsRunning } = trip.form;
  if (!readsRunning) {
    const other = join(trip.dir.path, "running.bankbackup");
    const { code, err } = await trip.house.run("backup", other, "--data", trip.house.data);
    assert.deepEqual([code, /while it is running/.test(err)], [1, true], err);
    await trip.stop();
  }
  const file = await trip.house.backup();
  const check = ["restore", file, "--check", "--keys", trip.house.data];
  const { code, out, err } = await trip.house.run(...check);
  assert.deepEqual([code, /everything adds up/.test(out)], [0, true], out + err);
  if (readsRunning) return;
  await trip.start();
  return "Node 20 cannot back up a running bank, and says so; stopped it is backed up";
}

export async function doctor(trip: Trip): Promise<LeftOut> {
  const launcher = trip.house.client;
  const far = await runProgram({ launcher, args: ["doctor", ...at(trip, "ann")] });
  assert.equal(far.code, 0, far.out + far.err);
  assert.match(far.out, /UDP +datagrams pass in both directions/);
  const here = await trip.house.run("doctor", "--data", trip.house.data);
  assert.match(here.out, /ok +data[\s\S]*ok +disk/, here.out + here.err);
}

export async function ends(trip: Trip): Promise<LeftOut> {
  await trip.stop();
  const { out, err } = await trip.house.run("audit", "--data", trip.house.data, "--deep");
  assert.match(out, /Everything adds up/, out + err);
}
