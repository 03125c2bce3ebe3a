// Codes of notices in words.
import type { FactKind } from "../bank/giving/facts.ts";

export const FACT_NAMES: Readonly<Record<FactKind, string>> = {
  name: "the legal name",
  pan: "the PAN",
  licence: "the licence",
  fcra: "the FCRA number",
  eighty_g: "the 80G approval",
  darpan: "the Darpan id",
  contact: "the contact",
};

/** By the kind of the text. */
export const TEXT_NAMES: Readonly<Record<string, string>> = {
  profile: "description and website",
  need: "a need",
  update: "thanks",
};

/** Why a gift, a payment or an order did not happen, by the code. */
export const WHY_NOT: Readonly<Record<string, string>> = {
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
  no_such_account: "there is no such account any more",
  not_run: "the bank was not running",
  payment_limit: "it would have been over a payment limit",
  cancelled: "you had cancelled it",
  lapsed: "its 14 days were over",
  given: "it had been paid before",
  dispute: "an officer decided that the number belongs to another organisation",
};
