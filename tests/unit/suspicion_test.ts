// Suspicious activity: one table per rule, each threshold just below, at and above it; what several reasons make of a
// payment; and how an account's history grows. A row sets only what it is about: the payer has 10,000.00 otherwise.
import assert from "node:assert/strict";
import type { Account } from "../../bank/ledger.ts";
import { assess, defaultPolicy, notePaid, noteSending, type Reason } from "../../bank/suspicion.ts";
import { Policy } from "../../bank/policy.ts";
import { Books, T0 } from "../support/ledger.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Every rule turned off. */
const OFF: Policy = {
  ...defaultPolicy(2),
  newPayeeMinor: 0,
  unusualMinor: 0,
  burstTransfers: 0,
  drainingMinor: 0,
  newDeviceMinor: 0,
};

const { ledger } = new Books({ funds: { alice: 1_000_000 } });
const plain: Readonly<Account> = ledger.accounts.get("alice")!;

interface Case {
  readonly policy?: Partial<Policy>;
  readonly payer?: Partial<Account>;
  readonly to?: string;
  readonly amountMinor: number;
}

/** `allow`, or the verdict and its reasons. */
type Row = readonly [given: Case, verdict: string];

function verdictOf({ policy = {}, payer = {}, to = "bob", amountMinor }: Case): string {
  ledger.policy.add("policy", { ...OFF, ...policy });
  const context = { ledger, nowMs: T0 };
  const { verdict, reasons } = assess({ ...plain, ...payer }, { to, amountMinor }, context);
  return [verdict, ...reasons].join(" ");
}

const newPayeeMinor = 5_000;
const unusual = { unusualMinor: 1_000, unusualFactor: 10, unusualAfter: 5 };
const burst = { burstTransfers: 3, burstMinutes: 10 };
const draining = { drainingMinor: 2_000, drainingPercent: 90 };
const device = { newDeviceMinor: 1_000, newDeviceHours: 24 };

const signedIn = (agoMs: number) => ({ newDeviceAtMs: T0 - agoMs });
const paid = (usualMinor: number, sent = 5) => ({ usualMinor, sent });
const sentLately = (burstTransfers: number, agoMs = 0) => ({
  burstTransfers,
  burstStartMs: T0 - agoMs,
});
const has = (bookedMinor: number, heldMinor = 0) => ({ bookedMinor, heldMinor });

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  "no rule, no reason": [
    [{ amountMinor: 1 }, "allow"],
    [{ amountMinor: 1_000_000, payer: { ...signedIn(0), ...paid(1, 99) } }, "allow"],
  ],
  "new payee": [
    [{ policy: { newPayeeMinor }, amountMinor: 4_999 }, "allow"],
    [{ policy: { newPayeeMinor }, amountMinor: 5_000 }, "alert new_payee"],
    [{ policy: { newPayeeMinor }, amountMinor: 5_000, payer: { payees: ["bob"] } }, "allow"],
    [
      { policy: { newPayeeMinor }, amountMinor: 5_000, payer: { payees: ["bobby", "bo"] } },
      "alert new_payee",
    ],
    [{ policy: { newPayeeMinor: 1 }, amountMinor: 1 }, "alert new_payee"],
    [{ policy: { newPayeeMinor: 0 }, amountMinor: 999_999 }, "allow"],
  ],
  "unusual amount": [
    [{ policy: unusual, amountMinor: 999, payer: paid(1) }, "allow"],
    [{ policy: unusual, amountMinor: 1_000, payer: paid(1) }, "alert unusual_amount"],
    [{ policy: unusual, amountMinor: 1_999, payer: paid(200) }, "allow"],
    [{ policy: unusual, amountMinor: 2_000, payer: paid(200) }, "alert unusual_amount"],
    [{ policy: unusual, amountMinor: 2_000, payer: paid(200, 4) }, "allow"],
    [{ policy: { ...unusual, unusualFactor: 0 }, amountMinor: 9_000, payer: paid(1) }, "allow"],
    [{ policy: { ...unusual, unusualMinor: 0 }, amountMinor: 9_000, payer: paid(1) }, "allow"],
    [
      {
        policy: { ...unusual, unusualFactor: 1_000 },
        amountMinor: Number.MAX_SAFE_INTEGER,
        payer: paid(Number.MAX_SAFE_INTEGER),
      },
      "allow",
    ],
  ],
  "many transfers: said by the one that crosses the line, once": [
    [{ policy: burst, amountMinor: 1, payer: sentLately(2) }, "allow"],
    [{ policy: burst, amountMinor: 1, payer: sentLately(3) }, "alert many_transfers"],
    [{ policy: burst, amountMinor: 1, payer: sentLately(4) }, "allow"],
    [
      { policy: burst, amountMinor: 1, payer: sentLately(3, 10 * MINUTE_MS - 1) },
      "alert many_transfers",
    ],
    [{ policy: burst, amountMinor: 1, payer: sentLately(3, 10 * MINUTE_MS) }, "allow"],
    [{ policy: { ...burst, burstTransfers: 0 }, amountMinor: 1, payer: sentLately(0) }, "allow"],
  ],
  "draining: of what is available, not of what is booked": [
    [{ policy: draining, amountMinor: 8_999, payer: has(10_000) }, "allow"],
    [{ policy: draining, amountMinor: 9_000, payer: has(10_000) }, "alert draining"],
    [{ policy: draining, amountMinor: 9_000, payer: has(12_000) }, "allow"],
    [{ policy: draining, amountMinor: 9_000, payer: has(12_000, 2_000) }, "alert draining"],
    [{ policy: draining, amountMinor: 1_999, payer: has(1_999) }, "allow"],
    [{ policy: draining, amountMinor: 2_000, payer: has(2_000) }, "alert draining"],
    [
      { policy: { ...draining, drainingPercent: 100 }, amountMinor: 9_999, payer: has(10_000) },
      "allow",
    ],
    [
      { policy: { ...draining, drainingPercent: 100 }, amountMinor: 10_000, payer: has(10_000) },
      "alert draining",
    ],
    [
      { policy: { ...draining, drainingMinor: 0 }, amountMinor: 10_000, payer: has(10_000) },
      "allow",
    ],
    [
      {
        policy: draining,
        amountMinor: Number.MAX_SAFE_INTEGER,
        payer: has(Number.MAX_SAFE_INTEGER),
      },
      "alert draining",
    ],
  ],
  "a new device holds by itself": [
    [{ policy: device, amountMinor: 1_000 }, "allow"],
    [{ policy: device, amountMinor: 999, payer: signedIn(0) }, "allow"],
    [{ policy: device, amountMinor: 1_000, payer: signedIn(0) }, "hold new_device"],
    [
      { policy: device, amountMinor: 1_000, payer: signedIn(24 * HOUR_MS - 1) },
      "hold new_device",
    ],
    [{ policy: device, amountMinor: 1_000, payer: signedIn(24 * HOUR_MS) }, "allow"],
    [{ policy: { ...device, newDeviceMinor: 0 }, amountMinor: 9, payer: signedIn(0) }, "allow"],
    [
      { policy: { ...device, holdReasons: 5 }, amountMinor: 1_000, payer: signedIn(0) },
      "hold new_device",
    ],
  ],
};

const ALL: Partial<Policy> = { newPayeeMinor, ...unusual, ...burst, ...draining };
const four = { ...has(10_000), ...paid(1), ...sentLately(3) };
const reasons = "new_payee unusual_amount many_transfers draining";

const TOGETHER: readonly Row[] = [
  [{ policy: { ...ALL, holdReasons: 5 }, amountMinor: 9_500, payer: four }, `alert ${reasons}`],
  [{ policy: { ...ALL, holdReasons: 4 }, amountMinor: 9_500, payer: four }, `hold ${reasons}`],
  [{ policy: ALL, amountMinor: 9_500, payer: has(10_000) }, "hold new_payee draining"],
  [{ policy: ALL, amountMinor: 5_000, payer: has(10_000) }, "alert new_payee"],
  [
    { policy: { ...ALL, holdReasons: 1 }, amountMinor: 5_000, payer: has(10_000) },
    "hold new_payee",
  ],
  [
    {
      policy: { ...ALL, ...device },
      amountMinor: 9_500,
      payer: { ...four, ...signedIn(HOUR_MS) },
    },
    `hold new_device ${reasons}`,
  ],
];

for (const [name, rows] of Object.entries({ ...TABLES, "several reasons": TOGETHER })) {
  Deno.test(`suspicion: ${name}`, () => {
    for (const [given, verdict] of rows) {
      assert.equal(verdictOf(given), verdict, JSON.stringify(given));
    }
  });
}

Deno.test("suspicion: the defaults in units of each currency, each within its own bounds", () => {
  for (const [scale, unit] of [[0, 1], [2, 100], [3, 1_000]] as const) {
    const policy = defaultPolicy(scale);
    assert.deepEqual(Policy.parse(policy), policy);
    const { newPayeeMinor, unusualMinor, drainingMinor, newDeviceMinor } = policy;
    const minors = [newPayeeMinor, unusualMinor, drainingMinor, newDeviceMinor];
    assert.deepEqual(minors.map((minor) => minor / unit), [5_000, 1_000, 2_000, 1_000]);
  }
  // An ordinary customer is not bothered in the course of a day.
  const day = (amountMinor: number, to: string, payer: Partial<Account> = {}) =>
    verdictOf({ policy: defaultPolicy(2), amountMinor, to, payer });
  const known = { payees: ["shop", "landlord"], ...paid(50_00, 20), bookedMinor: 20_000_00 };
  assert.equal(day(4_50, "baker"), "allow");
  assert.equal(day(499_99, "landlord", known), "allow");
  assert.equal(day(80_00, "shop", { ...known, ...sentLately(12) }), "allow");
  assert.equal(day(999_99, "shop", { ...known, ...signedIn(HOUR_MS) }), "allow");
});

Deno.test("suspicion: the usual amount follows what is paid, slowly", () => {
  const payer = { ...plain };
  const usual = [800, 800, 1_600, 0, 80_000].map((amountMinor) => {
    notePaid(payer, { to: "bob", amountMinor }, OFF);
    return [payer.sent, payer.usualMinor];
  });
  assert.deepEqual(usual, [[1, 800], [2, 800], [3, 900], [4, 788], [5, 10_689]]);
  for (let n = 0; n < 100; n++) notePaid(payer, { to: "bob", amountMinor: 400 }, OFF);
  assert.ok(Math.abs(payer.usualMinor - 400) < 8, `it is ${payer.usualMinor}`);
  assert.deepEqual(payer.payees, ["bob"]);
});

Deno.test("suspicion: so many payees are remembered, the one known for longest goes first", () => {
  const payer = { ...plain };
  const before = payer.payees;
  const names = Array.from({ length: 200 }, (_, at) => `payee ${at}`);
  for (const to of names) notePaid(payer, { to, amountMinor: 1 }, OFF);
  const { length } = payer.payees;
  assert.ok(length >= 16 && length <= 64, `${length} are remembered`);
  assert.deepEqual(payer.payees, names.slice(-length));
  assert.deepEqual(before, [], "a list that somebody else may hold was changed");
});

Deno.test("suspicion: a coin sent ahead does not make a payee known, a tenth of the threshold does", () => {
  const rows: [amountMinor: number, policy: Partial<Policy>, known: boolean][] = [
    [1, { newPayeeMinor }, false],
    [499, { newPayeeMinor }, false],
    [500, { newPayeeMinor }, true],
    [1, { newPayeeMinor: 0 }, true],
  ];
  for (const [amountMinor, changes, known] of rows) {
    const [payer, policy] = [{ ...plain }, { ...OFF, ...changes }];
    notePaid(payer, { to: "bob", amountMinor }, policy);
    assert.deepEqual([payer.payees.includes("bob"), payer.sent], [known, 1], `${amountMinor}`);
  }
});

Deno.test("suspicion: a burst is counted from its first payment, then begins anew", () => {
  const payer = { ...plain, burstStartMs: 0, burstTransfers: 0 };
  const policy = { ...OFF, ...burst };
  const counted = [0, 1, 9, 10, 19.9, 20].map((minutes) => {
    noteSending(payer, T0 + minutes * MINUTE_MS, policy);
    return [minutes, payer.burstTransfers, (payer.burstStartMs - T0) / MINUTE_MS];
  });
  assert.deepEqual(counted, [[0, 1, 0], [1, 2, 0], [9, 3, 0], [10, 1, 10], [19.9, 2, 10], [
    20,
    1,
    20,
  ]]);
});

Deno.test("suspicion: every reason can be given, and no other", () => {
  const given = new Set(
    Object.values({ ...TABLES, TOGETHER }).flat().flatMap(([, verdict]) =>
      verdict.split(" ").slice(1)
    ),
  );
  const known: readonly Reason[] = [
    "new_device",
    "new_payee",
    "unusual_amount",
    "many_transfers",
    "draining",
  ];
  assert.deepEqual([...given].sort(), [...known].sort());
});
