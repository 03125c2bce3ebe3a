// The staff among themselves at the terminal, with a real bank in memory: who has which role, an invitation, a role that ends; what is
// too much for one is proposed where it was refused, and agreed to by another at their desk.
import assert from "node:assert/strict";
import { colleaguesFlow } from "../../terminal/home/colleagues_flow.ts";
import { proposalsFlow } from "../../terminal/home/proposals_flow.ts";
import { staffFlow } from "../../terminal/home/staff_flow.ts";
import { deskOf } from "../support/at_home.ts";
import type { Answer } from "../support/scripted.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

type Flow = typeof colleaguesFlow;

async function at(bank: TestBank, who: Customer, flow: Flow, answers: readonly Answer[]) {
  const { desk, machine, person } = deskOf(bank, who, answers);
  // As a sign-in tells it.
  Object.assign(machine.who!, await who.call("account", {}));
  await flow(desk);
  person.done();
  return person.said.join("\n");
}

Deno.test("colleagues at the terminal: invited, listed, changed and ended", async () => {
  await using bank = await TestBank.open();
  const mona = await bank.staff("mona");
  const tara = await bank.customer("tara");
  const invited = await at(bank, mona, colleaguesFlow, [
    ["Colleagues", "Invite"],
    ["Which role?", "teller"],
    ["Reason, which stays in the journal", ""],
    ["Reason, which stays in the journal", "second counter"],
    ["Your password", PASSWORD],
  ]);
  assert.match(invited, /A role needs a reason/);
  const [, code] = /Code for one teller: +([\d-]+)/.exec(invited)!;
  await tara.call("acceptInvitation", { code: code!, password: PASSWORD });
  const changed = await at(bank, mona, colleaguesFlow, [
    ["Colleagues", "tara"],
    ["tara is teller. From now on:", "Suspended"],
    ["Reason, which stays in the journal", "holiday"],
    ["Your password", PASSWORD],
  ]);
  assert.match(changed, /tara \(tara\): teller since[^]*tara: suspended, from this moment/);
  assert.equal(await tara.code("staff"), "not_allowed");
});

Deno.test("colleagues at the terminal: what is too much for one is offered to another, who agrees", async () => {
  await using bank = await TestBank.open();
  const [mona, max] = [await bank.staff("mona"), await bank.staff("max")];
  const ann = await bank.customer("ann");
  const offered = await at(bank, mona, staffFlow, [
    ["Staff", "Cash in"],
    ["Account number or user name", "ann"],
    ["Amount (INR)", "250000"],
    ["Memo (may be empty)", "van"],
    ["Credit 2,50,000.00 INR for ann?", true],
    ["Why, for the colleague who is asked (empty: leave it)", "sold the van"],
    ["Your password", PASSWORD],
  ]);
  assert.match(
    offered,
    /Nothing was booked[^]*Proposed, and not done yet: cash in of 2,50,000\.00 INR/,
  );
  assert.equal((await ann.call("balance", {})).bookedMinor, 0);
  const line =
    /^cash in of 2,50,000\.00 INR for ann \([\d ]+\); memo: van\. By mona: "sold the van"/;
  const agreed = await at(bank, max, proposalsFlow, [
    ["Which one?", line],
    [question(offered), "Agree"],
    ["Your password", PASSWORD],
  ]);
  assert.match(agreed, /agreed to and done/);
  assert.equal((await ann.call("balance", {})).bookedMinor, 25_000_000);
});

/** What the second menu asks: the proposal itself. */
function question(offered: string): string {
  return /not done yet: (.*)/.exec(offered)![1]!;
}

Deno.test("colleagues at the terminal: each role sees the work that it may do", async () => {
  await using bank = await TestBank.open();
  const mona = await bank.staff("mona");
  const olga = await bank.customer("olga");
  const { account } = olga.person;
  const officer = { account, role: "officer", reason: "hired", password: PASSWORD } as const;
  await mona.call("setStaffRole", officer);
  await assert.rejects(
    at(bank, olga, staffFlow, [["Staff", "Cash in"]]),
    /"Cash in" is not among Organisations to check, Waiting for a second person, Colleagues/,
  );
  // Who cannot change a role is not asked for one.
  assert.match(await at(bank, olga, colleaguesFlow, []), /mona \(mona\): manager/);
});
