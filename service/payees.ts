// Who is meant: an account number or a user name as a person typed it, and names for account numbers.
import {
  isAccountNumber,
  looksLikeAccountNumber,
  normalAccountNumber,
} from "../bank/account_number.ts";
import { normalUserName } from "../bank/credentials.ts";
import { Refusal } from "../bank/refusal.ts";
import type { PersonRecord } from "../bank/ports/people.ts";
import { throttled } from "./identity/session_gate.ts";
import type { Service } from "./service.ts";

/** Entries looked through for "did you mean": only people the customer has dealt with are suggested. */
const ACQUAINTANCE_ENTRIES = 200;

const SUGGESTIONS_MAX = 3;

/** @returns the account number; that it exists is the ledger's business. */
export function accountOfNumber(given: string): string | Refusal {
  const number = normalAccountNumber(given);
  return isAccountNumber(number) ? number : new Refusal("account_number_mistyped", { given });
}

/** @param asker whose acquaintances may be suggested. */
export async function findPayee(
  service: Service,
  given: string,
  asker: string,
): Promise<PersonRecord | Refusal> {
  if (looksLikeAccountNumber(given)) {
    const account = accountOfNumber(given);
    if (account instanceof Refusal) return account;
    const person = await service.people.person(account);
    if (person) return person;
    const closed = service.loop.ledger.accounts.get(account)?.status === "closed";
    return closed
      ? new Refusal("account_closed", { account })
      : new Refusal("no_such_account", { account });
  }
  const account = await accountOfName(service, given, asker);
  if (account instanceof Refusal) return account;
  return await service.people.person(account) ?? new Refusal("account_closed", { account });
}

/** As a person gives it: a number as it is, or of which name. @param asker whose acquaintances may be suggested. */
export function accountOf(
  service: Service,
  given: string,
  asker: string,
): string | Refusal | Promise<string | Refusal> {
  if (isAccountNumber(given)) return given;
  return looksLikeAccountNumber(given)
    ? accountOfNumber(given)
    : accountOfName(service, given, asker);
}

/** As `accountOf`, for who may not go on when they guess customers. */
export async function namedAccount(
  service: Service,
  given: string,
  asker: string,
): Promise<string | Refusal> {
  const wait = service.unknownPayees.waitMs(asker, service.host.clock());
  if (wait > 0) return throttled(wait);
  const account = await accountOf(service, given, asker);
  return account instanceof Refusal ? noteUnknownPayee(service, asker, account) : account;
}

/** @returns the refusal as it is; when it tells that there is no such customer, it counts as a guess. */
export function noteUnknownPayee(service: Service, asker: string, refusal: Refusal): Refusal {
  const unknown = refusal.code === "no_such_payee" || refusal.code === "no_such_account";
  if (unknown) service.unknownPayees.take(asker, service.host.clock());
  return refusal;
}

/** Also of a customer who has left: whether the account can be paid is the ledger's business. */
export async function accountOfName(
  service: Service,
  given: string,
  asker: string,
): Promise<string | Refusal> {
  const account = await service.people.accountNamed(normalUserName(given));
  if (account !== null) return account;
  const didYouMean = await suggestions(service, given, asker);
  return new Refusal("no_such_payee", { given, didYouMean });
}

async function suggestions(service: Service, given: string, asker: string) {
  const wanted = normalUserName(given);
  const page = await service.statements.page(asker, { limit: ACQUAINTANCE_ENTRIES });
  const accounts = new Set(page.map(({ counterparty }) => counterparty));
  const near: { userName: string; distance: number }[] = [];
  for (const account of accounts) {
    const person = await service.people.person(account);
    if (!person) continue;
    const { userName, displayName } = person;
    const distance = Math.min(
      editDistance(wanted, userName),
      editDistance(wanted, displayName.toLowerCase()),
    );
    if (distance <= Math.max(1, Math.floor(wanted.length / 3))) near.push({ userName, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, SUGGESTIONS_MAX).map(({ userName }) => userName);
}

/** Levenshtein distance; both texts are short. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, swap));
    }
    row = next;
  }
  return row[b.length]!;
}
