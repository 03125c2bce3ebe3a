// The payees of many payments, each found once. Who guesses is stopped after the same number of guesses as with single payments and
// single look-ups: payees who are not there are counted before they are paid, and all who are new to the payer before they are shown.
import { isAccountNumber, looksLikeAccountNumber } from "../bank/account_number.ts";
import { Refusal } from "../bank/refusal.ts";
import { throttled } from "./identity/session_gate.ts";
import { accountOfName, accountOfNumber } from "./payees.ts";
import type { Service } from "./service.ts";

/** Entries of the payer in which the other side counts as known: those of a payroll, month after month. */
const KNOWN_ENTRIES = 500;

/** As they were given: user names or account numbers. */
export class Payees {
  readonly #accounts = new Map<string, string | Refusal>();
  readonly #names = new Map<string, string>();
  readonly #find: (given: string) => Promise<string | Refusal>;
  readonly #service: Service;
  readonly #named: boolean;

  constructor(
    service: Service,
    { find, named }: {
      readonly find: (given: string) => Promise<string | Refusal>;
      /** Their names are wanted, too. */
      readonly named: boolean;
    },
  ) {
    this.#service = service;
    this.#find = find;
    this.#named = named;
  }

  /** Whether nothing need be looked for. */
  knows(given: string): boolean {
    return isAccountNumber(given) && this.#service.loop.ledger.accounts.get(given) !== undefined;
  }

  /** One after the other, in their order; the second time for nothing. */
  async find(given: readonly string[]): Promise<void> {
    for (const one of given) {
      if (this.#accounts.has(one)) continue;
      const account = await this.#find(one);
      this.#accounts.set(one, account);
      if (!this.#named || account instanceof Refusal) continue;
      const person = await this.#service.people.person(account);
      // An organisation is shown by the name that officers have verified.
      const name = this.#service.giving.directory.verifiedName(account) ?? person?.displayName;
      if (name !== undefined) this.#names.set(account, name);
    }
  }

  of(given: string): string | Refusal {
    return this.#accounts.get(given) ?? given;
  }

  nameOf(account: string): string | undefined {
    return this.#names.get(account);
  }
}

/** Who is not there counts as guessed; who has guessed too often may not go on. */
export function payeesToPay(service: Service, from: string): Payees {
  const { unknownPayees, host } = service;
  const find = async (given: string): Promise<string | Refusal> => {
    const wait = unknownPayees.waitMs(from, host.clock());
    if (wait > 0) return throttled(wait);
    const account = await accountOf(service, given, from);
    const absent = account instanceof Refusal
      ? account.code === "no_such_payee"
      : !service.loop.ledger.accounts.get(account);
    if (absent) unknownPayees.take(from, host.clock());
    return account;
  };
  return new Payees(service, { find, named: false });
}

/** All count as looked up but those whom the payer has dealt with lately. */
export function payeesToLookAt(service: Service, from: string): Payees {
  const { lookUps, statements, host } = service;
  let known: Promise<ReadonlySet<string>> | null = null;
  const find = async (given: string): Promise<string | Refusal> => {
    known ??= statements.page(from, { limit: KNOWN_ENTRIES })
      .then((page) => new Set(page.map(({ counterparty }) => counterparty)));
    const account = await accountOf(service, given, from);
    if (typeof account === "string" && (await known).has(account)) return account;
    const wait = lookUps.take(from, host.clock());
    return wait > 0 ? throttled(wait) : account;
  };
  return new Payees(service, { find, named: true });
}

function accountOf(service: Service, given: string, from: string) {
  return looksLikeAccountNumber(given)
    ? accountOfNumber(given)
    : accountOfName(service, given, from);
}
