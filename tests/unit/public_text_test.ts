// bank/giving/public_text.ts: what would lead money past the bank is found however it is written, and what homes say is not.
import assert from "node:assert/strict";
import { publicTextProblem, type TextRule } from "../../bank/giving/public_text.ts";
import { liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

const BAD: readonly (readonly [rule: TextRule, text: string])[] = [
  ["payment_address", "Send money directly by UPI to home@okbank"],
  ["payment_address", "UPI: sunrise.trust-1@ybl, thank you"],
  ["payment_address", "pay home @ oksbi please"],
  ["payment_address", "ｈｏｍｅ＠ｏｋｂａｎｋ"],
  ["payment_address", "Account 12, IFSC SBIN0000691"],
  ["link", "https://pay.example/home"],
  ["link", "upi://pay?pa=home@okbank"],
  ["link", "see www.sunrise.example"],
  ["link", "rzp.io/l/sunrise"],
  ["number", "Call 98400 12345"],
  ["number", "+91-0452-2345678"],
  ["number", "account 3201 0045 6677 8"],
  ["number", "अथवा ९८४००१२३४५ पर फ़ोन करें"],
  ["number", "98400\u200b12345"],
];

const GOOD = [
  "A home for 40 girls since 1998, open 9-17.",
  "Blankets for the winter of 2026-27: 12,50,000 would build a hall.",
  "Write to office@sunrise.example or come on 01-12-2026.",
  "₹10,00,00,000 in 2024, 2025 and 2026",
  "4 Temple Road, Madurai 625001",
  "தமிழ்நாட்டில் 40 குழந்தைகள்",
  "50 kg rice @ 45 rupees",
];

Deno.test("public text: ways to pay, links and numbers are found however they are written", () => {
  for (const [rule, text] of BAD) assert.equal(publicTextProblem(text)?.rule, rule, text);
});

Deno.test("public text: what homes say of themselves is let through", () => {
  for (const text of GOOD) assert.equal(publicTextProblem(text), null, text);
});

Deno.test("public text: refused wherever an organisation writes what everybody reads, and nothing is kept", async () => {
  await using bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const text = "Give to home@okbank";
  const need = { need: bank.transferId(), quantity: 1, priority: "soon" as const };
  const refusals = [
    await manager.refused("describeOrganisation", { about: text }),
    await manager.refused("postUpdate", { update: bank.transferId(), text }),
    await manager.refused("addNeed", { ...need, item: text, deadline: "2026-03-01" }),
  ];
  for (const { code, rule, found } of refusals) {
    assert.deepEqual([code, rule, found], ["text_not_allowed", "payment_address", "home@okbank"]);
  }
  const { about } = await manager.call("myOrganisation", {});
  assert.equal(about, "A home.");
});
