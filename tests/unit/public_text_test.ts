// bank/giving/public_text.ts: what would lead money past the bank is found however it is written, and what homes say is not.
import assert from "node:assert/strict";
import { publicTextProblem, type TextRule, websiteProblem } from "../../bank/giving/public_text.ts";
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
  ["child", "Ravi Kumar, aged 7, lost both parents"],
  ["child", "A wheelchair for Ravi K. (age 7)"],
  ["child", "Meena Devi is a 9-year-old girl from Madurai"],
  ["child", "our 12 year old boy Arun Prasad"],
  ["child", "Sita Ram is studying in 4th standard"],
];

const GOOD = [
  "A home for 40 girls since 1998, open 9-17.",
  "Blankets for the winter of 2026-27: 12,50,000 would build a hall.",
  "Write to office@sunrise.example or come on 01-12-2026.",
  "₹10,00,00,000 in 2024, 2025 and 2026",
  "4 Temple Road, Madurai 625001",
  "தமிழ்நாட்டில் 40 குழந்தைகள்",
  "50 kg rice @ 45 rupees",
  "Forty girls aged 7 to 12 live here, in classes 2 to 6",
  "Anbu Illam, aged 12, was founded by Meena Devi",
  "Note Books for class 6",
  "Our 12-year-old Maruti Van needs tyres",
  "Two Computers, 5 years old",
  "A wheelchair for a boy of seven",
];

const WEBSITES: readonly (readonly [website: string, rule: TextRule | null])[] = [
  ["", null],
  ["https://sunrise.example/about?lang=ta", null],
  ["https://www.facebook.com/profile.php?id=100012345678901", null],
  ["https://www.youtube.com/@sunrise", null],
  ["https://rzp.io/l/sunrise", "pay_link"],
  ["https://WWW.PayPal.com:443/donate", "pay_link"],
  ["https://wa.me/919840012345", "pay_link"],
  ["https://sunrise.example@rzp.io/l/x", "pay_link"],
  ["https://sunrise.example/pay?pa=home@okbank", "payment_address"],
  ["https://sunrise.example/?upi=home%40okbank", "payment_address"],
  ["https://sunrise.example/100%", null],
];

Deno.test("public text: a website leads neither to paying nor to talking past this bank", () => {
  for (const [website, rule] of WEBSITES) {
    assert.equal(websiteProblem(website)?.rule ?? null, rule, website);
  }
});

Deno.test("public text: ways to pay, links and numbers are found however they are written", () => {
  for (const [rule, text] of BAD) assert.equal(publicTextProblem(text)?.rule, rule, text);
});

Deno.test("public text: what homes say of themselves is let through", () => {
  for (const text of GOOD) assert.equal(publicTextProblem(text), null, text);
});

Deno.test("public text: refused wherever an organisation writes for the public, and nothing is kept", async () => {
  await using bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const text = "Give to home@okbank";
  const need = { need: bank.transferId(), quantity: 1, priority: "soon" as const };
  const refusals = [
    await manager.refused("describeOrganisation", { about: text }),
    await manager.refused("describeOrganisation", {
      about: "A home.",
      website: "https://sunrise.example/?pa=home@okbank",
    }),
    await manager.refused("postUpdate", { update: bank.transferId(), text }),
    await manager.refused("addNeed", { ...need, item: text, deadline: "2026-03-01" }),
  ];
  for (const { code, rule, found } of refusals) {
    assert.deepEqual([code, rule, found], ["text_not_allowed", "payment_address", "home@okbank"]);
  }
  const { about } = await manager.call("myOrganisation", {});
  assert.equal(about, "A home.");
});
