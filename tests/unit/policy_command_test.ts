// `bank connect policy` with a real bank in memory behind it: amounts as people write them, what each threshold does, and a
// question before anything changes.
import assert from "node:assert/strict";
import { policy } from "../../terminal/policy_actions.ts";
import { deskOf } from "../support/at_home.ts";
import { scratch } from "../support/program.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

/** @param answer of the person; null where there is no terminal to ask at. */
async function changed(set: readonly string[], answer: string | null, yes = false) {
  await using bank = await TestBank.open();
  using dir = scratch();
  const boss = await bank.staff("boss");
  const { customer, machine, said, out } = deskOf(bank, boss, []);
  Object.assign(machine.flags, { passwordFile: dir.file("password", PASSWORD) });
  Object.assign(machine.world.screen, {
    interactive: answer !== null,
    ask: (question: string) => {
      said.push(question);
      return Promise.resolve(answer ?? "");
    },
  });
  const act = { action: "policy" as const, set: [...set], yes, propose: undefined };
  const problem = await policy(customer, act).then(() => null, ({ message }: Error) => message);
  const { newPayeeMinor, fcraRequired, burstTransfers } = await boss.call("policy", {});
  return { problem, said, out, newPayeeMinor, fcraRequired, burstTransfers };
}

Deno.test("policy: thresholds are shown as people write them, with what each does", async () => {
  const { problem, out } = await changed([], null);
  assert.equal(problem, null);
  const lines = out[0]!.split("\n");
  assert.match(
    out[0]!,
    /^new-payee +5,000\.00 INR {2}a first payment to a payee from this/m,
  );
  assert.match(out[0]!, /^fcra-required +yes {2}whether organisations need/m);
  assert.doesNotMatch(out[0]!, /Minor|undefined/);
  assert.ok(lines.every((line) => /^[a-z-]+ +\S.* {2}[a-z]/.test(line)), lines.join("|"));
});

Deno.test("policy: what becomes of what is said before the question, and only a yes changes it", async () => {
  const set = ["new-payee=6000", "burstTransfers=off", "fcra-required=no"];
  const no = await changed(set, "");
  assert.deepEqual([no.problem, no.newPayeeMinor], ["Nothing was changed.", 500_000]);
  assert.deepEqual(no.said, [
    "new-payee: 5,000.00 INR becomes 6,000.00 INR.",
    "burst-transfers: 30 becomes off.",
    "fcra-required: yes becomes no.",
    "Change it for all customers from now on? y/N ",
  ]);
  const done = await changed(set, "y");
  assert.deepEqual([done.problem, done.newPayeeMinor, done.burstTransfers, done.fcraRequired], [
    null,
    600_000,
    0,
    0,
  ]);
});

Deno.test("policy: without a terminal a change needs --yes; the names of release 0.1 mean major units, too", async () => {
  const { problem, newPayeeMinor } = await changed(["newPayeeMinor=6000"], null);
  assert.equal(problem, "Cannot ask for confirmation without a terminal: add --yes");
  assert.equal(newPayeeMinor, 500_000);
  for (const name of ["newPayeeMinor", "newPayee", "new-payee"]) {
    assert.equal((await changed([`${name}=6000.50`], null, true)).newPayeeMinor, 600_050, name);
  }
  assert.match(
    (await changed(["nonsense=1"], null, true)).problem!,
    /one of .*new-payee, unusual,/,
  );
  assert.match((await changed(["fcra-required=2"], null, true)).problem!, /expected yes or no/);
});
