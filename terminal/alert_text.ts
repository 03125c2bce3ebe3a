// An alert as one line for the owner. Built from decoded fields; remote text is cleaned on the way in.
import { accountNumberText } from "../bank/account_number.ts";
import type { TransferKind } from "../bank/transfer_kind.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import { memoOf } from "../bank/requests/request_record.ts";
import type { Reason } from "../bank/suspicion.ts";
import type { NoticeKind } from "../bank/trace.ts";
import type { AlertView } from "../api/answers.ts";
import { AT_HOME, COMMANDS, type Ways } from "./alert_ways.ts";
import { payoutStateText } from "./payout_state_text.ts";
import { endText, stepText } from "./standing_step_text.ts";
import { FACT_NAMES, TEXT_NAMES, WHY_NOT } from "./notice_names.ts";
import { thingsText } from "./giving/things_text.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";

type EntryAlert = Extract<AlertView, { stream: "entry" }>;
type NoticeAlert = Extract<AlertView, { stream: "notice" }>;

export interface AlertReading {
  /** Today's alerts show their time only. */
  readonly nowMs?: number;
  /** With the menu in front of the person, who answers there and not with commands. */
  readonly atHome?: boolean;
}

export function alertText(
  alert: AlertView,
  currency: Currency,
  { nowMs, atHome = false }: AlertReading = {},
): string {
  const ways = atHome ? AT_HOME : COMMANDS;
  const what = alert.stream === "entry"
    ? entryText(alert, currency)
    : noticeText(alert, { currency, ways });
  const [at, now] = [dateTime(alert.atMs), dateTime(nowMs ?? alert.atMs)];
  return `${at.slice(0, 10) === now.slice(0, 10) ? at.slice(11) : at}  ${what}`;
}

/** What the texts of entries are put together from. */
interface Side {
  readonly came: boolean;
  readonly money: string;
  readonly who: string;
  readonly about: string;
  readonly counterparty: string;
}

/** Without the balance, which ends each of them. */
const ENTRIES: Readonly<Record<TransferKind, (side: Side) => string>> = {
  transfer: sentOrReceived,
  sweep: sentOrReceived,
  gift: ({ came, money, who, about }) =>
    (came ? line`+ You were given ${money} by ${who}` : line`- You gave ${money} to ${who}`) +
    about,
  cash_in: cash,
  cash_out: cash,
  paid_in: fromOutside,
  paid_out: fromOutside,
  assigned: fromOutside,
  cash_difference: cash,
  payout: ({ money, about }) =>
    line`- On its way to your account at another bank: ${money}` + about,
  welcome: ({ money }) => line`+ Welcome: ${money}`,
  reversal: ({ came, money, who, about, counterparty }) =>
    (counterparty === "payouts"
      ? line`+ A payout is back: ${money}`
      : line`${came ? "+" : "-"} Reversed with ${who}: ${money}`) + about,
};

function sentOrReceived({ came, money, who, about }: Side): string {
  return (came ? line`+ You received ${money} from ${who}` : line`- You sent ${money} to ${who}`) +
    about;
}

function cash({ came, money, about }: Side): string {
  return (came ? line`+ Cash paid in: ${money}` : line`- Cash paid out: ${money}`) + about;
}

function fromOutside({ came, money, about }: Side): string {
  return (came
    ? line`+ Paid in from another bank: ${money}`
    : line`- Sent back to another bank: ${money}`) +
    about;
}

function entryText(alert: EntryAlert, currency: Currency): string {
  const { kind, amountMinor, bookedMinor, counterpartyName, counterparty, memo } = alert;
  const side: Side = {
    came: amountMinor > 0,
    money: moneyText(Math.abs(amountMinor), currency),
    who: counterpartyName ?? accountNumberText(counterparty),
    about: memo === "" ? "" : line` "${memo}"`,
    counterparty,
  };
  const text = Object.hasOwn(ENTRIES, kind)
    ? ENTRIES[kind](side)
    : line`${side.came ? "+" : "-"} ${String(kind)} with ${side.who}: ${side.money}` + side.about;
  return text + line`; balance ${moneyText(bookedMinor, currency)}`;
}

const REASONS: Readonly<Record<Reason, string>> = {
  new_device: "soon after a sign-in from a new device",
  new_payee: "a large first payment to somebody new",
  unusual_amount: "far above your usual amount",
  many_transfers: "many payments in a short time",
  draining: "most of the money that is there",
};

export function reasonsText(reasons: readonly string[] = []): string {
  return reasons.map((reason) => REASONS[reason as Reason] ?? line`${reason}`).join(", ");
}

interface NoticeReading {
  readonly currency: Currency;
  readonly ways: Ways;
}

/** What the texts of notices are put together from. */
interface NoticeParts {
  readonly alert: NoticeAlert;
  readonly ways: Ways;
  readonly money: string;
  readonly sum: (minor: number) => string;
  readonly who: string;
  /** Of a promise. */
  readonly things: string;
  /** Of an organisation. */
  readonly fact: string;
  readonly why: string;
}

const payment = ({ money, who }: NoticeParts) => line`${money} to ${who}`;
const wanted = ({ money, alert: { memo = "", reference = "" } }: NoticeParts) => {
  const about = memoOf({ memo, reference });
  return line`${money}` + (about === "" ? "" : line` for "${about}"`);
};
const reason = ({ why }: NoticeParts) => WHY_NOT[why] ?? why;

function nextTry({ nextOn, again = false }: NoticeAlert): string {
  if (nextOn === undefined) return "That was its last day";
  return again ? line`It is tried again on ${nextOn}` : line`The next one is due on ${nextOn}`;
}

/** What a role among the staff is from now on. */
function roleChangeText(role: string): string {
  if (role === "none") return "You are no longer one of the bank's staff";
  if (role === "suspended") return "Your role among the bank's staff is suspended";
  return line`Your role among the bank's staff is now ${role}`;
}

/** What came was less or more than asked, or could not be given. */
function openGift(parts: NoticeParts): string {
  const { alert: { amountMinor = 0, cameMinor = 0, givenMinor = 0 }, sum, money, who } = parts;
  const came = line`${sum(cameMinor)} came for your gift of ${money} to ${who}`;
  if (givenMinor === 0) return line`! ${came} and is in your account: ${reason(parts)}`;
  return cameMinor < amountMinor
    ? line`+ ${came}: that was given`
    : line`+ ${came}: the rest is in your account`;
}

function payoutAccount({ alert: { shown = "", usableFromMs = 0 }, ways }: NoticeParts): string {
  if (shown === "") return "! Payouts go to no account any more";
  return line`! Payouts go to the account …${shown} from ${dateTime(usableFromMs)} on. ` +
    ways.freeze;
}

const NOTICES: Readonly<Record<NoticeKind, (parts: NoticeParts) => string>> = {
  held: (parts) =>
    line`! Held: ${payment(parts)} (${reasonsText(parts.alert.reasons)}). ` +
    parts.ways.hold(parts.alert.transferId ?? ""),
  released: (parts) => line`! You confirmed the held payment of ${payment(parts)}`,
  cancelled: (parts) => line`! You cancelled the held payment of ${payment(parts)}`,
  expired: (parts) =>
    line`! The held payment of ${payment(parts)} was not confirmed in time; nothing was sent`,
  suspicious: (parts) =>
    line`! Unusual: ${payment(parts)} (${reasonsText(parts.alert.reasons)}). ` + parts.ways.freeze,
  frozen: ({ alert: { why } }) =>
    why === undefined
      ? "! Your account is frozen: no outgoing payments, other sessions have ended"
      : line`! An officer has stopped your organisation: ${why}`,
  unfrozen: () => "! Your account is no longer frozen",
  account_viewed: ({ why }) => line`! Staff have looked at your account: ${why}`,
  staff_froze: ({ why }) =>
    line`! Staff have frozen your account: ${why}. Nothing is paid, and all sessions have ended`,
  staff_unfroze: ({ why }) => line`! Staff have let your account go again: ${why}`,
  closing: () => "! Your account is closed",
  role_changed: ({ alert: { role = "none" }, why }) => line`! ${roleChangeText(role)}: ${why}`,
  new_device: ({ ways }) => `! Somebody logged in from a new device. ${ways.freeze}`,
  failed_sign_ins: ({ alert }) => line`! Failed sign-ins to your account: ${alert.count ?? 1}`,
  password_changed: () => "! Your password was changed; all other sessions have ended",
  sessions_ended: () => "! Other sessions of yours were ended",
  second_factor_on: ({ ways }) =>
    `! Logging in needs the code of an app from now on. ${ways.freeze}`,
  second_factor_off: ({ ways }) => `! Logging in needs no code any more. ${ways.freeze}`,
  recovery_code_used: ({ alert, ways }) =>
    line`! A recovery code stood in for the app; left: ${alert.count ?? 0}. ` + ways.freeze,
  recovery_codes_renewed: ({ ways }) =>
    `! New recovery codes were made; the old ones are void. ${ways.freeze}`,
  recovery_started: ({ ways }) =>
    `! Staff have begun to give this account a new password. ${ways.recovery}`,
  recovery_agreed: ({ ways }) =>
    `! A second member of staff has made a code for a new password. ${ways.recovery}`,
  recovered: () =>
    "! Your password was set anew with a code from the bank; all sessions have ended. If it was not you, call the bank",
  webhook_set: ({ ways }) =>
    `! Events of yours are sent to a program from now on, or are signed anew (bank connect webhook). ${ways.freeze}`,
  pledged: ({ who, things }) => line`+ ${who} promises you ${things}`,
  pledge_sent: ({ who, things }) => line`+ On its way from ${who}: ${things}`,
  pledge_cancelled: ({ who, things }) => line`! ${who} cannot keep a promise: ${things}`,
  pledge_received: ({ who, things }) => line`+ ${who} has received from you: ${things}`,
  pledge_lapsed: ({ who, things }) => line`! Your promise to ${who} has lapsed: ${things}`,
  order_skipped: (parts) =>
    line`! The recurring gift of ${payment(parts)} was left out this time: ${reason(parts)}`,
  order_ended: (parts) =>
    line`! The recurring gift of ${payment(parts)} has ended: ${reason(parts)}`,
  open_gift_paid: (parts) => openGift(parts),
  open_gift_lapsed: ({ money, who }) =>
    line`! Your gift of ${money} to ${who} has lapsed: nothing came for it in 14 days`,
  fact_refused: ({ fact, why }) => line`! An officer refused ${fact} of your organisation: ${why}`,
  text_taken_down: ({ alert, why }) =>
    line`! An officer has taken down a text of your organisation (${
      TEXT_NAMES[alert.text ?? ""] ?? "a text"
    }): ${why}`,
  payment_requested: (parts) =>
    line`? ${parts.who} asks you for ${wanted(parts)}, due on ${parts.alert.dueOn ?? ""}. ` +
    parts.ways.request,
  request_declined: (parts) =>
    line`! ${parts.who} declines to pay ${wanted(parts)}` +
    (parts.why === "" ? "" : line`: "${parts.why}"`),
  request_withdrawn: (parts) => line`! ${parts.who} no longer asks you for ${wanted(parts)}`,
  request_lapsed: (parts) => line`! Your request has lapsed: ${wanted(parts)} from ${parts.who}`,
  standing_order_made: (parts) =>
    line`! A standing order was made: ${payment(parts)}, ${
      stepText(parts.alert.every ?? "", parts.alert.firstOn ?? "")
    }. ` + parts.ways.standing,
  standing_order_unpaid: (parts) =>
    line`! Your standing order of ${payment(parts)} was not paid on ${parts.alert.dueOn ?? ""}: ${
      reason(parts)
    }. ` + nextTry(parts.alert),
  standing_order_ended: (parts) =>
    line`! Your standing order of ${payment(parts)} has ended: ${endText(parts.alert.ended ?? "")}`,
  own_limits_set: ({ ways }) => `! Your payment limits were changed. ${ways.freeze}`,
  payout_account_set: (parts) => payoutAccount(parts),
  payout_asked: ({ money, alert, ways }) =>
    line`! A payout of ${money} to your account …${alert.shown ?? ""} was asked for. ` +
    ways.payout,
  payout_ended: ({ money, alert }) =>
    line`! Your payout of ${money} to your account …${alert.shown ?? ""}: ${
      payoutStateText(alert.ended ?? "")
    }`,
  credit_set: ({ why, alert: { creditMinor }, sum }) =>
    creditMinor === undefined
      ? line`! Your credit is that of all customers again: ${why}`
      : line`! Your account may go ${sum(creditMinor)} below zero: ${why}`,
  account_limits_set: ({ why }) => line`! The bank has set payment limits for your account: ${why}`,
  fact_verified: ({ fact }) => line`+ Two officers have verified ${fact} of your organisation`,
};

function noticeText(alert: NoticeAlert, { currency, ways }: NoticeReading): string {
  const { kind, amountMinor = 0, counterparty = "", counterpartyName, why = "" } = alert;
  if (!Object.hasOwn(NOTICES, kind)) {
    return line`! Something this program does not know yet: ${String(kind)}`;
  }
  const { quantity = 0, unit = "", item = "" } = alert;
  return NOTICES[kind]({
    alert,
    ways,
    why,
    money: moneyText(amountMinor, currency),
    sum: (minor) => moneyText(minor, currency),
    who: counterpartyName ?? accountNumberText(counterparty),
    things: thingsText({ quantity, unit, item }),
    fact: alert.fact === undefined ? "a fact" : FACT_NAMES[alert.fact] ?? "a fact",
  });
}
