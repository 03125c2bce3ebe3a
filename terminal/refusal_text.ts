// A refusal in words for the person: what was refused, the numbers that explain it, what to do. Built here
// from decoded fields, never from a server's sentence.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { Refusal, RefusalCode, RefusalDetail } from "../bank/refusal.ts";
import { PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "../bank/limits.ts";
import { reasonsText } from "./alert_text.ts";
import { GIVING_REFUSALS } from "./giving_refusals.ts";
import { dateTime } from "../console/bank_time.ts";
import { clean, line } from "../console/screen.ts";
import { payoutStateText } from "./payout_state_text.ts";

type Words = (detail: RefusalDetail, money: (key: string) => string) => string;

const WORDS: Readonly<Record<RefusalCode, Words>> = {
  busy: () => "The bank is busy; nothing was done. Try again in a moment.",
  shutting_down: () => "The bank is stopping; nothing was done. Try again when it is back.",
  storage_failed: () =>
    "The bank could not write to its disk; nothing was booked. Try again later, and tell its staff.",
  clock_wrong: ({ systemMs, bankMs }) =>
    line`The bank's clock is wrong: it says ${timeText(systemMs)}, and it has to be about ${
      timeText(bankMs)
    }. Nothing was booked; looking is possible. Tell its staff: \`bank connect clock\`.`,
  throttled: ({ retryAfterMs }) =>
    line`Too many tries; wait ${Math.ceil(Number(retryAfterMs) / 1000)} s and try again.`,
  not_logged_in: () => "Not logged in: run `bank connect log-in` first.",
  already_logged_in: () => "This connection is logged in already; log out first.",
  wrong_credentials: () => "User name or password is wrong.",
  second_factor_needed: () => "This sign-in needs the code of your app: add --code CODE.",
  second_factor_on: () => "The second factor is on already; remove it first.",
  session_expired: () => "The session has ended; log in again.",
  new_device: ({ readyAtMs }) =>
    line`This machine is new to the bank, so it may not do this before ${
      timeText(readyAtMs)
    }. Do it from a machine that the bank knows for longer, or log in with the second factor. ` +
    "If somebody else has your password: `bank connect freeze`.",
  not_allowed: ({ needs }) =>
    line`Only ${
      Array.isArray(needs) ? needs.map(withArticle).join(" or ") : String(needs)
    } may do this.`,
  staff_code_invalid: () =>
    "The staff code is not valid, was used or withdrawn already, or is older than a week. A manager makes another: `bank connect staff invite`; the first one: `bank serve --new-staff-code`.",
  no_such_recovery: ({ account }) =>
    line`Nothing is under way for a lost password of account ${
      numberText(account)
    }: it was not begun, was taken back, has been done, or has lapsed.`,
  webhooks_off: () =>
    "This bank sends no events to programs: its settings say so (webhooks, see `bank config example`).",
  no_such_webhook: () => "There is no such webhook: `bank connect webhook list` shows yours.",
  webhook_address: ({ given }) =>
    line`Cannot send to "${
      String(given)
    }": expected an address that begins with https://, without a user and a password`,
  same_staff: ({ account }) =>
    line`Another member of staff has to do this for account ${
      numberText(account)
    }: not its owner, and not the one who began it.`,
  agreement_needed: ({ fromMinor }, money) =>
    Number(fromMinor) === 0
      ? "A second member of staff has to agree to this. Propose it: add --propose WHY."
      : line`From ${
        money("fromMinor")
      } on, a second member of staff has to agree. Propose it: add --propose WHY.`,
  no_such_proposal: () =>
    "This proposal does not wait any more: it was agreed to, declined or withdrawn, or is older than a day.",
  user_name_taken: () => "This user name is taken; choose another.",
  weak_password: ({ reason }) => `Choose another password: ${weaknessText(String(reason))}.`,
  id_reused: ({ id }) => line`The id ${String(id)} was used for something else; use a new one.`,
  transfer_void: ({ id }) =>
    line`The payment ${String(id)} was declared void; make a new one if you still want it.`,
  account_number_mistyped: ({ given }) =>
    line`${String(given)} is not an account number: its check digits do not fit. Look for a typo.`,
  no_such_payee: ({ given, didYouMean }) => {
    const near = Array.isArray(didYouMean) ? didYouMean.map(clean).join(", ") : "";
    return line`Nobody here is called "${String(given)}".` + (near ? ` Did you mean ${near}?` : "");
  },
  no_such_account: ({ account }) => line`There is no account ${numberText(account)}.`,
  no_such_time_zone: ({ given }) =>
    line`There is no time zone "${String(given)}": expected a name such as Asia/Kolkata.`,
  same_account: () => "Payer and payee are the same account.",
  account_closed: ({ account }) => line`Account ${numberText(account)} is closed.`,
  account_frozen: ({ account }) =>
    line`Account ${numberText(account)} is frozen; unfreeze it first.`,
  insufficient_funds: ({ heldMinor, bookedMinor }, money) =>
    line`Not enough money: the amount is ${money("amountMinor")}, available is ${
      money("availableMinor")
    }` + (heldMinor || Number(bookedMinor) < 0
      ? line` (booked ${money("bookedMinor")}, held ${money("heldMinor")}).`
      : "."),
  limit_exceeded: ({ limit, max, used }, money) => limitWords(String(limit), { max, used, money }),
  together_refused: ({ index, why, ...detail }, money) =>
    line`Nothing was paid, because one of them cannot be: payment ${Number(index) + 1}. ` +
    (why === "held"
      ? line`It would wait for your confirmation (${reasonsText(detail.reasons as string[])}).`
      : WORDS[why as RefusalCode]?.(detail, money) ?? line`${String(why)}.`),
  no_such_block: ({ seq, newest }) =>
    line`The bank has no block ${Number(seq)}; its newest is ${Number(newest)}.`,
  no_such_transfer: ({ id }) => line`The bank knows no transfer ${String(id)} of yours.`,
  not_reversible: ({ id }) => line`Transfer ${String(id)} cannot be reversed.`,
  already_assigned: ({ by }) => line`That line waits no more: it was settled by ${String(by)}.`,
  already_reversed: ({ reversedBy }) => line`It was reversed already, by ${String(reversedBy)}.`,
  not_held: ({ status }) => line`The payment is not held: it is ${String(status)}.`,
  no_such_request: () => "There is no such request of yours.",
  request_over: ({ status }) =>
    status === "held"
      ? "Its payment waits for your confirmation: confirm or cancel that."
      : line`This request is over: it is ${String(status)}.`,
  payment_limit: (detail, money) => paymentLimitText(detail, money),
  no_such_standing_order: () => "There is no such standing order of yours.",
  no_such_payout: () => "There is no such payout that it could be about.",
  payout_over: ({ state }) => line`This payout waits no more: ${payoutStateText(String(state))}.`,
  no_payout_account: () =>
    "You have not said yet which account at another bank is yours: bank connect payout-account",
  payout_account_new: ({ usableFromMs }) =>
    line`The account at the other bank is new here. Payouts go there from ${
      dateTime(Number(usableFromMs))
    } on.`,
  frozen_by_staff: ({ reason }) =>
    line`The bank's staff have frozen your account: ${String(reason)}. Talk to them.`,
  no_such_announcement: ({ announcement }) =>
    line`There is no announcement ${Number(announcement)}: bank connect announcements`,
  till_open: (_, money) =>
    line`Your till is open already, with ${money("floatMinor")}: close it first.`,
  no_open_till: () => "That till is not open.",
  cash_changed: (_, money) =>
    line`Cash has come or gone since you counted: ${
      money("expectedMinor")
    } should be there now. Count again.`,
  requests_blocked: ({ account }) =>
    line`Account ${numberText(account)} does not want to be asked by you.`,
  account_not_empty: (_, money) =>
    line`The account still has ${
      money("bookedMinor")
    }: empty it, or say who gets the rest with --sweep-to.`,
  ...GIVING_REFUSALS,
  mutual_bank: () =>
    "In a bank of mutual credit money comes into being when customers pay each other: none comes in from outside or goes out.",
  account_in_debt: (_, money) =>
    line`The account is at ${money("bookedMinor")}: it can be closed when nothing is owed.`,
  holds_open: (_, money) =>
    line`Payments of ${money("heldMinor")} are held: confirm or cancel them first.`,
  payouts_open: ({ open }) =>
    line`Payouts under way: ${
      Number(open)
    }. Cancel those that wait (bank connect cancel-payout), or wait until the others have arrived.`,
};

interface Limit {
  readonly max: RefusalDetail[string] | undefined;
  readonly used: RefusalDetail[string] | undefined;
  readonly money: (key: string) => string;
}

function limitWords(limit: string, { max, used, money }: Limit): string {
  switch (limit) {
    case "issued_minor":
      return `More than the bank can hold: at most ${money("max")} in all, in use ${
        money("used")
      }.`;
    case "open_holds":
      return line`${Number(used)} payments wait for you already: confirm or cancel some first.`;
    case "administration_minor":
      return line`Of this tax year's contributions from abroad at most ${
        money("max")
      } may go to administration; ${money("used")} have gone there.`;
    case "first_at_ms":
      return "The first of recurring gifts may lie a year ahead at most.";
    case "together_bytes":
      return line`Too many to be paid together: they fill ${Number(used)} bytes, ${
        Number(max)
      } fit into one block.`;
    case "id_behind_ms":
      return line`This was made ${
        Math.round(Number(used) / 86_400_000)
      } days ago, and the bank takes nothing new that old. It has not happened; make it again.`;
    case "requests_to_payer":
      return line`You ask this customer for ${Number(used)} payments already: withdraw one first.`;
    case "open_requests":
      return line`${Number(used)} requests of yours are open: withdraw some first.`;
    case "requests_today":
      return line`You have made ${
        Number(used)
      } requests today, which is all that one day may have.`;
    case "due_days":
      return line`The day lies ${Number(used)} days ahead; ${Number(max)} at most.`;
    case "due_days_behind":
      return "That day has passed.";
    case "first_days":
      return line`The first day lies ${Number(used)} days ahead; ${Number(max)} at most.`;
    case "first_days_behind":
      return "The first day has passed.";
    case "standing_orders":
      return line`${Number(used)} standing orders of yours go on: stop one first.`;
    case "standing_orders_made":
      return line`You have made ${
        Number(used)
      } standing orders, which is all that one customer may make.`;
    case "open_payouts":
      return line`${Number(used)} payouts of yours are under way: wait for one, or cancel one.`;
    case "clock_sets":
      return "The clock was set back too often; the journal takes no more of that.";
    case "id_ahead_ms":
      return line`The clock of this machine is ${
        Math.round(Number(used) / 60_000)
      } minutes ahead: set it right.`;
    case "announcements_per_day":
    case "announcements":
      return newsLimitWords(limit, Number(used));
    default:
      return line`Over the limit "${limit}": at most ${String(max)}, in use ${String(used)}.`;
  }
}

function paymentLimitText(
  { limit, max, used, resetsOn }: RefusalDetail,
  money: (key: string) => string,
): string {
  const anew = line` From ${String(resetsOn)} on it counts anew.`;
  switch (limit) {
    case "paymentMinor":
      return `Over your limit: one payment may be ${money("max")} at most.`;
    case "dayMinor":
      return `Over your limit: ${money("used")} of ${money("max")} a day are used.${anew}`;
    case "monthMinor":
      return `Over your limit: ${money("used")} of ${money("max")} a month are used.${anew}`;
    default:
      return line`Over your limit: ${Number(used)} of ${Number(max)} payees a day are used.` + anew;
  }
}

const WEAKNESSES: Readonly<Record<string, string>> = {
  too_short: `it has fewer than ${PASSWORD_CHARS_MIN} characters`,
  too_long: `it has more than ${PASSWORD_CHARS_MAX} characters`,
  common: "it is one of the passwords that attackers try first",
  contains_name: "it contains the user name",
  repetitive: "it repeats the same few characters",
  same_as_before: "it is the same as before",
};

export function weaknessText(code: string): string {
  return WEAKNESSES[code] ?? line`${code}`;
}

/** Also for codes that this release does not know yet. @param currency in which amounts are written. */
export function refusalWords({ code, detail }: Refusal, currency: Currency): string {
  const words: Words | undefined = WORDS[code];
  if (!words) {
    return line`The bank refused this for a reason that this program does not know yet: ${code}.`;
  }
  return words(detail, (key) => moneyText(Number(detail[key] ?? 0), currency));
}

function numberText(account: RefusalDetail[string] | undefined): string {
  return accountNumberText(String(account));
}

function timeText(ms: RefusalDetail[string] | undefined): string {
  return `${new Date(Number(ms)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const withArticle = (role: string) => /^[aeiou]/.test(role) ? line`an ${role}` : line`a ${role}`;

function newsLimitWords(limit: "announcements" | "announcements_per_day", used: number): string {
  return limit === "announcements"
    ? line`${used} announcements are shown already: end one first.`
    : line`${used} announcements were made in the last 24 hours, also counting what was taken back: who is told more does not read it. Wait until the first of them is a day old.`;
}
