// The rows about many payments at once and about what would become of payments and what was booked on a day, for the test that both faces do the same.
import type { Row, Scene } from "./parity_story.ts";
import type { Json } from "./rest_client.ts";

const ok = "ok";
const file = "0123456789abcdef".repeat(4);

const many =
  (names: readonly string[], more: Json = {}, each: Json = {}) => (scene: Scene): Json => ({
    payments: names.map((name) => ({ id: scene.id(name), to: "bob", amountMinor: 5, ...each })),
    ...more,
  });

/** Known by the request, over REST by the header Idempotency-Key, and their places. */
const placed = (name: string, amountMinor: number) => (scene: Scene): Json => ({
  id: scene.id(name),
  payments: [{ to: "bob", amountMinor }, { to: "bob", amountMinor: 5 }],
});

export const MANY: readonly Row[] = [
  ["ann", "transfers", many(["m1", "m2"]), ok],
  ["ann", "transfers", many(["m1", "m2", "m3"], { together: true }), ok],
  ["ann", "transfers", many(["m1", "m4"], {}, { amountMinor: 6, memo: "₹" }), ok],
  ["ann", "transfers", many(["m5"], { together: true }, { to: "zoe" }), "together_refused"],
  ["ann", "transfers", { file, payments: [{ line: 2, to: "bob", amountMinor: 7 }] }, ok],
  ["ann", "transfers", { payments: [{ line: 2, to: "bob", amountMinor: 7 }] }, "invalid_params"],
  ["ann", "transfers", placed("batch", 5), ok],
  ["ann", "transfers", placed("batch", 5), ok],
  ["ann", "transfers", placed("batch", 6), ok],
  ["ann", "transfers", many([]), "invalid_params"],
  ["ann", "previewTransfers", many(["m1", "m6"]), ok],
  ["ann", "previewTransfers", many(["m6"], {}, { to: "zoe" }), ok],
  ["ann", "previewTransfers", many(["m6"], { together: true }), "invalid_params"],
  ["ann", "previewTransfer", { to: "bob", amountMinor: 5 }, ok],
  ["ann", "balanceAt", { day: "2026-01-05" }, ok],
  ["ann", "balanceAt", { day: "2026-02-29" }, "invalid_params"],
  ["ann", "previewTransfer", { to: "ann", amountMinor: 5 }, "same_account"],
];
