// The part of the story about a lost password, and about days and where money is paid in: who began it cannot agree, and with the code its owner is in again.
import { lineIdOf } from "../../bank/pay_in/line_id.ts";
import { START_MS } from "./fake_host.ts";
import type { Row, Scene } from "./parity_story.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;
const LAKESIDE = { holder: "Lakeside", upi: "lakeside@sbi" };
const lea = (more: Record<string, unknown> = {}) => (scene: Scene) => ({
  account: scene.account("lea"),
  ...more,
});
const looked = (scene: Scene) => lea({ password, startedAtMs: scene.told.startedAtMs })(scene);
const recover = (recoveryCode: string) => ({
  userName: "lea",
  recoveryCode,
  newPassword: "a fresh start by noon",
});

/** A line of another bank without a reference, booked on the day on which the story plays. */
const STRAY = {
  bookedOn: new Date(START_MS).toISOString().slice(0, 10),
  amountMinor: 2_00,
  bankReference: "N1",
  endToEndId: null,
  counterparty: { name: "Lea", account: null },
  text: "from Lea",
  twin: 0,
};
const assigned = (name: string, more: Record<string, unknown> = {}) => (scene: Scene) => ({
  id: scene.id(name),
  line: lineIdOf({ ...STRAY, currency: "INR" }, 0),
  to: "lea",
  password,
  ...more,
});

/** A name that there is nowhere (RFC 6761). */
const HOOK = "https://hooks.invalid/bank";
const hook = (more: Record<string, unknown> = {}) => (scene: Scene) => ({
  webhook: scene.webhook,
  ...more,
});

export const RECOVERING: readonly Row[] = [
  ["lea", "signUp", { userName: "lea", password }, ok],
  ["asha", "startRecovery", lea({ password, reason: "" }), "invalid_params"],
  ["asha", "startRecovery", { account: "100000000000", password, reason: "x" }, "no_such_account"],
  ["asha", "startRecovery", lea({ password, reason: "passbook" }), ok],
  ["asha", "agreeRecovery", looked, "same_staff"],
  ["bala", "agreeRecovery", looked, ok],
  ["bala", "agreeRecovery", looked, "no_such_recovery"],
  ["asha", "recoveries", {}, ok],
  ["leah", "recover", recover("1"), "wrong_credentials"],
  ["leah", "recover", (scene) => recover(scene.recoveryCode), ok],
  ["leah", "balance", {}, ok],
  ["asha", "startRecovery", lea({ password, reason: "passbook", secondFactor: true }), ok],
  ["leah", "cancelRecovery", {}, ok],
  ["asha", "cancelRecovery", lea(), "no_such_recovery"],
  ["asha", "setTimeZone", { zone: "Mars/Olympus", password }, "no_such_time_zone"],
  ["asha", "setTimeZone", { zone: "Asia/Kolkata", password }, ok],
  ["leah", "payIn", {}, ok],
  ["leah", "payIn", { amountMinor: 0 }, "invalid_params"],
  ["leah", "setBankDetails", { password }, "not_allowed"],
  ["asha", "setBankDetails", { details: { holder: "Lakeside" }, password }, "invalid_params"],
  ["asha", "setBankDetails", { details: LAKESIDE, password: "no" }, "wrong_credentials"],
  ["asha", "setBankDetails", { details: LAKESIDE, password }, ok],
  ["leah", "payIn", { amountMinor: 5_00 }, ok],
  ["leah", "bookLines", { lines: [STRAY] }, "not_allowed"],
  ["asha", "previewLines", { lines: [] }, "invalid_params"],
  ["asha", "previewLines", { lines: [STRAY] }, ok],
  ["asha", "bookLines", { lines: [{ ...STRAY, amountMinor: 0 }] }, "invalid_params"],
  ["asha", "bookLines", { lines: [STRAY] }, ok],
  ["leah", "waitingLines", {}, "not_allowed"],
  ["asha", "waitingLines", { limit: 1 }, ok],
  ["asha", "assignLine", assigned("stray", { password: "no" }), "wrong_credentials"],
  ["asha", "assignLine", assigned("stray"), ok],
  ["asha", "assignLine", assigned("astray"), "already_assigned"],
  ["leah", "lineDays", {}, "not_allowed"],
  ["asha", "lineDays", { from: "2020-01-01" }, ok],
  ["leah", "setWebhook", { url: HOOK, password }, "new_device"],
  ["bob", "setWebhook", { url: "http://hooks.invalid/", password }, "webhook_address"],
  ["bob", "setWebhook", { url: HOOK, of: "bank", password }, "not_allowed"],
  ["bob", "setWebhook", { url: HOOK, password: "no" }, "wrong_credentials"],
  ["bob", "setWebhook", { url: HOOK, password }, ok],
  ["bob", "rotateWebhook", hook({ password }), ok],
  ["leah", "rotateWebhook", { webhook: "100000000000.0000000000000000", password }, "new_device"],
  ["leah", "webhooks", { of: "bank" }, "not_allowed"],
  ["leah", "deadLetters", hook(), "no_such_webhook"],
  ["bob", "deadLetters", hook({ limit: 1 }), ok],
  ["leah", "retryWebhook", hook(), "no_such_webhook"],
  ["bob", "retryWebhook", hook(), ok],
  ["leah", "removeWebhook", hook(), "no_such_webhook"],
  ["bob", "removeWebhook", hook(), ok],
  ["bob", "webhooks", {}, ok],
];
