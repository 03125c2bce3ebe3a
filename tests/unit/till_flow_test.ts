// Cash at home, with a real bank in memory: a till opened and closed with what is counted, the safe, and a large difference that a
// colleague is asked to agree to.
import assert from "node:assert/strict";
import { tillFlow } from "../../terminal/home/till_flow.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import { deskOf } from "../support/at_home.ts";
import type { Answer } from "../support/scripted.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const COUNTED = "How much have you counted (INR)";
const INTO = "How much have you counted into it (INR)";
const WHY = "Why, as far as you know (Esc: count again)";

async function at(bank: TestBank, who: Customer, answers: readonly Answer[]): Promise<string> {
  const { desk, machine, person } = deskOf(bank, who, answers);
  // As a sign-in tells it.
  Object.assign(machine.who!, await who.call("account", {}), { account: who.account });
  await tillFlow(desk);
  person.done();
  return person.said.join("\n");
}

Deno.test("cash at home: a till opened and closed, and the safe counted", async () => {
  await using bank = await TestBank.open();
  const mona = await bank.staff("mona", { displayName: "Mona Das" });
  const opened = await at(bank, mona, [
    ["Cash", "Open my till"],
    [INTO, "a lot"],
    [INTO, "100"],
  ]);
  assert.match(opened, /No till is open[^]*Cannot read amount "a lot"[^]*Your till is open since/);
  const closed = await at(bank, mona, [
    ["Cash", "Close my till"],
    [COUNTED, "98"],
    [WHY, ""],
    [WHY, "wrong change"],
    ["Close the till?", true],
  ]);
  assert.match(
    closed,
    /Mona Das [^]*100\.00 INR expected\. 2\.00 INR are missing\.[^]*No till is open/,
  );
  const left = await at(bank, mona, [
    ["Cash", "Count the safe"],
    [COUNTED, "0"],
    [WHY, BACK],
    ["Cash", "Count the safe"],
    [COUNTED, "5"],
    [WHY, "brought by us"],
    ["Book it?", false],
  ]);
  assert.match(left, /Nothing was booked/);
  const today = await at(bank, mona, [["Cash", "What today has been"]]);
  assert.match(today, /differences +0\.00 +0\.00 +2\.00 +-2\.00/);
});

Deno.test("cash at home: where one is not enough, a colleague is asked", async () => {
  await using bank = await TestBank.open();
  const mona = await bank.staff("mona");
  await bank.staff("max");
  await mona.call("setPolicy", { password: PASSWORD, policy: { agreementMinor: 1_000 } });
  await mona.call("openTill", { floatMinor: 5_000 });
  const said = await at(bank, mona, [
    ["Cash", "Close my till"],
    [COUNTED, "10"],
    [WHY, "the drawer was open"],
    ["Close the till?", true],
    ["Why, for the colleague who is asked (empty: leave it)", "counted twice"],
    ["Your password", "not-mine-at-all-7"],
    ["Your password", PASSWORD],
  ]);
  assert.match(
    said,
    /second member of staff[^]*not your password[^]*close a till with a difference of 40\.00 INR/,
  );
  assert.match(said, /counted: 10\.00 INR; expected: 50\.00 INR; reason: the drawer was open/);
});
