// A customer's account at home at the desk of the staff, with a real bank in memory: looked at, frozen, let go; and the acts of the day.
import assert from "node:assert/strict";
import { customersFlow, staffActsFlow } from "../../terminal/home/customers_flow.ts";
import { deskOf } from "../support/at_home.ts";
import type { Answer } from "../support/scripted.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const WHO = "Account number or user name";
const LOOK = "Why do you look, which the owner is told";
const WHY = "Why, which the owner is told";

Deno.test("customers at home: looked at with a reason, frozen, let go again, and listed", async () => {
  await using bank = await TestBank.open();
  const mona = await bank.staff("mona", { displayName: "Mona Das" });
  const maya = await bank.customer("maya", { bookedMinor: 5_000, displayName: "Maya Iyer" });
  const at = async (answers: readonly Answer[], flow: typeof customersFlow = customersFlow) => {
    const { desk, person } = deskOf(bank, mona, answers);
    await flow(desk);
    person.done();
    return person.said.join("\n");
  };
  const seen = await at([
    [WHO, ""],
    [WHO, "nobody"],
    [WHO, "1234 5678 9012"],
    [WHO, "maya"],
    [LOOK, ""],
    [LOOK, "asks about a fee"],
    ["Maya Iyer", "Leave it as it is"],
  ]);
  assert.match(seen, /Nobody here is called "nobody"[^]*check digits do not fit/);
  assert.match(seen, /say it in a few words[^]*Maya Iyer \(maya\), account [\d ]+, open/);
  assert.match(seen, /1 session, no second factor[^]*Available +50\.00 INR[^]*cash in/);
  const frozen = await at([
    [WHO, maya.account],
    [LOOK, "calls us"],
    ["Maya Iyer", "Freeze it"],
    [WHY, "her phone was stolen"],
  ]);
  assert.match(frozen, /Maya Iyer, account [\d ]+, is frozen: nothing is paid, its sessions have/);
  const free = await at([
    [WHO, "maya"],
    [LOOK, "she is here"],
    ["Maya Iyer", "Let it go again"],
    [WHY, "a new phone"],
    ["Your password", "not-mine-at-all-7"],
    ["Your password", PASSWORD],
  ]);
  assert.match(free, /frozen by staff: her phone was stolen[^]*not your password[^]*is open\./);
  const acts = await at([], async (desk) => await staffActsFlow(desk));
  assert.match(acts, /Mona Das +staff froze +Maya Iyer +her phone was stolen/);
  bank.clock.advance(1);
  const back = await bank.signedIn(maya.person);
  await back.call("closeAccount", {
    password: PASSWORD,
    sweep: { id: bank.transferId(), to: mona.account },
  });
  const gone = await at([[WHO, "maya"], [LOOK, "her heirs ask"]]);
  assert.match(gone, /a customer who has left\na customer who has left, account [\d ]+, closed/);
});
