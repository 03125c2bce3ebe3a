// What each problem of the REST face means, as its page says (/problems/CODE, the `type` of problem details). Refusals stand in the
// words of docs/protocol.md; a test compares.
import type { RefusalCode } from "../../bank/refusal.ts";
import type { ErrorName } from "../../api/message.ts";
import type { HttpCode } from "./http_problem.ts";

export const REFUSAL_MEANINGS: Readonly<Record<RefusalCode, string>> = {
  busy: "a queue of the server is full",
  shutting_down: "the server is stopping",
  storage_failed: "the journal could not be written; nothing was booked",
  clock_wrong:
    "the machine's clock says `systemMs`; by what the bank has counted it is `bankMs`; they may differ by `boundMs`. Nothing is booked until they agree or staff confirm the clock; reading goes on",
  throttled: "too many tries; the same request may succeed after that time",
  not_logged_in: "the method needs a session",
  already_logged_in: "the connection has a session already",
  wrong_credentials: "user name or password is wrong, without saying which",
  second_factor_needed: "the password was right, `code` is missing",
  second_factor_on: "remove it before setting up another",
  session_expired: "the session token is unknown, ended or too old",
  not_allowed: "the method needs this role",
  new_device:
    "this session's machine may do this from `readyAtMs` on: the bank has to know it for `newDeviceHours`. At once from a machine that is known for longer, or in a session that began with the second factor",
  staff_code_invalid: "the one-time code is wrong, used, withdrawn or lapsed",
  webhooks_off: "this bank sends no events to programs",
  no_such_webhook: "there is none of that id, or it is another customer's",
  webhook_address:
    "expected an address that begins with https://, without a user, a password and a `#`",
  no_such_recovery: "no lost password is under way for that account",
  same_staff: "another member of staff has to do it: not the owner, not the one who began",
  agreement_needed:
    "from `fromMinor` on, or for rules and roles at all, it has to be proposed for a second member of staff to agree to",
  no_such_proposal: "it does not wait: ended, lapsed, or another one than was looked at",
  user_name_taken: "choose another",
  weak_password:
    "choose another; `too_short`, `too_long`, `common`, `contains_name`, `repetitive`, `same_as_before`",
  id_reused: "the transfer id belongs to something else",
  transfer_void: "the payer declared this id void",
  no_such_block: "the journal does not go that far",
  no_such_transfer: "unknown, or none of your business",
  not_reversible: "not booked, or itself a reversal",
  already_reversed: "it was taken back before",
  already_assigned: "the line waits no more: its account was found before",
  not_held: "the payment does not wait for a decision",
  no_such_request: "there is no such request, or it is not yours to answer",
  request_over: "it was paid, declined, withdrawn or has lapsed, or its payment waits (`held`)",
  no_such_standing_order: "there is no such standing order of yours",
  no_such_payout: "there is no such payout, or none that the line could be about",
  payout_over:
    "it waits for no batch any more: it was sent, paid, returned, cancelled or taken back",
  account_number_mistyped: "the check digits do not fit",
  no_such_payee: "no such user name; similar names among the people you have dealt with",
  no_such_account: "there is no account of that number",
  no_such_time_zone: "there is no zone of that name",
  same_account: "payer and payee are the same",
  account_closed: "nothing can be paid to or from it any more",
  account_frozen: "no outgoing payments",
  frozen_by_staff: "staff have frozen it, and let it go again when all is clear",
  requests_blocked: "that customer does not want your requests",
  no_payout_account: "say first which account at another bank payouts go to",
  payout_account_new: "nothing is paid out there before `usableFromMs`: it is new",
  no_such_announcement: "there is no announcement with this number",
  till_open: "the till is open already, with another amount",
  no_open_till: "the till is not open",
  cash_changed: "cash has come or gone since it was counted: look again, with `expectedMinor`",
  no_such_organisation: "there is none of that number, or it was never approved",
  organisation_not_live: "it may not receive, or act, now",
  facts_missing: "what has to be there before it is handed in",
  fact_invalid: "it does not have the form that it must have",
  no_such_document: "there is none of that id",
  document_refused: "the file is not taken",
  text_not_allowed:
    "a public text has a way to pay past the bank (`payment_address`), a `link`, a telephone or account `number`, or names a `child` with age or class; the website leads to paying or talking past the bank (`pay_link`)",
  no_such_text: "the organisation has no such need, update or description",
  no_such_report: "no report has this id or number",
  officer_linked: "the officer is the applicant, or was paid by it",
  facts_changed: "not what was looked at; look again",
  fact_not_ready: "the verdict does not fit its state",
  same_officer: "a second officer has to agree",
  document_unopened: "the officer has not opened the document of this fact as it is now",
  foreign_not_allowed: "no valid FCRA registration",
  foreign_onward: "foreign contributions are not passed on",
  no_such_need: "there is none of that id",
  need_closed: "met, closed, or its day has passed",
  over_pledged: "more than is still needed",
  no_such_pledge: "there is none of that id, or it is none of yours",
  pledge_over: "received, cancelled or lapsed",
  nothing_delivered: "thanks come after what they are for",
  no_such_order: "there is none of that id, or it is none of yours",
  no_such_open_gift: "there is none of that id, or it is none of yours",
  open_gift_over: "it was given, cancelled, refused, or has lapsed",
  insufficient_funds: "available = booked − held + credit",
  payment_limit:
    "the payer's limit in one payment, a day or a month, or of payees in a day; `resetsOn` is the day on which it begins anew, empty for one payment",
  limit_exceeded: "a named limit",
  together_refused:
    "of several payments that go together, the one at `index`, 0 for the first, cannot be booked: `why` is a refusal code with what explains it, or `held` with `reasons`",
  account_not_empty: "sweep it, or empty it first",
  mutual_bank:
    "this bank is one of mutual credit: money comes into being when customers pay each other, and none comes in from outside or goes out",
  account_in_debt: "pay in what is missing first: the account is below zero",
  holds_open: "confirm or cancel held payments first",
  payouts_open: "wait for your payouts, or cancel those that still wait",
};

const OTHER_MEANINGS: Readonly<Record<Exclude<HttpCode | ErrorName, RefusalCode>, string>> = {
  frame_too_long: "the request is longer than the limit",
  not_utf8: "the request is not UTF-8",
  not_json: "the body is not a JSON object",
  invalid_request: "the request does not have the form that it must have",
  method_not_found: "there is no such method",
  invalid_params: "a field is missing, unknown or has the wrong form; `detail` names it",
  internal: "the server failed; `detail` names the incident in its log",
  idempotency_key_missing: "what is made takes the header Idempotency-Key with a UUID version 7",
  idempotency_key_invalid:
    "the Idempotency-Key is no UUID version 7 in lower case, or the body has another id",
  token_invalid: "the access or refresh token cannot be taken: expired, used, or not of this bank",
  step_up_needed: "money needs a password given in the last 15 minutes: POST /v1/session/step-up",
  wrong_origin: "the form was sent from another site",
  wrong_person: "the form was made for another customer",
  no_such_page: "there is nothing at this address",
  method_not_allowed: "the address takes other verbs; `Allow` names them",
  cut_off: "the request ended before its body was complete",
  too_slow: "the body took too long to arrive",
  too_large: "the body is larger than the limit",
  wrong_media_type: "the body has another Content-Type than is expected",
};

/** @returns null for what is no problem of this bank. */
export function meaningOf(code: string): string | null {
  const meanings: Readonly<Record<string, string>> = { ...OTHER_MEANINGS, ...REFUSAL_MEANINGS };
  return Object.hasOwn(meanings, code) ? meanings[code]! : null;
}
