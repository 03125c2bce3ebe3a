// A bank of mutual credit between real processes: founded as one, and one for ever; what it has no use for is refused in words.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { launcherNamed, runProgram, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

Deno.test("mutual credit: customers pay each other out of nothing, and no money comes in; the kind stays", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const serves = (...args: string[]) =>
    runProgram({ launcher, args: ["serve", "--data", data, "--port", "0", ...args] });
  const wrong = await serves("--kind", "mutual", "--welcome", "5");
  assert.deepEqual([wrong.code, /mutual credit has no --welcome/.test(wrong.err)], [2, true]);
  const money = await serves("--credit", "5");
  assert.deepEqual([money.code, /--credit belongs to the first start/.test(money.err)], [2, true]);
  const options = { launcher, data, port: 0 };
  const args = ["--kind", "mutual", "--credit", "50"];
  await using server = await startServer({ ...options, args });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("bob", "--name", "Bob Roy");
  await desk.signUp("mona", "--staff-code", server.staffCode!);
  const ann: string = (await desk.json("ann", ["account"])).answer.number;
  const proof = ["--password-file", dir.file("password", PASSWORD)];
  await runTable(desk, [
    ["ann", ["balance"], 0, /Available +50\.00 INR\nBooked +0\.00/],
    ["ann", ["transfer", "bob", "50.01", "--yes"], 1, /available is 50\.00 INR/],
    ["ann", ["transfer", "bob", "50", "--yes"], 0, /./],
    ["bob", ["balance"], 0, /Available +100\.00 INR\nBooked +50\.00/],
    ["mona", ["cash-in", ann, "5"], 1, /when customers pay each other: none comes in/],
    ["ann", ["pay-in"], 1, /when customers pay each other: none comes in/],
    ["mona", ["bank-details", ...proof, "--holder", "X", "--upi", "time@sbi"], 1, /none comes in/],
    ["mona", ["credits"], 0, /Ann Lee +-50\.00 +-50\.00/],
    ["mona", ["audit"], 0, /Everything adds up/],
  ]);
  const { code } = await server.stop();
  assert.equal(code, 0);
  const other = await serves("--kind", "money");
  assert.deepEqual([other.code, /of the kind "mutual"/.test(other.err)], [2, true], other.err);
});

Deno.test("mutual credit: the demo shows what some have and others owe", async () => {
  const { code, out, err } = await runProgram({ launcher, args: ["demo", "--kind", "mutual"] });
  assert.equal(code, 0, err);
  assert.match(out, /Ravi Kumar +-549\.50 +-1,000\.00[^]*Below zero in all: 650\.00 INR/);
  assert.match(out, /Everything adds up/);
});
