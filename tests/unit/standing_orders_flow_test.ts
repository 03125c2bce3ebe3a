// Standing orders at home: made after a question that says all of it, listed with the days that come, stopped after one more question.
import assert from "node:assert/strict";
import { DAY_MS } from "../../bank/days.ts";
import { standingOrdersFlow } from "../../terminal/home/standing_orders_flow.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import type { Answer } from "../support/scripted.ts";
import { deskOf } from "../support/at_home.ts";
import { type Customer, TestBank } from "../support/service.ts";

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000 });
  await bank.customer("ravi", { displayName: "Ravi Kumar" });
  return { bank, maya, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

async function said(bank: TestBank, who: Customer, answers: readonly Answer[]): Promise<string> {
  const { desk, person } = deskOf(bank, who, answers);
  await standingOrdersFlow(desk);
  person.done();
  return person.said.join("\n");
}

Deno.test("standing orders at home: made, listed and stopped; Esc leads one step back", async () => {
  await using at = await town();
  const { bank, maya } = at;
  const first = new Date(bank.clock.nowMs + DAY_MS).toISOString().slice(0, 10);
  const all = `250.00 INR to Ravi Kumar for "Rent", every month from ${first}`;
  const wish: readonly Answer[] = [
    ["You have no standing orders", "Make a standing order"],
    ["To whom (user name or account number)", "nemo"],
    ["To whom (user name or account number)", "ravi"],
    ["Amount (INR)", "250"],
    ["What for (may be empty)", "Rent"],
    ["How often?", "every month"],
    ["First on (YYYY-MM-DD)", first],
    ["Until (YYYY-MM-DD; empty: until you stop it)", ""],
  ];
  const question = `Make this standing order: ${all}?`;
  assert.match(await said(bank, maya, [...wish, [question, false]]), /Nothing was made/);
  const made = await said(bank, maya, [...wish, [question, true]]);
  assert.ok(made.includes(`Made: ${all}.\nDays: ${first}, `), made);
  const listed = new RegExp(`^${all}\\. Next: ${first}, `);
  const kept = await said(bank, maya, [
    ["Your standing orders", listed],
    ["Stop this standing order?", BACK],
    ["Your standing orders", listed],
    ["Stop this standing order?", false],
  ]);
  assert.match(kept, /It goes on/);
  const stopped = await said(bank, maya, [
    ["Your standing orders", listed],
    ["Stop this standing order?", true],
  ]);
  assert.match(stopped, /Stopped/);
  assert.equal((await maya.call("standingOrders", { active: true })).count, 0);
});
