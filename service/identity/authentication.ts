// The one place where a password is compared, and the code of a second factor after it: throttled, and silent about what
// was wrong. Also for acts of a signed-in customer that need the password again.
import type { CommandOf } from "../../bank/command.ts";
import type { HouseAccount } from "../../bank/house_accounts.ts";
import { CLOCK_STEP_MS_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { newDeviceMs, policyOf } from "../../bank/suspicion.ts";
import { sha256 } from "./digest.ts";
import type { Asking } from "../sharing/fair_queue.ts";
import { useCode } from "./totp.ts";
import { identityOf, throttled } from "./session_gate.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import type { Service } from "../service.ts";
import type { Session } from "./session.ts";
import { sourceOf } from "../sharing/shares.ts";
import type { Rank } from "../sharing/rank.ts";
import type { Attempt } from "./throttle.ts";

/** An account whose notices are shown to no customer. */
const BANK_ITSELF: HouseAccount = "cash";

export interface Proof {
  readonly session: Session;
  readonly userName: string;
  readonly person: PersonRecord | null;
  /** Of the machine, where the bank knows it; else that of the session. */
  readonly rank?: Rank;
  readonly knownDevice: string | undefined;
  /** See service/identity/throttle.ts. */
  readonly knownAddress?: boolean;
  readonly password: string;
  /** At a sign-in: the code of the second factor, which is needed where there is one. */
  readonly factor?: { readonly code: string | undefined };
}

export async function prove(service: Service, proof: Proof): Promise<PersonRecord | Refusal> {
  const { host, throttle } = service;
  const { session, userName, knownDevice, knownAddress = false } = proof;
  const attempt = { userName, source: sourceOf(session.source), knownDevice, knownAddress };
  const wait = await throttle.begin(attempt, host.clock);
  if (wait > 0) return throttled(wait);
  try {
    return await compared(service, proof, attempt);
  } catch (error) {
    throttle.abandoned(attempt);
    throw error;
  }
}

/** Whose hash it is, for the queue: an account's, a known machine's, or that of all strangers behind one source. */
export function askingOf({ identity, source }: Session, known?: Asking): Asking {
  if (!identity) return known ?? { line: `source ${sourceOf(source)}`, rank: "stranger" };
  return { line: `account ${identity.account}`, rank: identity.rank };
}

async function compared(
  service: Service,
  proof: Proof,
  attempt: Attempt,
): Promise<PersonRecord | Refusal> {
  const { throttle, hasher } = service;
  const { person, password } = proof;
  const { session, userName, knownDevice, rank } = proof;
  const line = knownDevice ?? `address ${session.source} ${userName}`;
  const asking = askingOf(session, rank && { line, rank });
  const match = await hasher.matches(password, person?.passwordHash ?? null, asking);
  if (match instanceof Refusal) {
    throttle.abandoned(attempt);
    return match;
  }
  if (!match.right || !person) return failed(service, proof, attempt);
  if (proof.factor && person.totp?.confirmed) {
    const { code } = proof.factor;
    if (code === undefined) {
      throttle.abandoned(attempt);
      return new Refusal("second_factor_needed");
    }
    // The password was right: guesses of the code are counted like those of a password.
    if (!await proveFactor(service, person, code)) return failed(service, proof, attempt);
  }
  throttle.succeeded(attempt);
  if (match.renewed === undefined) return person;
  return await renewed(service, { person, password, asking, passwordHash: match.renewed });
}

interface Renewing {
  readonly person: PersonRecord;
  readonly password: string;
  readonly asking: Asking;
  readonly passwordHash: string;
}

/** The hash of an earlier kind is replaced. @returns the person as kept then: what is compared with it later must find that hash. */
async function renewed(
  { people, hasher }: Service,
  { person, password, asking, passwordHash }: Renewing,
): Promise<PersonRecord | Refusal> {
  const kept = await people.change(
    person.account,
    (now) => now.passwordHash === person.passwordHash ? { ...now, passwordHash } : now,
  );
  if (kept?.passwordHash === passwordHash) return kept;
  // Another sign-in of the same moment was faster, or there is another password by now.
  const match = await hasher.matches(password, kept?.passwordHash ?? null, asking);
  if (match instanceof Refusal) return match;
  return match.right && kept ? kept : new Refusal("wrong_credentials");
}

/**
 * The owner is told. For a name that no customer has, the notice goes to the bank's own account: the journal grows as much, so
 * its head, which is public, does not tell who is a customer.
 */
function failed(service: Service, { userName, person }: Proof, attempt: Attempt): Refusal {
  const { host, throttle, failedSignIns, loop } = service;
  throttle.failed(attempt, host.clock());
  const owner = person && loop.ledger.accounts.get(person.account) ? person.account : null;
  const count = failedSignIns.note(owner ?? `name ${userName}`, host.clock());
  // Not waited for: the answer must not take longer for what the disk does.
  if (count > 0) void tell(service, owner ?? BANK_ITSELF, { notice: "failed_sign_ins", count });
  return new Refusal("wrong_credentials");
}

type Told = Pick<CommandOf<"notice">, "notice" | "count">;

export async function tell({ loop }: Service, account: string, told: Told): Promise<void> {
  await loop.submit({ type: "notice", account, ...told });
}

/** Uses a code of the app up, or one of the recovery codes: then its owner is told how many are left. */
export async function proveFactor(
  service: Service,
  person: PersonRecord,
  code: string,
): Promise<boolean> {
  const used = await useCode(service, person, code);
  if (used !== null && used.recoveryLeft !== null) {
    const count = used.recoveryLeft;
    await tell(service, person.account, { notice: "recovery_code_used", count });
  }
  return used !== null;
}

/**
 * For acts with which a thief would shut the owner out: the password again, and from a machine that the bank has known for
 * longer than `newDeviceHours`, or in a session that began with the second factor.
 */
export async function proveOwner(
  service: Service,
  session: Session,
  password: string,
): Promise<PersonRecord | Refusal> {
  return newDeviceRefusal(service, session) ?? await proveAgain(service, session, password);
}

/** Why a session on a device that is new cannot do this yet, or null. */
export function newDeviceRefusal(service: Service, session: Session): Refusal | null {
  const waitMs = newDeviceWaitMs(service, session);
  if (waitMs === 0) return null;
  return new Refusal("new_device", { readyAtMs: service.host.clock() + waitMs });
}

/** Milliseconds for which a session cannot do what only a known machine may; 0 when it can. */
export function newDeviceWaitMs({ loop, host }: Service, session: Session): number {
  const { factor, deviceSinceMs } = identityOf(session);
  const nowMs = host.clock();
  // One that was dated by a clock far ahead would wait for as long.
  if (factor || deviceSinceMs > nowMs + CLOCK_STEP_MS_MAX) return 0;
  return Math.max(0, deviceSinceMs + newDeviceMs(policyOf(loop.ledger)) - nowMs);
}

/** For acts that need the password again. */
export async function proveAgain(
  service: Service,
  session: Session,
  password: string,
): Promise<PersonRecord | Refusal> {
  const { account, userName, sessionToken } = identityOf(session);
  const person = await service.people.person(account);
  // A signed-in session is as good as a known device: strangers cannot throttle its owner.
  const knownDevice = `session ${sha256(sessionToken)}`;
  return await prove(service, { session, userName, person, knownDevice, password });
}
