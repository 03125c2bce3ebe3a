// Payment requests at home: what a person is asked for stands in the menu with name, amount and day; each question says what it will
// do; Esc leads one step back.
import assert from "node:assert/strict";
import { requestsFlow } from "../../terminal/home/requests_flow.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import { type Answer } from "../support/scripted.ts";
import { deskOf } from "../support/at_home.ts";
import { type Customer, TestBank } from "../support/service.ts";

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000, displayName: "Maya Iyer" });
  const ravi = await bank.customer("ravi", { displayName: "Ravi Kumar" });
  return { bank, maya, ravi, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

async function said(bank: TestBank, who: Customer, answers: readonly Answer[]): Promise<string> {
  const { desk, person } = deskOf(bank, who, answers);
  await requestsFlow(desk);
  person.done();
  return person.said.join("\n");
}

const RENT = /^250\.00 INR to Ravi Kumar for "Rent", due on \d{4}-\d\d-\d\d$/;

const ASK: readonly Answer[] = [
  ["Nobody asks you for money", "Ask for money"],
  ["Whom (user name or account number)", "nemo"],
  ["Whom (user name or account number)", "maya"],
  ["Amount (INR)", "250"],
  ["What for (may be empty)", "Rent"],
  ["Ask Maya Iyer for 250.00 INR?", true],
];

Deno.test("requests at home: asked of who is named, and paid after one more question", async () => {
  await using at = await town();
  const { bank, maya, ravi } = at;
  assert.match(await said(bank, ravi, ASK), /Maya Iyer \(maya\)[\s\S]*Asked; due on \d{4}-/);
  const { requests: [one] } = await maya.call("paymentRequests", {});
  const question = `250.00 INR to Ravi Kumar for "Rent", due on ${one!.dueOn}`;
  const nothing = await said(bank, maya, [
    ["You are asked for", RENT],
    [question, "Pay it"],
    ["Pay it?", false],
  ]);
  assert.match(nothing, /New balance 750\.00 INR\.\nNothing was sent/);
  const paid = await said(bank, maya, [
    ["You are asked for", RENT],
    [question, BACK],
    ["You are asked for", RENT],
    [question, "Pay it"],
    ["Pay it?", true],
  ]);
  assert.match(paid, /Paid 250\.00 INR/);
  assert.equal((await ravi.call("balance", {})).bookedMinor, 25_000);
});

Deno.test("requests at home: declined with a word and asked no more; taken back by who asked", async () => {
  await using at = await town();
  const { bank, maya, ravi } = at;
  await said(bank, ravi, ASK);
  const { requests: [one] } = await maya.call("paymentRequests", {});
  const question = `250.00 INR to Ravi Kumar for "Rent", due on ${one!.dueOn}`;
  await said(bank, maya, [
    ["You are asked for", RENT],
    [question, "Decline it, and be asked by Ravi Kumar no more"],
    ["A word to who asked (may be empty)", "not mine"],
  ]);
  const { requests, blocked } = await maya.call("paymentRequests", {});
  assert.deepEqual([requests[0]!.status, requests[0]!.word], ["declined", "not mine"]);
  assert.deepEqual(blocked, [ravi.account]);
  await maya.call("blockRequests", { asker: "ravi", blocked: false });
  await said(bank, ravi, ASK);
  const taken = await said(bank, ravi, [
    ["Nobody asks you for money", "What I have asked for"],
    ["Withdraw which?", "250.00 INR from Maya Iyer, due on"],
    ["Take this request back?", true],
  ]);
  assert.equal(taken, "Withdrawn.");
  assert.equal((await maya.call("paymentRequests", {})).waiting, 0);
});
