// An alert as one line for the owner. Built from decoded fields; remote text is cleaned on the way in.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { AlertView } from "../api/answers.ts";
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

function entryText(alert: EntryAlert, currency: Currency): string {
  const { kind, amountMinor, bookedMinor, counterpartyName, counterparty, memo } = alert;
  const came = amountMinor > 0;
  const money = moneyText(Math.abs(amountMinor), currency);
  const who = counterpartyName ?? accountNumberText(counterparty);
  const about = memo === "" ? "" : line` "${memo}"`;
  const balance = line`; balance ${moneyText(bookedMinor, currency)}`;
  switch (kind) {
    case "transfer":
    case "sweep":
      return (came
        ? line`+ You received ${money} from ${who}`
        : line`- You sent ${money} to ${who}`) +
        about + balance;
    case "gift":
      return (came
        ? line`+ You were given ${money} by ${who}`
        : line`- You gave ${money} to ${who}`) +
        about + balance;
    case "cash_in":
    case "cash_out":
      return (came ? line`+ Cash paid in: ${money}` : line`- Cash paid out: ${money}`) + about +
        balance;
    case "welcome":
      return line`+ Welcome: ${money}` + balance;
    case "reversal":
      return line`${came ? "+" : "-"} Reversed with ${who}: ${money}` + about + balance;
    default:
      return line`${came ? "+" : "-"} ${String(kind)} with ${who}: ${money}` + about + balance;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  new_device: "soon after a sign-in from a new device",
  new_payee: "a large first payment to somebody new",
  unusual_amount: "far above your usual amount",
  many_transfers: "many payments in a short time",
  draining: "most of the money that is there",
};

export function reasonsText(reasons: readonly string[] = []): string {
  return reasons.map((reason) => REASONS[reason] ?? line`${reason}`).join(", ");
}

/** How one answers. */
interface Ways {
  readonly hold: (transferId: string) => string;
  readonly freeze: string;
  readonly recovery: string;
}

const COMMANDS: Ways = {
  hold: (id) => line`Confirm or cancel: bank connect hold confirm (or cancel) ${id}`,
  freeze: "If it was not you: bank connect freeze",
  recovery: "If you did not ask for it: bank connect recovery cancel, and bank connect freeze",
};

const AT_HOME: Ways = {
  hold: () => "Confirm or cancel: Held payments (press y)",
  freeze: "If it was not you: Security, Freeze",
  recovery: "If you did not ask for it: Security, Refuse a new password, and Freeze",
};

interface NoticeReading {
  readonly currency: Currency;
  readonly ways: Ways;
}

function noticeText(alert: NoticeAlert, { currency, ways }: NoticeReading): string {
  const { kind, amountMinor = 0, counterparty = "", counterpartyName, transferId = "" } = alert;
  const money = moneyText(amountMinor, currency);
  const who = counterpartyName ?? accountNumberText(counterparty);
  const payment = line`${money} to ${who}`;
  switch (kind) {
    case "held":
      return line`! Held: ${payment} (${reasonsText(alert.reasons)}). ` + ways.hold(transferId);
    case "released":
      return line`! You confirmed the held payment of ${payment}`;
    case "cancelled":
      return line`! You cancelled the held payment of ${payment}`;
    case "expired":
      return line`! The held payment of ${payment} was not confirmed in time; nothing was sent`;
    case "suspicious":
      return line`! Unusual: ${payment} (${reasonsText(alert.reasons)}). ` + ways.freeze;
    case "frozen":
      return alert.why === undefined
        ? "! Your account is frozen: no outgoing payments, other sessions have ended"
        : line`! An officer has stopped your organisation: ${alert.why}`;
    case "unfrozen":
      return "! Your account is no longer frozen";
    case "closing":
      return "! Your account is closed";
    case "new_device":
      return `! Somebody logged in from a new device. ${ways.freeze}`;
    case "failed_sign_ins":
      return line`! Failed sign-ins to your account: ${alert.count ?? 1}`;
    case "password_changed":
      return "! Your password was changed; all other sessions have ended";
    case "sessions_ended":
      return "! Other sessions of yours were ended";
    case "second_factor_on":
      return `! Logging in needs the code of an app from now on. ${ways.freeze}`;
    case "second_factor_off":
      return `! Logging in needs no code any more. ${ways.freeze}`;
    case "recovery_started":
      return `! Staff have begun to give this account a new password. ${ways.recovery}`;
    case "recovery_agreed":
      return `! A second member of staff has made a code for a new password. ${ways.recovery}`;
    case "recovered":
      return "! Your password was set anew with a code from the bank; all sessions have ended. If it was not you, call the bank";
    default:
      return givingText(alert, who, money);
  }
}

function givingText(alert: NoticeAlert, who: string, money: string): string {
  const { quantity = 0, unit = "", item = "", fact, why = "" } = alert;
  const things = thingsText({ quantity, unit, item });
  const name = FACT_NAMES[fact ?? ""] ?? "a fact";
  switch (alert.kind) {
    case "pledged":
      return line`+ ${who} promises you ${things}`;
    case "pledge_sent":
      return line`+ On its way from ${who}: ${things}`;
    case "pledge_cancelled":
      return line`! ${who} cannot keep a promise: ${things}`;
    case "pledge_received":
      return line`+ ${who} has received from you: ${things}`;
    case "pledge_lapsed":
      return line`! Your promise to ${who} has lapsed: ${things}`;
    case "order_skipped":
      return line`! The recurring gift of ${money} to ${who} was left out this time: ${
        WHY_ORDER[why] ?? why
      }`;
    case "order_ended":
      return line`! The recurring gift of ${money} to ${who} has ended: ${WHY_ORDER[why] ?? why}`;
    case "fact_refused":
      return line`! An officer refused ${name} of your organisation: ${why}`;
    case "text_taken_down":
      return line`! An officer has taken down a text of your organisation (${
        TEXT_NAMES[alert.text ?? ""] ?? "a text"
      }): ${why}`;
    case "fact_verified":
      return line`+ Two officers have verified ${name} of your organisation`;
    default:
      return line`! Something this program does not know yet: ${String(alert.kind)}`;
  }
}

const FACT_NAMES: Readonly<Record<string, string>> = {
  ...{ name: "the legal name", pan: "the PAN", licence: "the licence", fcra: "the FCRA number" },
  ...{ eighty_g: "the 80G approval", darpan: "the Darpan id", contact: "the contact" },
};

const TEXT_NAMES: Readonly<Record<string, string>> = {
  ...{ profile: "description and website", need: "a need", update: "thanks" },
};

const WHY_ORDER: Readonly<Record<string, string>> = {
  insufficient_funds: "there was not enough money",
  account_frozen: "the account was frozen",
  account_closed: "the account is closed",
  organisation_not_live: "the organisation is being checked again",
  limit_exceeded: "too many payments wait for you",
  organisation_stopped: "the organisation cannot receive anything now",
  need_closed: "the need is met or over",
  unpaid: "it could not be paid several times",
  unconfirmed: "it waited for you several times and was not confirmed",
  organisation_waiting: "the organisation could not receive it several times",
  dispute: "an officer decided that the number belongs to another organisation",
};
