// Telephone numbers of organisations as people write them; one that was stated in the days before stays as it is.
import assert from "node:assert/strict";
import { phoneNumberOf } from "../../service/giving/phone_numbers.ts";
import { check } from "../support/facts.ts";

Deno.test("telephone: one number, however it is written", () => {
  const mobile = [
    "919840012345",
    "9840012345",
    "09840012345",
    "+91 98400 12345",
    "0091 98400 12345",
  ];
  const more = [
    "+91–98400–12345",
    "(+91) 98400-12345",
    "\u202a+91 98400\u00a012345\u202c",
    "９８４００ 12345",
  ];
  const more2 = ["९८४००१२३४५", "98400.12345", "+91 (0) 98400 12345"];
  for (const text of [...mobile, ...more, ...more2]) {
    assert.equal(phoneNumberOf(text), "+919840012345", text);
  }
  const line = [
    "+91-0452-2345678",
    "0452-2345678",
    "(0452) 234 5678",
    "+914522345678",
    "91-0452-2345678",
  ];
  for (const text of line) assert.equal(phoneNumberOf(text), "+914522345678", text);
  assert.equal(phoneNumberOf("+44 20 7946 0958"), "+442079460958");
});

Deno.test("telephone: a digit too few or too many, two numbers, an extension and words are refused", () => {
  const wrong = [
    "",
    "12",
    "98400",
    "984001234",
    "+91984001234",
    "91984001234",
    "98400123456",
    "045223456",
    "+1 202 555 0100 12345",
    "000000000000",
    "98400x2345",
    "0452-2345678 / 2345679",
    "044 23456789 ext 5",
    "call 9840012345",
    "9840012345 9840012345",
  ];
  for (const text of wrong) assert.equal(phoneNumberOf(text), null, text);
});

Deno.test("telephone: what was kept in an older form is taken as long as it stands there", () => {
  const old = "04522345678";
  assert.equal(check("contact", { phone: old }, { context: { keptPhone: old } }).problem, null);
  assert.match(
    check("contact", { phone: old }).problem?.reason ?? "",
    /expected a form such as \+91 98400 12345 or 0452 234 5678, with every digit/,
  );
});
