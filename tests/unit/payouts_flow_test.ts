// Payouts at home: which account is one's own is looked at while it is typed, one is asked for after a question that says where it
// goes, and cancelled; at the desk those that wait are sent.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { payoutDeskFlow } from "../../terminal/home/payout_desk_flow.ts";
import { payoutsFlow } from "../../terminal/home/payouts_flow.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import { deskOf } from "../support/at_home.ts";
import type { Answer } from "../support/scripted.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

async function said(
  bank: TestBank,
  who: Customer,
  answers: readonly Answer[],
  flow: typeof payoutsFlow = payoutsFlow,
): Promise<string> {
  const { desk, person } = deskOf(bank, who, answers);
  await flow(desk);
  person.done();
  return person.said.join("\n");
}

const MENU = "Payouts to your account at another bank";
const HOLDER = "Whose account it is, as the other bank writes it";

Deno.test("payouts at home: an account, a payout, its end; Esc leads one step back", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000, displayName: "Maya Iyer" });
  const account: readonly Answer[] = [
    [MENU, "Say which account is yours"],
    [HOLDER, "மாயா"],
    [HOLDER, "Maya Iyer"],
    ["IBAN, or the number of the account", "DE89370400440532013000"],
    ["IBAN, or the number of the account", "30201099887"],
    ["IFSC of its branch", "SBIN"],
    ["IFSC of its branch", "sbin0001234"],
    ["From now on payouts go to Maya Iyer, 30201099887 at SBIN0001234?", true],
    ["Your password", PASSWORD],
  ];
  const set = await said(bank, maya, account);
  assert.match(set, /Payouts go to Maya Iyer.*\. It is new: the first payout is possible from/);
  bank.clock.advance(DAY_MS);
  const wish: readonly Answer[] = [
    [MENU, "Pay out"],
    ["Amount (INR)", "50"],
    ["What for (may be empty)", "Rent"],
  ];
  const question = "Pay out 50.00 INR to Maya Iyer, 30201099887 at SBIN0001234?";
  assert.match(await said(bank, maya, [...wish, [question, false]]), /Nothing was sent/);
  const asked = await said(bank, maya, [...wish, [question, true], ["Your password", PASSWORD]]);
  assert.match(asked, /50\.00 INR to your account …9887 for "Rent": waits for the bank to send it/);
  const waits = /^50\.00 INR to your account …9887/;
  const cancelled = await said(bank, maya, [
    [MENU, waits],
    ["Cancel this payout?", BACK],
    [MENU, waits],
    ["Cancel this payout?", true],
  ]);
  assert.match(cancelled, /cancelled; the money is back/);
  assert.equal((await maya.call("balance", {})).bookedMinor, 100_000);
});

Deno.test("payouts at the desk: those that wait are shown with where they go, and sent", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000, displayName: "Maya Iyer" });
  const mona = await bank.staff("mona");
  assert.match(await said(bank, mona, [], payoutDeskFlow), /No payout waits/);
  const payee = { holder: "Maya Iyer", account: "30201099887", ifsc: "SBIN0001234" };
  await maya.call("setPayoutAccount", { password: PASSWORD, payee });
  bank.clock.advance(DAY_MS);
  const wish = { id: bank.transferId(), amountMinor: 5_000, memo: "", password: PASSWORD };
  await maya.call("askPayout", wish);
  const question = "Send these 1 payouts, 50.00 INR?";
  const kept = await said(bank, mona, [[question, false]], payoutDeskFlow);
  assert.match(kept, /Maya Iyer +Maya Iyer, 30201099887 at SBIN0001234[^]*Nothing was sent/);
  const sent = await said(
    bank,
    mona,
    [[question, true], ["Your password", PASSWORD]],
    payoutDeskFlow,
  );
  assert.match(sent, /Batch RF.*: 1 payouts, 50\.00 INR, by .*\n.*bank connect payout-file RF/);
});
