// Where money is paid in: what staff may set, that the journal keeps it and an audit looks at it, and what customers are told.
import assert from "node:assert/strict";
import { apply } from "../../bank/apply.ts";
import { Audit } from "../../bank/audit.ts";
import { BlockDraft, EMPTY_HEAD, parseBlock } from "../../bank/block.ts";
import { decide } from "../../bank/decide.ts";
import type { Event } from "../../bank/event.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { type BankDetails, detailsProblem, readDetails } from "../../bank/pay_in/bank_details.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { noChanges } from "../../bank/applying.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const INDIAN = {
  holder: "Lakeside Co-operative",
  account: "30201099887",
  ifsc: "SBIN0001234",
  upi: "lakeside@sbi",
};

const FORMS: readonly (readonly [BankDetails, keyof BankDetails | null])[] = [
  [INDIAN, null],
  [{ ...INDIAN, account: " 3020-1099 887 ", ifsc: "sbin 0001234" }, null],
  [{ holder: "Dorfbank", iban: "de89 3704 0044 0532 0130 00" }, null],
  [{ holder: "Dorfbank", iban: "NL91ABNA0417164300", bic: "ABNANL2A" }, null],
  [{ holder: "Lakeside", upi: "lakeside.coop-1@okhdfcbank" }, null],
  [{ holder: " ", upi: "lakeside@sbi" }, "holder"],
  [{ holder: "x".repeat(71), upi: "lakeside@sbi" }, "holder"],
  [{ holder: "Lake\u202eside", upi: "lakeside@sbi" }, "holder"],
  [{ holder: "Lakeside" }, "account"],
  [{ holder: "Lakeside", account: "30201099887" }, "ifsc"],
  [{ holder: "Lakeside", ifsc: "SBIN0001234", upi: "lakeside@sbi" }, "account"],
  [{ ...INDIAN, account: "12345" }, "account"],
  [{ ...INDIAN, ifsc: "SBIN1001234" }, "ifsc"],
  [{ ...INDIAN, upi: "lakeside" }, "upi"],
  [{ ...INDIAN, upi: "lakeside@sbi&am=1" }, "upi"],
  [{ holder: "Dorfbank", iban: "DE89370400440532013001" }, "iban"],
  [{ holder: "Dorfbank", iban: "DE89370400440532013000", bic: "ABNANL2" }, "bic"],
];

Deno.test("bank details: what is pasted is read, and what cannot be one is named", () => {
  const told = FORMS.map(([given]) => [given, detailsProblem(readDetails(given))]);
  assert.deepEqual(told, FORMS);
});

Deno.test("bank details: an event of the journal, once for the same, that a replay gives back", () => {
  const ledger = new DurableLedger();
  const events: Event[] = [];
  const change = (details?: BankDetails) => {
    const command = {
      type: "set_bank_details" as const,
      ...(details ? { details } : {}),
      by: "cash",
    };
    const decided = decide(ledger, command, 0);
    assert.ok(Array.isArray(decided));
    for (const event of decided as readonly Event[]) {
      apply(ledger, event, { atMs: 0, ref: events.length, changes: noChanges() });
      events.push(event);
    }
    return decided.length;
  };
  const found = { type: "found" as const, name: "Test Bank", currency: "INR", scale: 2 };
  for (const event of decide(ledger, found, 0) as readonly Event[]) {
    apply(ledger, event, { atMs: 0, ref: events.length, changes: noChanges() });
    events.push(event);
  }
  const upi = { holder: "Lakeside", upi: "lakeside@sbi" };
  assert.deepEqual(
    [
      change(),
      change(INDIAN),
      change({ ...INDIAN }),
      change(upi),
      change(),
      change(),
      change(INDIAN),
    ],
    [0, 1, 0, 1, 1, 0, 1],
  );
  const draft = new BlockDraft(0);
  assert.ok(draft.add(events));
  const bytes = draft.encode(EMPTY_HEAD);
  assert.deepEqual(parseBlock(bytes, 0).events, events);
  const audit = new Audit({ trails: false });
  assert.ok(audit.take(bytes));
  assert.deepEqual(audit.report().problems, []);
  assert.deepEqual(audit.ledger.bank.get("bank")!.details, INDIAN);
});

Deno.test("bank details: an audit names details that no gate would have passed, and an unknown person", () => {
  const wrong: readonly (readonly [Event, string])[] = [
    [
      { type: "bank_details_set", details: { holder: "Mallory", iban: "DE00" }, by: "cash" },
      "Block 0, event 3 (bank_details_set): the bank's iban has no known form",
    ],
    [
      { type: "bank_details_set", by: "mallory" },
      "Block 0, event 3 (bank_details_set): there is no account mallory",
    ],
  ];
  for (const [event, problem] of wrong) {
    const founded = decide(
      new DurableLedger(),
      { type: "found", name: "Test Bank", currency: "INR", scale: 2 },
      0,
    ) as readonly Event[];
    const draft = new BlockDraft(0);
    assert.ok(draft.add([...founded, event]));
    const audit = new Audit({ trails: false });
    assert.ok(audit.take(draft.encode(EMPTY_HEAD)));
    assert.deepEqual(audit.report().problems, [problem]);
  }
});

Deno.test("bank details: staff set them with their password, customers are told with a code of their own", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya");
  const asha = await bank.customer("asha", { role: "staff" });
  const reference = paymentReferenceOf(maya.account);
  assert.deepEqual(await maya.call("payIn", {}), { reference, details: null });
  const own = { details: INDIAN, password: PASSWORD };
  assert.equal(await maya.code("setBankDetails", own), "not_allowed");
  assert.equal(await asha.code("setBankDetails", { ...own, password: "no" }), "wrong_credentials");
  const mistyped = { details: { holder: "Lakeside", iban: "DE00" }, password: PASSWORD };
  const { error } = await asha.answer("setBankDetails", mistyped);
  assert.match(error!.message, /details\.iban: missing or of an unknown form/);
  const given = { ...INDIAN, ifsc: "sbin0001234" };
  assert.deepEqual(await asha.call("setBankDetails", { details: given, password: PASSWORD }), {
    details: INDIAN,
  });
  assert.deepEqual(await maya.call("payIn", { amountMinor: 500_00 }), {
    reference,
    details: INDIAN,
    amountMinor: 500_00,
    qr: {
      kind: "upi",
      text: `upi://pay?pa=lakeside@sbi&pn=Lakeside%20Co-operative&am=500.00&cu=INR&tn=${reference}`,
    },
  });
  assert.deepEqual(await asha.call("setBankDetails", { password: PASSWORD }), { details: null });
  assert.deepEqual(await maya.call("payIn", {}), { reference, details: null });
});
