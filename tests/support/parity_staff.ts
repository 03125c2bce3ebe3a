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

/** Too much for one member of staff. */
const large = (name: string) => (scene: Scene): Json => (
  { id: scene.id(name), account: scene.account("lea"), amountMinor: 10_000_000, memo: "" }
);
const wish = (name: string, what: string, more: Json = {}) => (scene: Scene): Json => ({
  proposal: scene.id(name),
  method: "cashIn",
  params: large(what)(scene),
  why: "sold",
  password,
  ...more,
});
const seen = (name: string, more: Json = {}) => (scene: Scene): Json => (
  { proposal: scene.id(name), hash: scene.proposalHash, password, ...more }
);

const limited = (who: string, more: Record<string, unknown> = {}) => (scene: Scene) => ({
  account: scene.account(who),
  limits: { dayMinor: 5_000_000_00, dayPayees: 0 },
  reason: "asked for",
  password,
  ...more,
});

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
  ["tara", "accountLimits", (scene) => ({ account: scene.account("bob") }), ok],
  ["tara", "accountLimits", { account: "000000000097" }, "no_such_account"],
  ["tara", "setAccountLimits", limited("bob"), "not_allowed"],
  ["asha", "setAccountLimits", limited("asha"), "same_staff"],
  ["asha", "setAccountLimits", limited("bob", { reason: "" }), "invalid_params"],
  ["asha", "setAccountLimits", limited("bob"), ok],
  ["tara", "cashIn", large("a bus"), "agreement_needed"],
  ["tara", "propose", wish("bus", "a bus", { why: "" }), "invalid_params"],
  ["tara", "propose", wish("bus", "a bus", { password: "a guess" }), "wrong_credentials"],
  ["tara", "propose", wish("odd", "a bus", { params: { amountMinor: 1 } }), "invalid_params"],
  ["tara", "propose", wish("bus", "a bus"), ok],
  ["tara", "propose", wish("bus", "another bus"), "id_reused"],
  ["tara", "agreeProposal", seen("bus"), "same_staff"],
  ["asha", "agreeProposal", seen("bus", { hash: "0".repeat(64) }), "no_such_proposal"],
  ["asha", "agreeProposal", seen("bus", { password: "a guess" }), "wrong_credentials"],
  ["asha", "agreeProposal", seen("bus"), ok],
  ["asha", "agreeProposal", seen("bus"), ok],
  ["bala", "agreeProposal", seen("bus"), "no_such_proposal"],
  ["tara", "cashIn", large("a bus"), ok],
  ["tara", "propose", wish("van", "a van"), ok],
  ["bala", "endProposal", (scene) => ({ proposal: scene.id("van") }), ok],
  ["tara", "endProposal", (scene) => ({ proposal: scene.id("van") }), "no_such_proposal"],
  ["asha", "proposals", {}, ok],
  ["ann", "proposals", {}, "not_allowed"],
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
  ["ann", "announce", { text: "Closed on Monday" }, "not_allowed"],
  ["asha", "announce", { text: " " }, "invalid_params"],
  ["asha", "announce", { text: "Closed on Monday", days: 2 }, ok],
  ["asha", "announce", { text: "Closed on Monday" }, ok],
  ["asha", "announce", { text: "Closed on Tuesday" }, ok],
  ["asha", "announce", { text: "Closed on Thursday" }, ok],
  ["asha", "announce", { text: "Closed on Friday" }, "limit_exceeded"],
  ["ann", "announcements", {}, ok],
  ["asha", "endAnnouncement", { number: 1 }, ok],
  ["asha", "endAnnouncement", { number: 1 }, ok],
  ["asha", "endAnnouncement", { number: 9 }, "no_such_announcement"],
  ["ann", "endAnnouncement", { number: 2 }, "not_allowed"],
];
