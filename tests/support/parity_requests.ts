// The part of the story about payment requests: asked, paid, declined, taken back, turned away.
import { requestIdOf } from "../../bank/requests/request_id.ts";
import type { Row, Scene } from "./parity_story.ts";

const ok = "ok";

const asks = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => ({
  request: scene.id(name),
  from: ["ann"],
  amountMinor: 5_00,
  memo: "Tea",
  ...more,
});
const named = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => ({
  request: requestIdOf(scene.id(name), scene.account("ann")),
  ...more,
});
const pays = (id: string, name: string) => (scene: Scene) => (
  { ...named(name)(scene), id: scene.id(id) }
);

export const ASKING: readonly Row[] = [
  ["bob", "askPayment", asks("tea"), ok],
  ["bob", "askPayment", asks("tea"), ok],
  ["bob", "askPayment", asks("tea", { amountMinor: 6_00 }), "id_reused"],
  ["bob", "askPayment", asks("cake", { from: [] }), "invalid_params"],
  ["bob", "askPayment", asks("cake", { dueOn: "2026-02-30" }), "invalid_params"],
  ["bob", "askPayment", asks("cake", { from: ["ann", "bob"], reference: "7" }), ok],
  ["ann", "paymentRequests", {}, ok],
  ["bob", "paymentRequests", { side: "asker", open: true, limit: 1 }, ok],
  ["ann", "paymentRequests", { limit: 0 }, "invalid_params"],
  ["bob", "payRequest", pays("paid", "tea"), "no_such_request"],
  ["ann", "payRequest", pays("paid", "tea"), ok],
  ["ann", "payRequest", pays("paid", "tea"), ok],
  ["ann", "payRequest", pays("paid again", "tea"), "request_over"],
  ["ann", "declineRequest", named("tea"), "request_over"],
  ["ann", "declineRequest", named("cake", { word: "no cake" }), ok],
  ["bob", "askPayment", asks("milk"), ok],
  ["ann", "withdrawRequest", named("milk"), "no_such_request"],
  ["bob", "withdrawRequest", named("milk"), ok],
  ["ann", "blockRequests", { asker: "ann" }, "same_account"],
  ["ann", "blockRequests", { asker: "bob" }, ok],
  ["bob", "askPayment", asks("more"), "requests_blocked"],
  ["ann", "blockRequests", { asker: "bob", blocked: false }, ok],
  ["bob", "paymentLink", { amountMinor: 5_00, memo: "Tea" }, ok],
  ["bob", "paymentLink", { amountMinor: 0 }, "invalid_params"],
];
