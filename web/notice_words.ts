// Notices of an account in the words of a page.
import type { Result } from "../api/methods.ts";
import type { REQUEST_NOTICE_KINDS } from "../bank/requests/notice.ts";
import type { STANDING_NOTICE_KINDS } from "../bank/standing_orders/notice.ts";
import { endWords, stepWords } from "./standing_words.ts";
import { memoOf } from "../bank/requests/request_record.ts";
import { factName } from "./fact_words.ts";
import { payoutNoticeWords } from "./payout_words.ts";
import { textName } from "./text_words.ts";
import { roleChange } from "./role_words.ts";
import type { Visit } from "./visitor.ts";

type Notice = Extract<Result<"alertsSince">["alerts"][number], { stream: "notice" }>;

export function noticeWords(visit: Visit, notice: Notice): string {
  const { t } = visit;
  const { kind, amountMinor = 0, count = 0, quantity = 0, unit = "", item = "" } = notice;
  const who = notice.counterpartyName ?? t("somebody who is not named");
  const things = `${quantity} ${unit} ${item}`;
  const fact = factName(visit, notice.fact ?? "");
  const why = whyWords(visit, notice.why ?? "");
  const amount = visit.money(amountMinor);
  const gift = { amount, who, why };
  const words: Readonly<Record<Notice["kind"], string>> = {
    held: t("A payment of {{amount}} waits for you.", { amount }),
    released: t("You released a payment of {{amount}}.", { amount }),
    cancelled: t("You cancelled a payment of {{amount}}.", { amount }),
    expired: t("A payment of {{amount}} was not confirmed in time.", { amount }),
    suspicious: t(
      "An unusual payment of {{amount}} to {{who}} was booked. If it was not you, stop payments below.",
      { amount, who },
    ),
    frozen: notice.why === undefined
      ? t("Payments are stopped.")
      : t("An officer has stopped your organisation: {{why}}.", { why }),
    unfrozen: t("Payments are allowed again."),
    ...careWords(visit, why),
    closing: t("The account is closed."),
    role_changed: roleChange(visit, { role: notice.role ?? "none", why }),
    new_device: t("Somebody signed in from a new device."),
    failed_sign_ins: t("Failed sign-ins: {{count}}", { count }),
    password_changed: t("The password was changed."),
    sessions_ended: t("Other sign-ins were ended."),
    second_factor_on: t("Signing in needs the code of an app from now on."),
    second_factor_off: t("Signing in needs no code of an app any more."),
    recovery_code_used: t("A recovery code stood in for your app; {{count}} are left.", { count }),
    recovery_codes_renewed: t("New recovery codes were made; the old ones are void."),
    recovery_started: t("The bank's staff have begun to give this account a new password."),
    recovery_agreed: t("A second member of staff has made a code for a new password."),
    recovered: t("The password was set anew with a code from the bank."),
    webhook_set: t("Events of this account are sent to a program from now on, or are signed anew."),
    pledged: t("{{who}} promises you {{things}}.", { who, things }),
    pledge_sent: t("On its way from {{who}}: {{things}}.", { who, things }),
    pledge_cancelled: t("{{who}} cannot keep a promise: {{things}}.", { who, things }),
    pledge_received: t("{{who}} has received from you: {{things}}.", { who, things }),
    pledge_lapsed: t("Your promise to {{who}} has lapsed: {{things}}.", { who, things }),
    order_skipped: t("Your recurring gift of {{amount}} to {{who}} was left out: {{why}}.", gift),
    order_ended: t("Your recurring gift of {{amount}} to {{who}} has ended: {{why}}.", gift),
    open_gift_paid: openGiftWords(visit, notice, gift),
    open_gift_lapsed: lapsedWords(visit, { amount, who }),
    fact_refused: t("An officer refused {{fact}}: {{why}}.", { fact, why }),
    text_taken_down: t("An officer has taken down a text of yours ({{text}}): {{why}}.", {
      text: textName(visit, notice.text ?? ""),
      why,
    }),
    fact_verified: t("Two officers have verified {{fact}}.", { fact }),
    ...requestWords(visit, notice, who),
    ...standingWords(visit, notice, gift),
    ...payoutNoticeWords(visit, notice),
    credit_set: creditWords(visit, notice, why),
    own_limits_set: t("Your payment limits were changed."),
  };
  return words[kind] ?? t("Something new happened: {{kind}}", { kind });
}

/** Of what staff have done with the account. */
function careWords({ t }: Visit, why: string) {
  return {
    account_limits_set: t("The bank has set payment limits for your account: {{why}}.", { why }),
    account_viewed: t("Staff have looked at your account: {{why}}.", { why }),
    staff_froze: t("Staff have frozen your account: {{why}}.", { why }),
    staff_unfroze: t("Staff have let your account go again: {{why}}.", { why }),
  };
}

function creditWords(visit: Visit, { creditMinor }: Notice, why: string): string {
  const { t } = visit;
  return creditMinor === undefined
    ? t("Your credit is that of all customers again: {{why}}.", { why })
    : t("Your account may go {{amount}} below zero: {{why}}.", {
      amount: visit.money(creditMinor),
      why,
    });
}

function lapsedWords({ t }: Visit, about: { readonly amount: string; readonly who: string }) {
  return t(
    "Your gift of {{amount}} to {{who}} has waited for its money for 14 days and has lapsed.",
    about,
  );
}

/** What came was less or more than asked, or could not be given. */
function openGiftWords(
  visit: Visit,
  { amountMinor = 0, cameMinor = 0, givenMinor = 0 }: Notice,
  { amount, who, why }: { readonly amount: string; readonly who: string; readonly why: string },
): string {
  const { t } = visit;
  const [came, given] = [visit.money(cameMinor), visit.money(givenMinor)];
  if (givenMinor === 0) {
    return t("{{came}} came for your gift to {{who}} and is in your account: {{why}}.", {
      came,
      who,
      why,
    });
  }
  return cameMinor < amountMinor
    ? t("{{came}} came for your gift of {{amount}} to {{who}}: {{given}} was given.", {
      came,
      amount,
      who,
      given,
    })
    : t("{{came}} came for your gift of {{amount}} to {{who}}: the rest is in your account.", {
      came,
      amount,
      who,
    });
}

type RequestKind = typeof REQUEST_NOTICE_KINDS[number];

function requestWords(
  visit: Visit,
  { amountMinor = 0, memo = "", reference = "", dueOn = "", why: word = "" }: Notice,
  who: string,
): Readonly<Record<RequestKind, string>> {
  const { t } = visit;
  const amount = visit.money(amountMinor);
  const about = memoOf({ memo, reference }) || "–";
  return {
    payment_requested: t("{{who}} asks you for {{amount}}, due on {{day}}: {{about}}", {
      who,
      amount,
      about,
      day: dueOn === "" ? "–" : visit.date(dueOn),
    }),
    request_declined: t("{{who}} declines to pay {{amount}} ({{about}}). {{word}}", {
      who,
      amount,
      about,
      word,
    }),
    request_withdrawn: t("{{who}} no longer asks you for {{amount}} ({{about}}).", {
      who,
      amount,
      about,
    }),
    request_lapsed: t("Your request to {{who}} for {{amount}} ({{about}}) has lapsed.", {
      who,
      amount,
      about,
    }),
  };
}

type StandingKind = typeof STANDING_NOTICE_KINDS[number];

function standingWords(
  visit: Visit,
  { every, firstOn = "", dueOn = "", nextOn, again = false, ended }: Notice,
  { amount, who, why }: { readonly amount: string; readonly who: string; readonly why: string },
): Readonly<Record<StandingKind, string>> {
  const { t } = visit;
  const day = (text: string) => text === "" ? "–" : visit.date(text);
  const then = nextOn === undefined
    ? t("That was its last day.")
    : again
    ? t("It is tried again on {{day}}.", { day: day(nextOn) })
    : t("The next one is due on {{day}}.", { day: day(nextOn) });
  const unpaid = t(
    "Your standing order of {{amount}} to {{who}} was not paid on {{day}}: {{why}}.",
    {
      amount,
      who,
      why,
      day: day(dueOn),
    },
  );
  return {
    standing_order_made: t(
      "A standing order was made: {{amount}} to {{who}}, {{often}}, from {{day}}.",
      {
        amount,
        who,
        often: stepWords(visit, every ?? ""),
        day: day(firstOn),
      },
    ),
    standing_order_unpaid: `${unpaid} ${then}`,
    standing_order_ended: t("Your standing order of {{amount}} to {{who}} has ended: {{why}}.", {
      amount,
      who,
      why: endWords(visit, ended ?? ""),
    }),
  };
}

/** A code of the bank, or an officer's own words. */
export function whyWords({ t }: Visit, why: string): string {
  const words: Readonly<Record<string, string>> = {
    insufficient_funds: t("there was not enough money"),
    account_frozen: t("the account was frozen"),
    account_closed: t("the account is closed"),
    organisation_not_live: t("the organisation is being checked again"),
    limit_exceeded: t("too many payments wait for you"),
    organisation_stopped: t("the organisation cannot receive anything now"),
    need_closed: t("the need is met or over"),
    unpaid: t("it could not be paid several times"),
    unconfirmed: t("it waited for you several times and was not confirmed"),
    organisation_waiting: t("the organisation could not receive it several times"),
    stopped: t("you stopped it"),
    no_such_account: t("the account is closed"),
    not_run: t("the bank was not running"),
    payment_limit: t("it would have been over a payment limit"),
    cancelled: t("you had cancelled it"),
    lapsed: t("its 14 days were over"),
    given: t("it had been paid before"),
    dispute: t("an officer decided that the number belongs to another organisation"),
  };
  return words[why] ?? why;
}

/** Why a payment was held or told of. */
export function reasonWords({ t }: Visit, reasons: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    new_device: t("soon after a sign-in from a new device"),
    new_payee: t("a large amount to a new payee"),
    unusual_amount: t("much more than usual"),
    many_transfers: t("many payments in a short time"),
    draining: t("nearly all that is there"),
  };
  return reasons.map((reason) => words[reason] ?? reason).join(", ");
}
