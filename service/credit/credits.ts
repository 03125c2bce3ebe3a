// Credit: set by staff, and the list of those who are below zero. Whether a payment may be made with it is decided with each payment.
import { pause } from "../../bank/host.ts";
import type { CommandOf } from "../../bank/command.ts";
import { type Account, creditMinor } from "../../bank/ledger.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import { proveAgain } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import type { Handlers, Service } from "../service.ts";

export function creditHandlers(service: Service): Pick<Handlers, "credits" | "setCredit"> {
  return {
    credits: (_session, params) => credits(service, params),
    setCredit: (session, params) => setCredit(service, session, params),
  };
}

type CreditView = Result<"setCredit">;

async function setCredit(
  service: Service,
  session: Session,
  { password, ...about }: Parsed<"setCredit">,
): Promise<CreditView | Refusal> {
  const staff = await proveAgain(service, session, password);
  if (staff instanceof Refusal) return staff;
  const outcome = await submitFor(service, session, creditCommand(about, staff.account));
  if (outcome instanceof Refusal) return outcome;
  return await viewOf(service, service.loop.ledger.accounts.get(about.account)!);
}

export function creditCommand(
  { account, creditMinor, reason }: Omit<Parsed<"setCredit">, "password">,
  by: string,
): CommandOf<"set_credit"> {
  return { type: "set_credit", account, creditMinor, reason, by };
}

/** A millisecond: payments do not wait for all of a large bank. */
const ROWS_AT_ONCE = 10_000;

async function credits(
  service: Service,
  { after, limit }: Parsed<"credits">,
): Promise<Result<"credits">> {
  const { host, loop: { ledger } } = service;
  const listed: Readonly<Account>[] = [];
  let belowMinor = 0;
  let seen = 0;
  for (const [number, account] of ledger.accounts.rows()) {
    if (++seen % ROWS_AT_ONCE === 0) await pause(host, 0);
    const { kind, status, bookedMinor } = account;
    if (kind !== "customer" || status === "closed") continue;
    const own = (ledger.credits.get(number)?.creditMinor ?? null) !== null;
    if (bookedMinor < 0) belowMinor -= bookedMinor;
    if (own || bookedMinor < 0) listed.push(account);
  }
  listed.sort((one, other) => one.bookedMinor - other.bookedMinor || one.ordinal - other.ordinal);
  const shown = listed.slice(after, after + limit);
  return {
    accounts: await Promise.all(shown.map((account) => viewOf(service, account))),
    count: listed.length,
    belowMinor,
  };
}

async function viewOf(service: Service, account: Readonly<Account>): Promise<CreditView> {
  const { loop: { ledger }, names } = service;
  const { number, bookedMinor } = account;
  const below = bookedMinor < 0 ? { belowSinceMs: await belowSince(service, number) } : {};
  return {
    account: number,
    accountName: await names.load(number),
    bookedMinor,
    creditMinor: creditMinor(ledger, account),
    own: (ledger.credits.get(number)?.creditMinor ?? null) !== null,
    ...below,
  };
}

/** Entries that are looked through for the one that went below zero. */
const ENTRIES_MAX = 2_000;
const ENTRIES_PER_PAGE = 200;

async function belowSince({ statements }: Service, account: string): Promise<number | null> {
  let sinceMs: number | null = null;
  let before: number | undefined;
  for (let seen = 0; seen < ENTRIES_MAX; seen += ENTRIES_PER_PAGE) {
    const page = await statements.page(account, { before, limit: ENTRIES_PER_PAGE });
    for (const { bookedMinor, atMs } of page) {
      if (bookedMinor >= 0) return sinceMs;
      sinceMs = atMs;
    }
    before = page.at(-1)?.number;
    if (before === undefined || before === 1) return sinceMs;
  }
  return null;
}
