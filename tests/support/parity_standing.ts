// The part of the story about standing orders and limits: made, listed, stopped; set and shown.
import { DAY_MS } from "../../bank/days.ts";
import type { Row, Scene } from "./parity_story.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;

/** A day that is over nowhere. */
const SOON = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);

const makes = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => ({
  order: scene.id(name),
  payee: "ann",
  amountMinor: 5_00,
  memo: "Rent",
  every: "month",
  firstOn: SOON,
  ...more,
});
const named = (name: string) => (scene: Scene) => ({ order: scene.id(name) });

export const ORDERING: readonly Row[] = [
  ["bob", "makeStandingOrder", makes("rent"), ok],
  ["bob", "makeStandingOrder", makes("rent"), ok],
  ["bob", "makeStandingOrder", makes("rent", { amountMinor: 6_00 }), "id_reused"],
  ["bob", "makeStandingOrder", makes("other", { payee: "bob" }), "same_account"],
  ["bob", "makeStandingOrder", makes("other", { payee: "nemo" }), "no_such_payee"],
  ["bob", "makeStandingOrder", makes("other", { firstOn: "2020-01-01" }), "limit_exceeded"],
  ["bob", "makeStandingOrder", makes("other", { firstOn: "2026-02-30" }), "invalid_params"],
  ["bob", "makeStandingOrder", makes("other", { lastOn: "2026-01-30" }), "invalid_params"],
  ["bob", "makeStandingOrder", makes("other", { every: "once", times: 2 }), "invalid_params"],
  ["bob", "makeStandingOrder", makes("other", { every: "day" }), "invalid_params"],
  ["bob", "standingOrders", { active: true, limit: 1 }, ok],
  ["ann", "standingOrders", {}, ok],
  ["ann", "stopStandingOrder", named("rent"), "no_such_standing_order"],
  ["bob", "stopStandingOrder", named("rent"), ok],
  ["bob", "stopStandingOrder", named("rent"), ok],
  ["bob", "standingOrders", { limit: 0 }, "invalid_params"],
  ["bob", "limits", {}, ok],
  ["bob", "setLimits", { password, limits: { dayMinor: 900_00, dayPayees: 90 } }, ok],
  ["bob", "setLimits", { password: "wrong", limits: { dayMinor: 1 } }, "wrong_credentials"],
  ["bob", "setLimits", { password, limits: { dayMinor: -1 } }, "invalid_params"],
  ["bob", "setLimits", { password, limits: { week: 1 } }, "invalid_params"],
  ["bob", "limits", {}, ok],
];
