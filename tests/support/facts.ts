// Facts of a home in order, and tables of what becomes of each when one thing of it is changed.
import assert from "node:assert/strict";
import { checkFact, type FactCheck, type FactContext } from "../../bank/giving/fact_checks.ts";
import type { FactFields, FactKind } from "../../bank/giving/facts.ts";

const NOW_MS = Date.parse("2026-01-05T09:00:00Z");
export const PAN = "AAATS1234F";

export const RIGHT: Readonly<Record<FactKind, FactFields>> = {
  name: {
    legalName: "Sunrise Trust",
    address: "4 Temple Road",
    district: "Madurai",
    state: "TN",
    pin: "625001",
  },
  pan: { number: PAN },
  licence: {
    state: "TN",
    authority: "District Magistrate",
    number: "TN/CH/12",
    kind: "children_home",
    capacity: "40",
    provisional: "no",
    issuedOn: "2024-04-01",
    validTo: "2029-03-31",
  },
  eighty_g: {
    urn: `${PAN}F20221`,
    validFrom: "2022-04-01",
    validTo: "2027-03-31",
    provisional: "no",
  },
  fcra: {
    number: "076030123",
    kind: "registration",
    validFrom: "2024-01-01",
    validTo: "2028-12-31",
  },
  darpan: { id: "TN/2017/0123456" },
  contact: { person: "Meena", phone: "+919840012345", email: "office@example.org" },
};

export interface Found {
  readonly fields?: FactFields;
  readonly claim?: string | null;
  readonly validTo?: string | null;
  readonly warnings?: readonly string[];
}

/** What is changed, and what is wrong with it, or what of the answer it is about. */
export type Row = readonly [
  over: Readonly<Record<string, string | undefined>>,
  found: RegExp | Found,
];

interface Asked {
  readonly nowMs?: number;
  readonly context?: Partial<FactContext>;
}

export function check(
  kind: FactKind,
  over: Row[0],
  { nowMs = NOW_MS, context = {} }: Asked = {},
): FactCheck {
  const given = Object.entries({ ...RIGHT[kind], ...over });
  const fields = Object.fromEntries(given.filter(([, text]) => text !== undefined)) as FactFields;
  return checkFact(kind, fields, { nowMs, ...context });
}

export function table(kind: FactKind, rows: readonly Row[], asked: Asked = {}): void {
  for (const [over, expected] of rows) {
    const found = check(kind, over, asked);
    const what = `${kind} ${JSON.stringify(over)}: ${JSON.stringify(found)}`;
    if (expected instanceof RegExp) {
      assert.ok(found.problem !== null, what);
      assert.match(found.problem.reason, expected, what);
      continue;
    }
    assert.ok(found.problem === null, what);
    const { fields = {}, ...rest } = expected;
    const of = Object.fromEntries(Object.keys(fields).map((name) => [name, found.fields[name]]));
    assert.deepEqual(of, fields, what);
    const others = Object.keys(rest).map((name) => [name, found[name as "claim"]]);
    assert.deepEqual(Object.fromEntries(others), rest, what);
  }
}

export const OK: Found = {};
