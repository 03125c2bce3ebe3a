// Refusals and faults as problem details (RFC 9457): the same codes as over TCP, each with its HTTP status.
import { Refusal, type RefusalCode } from "../../bank/refusal.ts";
import { type ErrorName, Fault } from "../../api/message.ts";

/** 401: who are you. 403: not you. 404: not there. 409: not as things are. 422: not like this. 429, 503: not now. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  busy: 503,
  shutting_down: 503,
  storage_failed: 503,
  clock_wrong: 503,
  throttled: 429,
  not_logged_in: 401,
  already_logged_in: 409,
  wrong_credentials: 401,
  session_expired: 401,
  second_factor_needed: 401,
  second_factor_on: 409,
  not_allowed: 403,
  new_device: 403,
  staff_code_invalid: 403,
  same_staff: 403,
  agreement_needed: 403,
  no_such_proposal: 404,
  user_name_taken: 409,
  weak_password: 422,
  id_reused: 422,
  transfer_void: 409,
  no_such_block: 404,
  no_such_transfer: 404,
  not_reversible: 409,
  already_reversed: 409,
  already_assigned: 409,
  not_held: 409,
  no_such_request: 404,
  request_over: 409,
  no_such_standing_order: 404,
  no_such_payout: 404,
  payout_over: 409,
  no_payout_account: 409,
  payout_account_new: 409,
  no_such_announcement: 404,
  till_open: 409,
  no_open_till: 409,
  cash_changed: 409,
  account_number_mistyped: 422,
  no_such_payee: 404,
  no_such_account: 404,
  no_such_recovery: 404,
  webhooks_off: 409,
  no_such_webhook: 404,
  webhook_address: 422,
  no_such_time_zone: 422,
  same_account: 422,
  account_closed: 409,
  account_frozen: 409,
  frozen_by_staff: 409,
  requests_blocked: 403,
  insufficient_funds: 409,
  payment_limit: 409,
  limit_exceeded: 409,
  together_refused: 409,
  account_not_empty: 409,
  account_in_debt: 409,
  mutual_bank: 409,
  holds_open: 409,
  payouts_open: 409,
  no_such_organisation: 404,
  organisation_not_live: 409,
  facts_missing: 409,
  fact_invalid: 422,
  no_such_document: 404,
  document_refused: 422,
  text_not_allowed: 422,
  no_such_text: 404,
  no_such_report: 404,
  officer_linked: 403,
  facts_changed: 409,
  fact_not_ready: 409,
  document_unopened: 409,
  same_officer: 403,
  foreign_not_allowed: 409,
  foreign_onward: 409,
  no_such_need: 404,
  need_closed: 409,
  over_pledged: 409,
  no_such_pledge: 404,
  pledge_over: 409,
  nothing_delivered: 409,
  no_such_order: 404,
  no_such_open_gift: 404,
  open_gift_over: 409,
};

const FAULT_STATUS: Readonly<Record<ErrorName, number>> = {
  frame_too_long: 413,
  not_utf8: 400,
  not_json: 400,
  invalid_request: 400,
  method_not_found: 404,
  invalid_params: 422,
  internal: 500,
};

/** Codes that only HTTP has, with their statuses. */
export const HTTP_CODES = {
  idempotency_key_missing: 400,
  idempotency_key_invalid: 400,
  not_json: 400,
  token_invalid: 401,
  step_up_needed: 401,
  wrong_origin: 403,
  wrong_person: 409,
  no_such_page: 404,
  method_not_allowed: 405,
  cut_off: 400,
  too_slow: 408,
  too_large: 413,
  wrong_media_type: 415,
  throttled: 429,
  busy: 503,
} as const;
export type HttpCode = keyof typeof HTTP_CODES;

/** A request that was turned away before it reached a method. */
export class HttpRefusal {
  constructor(
    readonly code: HttpCode,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export const PROBLEM_MEDIA = "application/problem+json";

function problem(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const named = { type: `/problems/${String(body.code)}`, status };
  return new Response(JSON.stringify({ ...named, ...body, ...named }), {
    status,
    headers: {
      "content-type": PROBLEM_MEDIA,
      "cache-control": "no-store",
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...headers,
    },
  });
}

/** The answer that says what went wrong: problem details (RFC 9457), with their HTTP status. */
export function problemOf(wrong: Refusal | Fault | HttpRefusal): Response {
  if (wrong instanceof HttpRefusal) {
    const { code, detail, headers } = wrong;
    const retryable = code === "throttled";
    return problem(HTTP_CODES[code], { title: titleOf(code), code, retryable, detail }, headers);
  }
  if (wrong instanceof Fault) {
    const { name: code, about: detail } = wrong;
    return problem(FAULT_STATUS[code], { title: titleOf(code), code, retryable: false, detail });
  }
  const { code, retryable, detail } = wrong;
  const { status, ...plain } = detail;
  // One name that problem details have already.
  const about = status === undefined ? {} : { about: { status } };
  const body = { title: titleOf(code), ...plain, ...about, code, retryable };
  return problem(REFUSAL_STATUS[code], body, {
    ...(retryable ? { "retry-after": retryAfter(detail.retryAfterMs) } : {}),
  });
}

/** Whole seconds, as RFC 9110 wants. */
function retryAfter(ms: unknown): string {
  return String(Math.max(1, Math.ceil(Number(ms ?? 1_000) / 1_000)));
}

/** `no_such_payee` becomes `No such payee`. */
export function titleOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return words[0]!.toUpperCase() + words.slice(1);
}

/** @param code one of those above. */
export function statusOf(code: string): number {
  const statuses: Readonly<Record<string, number>> = {
    ...HTTP_CODES,
    ...FAULT_STATUS,
    ...REFUSAL_STATUS,
  };
  return statuses[code]!;
}
