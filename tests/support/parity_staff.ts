// The part of the story about the staff themselves: who is invited, what a teller may not do, and what an end of the role means.
import type { Row, Scene } from "./parity_story.ts";
import type { Json } from "./rest_client.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;
const why = (more: Json = {}): Json => ({ reason: "second counter", password, ...more });
const role = (who: string, more: Json = {}) => (scene: Scene): Json => (
  { account: scene.account(who), ...why(more) }
);
const cash = (who: string) => (scene: Scene): Json => (
  { id: scene.id(`cash of ${who}`), account: scene.account(who), amountMinor: 100 }
);

export const STAFF: readonly Row[] = [
  ["tara", "signUp", { userName: "tara", password }, ok],
  ["tara", "staff", {}, "not_allowed"],
  ["asha", "staff", {}, ok],
  ["tara", "inviteStaff", why({ role: "manager" }), "not_allowed"],
  ["asha", "inviteStaff", why({ role: "cashier" }), "invalid_params"],
  ["asha", "inviteStaff", why({ role: "teller", password: "a guess" }), "wrong_credentials"],
  ["asha", "inviteStaff", why({ role: "teller" }), ok],
  ["tara", "acceptInvitation", { code: "1", password }, "staff_code_invalid"],
  ["tara", "acceptInvitation", (scene) => ({ code: scene.inviteCode, password }), ok],
  [
    "bala",
    "acceptInvitation",
    (scene) => ({ code: scene.inviteCode, password }),
    "staff_code_invalid",
  ],
  ["tara", "staff", {}, ok],
  ["tara", "cashIn", cash("tara"), "same_staff"],
  ["tara", "cashIn", cash("asha"), ok],
  ["tara", "setPolicy", { password, policy: { burstMinutes: 7 } }, "not_allowed"],
  ["asha", "setStaffRole", role("asha", { role: "none" }), "same_staff"],
  ["asha", "setStaffRole", role("tara", { role: "officer", suspended: true }), ok],
  ["tara", "staff", {}, "not_allowed"],
  ["asha", "setStaffRole", role("tara", { role: "none" }), ok],
  ["asha", "inviteStaff", why({ role: "auditor" }), ok],
  ["asha", "withdrawInvitation", (scene) => ({ invitation: scene.invitation, password }), ok],
  [
    "tara",
    "acceptInvitation",
    (scene) => ({ code: scene.inviteCode, password }),
    "staff_code_invalid",
  ],
  ["asha", "withdrawInvitation", { invitation: "0".repeat(64), password }, "staff_code_invalid"],
];
