// The closed set of reasons for which the bank says no. Their order is their precedence: when several
// apply, the first one in this list is answered. docs/protocol.md documents each; a test compares.

interface RefusalRule {
  /** Whether the same request may succeed later without anything being changed in it. */
  readonly retryable: boolean;
  /** Names of the numbers and texts in `detail`. */
  readonly explains: readonly string[];
}

const rule = (retryable: boolean, ...explains: string[]): RefusalRule => ({ retryable, explains });

/** In the order of their precedence: whether trying again can help, and what explains them. */
export const REFUSALS = {
  // The service cannot take the request now.
  busy: rule(true, "waiting"),
  shutting_down: rule(true),
  storage_failed: rule(true),
  clock_wrong: rule(true, "systemMs", "bankMs", "boundMs"),
  // Who is asking.
  throttled: rule(true, "retryAfterMs"),
  not_logged_in: rule(false),
  already_logged_in: rule(false),
  wrong_credentials: rule(false),
  second_factor_needed: rule(false),
  second_factor_on: rule(false),
  session_expired: rule(false),
  not_allowed: rule(false, "needs"),
  new_device: rule(false, "readyAtMs"),
  staff_code_invalid: rule(false),
  no_such_recovery: rule(false, "account"),
  same_staff: rule(false, "account"),
  no_such_proposal: rule(false, "proposal"),
  webhooks_off: rule(false),
  no_such_webhook: rule(false, "webhook"),
  webhook_address: rule(false, "given"),
  // The bank.
  mutual_bank: rule(false),
  // Becoming a customer.
  user_name_taken: rule(false),
  weak_password: rule(false, "reason"),
  // Once and only once.
  id_reused: rule(false, "id"),
  transfer_void: rule(false, "id"),
  // An earlier transfer.
  no_such_block: rule(false, "seq", "newest"),
  no_such_transfer: rule(false, "id"),
  not_reversible: rule(false, "id", "kind"),
  already_reversed: rule(false, "id", "reversedBy"),
  already_assigned: rule(false, "id", "by"),
  not_held: rule(false, "id", "status"),
  no_such_request: rule(false, "request"),
  request_over: rule(false, "request", "status"),
  no_such_standing_order: rule(false, "order"),
  no_such_payout: rule(false, "payout"),
  payout_over: rule(false, "payout", "state"),
  // The accounts.
  account_number_mistyped: rule(false, "given"),
  no_such_payee: rule(false, "given", "didYouMean"),
  no_such_account: rule(false, "account"),
  no_such_time_zone: rule(false, "given"),
  same_account: rule(false),
  account_closed: rule(false, "account"),
  account_frozen: rule(false, "account"),
  frozen_by_staff: rule(false, "reason"),
  requests_blocked: rule(false, "account"),
  no_payout_account: rule(false),
  payout_account_new: rule(false, "usableFromMs"),
  // The cash.
  no_such_announcement: rule(false, "announcement"),
  till_open: rule(false, "floatMinor"),
  no_open_till: rule(false, "account"),
  cash_changed: rule(false, "expectedMinor"),
  // Giving.
  no_such_organisation: rule(false, "organisation"),
  organisation_not_live: rule(false, "organisation", "state"),
  facts_missing: rule(false, "facts", "documents"),
  fact_invalid: rule(false, "fact", "field", "rule", "reason"),
  no_such_document: rule(false, "document"),
  document_refused: rule(false, "rule", "reason"),
  text_not_allowed: rule(false, "rule", "found"),
  no_such_text: rule(false, "text"),
  no_such_report: rule(false, "report"),
  officer_linked: rule(false, "organisation"),
  facts_changed: rule(false, "set"),
  fact_not_ready: rule(false, "fact", "state"),
  same_officer: rule(false, "fact"),
  document_unopened: rule(false, "fact", "document"),
  foreign_not_allowed: rule(false, "organisation"),
  foreign_onward: rule(false, "organisation"),
  no_such_need: rule(false, "need"),
  need_closed: rule(false, "need", "deadline"),
  over_pledged: rule(false, "need", "left"),
  no_such_pledge: rule(false, "pledge"),
  pledge_over: rule(false, "pledge", "status"),
  nothing_delivered: rule(false),
  no_such_order: rule(false, "order"),
  no_such_open_gift: rule(false, "openGift"),
  open_gift_over: rule(false, "openGift", "state"),
  // The money.
  insufficient_funds: rule(
    false,
    "amountMinor",
    "availableMinor",
    "bookedMinor",
    "heldMinor",
  ),
  payment_limit: rule(false, "limit", "max", "used", "resetsOn"),
  limit_exceeded: rule(false, "limit", "max", "used"),
  // It could be done, but not by one alone.
  agreement_needed: rule(false, "fromMinor"),
  together_refused: rule(false, "index", "id", "why"),
  // Leaving.
  account_not_empty: rule(false, "bookedMinor"),
  account_in_debt: rule(false, "bookedMinor"),
  holds_open: rule(false, "heldMinor"),
  payouts_open: rule(false, "open"),
} as const satisfies Record<string, RefusalRule>;

export type RefusalCode = keyof typeof REFUSALS;

/** Numbers and texts by the names that `explains` lists for the code. */
export type RefusalDetail = Record<string, string | number | readonly string[]>;

/** An expected no: answered to the caller, never logged as an error. */
export class Refusal {
  constructor(readonly code: RefusalCode, readonly detail: RefusalDetail = {}) {}

  get retryable(): boolean {
    return REFUSALS[this.code].retryable;
  }
}
