// A lost password, or a lost second factor: one member of staff begins, another agrees, each gets half of a one-time code for the
// customer who stands there, and with both halves a new password is set. The owner is told on every machine, at both ends. No single member
// of staff gets into an account this way; two together could, which is why their names are in the journal.
import { timingSafeEqual } from "node:crypto";
import { normalUserName, passwordWeakness } from "../../bank/credentials.ts";
import { bareDigits } from "../../bank/pasted.ts";
import { Refusal } from "../../bank/refusal.ts";
import { spokenCode } from "../../bank/spoken_code.ts";
import { isStill, submitFor } from "../acting.ts";
import { dutyRefusal, isStaff } from "../staff/duties.ts";
import { deviceHash } from "./devices.ts";
import { RECOVERY_LIFETIME_MS } from "../../api/limits.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { sha256 } from "./digest.ts";
import { askingOf, proveFactor, proveOwner, tell } from "./authentication.ts";
import type { RecoveryView } from "../../api/recovery_methods.ts";
import type { Handlers, Service } from "../service.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import { identityOf, throttled } from "./session_gate.ts";
import type { Session } from "./session.ts";
import { sourceOf } from "../sharing/shares.ts";
import { begin, revokeSessions } from "./taking_up.ts";
import type { RecoveryRecord } from "../../bank/ports/recoveries.ts";

type RecoveryMethods =
  | "startRecovery"
  | "recoveries"
  | "agreeRecovery"
  | "cancelRecovery"
  | "recover";

export function recoveryHandlers(service: Service): Pick<Handlers, RecoveryMethods> {
  return {
    startRecovery: (session, params) => start(service, session, params),
    recoveries: async () => {
      const known = await service.recoveries.all();
      const open = known.filter((one) => isOpen(one, service.host.clock()));
      const views = await Promise.all(open.map((one) => viewOf(service, one)));
      return { recoveries: views.filter((view) => view !== null) };
    },
    agreeRecovery: (session, params) => agree(service, session, params),
    cancelRecovery: (session, params) => cancel(service, session, params),
    recover: (session, params) => recover(service, session, params),
  };
}

function isOpen({ expiresAtMs, startedAtMs }: RecoveryRecord, nowMs: number): boolean {
  // One that was dated by a clock far ahead would be open for as long.
  return nowMs < expiresAtMs && expiresAtMs - nowMs <= RECOVERY_LIFETIME_MS &&
    startedAtMs <= expiresAtMs;
}

async function viewOf(
  { people }: Service,
  { agreed, firstHash: _, ...record }: RecoveryRecord,
): Promise<RecoveryView | null> {
  const person = await people.person(record.account);
  if (!person) return null;
  const { userName, displayName } = person;
  return { ...record, userName, displayName, agreedBy: agreed?.by ?? null };
}

async function start(
  service: Service,
  session: Session,
  { account, secondFactor, reason, password }: Parsed<"startRecovery">,
): Promise<Result<"startRecovery"> | Refusal> {
  const { people, recoveries, host } = service;
  const staff = await proveOwner(service, session, password);
  if (staff instanceof Refusal) return staff;
  const wait = service.codes.take(`recovery of ${staff.account}`, host.clock());
  if (wait > 0) return throttled(wait);
  await clearLapsed(service);
  if (!await people.person(account)) return new Refusal("no_such_account", { account });
  if (staff.account === account) return new Refusal("same_staff", { account });
  const by = staff.account;
  const told = await submitFor(service, session, {
    type: "notice",
    account,
    notice: "recovery_started",
    by,
    reason,
  });
  if (told instanceof Refusal) return told;
  const startedAtMs = host.clock();
  const expiresAtMs = startedAtMs + RECOVERY_LIFETIME_MS;
  const begun = { account, secondFactor, reason, startedBy: by, startedAtMs, expiresAtMs };
  const code = newHalf(service);
  const kept = await recoveries.change(account, (now) => (
    isStill(session, staff) ? { ...begun, firstHash: halfHash(code), agreed: null } : now
  ));
  const view = kept && isStill(session, staff) ? await viewOf(service, kept) : null;
  return view ? { ...view, code } : new Refusal("session_expired");
}

/** Recoveries that have lapsed are let go. */
async function clearLapsed({ recoveries, host }: Service): Promise<void> {
  for (const { account } of await recoveries.all()) {
    await recoveries.change(account, (now) => now && isOpen(now, host.clock()) ? now : null);
  }
}

async function agree(
  service: Service,
  session: Session,
  { account, startedAtMs, password }: Parsed<"agreeRecovery">,
): Promise<Result<"agreeRecovery"> | Refusal> {
  const { people, recoveries, host } = service;
  const staff = await proveOwner(service, session, password);
  if (staff instanceof Refusal) return staff;
  const by = staff.account;
  const problem = (now: RecoveryRecord | null) =>
    // What is agreed to is what was looked at, and once.
    !now || !isOpen(now, host.clock()) || now.startedAtMs !== startedAtMs || now.agreed
      ? new Refusal("no_such_recovery", { account })
      : by === account || by === now.startedBy
      ? new Refusal("same_staff", { account })
      : !isStill(session, staff)
      ? new Refusal("session_expired")
      // Else two tellers could take over what a manager may do.
      : isStaff(service, account)
      ? dutyRefusal(service.loop.ledger, by, "staff")
      : null;
  const asked = await recoveries.get(account);
  const early = problem(asked);
  if (early) return early;
  // Who began it has to be there to answer for it.
  if (!await people.person(asked!.startedBy)) return new Refusal("no_such_recovery", { account });
  const told = await submitFor(service, session, {
    type: "notice",
    account,
    notice: "recovery_agreed",
    by,
    reason: asked!.reason,
  });
  if (told instanceof Refusal) return told;
  const code = newHalf(service);
  let late: Refusal | null = null;
  const kept = await recoveries.change(account, (now) => {
    late = problem(now);
    return late || !now ? now : { ...now, agreed: { by, hash: halfHash(code) } };
  });
  if (late) return late;
  const view = kept && await viewOf(service, kept);
  return view ? { ...view, code } : new Refusal("no_such_recovery", { account });
}

/** By its owner, or by any member of staff. */
async function cancel(
  { recoveries, host, loop }: Service,
  session: Session,
  { account: given }: Parsed<"cancelRecovery">,
): Promise<Result<"cancelRecovery"> | Refusal> {
  const { account: own } = identityOf(session);
  const account = given ?? own;
  const denied = account === own ? null : dutyRefusal(loop.ledger, own, "recovery");
  if (denied) return denied;
  let was = false;
  await recoveries.change(account, (now) => {
    was = now !== null && isOpen(now, host.clock());
    return isStill(session, { account: own }) ? null : now;
  });
  if (!isStill(session, { account: own })) return new Refusal("session_expired");
  return was ? {} : new Refusal("no_such_recovery", { account });
}

/** One half is with who began, one with who agreed: neither has both. */
function newHalf({ host }: Service): string {
  return spokenCode(host.random, 1);
}

function halfHash(half: string): string {
  return sha256(`recovery ${bareDigits(half)}`);
}

const HALF_DIGITS = 12;

/** The halves in either order. */
function fitsCode({ firstHash, agreed }: RecoveryRecord, code: string): boolean {
  const digits = bareDigits(code);
  const halves = [digits.slice(0, HALF_DIGITS), digits.slice(HALF_DIGITS)].map(halfHash);
  const equal = (one: string, other: string) =>
    timingSafeEqual(UTF8.encode(one), UTF8.encode(other));
  const [one = "", two = ""] = halves;
  const second = agreed?.hash ?? halfHash("");
  const fits = (equal(one, firstHash) && equal(two, second)) ||
    (equal(two, firstHash) && equal(one, second));
  return agreed !== null && digits.length === 2 * HALF_DIGITS && fits;
}

/**
 * Unknown name, no recovery and wrong code are the same in answer. Tries are limited per source and not per name: the code cannot
 * be guessed, and no stranger shall keep the owner from using it.
 */
async function recover(
  service: Service,
  session: Session,
  params: Parsed<"recover">,
): Promise<Result<"recover"> | Refusal> {
  const { host, people } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const wait = service.codes.take(`recovery ${sourceOf(session.source)}`, host.clock());
  if (wait > 0) return throttled(wait);
  const person = await people.personNamed(normalUserName(params.userName));
  return await withCode(service, session, { account: person?.account ?? "", person, params });
}

interface Recovering {
  readonly account: string;
  readonly person: PersonRecord | null;
  readonly params: Parsed<"recover">;
}

async function withCode(
  service: Service,
  session: Session,
  { account, person, params }: Recovering,
): Promise<Result<"recover"> | Refusal> {
  const { host, recoveries, hasher } = service;
  const fits = (now: RecoveryRecord | null) =>
    now !== null && fitsCode(now, params.recoveryCode) && isOpen(now, host.clock());
  const known = await recoveries.get(account);
  if (!known || !person || !fits(known)) return new Refusal("wrong_credentials");
  const reason = passwordWeakness(params.newPassword, person.userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const stays = person.totp?.confirmed && !known.secondFactor;
  if (stays && params.code === undefined) return new Refusal("second_factor_needed");
  // Who has the bank's code and guesses that of the telephone is slowed down wherever he comes from, and heard of.
  const waitMs = stays ? service.codes.take(account, host.clock()) : 0;
  if (waitMs > 0) return throttled(waitMs);
  if (stays && !await proveFactor(service, person, params.code ?? "")) {
    const count = service.failedSignIns.note(account, host.clock());
    if (count > 0) await tell(service, account, { notice: "failed_sign_ins", count });
    return new Refusal("wrong_credentials");
  }
  const passwordHash = await hasher.hash(params.newPassword, askingOf(session));
  if (passwordHash instanceof Refusal) return passwordHash;
  // The code is used up in the moment in which it counts: it may have been taken back while the password was hashed.
  let used = false;
  await recoveries.change(account, (now) => {
    used = Boolean(fits(now));
    return used ? null : now;
  });
  if (!used) return new Refusal("wrong_credentials");
  return await renew(service, session, {
    account,
    params,
    passwordHash,
    factorStays: !known.secondFactor,
  });
}

interface Renewing extends Omit<Recovering, "person"> {
  readonly passwordHash: string;
  readonly factorStays: boolean;
}

/** Whatever was known of the account's machines before is not believed any more. */
async function renew(
  service: Service,
  session: Session,
  { account, params, passwordHash, factorStays }: Renewing,
): Promise<Result<"recover"> | Refusal> {
  const { host, people } = service;
  const nowMs = host.clock();
  const device = deviceHash(params.device, session);
  const changed = await people.change(account, ({ totp, ...person }) => ({
    ...person,
    passwordHash,
    devices: [{ hash: device, firstSeenAtMs: nowMs, lastSeenAtMs: nowMs }],
    ...(totp && factorStays ? { totp } : {}),
  }));
  if (!changed) return new Refusal("wrong_credentials");
  await tell(service, account, { notice: "recovered" });
  await people.endSessions(account);
  await revokeSessions(service, account, () => true);
  const by = { device, deviceSinceMs: nowMs, factor: false };
  return await begin(service, session, { person: changed, by });
}

const UTF8 = new TextEncoder();
