// The part of the story about payouts: an account is set, one is asked for, cancelled, another one sent in a batch.
import type { Row, Scene } from "./parity_story.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;

const payee = { holder: "Bob Roy", account: "30201099887", ifsc: "SBIN0001234" };
const asks = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => (
  { id: scene.id(name), amountMinor: 1_00, memo: "Rent", password, ...more }
);
const named = (name: string) => (scene: Scene) => ({ payout: scene.id(name) });

const batch = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => (
  { batch: scene.id(name), payouts: [scene.payout], password, ...more }
);
const waits = (payoutAccountHours: number): Row => [
  "asha",
  "setPolicy",
  { password, policy: { payoutAccountHours } },
  ok,
];

export const PAYING_OUT: readonly Row[] = [
  ["bob", "payoutAccount", {}, ok],
  ["bob", "askPayout", asks("payout early"), "no_payout_account"],
  ["bob", "setPayoutAccount", { password: "a guess", payee }, "wrong_credentials"],
  ["bob", "setPayoutAccount", { password, payee: { ...payee, ifsc: "SBIN" } }, "invalid_params"],
  ["bob", "setPayoutAccount", { password, payee: { holder: "Bob Roy" } }, "invalid_params"],
  [
    "bob",
    "setPayoutAccount",
    { password, payee: { holder: "Bob Roy", iban: "DE89370400440532013000" } },
    "invalid_params",
  ],
  ["bob", "setPayoutAccount", { password, payee }, ok],
  ["bob", "askPayout", asks("payout early"), "payout_account_new"],
  waits(0),
  ["bob", "setPayoutAccount", { password }, ok],
  ["bob", "setPayoutAccount", { password, payee }, ok],
  ["bob", "payoutAccount", {}, ok],
  ["bob", "askPayout", asks("payout one", { password: "a guess" }), "wrong_credentials"],
  ["bob", "askPayout", asks("payout one"), ok],
  ["bob", "askPayout", asks("payout one"), ok],
  ["bob", "askPayout", asks("payout one", { amountMinor: 2_00 }), "id_reused"],
  ["bob", "askPayout", asks("payout much", { amountMinor: 9_999_999_00 }), "insufficient_funds"],
  ["bob", "askPayout", asks("payout none", { amountMinor: 0 }), "invalid_params"],
  ["ann", "cancelPayout", named("payout one"), "no_such_payout"],
  ["bob", "cancelPayout", named("payout one"), ok],
  ["bob", "cancelPayout", named("payout one"), ok],
  ["bob", "askPayout", asks("payout two"), ok],
  ["bob", "payouts", { limit: 1 }, ok],
  ["bob", "payouts", { limit: 0 }, "invalid_params"],
  ["ann", "waitingPayouts", {}, "not_allowed"],
  ["asha", "waitingPayouts", { limit: 5 }, ok],
  ["asha", "makePayoutBatch", batch("payouts sent", { payouts: [] }), "invalid_params"],
  ["asha", "makePayoutBatch", batch("payouts sent", { payouts: ["RF00"] }), "no_such_payout"],
  ["asha", "makePayoutBatch", batch("payouts sent"), ok],
  ["asha", "payoutBatches", {}, ok],
  ["asha", "payoutBatches", { limit: 0 }, "invalid_params"],
  ["asha", "waitingPayouts", { limit: 0 }, "invalid_params"],
  [
    "asha",
    "payoutBatch",
    (scene) => ({ batch: scene.payout }),
    ok,
  ],
  ["asha", "payoutBatch", { batch: "RF00" }, "no_such_payout"],
  ["bob", "cancelPayout", named("payout two"), "payout_over"],
  ["asha", "reverse", (scene) => ({
    id: scene.id("payout back"),
    transferId: scene.id("payout two"),
    reason: "not uploaded",
  }), ok],
  ["bob", "setPayoutAccount", { password }, ok],
  waits(24),
];
