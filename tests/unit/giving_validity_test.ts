// The form of the facts that hold for a time (80G approval, FCRA registration, licence), as tables: their numbers, and
// from when until when they may say that they are valid.
import { OK, PAN, table } from "../support/facts.ts";

Deno.test("facts: 80G: the URN of the approval, of this organisation", () => {
  const context = { pan: PAN };
  table("eighty_g", [
    [{}, { fields: { urn: `${PAN}F20221` }, claim: `urn ${PAN}F20221`, validTo: "2027-03-31" }],
    [{ urn: "aaats1234ff20221" }, { claim: `urn ${PAN}F20221` }],
    [{ urn: "AAATS1234F F2022 1" }, { claim: `urn ${PAN}F20221` }],
    [{ urn: `${PAN}F202214` }, { claim: `urn ${PAN}F202214` }],
    [{ urn: `${PAN}F2022` }, /^urn is not an 80G approval/],
    [{ urn: `${PAN}F2022123` }, /^urn is the document number \(DIN\)/],
    [{ urn: `${PAN}F20221234` }, /^urn is the document number \(DIN\)/],
    [{ urn: `${PAN}F202212345` }, /^urn is not an 80G approval/],
    [{ urn: `${PAN}F19981` }, /^urn is not an 80G approval/],
    [{ urn: `${PAN}920221` }, /^urn is not an 80G approval/],
    [{ urn: PAN }, /^urn is a PAN: expected the 80G approval number/],
    [{ urn: "CIT/80G/1998-99/123" }, /numbers from before 2021 are no longer valid$/],
    [{ urn: "DIT(E)/12A/2009" }, /numbers from before 2021 are no longer valid$/],
    [{ urn: "AAATS1235FF20221" }, /^urn belongs to another PAN/],
    [{ urn: "AAATS1234GF20221" }, /^urn belongs to another PAN/],
  ], { context });
  table("eighty_g", [[{ urn: "AAATS1235FF20221" }, OK]]);
});

Deno.test("facts: 80G: it may be told on which day it was issued, before or after it began to hold", () => {
  table("eighty_g", [
    [{ issuedOn: "2021-05-28" }, { fields: { issuedOn: "2021-05-28" } }],
    [{ issuedOn: "2022-05-24" }, OK],
    [{ issuedOn: "" }, OK],
    [{ issuedOn: "2026-01-05" }, OK],
    [{ issuedOn: "2026-01-06" }, /^issuedOn 2026-01-06 is still to come/],
    [{ issuedOn: "28.05.2021" }, /^issuedOn "28\.05\.2021" is not a day/],
    [{ issuedOn: "2021-02-29" }, /^issuedOn "2021-02-29" is not a day/],
  ]);
});

Deno.test("facts: 80G: five years, provisionally three", () => {
  table("eighty_g", [
    [{ validTo: "2027-04-01" }, { validTo: "2027-04-01" }],
    [{ validTo: "2027-04-02" }, /^validTo is more than 5 years after validFrom$/],
    [{ provisional: "yes", validFrom: "2024-04-01", validTo: "2027-04-01" }, OK],
    [{ provisional: "yes", validFrom: "2024-04-01", validTo: "2027-04-02" }, /more than 3 years/],
    [{ provisional: "YES" }, /^provisional is neither "yes" nor "no"$/],
    [{ provisional: "maybe" }, /^provisional is neither/],
    [{ validFrom: "2024-02-29", validTo: "2029-02-28" }, OK],
    [{ validFrom: "2024-02-29", validTo: "2029-03-01" }, /more than 5 years/],
    [{ validFrom: "2023-03-01", validTo: "2028-02-29" }, OK],
  ]);
});

/** Of every fact with a validity: the field in which it begins. */
const VALIDITIES = [["licence", "issuedOn"], ["eighty_g", "validFrom"], [
  "fcra",
  "validFrom",
]] as const;

for (const [kind, from] of VALIDITIES) {
  Deno.test(`facts: ${kind}: a validity is made of days, in order, and not over`, () => {
    const since = { [from]: "2024-02-28" };
    table(kind, [
      [{ ...since, validTo: "2026-01-06" }, { validTo: "2026-01-06" }],
      [{ ...since, validTo: "2026-01-05" }, { validTo: "2026-01-05" }],
      [{ ...since, validTo: "2026-01-04" }, /^validTo 2026-01-04 has passed/],
      [{ [from]: "2026-01-05", validTo: "2026-01-05" }, OK],
      [{ [from]: "2026-02-02", validTo: "2026-02-01" }, new RegExp(`^validTo is before ${from}$`)],
      [{ ...since, validTo: "2027-02-29" }, /^validTo "2027-02-29" is not a day/],
      [{ ...since, validTo: "2028-02-29" }, { validTo: "2028-02-29" }],
      [{ [from]: "2023-02-29" }, new RegExp(`^${from} "2023-02-29" is not a day`)],
      [{ [from]: "01-04-2024" }, /is not a day: expected a form such as 2026-04-01$/],
      [{ ...since, validTo: "31/03/2027" }, /is not a day/],
      [{ ...since, validTo: "never" }, /is not a day/],
    ]);
  });

  Deno.test(`facts: ${kind}: it is over when its last day is over in India`, () => {
    const over = { [from]: "2024-02-28", validTo: "2026-01-05" };
    const rows = [
      ["2026-01-05T18:29:59.999Z", OK],
      ["2026-01-05T18:30:00.000Z", /^validTo 2026-01-05 has passed/],
    ] as const;
    for (const [time, found] of rows) table(kind, [[over, found]], { nowMs: Date.parse(time) });
  });
}

for (const [kind, from] of VALIDITIES) {
  Deno.test(`facts: ${kind}: it cannot be handed in before its first day has begun in India`, () => {
    const row = { [from]: "2026-01-06", validTo: "2027-01-06" };
    const early = new RegExp(`^${from} 2026-01-06 is still to come`);
    table(kind, [[row, early], [{ [from]: "2026-01-05", validTo: "2027-01-05" }, OK]]);
    table(kind, [[row, early]], { nowMs: Date.parse("2026-01-05T18:29:59.999Z") });
    table(kind, [[row, OK]], { nowMs: Date.parse("2026-01-05T18:30:00.000Z") });
  });
}

Deno.test("facts: FCRA: nine digits with their leading zero, five years", () => {
  table("fcra", [
    [{}, { fields: { number: "076030123" }, claim: "fcra 076030123", validTo: "2028-12-31" }],
    [{ number: "0760 301 23" }, { claim: "fcra 076030123" }],
    [{ number: "000000001" }, { fields: { number: "000000001" }, claim: "fcra 000000001" }],
    [{ number: "76030123" }, /^number is not an FCRA registration: expected nine digits$/],
    [{ number: "0760301234" }, /is not an FCRA registration/],
    [{ number: "07603012A" }, /is not an FCRA registration/],
    [{ number: "0760-30123" }, /is not an FCRA registration/],
    [{ kind: "prior_permission" }, OK],
    [{ kind: "Registration" }, /^kind "Registration" is not known/],
    [{ validTo: "2029-01-01" }, OK],
    [{ validTo: "2029-01-02" }, /^validTo is more than 5 years after validFrom$/],
    [{ provisional: "no" }, /^provisional is not a field of fcra$/],
    [{ ifsc: "sbin0000691" }, { fields: { ifsc: "SBIN0000691" } }],
    [{ ifsc: "SBIN0ABC12D" }, OK],
    [{ ifsc: "SBIN1000691" }, /^ifsc is not an IFSC/],
    [{ ifsc: "SBI00000691" }, /^ifsc is not an IFSC/],
    [{ ifsc: "SBIN000069" }, /^ifsc is not an IFSC/],
    [{ ifsc: "" }, { fields: { ifsc: undefined as unknown as string } }],
    [{ bankAccount: "40012345678" }, { fields: { bankAccount: "40012345678" } }],
  ]);
});

Deno.test("facts: licence: state, kind and capacity are known, the number is compared without its dress", () => {
  const claim = "licence TN TNCH12";
  table("licence", [
    [{}, { claim, validTo: "2029-03-31", fields: { state: "TN", capacity: "40" } }],
    [{ number: "tn/ch/12" }, { claim }],
    [{ number: "TN-CH.12" }, { claim }],
    [{ number: " T N C H 1 2 " }, { claim }],
    [{ number: "TN/CH/13" }, { claim: "licence TN TNCH13" }],
    [{ state: "ka" }, { claim: "licence KA TNCH12", fields: { state: "KA" } }],
    [{ number: "/ - ." }, /^number is missing$/],
    [{ state: "ZZ" }, /^state "ZZ" is not known/],
    [{ state: "IN-TN" }, /is not known/],
    [{ kind: "orphanage" }, /^kind "orphanage" is not known: expected one of children_home, /],
    [{ kind: "place_of_safety" }, OK],
    [{ capacity: "1" }, OK],
    [{ capacity: "99999" }, OK],
    [{ capacity: "040" }, { fields: { capacity: "40" } }],
    [{ capacity: "0" }, /^capacity is not a number of children/],
    [{ capacity: "100000" }, /^capacity is not/],
    [{ capacity: "-4" }, /^capacity is not/],
    [{ capacity: "4.5" }, /^capacity is not/],
    [{ capacity: "1e3" }, /^capacity is not/],
    [{ capacity: "forty" }, /^capacity is not/],
    [{ provisional: "yes" }, OK],
    [{ provisional: "perhaps" }, /^provisional is neither/],
    [{ issuedOn: "1998-06-30", validTo: "2099-12-31" }, OK],
  ]);
});
