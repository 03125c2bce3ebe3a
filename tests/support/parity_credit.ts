// The part of the story about credit: set, shown, used, and taken away.
import type { Row, Scene } from "./parity_story.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;

const lets = (creditMinor: unknown, more: Record<string, unknown> = {}) => (scene: Scene) => (
  { account: scene.account("bob"), creditMinor, reason: "runs the shop", password, ...more }
);

export const OWING: readonly Row[] = [
  ["ann", "credits", {}, "not_allowed"],
  ["asha", "credits", { limit: 0 }, "invalid_params"],
  ["bob", "setCredit", lets(5_00), "not_allowed"],
  ["asha", "setCredit", lets(-1), "invalid_params"],
  ["asha", "setCredit", lets(5_00, { password: "a guess" }), "wrong_credentials"],
  [
    "asha",
    "setCredit",
    (scene) => lets(5_00, { account: scene.account("asha") })(scene),
    "same_staff",
  ],
  ["asha", "setCredit", lets(5_00), ok],
  ["bob", "balance", {}, ok],
  ["asha", "credits", { limit: 5 }, ok],
  ["asha", "setCredit", lets(null), ok],
  ["bob", "balance", {}, ok],
];
