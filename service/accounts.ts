// What a customer can see and do with the own account: details, balance, payees, history, leaving.
import { daysLater } from "../bank/days.ts";
import { type Account, availableMinor, creditMinor } from "../bank/ledger.ts";
import { staffFreezeOf } from "../bank/staff/account_acts.ts";
import { Refusal } from "../bank/refusal.ts";
import { TimeZone, timeZoneNamed } from "../bank/time_zone.ts";
import { submitFor } from "./acting.ts";
import { entryView } from "./alert_view.ts";
import { sha256 } from "./identity/digest.ts";
import type { Parsed, Result } from "../api/methods.ts";
import type { EntryView } from "../api/answers.ts";
import { roleView } from "./staff/first_staff.ts";
import { findPayee } from "./payees.ts";
import type { Handlers, Service } from "./service.ts";
import { identityOf, throttled } from "./identity/session_gate.ts";
import type { Session } from "./identity/session.ts";
import { proveOwner, tell } from "./identity/authentication.ts";
import { allBut, revokeSessions } from "./identity/taking_up.ts";

type AccountMethods =
  | "account"
  | "balance"
  | "balanceAt"
  | "payee"
  | "history"
  | "statement"
  | "sessions"
  | "endOtherSessions"
  | "closeAccount";

export function accountHandlers(
  service: Service,
): Pick<Handlers, AccountMethods> {
  return {
    account(session) {
      const { account: number, userName, displayName } = identityOf(session);
      const { status, openedAtMs } = ownAccount(service, number);
      const { currency } = service.bank;
      const who = { number, userName, displayName, ...roleView(service, number) };
      const reason = staffFreezeOf(service.loop.ledger, number);
      const freeze = reason === null ? {} : { staffFreeze: reason };
      return { ...who, status, ...freeze, openedAtMs, currency, ...balanceOf(service, number) };
    },
    balance: (session) => balanceOf(service, identityOf(session).account),
    balanceAt: (session, { day }) => balanceAt(service, identityOf(session).account, day),
    payee: (session, { payee }) => lookUp(service, session, payee),
    history: (session, params) => history(service, askedBy(session), params),
    statement: (session, params) => statement(service, askedBy(session), params),
    sessions: (session) => sessions(service, session),
    endOtherSessions: (session, { session: id }) => endOthers(service, session, id),
    closeAccount: (session, params) => closeAccount(service, session, params),
  };
}

function ownAccount({ loop }: Service, number: string): Readonly<Account> {
  const account = loop.ledger.accounts.get(number);
  if (!account) throw new Error(`A session is signed in to account ${number} that is not there`);
  return account;
}

export function balanceOf(service: Service, number: string): Result<"balance"> {
  const account = ownAccount(service, number);
  const { bookedMinor, heldMinor } = account;
  const block = service.loop.head.seq;
  const { ledger } = service.loop;
  const credit = creditMinor(ledger, account);
  return {
    bookedMinor,
    heldMinor,
    availableMinor: availableMinor(ledger, account),
    ...(credit > 0 ? { creditMinor: credit } : {}),
    block,
  };
}

async function lookUp(
  service: Service,
  session: Session,
  payee: string,
): Promise<Result<"payee"> | Refusal> {
  const asker = identityOf(session).account;
  const wait = service.lookUps.take(asker, service.host.clock());
  if (wait > 0) return throttled(wait);
  const person = await findPayee(service, payee, asker);
  if (person instanceof Refusal) return person;
  const { account, displayName, userName } = person;
  const known = service.loop.ledger.accounts.get(account);
  if (!known) return new Refusal("no_such_account", { account });
  // An organisation is shown by the name that officers have verified.
  const legalName = service.giving.directory.verifiedName(account);
  return { account, displayName: legalName ?? displayName, userName, status: known.status };
}

/** Whose entries are asked for, and whether the other side takes kinds that it does not know. */
interface Asked extends Pick<Session, "openKinds"> {
  readonly account: string;
}

function askedBy(session: Session): Asked {
  return { account: identityOf(session).account, openKinds: session.openKinds };
}

export async function history(
  service: Service,
  { account, openKinds }: Asked,
  { after, limit }: Parsed<"history">,
): Promise<Result<"history">> {
  const before = after === undefined ? undefined : Number(after);
  const page = await service.statements.page(account, { before, limit });
  const entries: EntryView[] = [];
  for (const entry of page) {
    const counterpartyName = await service.names.load(entry.counterparty);
    entries.push(entryView(entry, { counterpartyName, openKinds }));
  }
  const last = page.at(-1)?.number ?? 1;
  return { entries, cursor: last > 1 ? String(last) : null };
}

async function balanceAt(
  service: Service,
  account: string,
  day: string,
): Promise<Result<"balanceAt">> {
  const { statements, loop, host } = service;
  const { name = "UTC" } = loop.ledger.bank.get("bank")?.timeZone ?? {};
  const zone = timeZoneNamed(name) ?? new TimeZone("UTC");
  const endsAtMs = zone.beginningOf(daysLater(day, 1));
  const over = endsAtMs <= host.clock();
  const entry = await statements.firstAt(account, endsAtMs) - 1;
  const bookedMinor = await bookedAfter(service, account, entry);
  return { day, zone: zone.name, endsAtMs, over, bookedMinor, entry };
}

/** @param number of an entry, 0 before the first. */
export async function bookedAfter({ statements }: Service, account: string, number: number) {
  if (number === 0) return 0;
  const [entry] = await statements.entriesSince(account, { after: number - 1, limit: 1 });
  return entry?.bookedMinor ?? 0;
}

/** A period's entries, oldest first, between the balances before and after it. */
async function statement(
  service: Service,
  { account, openKinds }: Asked,
  { fromMs, toMs, after, limit }: Parsed<"statement">,
): Promise<Result<"statement">> {
  const { statements } = service;
  const first = await statements.firstAt(account, fromMs);
  const last = Math.max(first, await statements.firstAt(account, toMs)) - 1;
  const begin = Math.max(first - 1, after ?? 0);
  const count = Math.min(limit, last - begin);
  const page = count > 0
    ? await statements.entriesSince(account, { after: begin, limit: count })
    : [];
  const entries: EntryView[] = [];
  for (const entry of page) {
    const counterpartyName = await service.names.load(entry.counterparty);
    entries.push(entryView(entry, { counterpartyName, openKinds }));
  }
  const newest = page.at(-1)?.number ?? last;
  return {
    openingMinor: await bookedAfter(service, account, first - 1),
    closingMinor: await bookedAfter(service, account, last),
    entries,
    next: newest < last ? newest : null,
  };
}

/** Hex digits of a hash by which a session is named. */
const ID_DIGITS = 16;

async function sessions(
  { people, presence }: Service,
  session: Session,
): Promise<Result<"sessions">> {
  const { account, sessionToken } = identityOf(session);
  const known = await people.sessions(account, sessionToken);
  return {
    sessions: known.map(({ hash, createdAtMs, expiresAtMs, current, ...begun }) => {
      const last = presence.lastUse(account, hash);
      // After a restart of the bank a browser's session is known by its face alone.
      const address = last && last.source !== "web" ? last.source : begun.source;
      const client = (last?.client || begun.client) ?? "";
      return {
        startedAtMs: createdAtMs,
        expiresAtMs,
        current,
        id: hash.slice(0, ID_DIGITS),
        ...(client === "" ? {} : { client }),
        ...(address === undefined ? {} : { address }),
        ...(last === null ? {} : { lastUsedAtMs: last.atMs }),
      };
    }),
  };
}

/** All but the asking one, or one of them; who has ended already is not missed. */
async function endOthers(
  service: Service,
  session: Session,
  id: string | undefined,
): Promise<Result<"endOtherSessions">> {
  const { account, sessionToken } = identityOf(session);
  const { people, alerts } = service;
  const others = (await people.sessions(account, sessionToken)).filter(({ current }) => !current);
  const one = others.find(({ hash }) => hash.slice(0, ID_DIGITS) === id);
  if (id !== undefined && !one) return {};
  await tell(service, account, { notice: "sessions_ended" });
  await alerts.settle(account);
  if (one) await people.endOneSession(account, one.hash);
  else await people.endSessions(account, sessionToken);
  const ends = (token: string) => sha256(token) === one?.hash;
  await revokeSessions(service, account, one ? ends : allBut(session, sessionToken));
  return {};
}

async function closeAccount(
  service: Service,
  session: Session,
  { password, sweep }: Parsed<"closeAccount">,
): Promise<Result<"closeAccount"> | Refusal> {
  const { people, presence } = service;
  const person = await proveOwner(service, session, password);
  if (person instanceof Refusal) return person;
  const { account } = person;
  const wait = sweep ? service.lookUps.take(account, service.host.clock()) : 0;
  if (wait > 0) return throttled(wait);
  const payee = sweep ? await findPayee(service, sweep.to, account) : null;
  if (payee instanceof Refusal) return payee;
  const target = sweep && payee ? { sweep: { id: sweep.id, to: payee.account } } : {};
  await people.markLeaving(account);
  const outcome = await submitFor(service, session, { type: "close_account", account, ...target });
  if (outcome instanceof Refusal) {
    await people.unmarkLeaving(account);
    return outcome;
  }
  await service.alerts.settle(account);
  await people.erase(account);
  await service.giving.store.eraseDonor(account);
  await forgetUnpaid(service, account);
  service.names.forget(account);
  await revokeSessions(service, account, (_token, other) => other !== session);
  presence.signOut(session);
  const swept = outcome.find((event) => event.type === "transferred");
  return { account, sweptMinor: swept?.amountMinor ?? 0 };
}

/** Where nothing was ever paid out to; what was paid is part of the books. */
async function forgetUnpaid({ loop, payeeAccounts }: Service, account: string): Promise<void> {
  const { destination = "", made = 0 } = loop.ledger.payoutAccounts.get(account) ?? {};
  if (destination !== "" && made === 0) await payeeAccounts.forget(destination);
}
