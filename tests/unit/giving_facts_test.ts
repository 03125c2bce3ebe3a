// The form of the facts that say who an organisation is, as tables: what is right and how it is kept, what is wrong and how
// that is said, what is almost right. Every row changes one thing of a fact that is right.
import assert from "node:assert/strict";
import { type FactKind, FIELD_CHARS_MAX, maskedPan } from "../../bank/giving/facts.ts";
import { check, OK, PAN, RIGHT, table } from "../support/facts.ts";

Deno.test("facts: those of a home in order have nothing wrong and nothing to warn of", () => {
  const context = { pan: PAN, state: "TN", legalName: "Sunrise Trust" };
  for (const kind of Object.keys(RIGHT) as FactKind[]) {
    const found = check(kind, {}, { context });
    assert.deepEqual([found.problem, "warnings" in found && found.warnings], [null, []], kind);
  }
});

Deno.test("facts: each field must be there, none may be there that is not known, none too long", () => {
  for (const kind of Object.keys(RIGHT) as FactKind[]) {
    for (const name of Object.keys(RIGHT[kind])) {
      const missing = new RegExp(`^${name} is missing$`);
      table(kind, [
        [{ [name]: undefined }, missing],
        [{ [name]: "" }, missing],
        [{ [name]: " \t\n " }, missing],
        [{ [name]: "x".repeat(FIELD_CHARS_MAX + 1) }, /^\w+ is longer than 200 characters$/],
      ]);
    }
    table(kind, [
      [{ child: "Ravi" }, new RegExp(`^child is not a field of ${kind}$`)],
      [{ "ifsc?": "x" }, /^ifsc\? is not a field/],
      [{ constructor: "x" }, /^constructor is not a field/],
    ]);
  }
});

Deno.test("facts: characters are counted as people count them", () => {
  table("name", [
    [{ legalName: "\u{1F33B}".repeat(FIELD_CHARS_MAX) }, OK],
    [{ legalName: "\u{1F33B}".repeat(FIELD_CHARS_MAX + 1) }, /^legalName is longer than/],
    [{ legalName: ` ${"x".repeat(FIELD_CHARS_MAX)} ` }, OK],
  ]);
});

Deno.test("facts: name and address: the state and the PIN code are those of India", () => {
  table("name", [
    [{}, { claim: null, validTo: null, fields: RIGHT.name }],
    [{ legalName: "  Sunrise Trust " }, { fields: { legalName: "Sunrise Trust" } }],
    [{ legalName: "உதயம் அறக்கட்டளை" }, OK],
    [{ state: "tn" }, { fields: { state: "TN" } }],
    [{ state: "XX" }, /^state "XX" is not known/],
    [{ state: "Tamil Nadu" }, /^state "Tamil Nadu" is not known/],
    [{ state: "constructor" }, /is not known/],
    [{ pin: "999999" }, OK],
    [{ pin: "025001" }, /^pin "025001" is not a PIN code/],
    [{ pin: "62500" }, /is not a PIN code/],
    [{ pin: "6250011" }, /is not a PIN code/],
    [{ pin: "625 001" }, { fields: { pin: "625001" } }],
    [{ pin: "६२५००१" }, { fields: { pin: "625001" } }],
    [{ pin: "62500I" }, /is not a PIN code/],
  ]);
});

Deno.test("facts: PAN: kept in capitals without spaces, of an organisation", () => {
  table("pan", [
    [{}, { fields: { number: PAN }, claim: `pan ${PAN}`, validTo: null, warnings: [] }],
    [{ number: "aaats1234f" }, { fields: { number: PAN }, claim: `pan ${PAN}` }],
    [{ number: " AAATS 1234 F " }, { fields: { number: PAN }, claim: `pan ${PAN}` }],
    [{ number: "aAaTs\t1234f" }, { claim: `pan ${PAN}` }],
    [{ number: "AAATS1234" }, /^number is not a PAN/],
    [{ number: "AAATS12345F" }, /is not a PAN/],
    [{ number: "AAATS123F" }, /is not a PAN/],
    [{ number: "AAATSI234F" }, /is not a PAN/],
    [{ number: "AAATS12345" }, /is not a PAN/],
    [{ number: "1AATS1234F" }, /is not a PAN/],
    [{ number: "AAATS-1234-F" }, /is not a PAN/],
    [{ number: "AAATS1234F\nX" }, /is not a PAN/],
    [{ number: "AAATS１２３４F" }, { claim: `pan ${PAN}` }],
    [{ number: `${PAN}F20221` }, /^number is an 80G approval \(URN\); the PAN is its first ten/],
    [{ number: `${PAN}F202212` }, /^number is an 80G approval \(URN\)/],
    [{ number: `${PAN}F20221234` }, /is not a PAN/],
  ]);
});

Deno.test("facts: PAN: the fourth letter is a kind of holder, and neither a person nor a family", () => {
  for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    const expected = "ABCEFGJLT".includes(letter)
      ? OK
      : "PH".includes(letter)
      ? /^number is the PAN of a person or family/
      : /^number is not a PAN/;
    table("pan", [[{ number: `AAA${letter}S1234F` }, expected]]);
  }
});

Deno.test("facts: PAN: a fifth letter that is not that of the name is worth a look, no more", () => {
  const warns = ["The fifth letter of the PAN is not the first letter of the legal name"];
  const rows: readonly (readonly [legalName: string | undefined, warnings: readonly string[]])[] = [
    ["Sunrise Trust", []],
    [" sunrise trust", []],
    ["Lotus Trust", warns],
    ["The Sunrise Trust", warns],
    [undefined, []],
  ];
  for (const [legalName, warnings] of rows) {
    table("pan", [[{}, { claim: `pan ${PAN}`, warnings }]], { context: { legalName } });
  }
});

Deno.test("facts: PAN: shown masked it can be recognised and not used", () => {
  assert.equal(maskedPan(PAN), "AAAxxxx34F");
  assert.equal(maskedPan("ABCTY9876Z"), "ABCxxxx76Z");
});

Deno.test("facts: Darpan: an id whose state is another one is worth a look", () => {
  const warns = ["The state of the Darpan id is not that of the address"];
  const claim = "darpan TN/2017/0123456";
  table("darpan", [[{}, { claim, warnings: [], validTo: null }]]);
  table("darpan", [
    [{}, { claim, warnings: [] }],
    [{ id: "tn/2017/0123456" }, { claim, warnings: [] }],
    [{ id: "TN / 2017 / 0123456" }, { claim, warnings: [] }],
    [{ id: "KA/2017/0123456" }, { claim: "darpan KA/2017/0123456", warnings: warns }],
    [{ id: "TN/2017/123456" }, /^id is not a Darpan id/],
    [{ id: "TN/2017/01234567" }, /is not a Darpan id/],
    [{ id: "TN/1999/0123456" }, /is not a Darpan id/],
    [{ id: "TN-2017-0123456" }, /is not a Darpan id/],
    [{ id: "TAM/2017/0123456" }, /is not a Darpan id/],
  ], { context: { state: "TN" } });
});

Deno.test("facts: contact: a telephone number and an e-mail address by which the organisation can be reached", () => {
  table("contact", [
    [{}, { claim: null, validTo: null, fields: RIGHT.contact }],
    [{ phone: "+919840012345" }, { fields: { phone: "+919840012345" } }],
    [{ phone: "+442079460958" }, OK],
    [{ phone: "9840012345" }, /^phone is not a telephone number/],
    [{ phone: "98400" }, /^phone is not a telephone number/],
    [{ phone: "+1 202 555 0100 12345" }, /^phone is not/],
    [{ phone: "98400x2345" }, /^phone is not/],
    [{ phone: "000000000000" }, /^phone is not/],
    [{ email: "Office@Example.ORG" }, { fields: { email: "office@example.org" } }],
    [{ email: "a.b+c@mail.example.co.in" }, OK],
    [{ email: "office" }, /^email is not an e-mail address/],
    [{ email: "office@example" }, /^email is not/],
    [{ email: "@example.org" }, /^email is not/],
    [{ email: "office@@example.org" }, /^email is not/],
    [{ email: "of fice@example.org" }, /^email is not/],
    [{ email: "office@example." }, /^email is not/],
  ]);
});
