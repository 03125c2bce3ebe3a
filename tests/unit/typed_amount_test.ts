// Amounts as visitors type them: grouped in a known way or not at all, with the sign of the rupee, in digits of their script.
import assert from "node:assert/strict";
import { Fault } from "../../api/message.ts";
import type { Visit } from "../../web/visitor.ts";
import { typedAmount } from "../../web/typed_amount.ts";

const visit = {
  currency: { code: "INR", scale: 2 },
  t: (text: string, values: Record<string, string> = {}) =>
    text.replace("{{text}}", values.text ?? ""),
} as unknown as Visit;

Deno.test("typed amounts: what is meant without doubt is taken", () => {
  const rows: readonly (readonly [string, number])[] = [
    ["500", 50_000],
    [" 500 ", 50_000],
    ["500.5", 50_050],
    ["₹500", 50_000],
    ["Rs. 1,250.50", 125_050],
    ["INR 20", 2_000],
    ["1,00,000", 10_000_000],
    ["100,000", 10_000_000],
    ["12,34,567.89", 123_456_789],
    ["५००", 50_000],
    ["௫௦௦.௫", 50_050],
    ["1,234,567", 123_456_700],
    ["0.01", 1],
    ["1 000", 100_000],
  ];
  for (const [text, minor] of rows) assert.equal(typedAmount(visit, text), minor, text);
});

Deno.test("typed amounts: what could mean two things, or nothing, is refused with what was typed", () => {
  const wrong = [
    "50,5",
    "1,0,0",
    "10,50",
    "1,00,00",
    "1,0000",
    ",500",
    "500,",
    "1.234",
    "0",
    "-5",
    "+5",
    "1e3",
    "",
    "abc",
    "₹",
    "1  000",
    "99999999999999999999",
    "1..5",
    "५००x",
  ];
  for (const text of wrong) {
    const fault = typedAmount(visit, text);
    assert.ok(fault instanceof Fault, `${text} became ${String(fault)}`);
    assert.ok(fault.about.startsWith(`"${text.slice(0, 40)}" is no amount`), fault.about);
  }
});
