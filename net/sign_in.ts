// Becoming and proving who one is: sign-up, log-in, resume, log-out, change of password. Unknown user and
// wrong password are the same in answer and in time.
import { Buffer } from "node:buffer";
import { randomAccountNumber } from "../bank/account_number.ts";
import { normalUserName, passwordWeakness } from "../bank/credentials.ts";
import { Refusal } from "../bank/refusal.ts";
import { newDeviceMs, policyOf } from "../bank/suspicion.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { SESSION_LIFETIME_MS } from "./limits.ts";
import type { Parsed, Result } from "./methods.ts";
import {
  type Handlers,
  identityOf,
  type PersonRecord,
  type Service,
  throttled,
} from "./service.ts";
import { isStill } from "./acting.ts";
import { prove, proveOwner, sha256, tell } from "./proving.ts";
import type { Identity, Session } from "./session.ts";

/** Devices remembered per person, and those of them that are new; the one not seen for longest goes first. */
const DEVICES_MAX = 16;
const NEW_DEVICES_MAX = 4;

type Device = PersonRecord["devices"][number];

/** Draws of a free account number: with nine billion numbers a second one is already unlikely. */
const NUMBER_DRAWS_MAX = 8;

/** Names that could be taken for the bank itself. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(
  ["admin", "administrator", "bank", "cash", "root", "staff", "support", "system", "welcome"],
);

export function signInHandlers(
  service: Service,
): Pick<Handlers, "signUp" | "logIn" | "resume" | "logOut" | "changePassword"> {
  return {
    signUp: (session, params) => signUp(service, session, params),
    logIn: (session, params) => logIn(service, session, params),
    resume: (session, { sessionToken }) => resume(service, session, sessionToken),
    logOut: async (session) => {
      const { account, sessionToken } = identityOf(session);
      const { presence, people } = service;
      presence.signOut(session);
      await people.endSession(sessionToken);
      presence.revoke(account, (token) => token === sessionToken);
      return {};
    },
    changePassword: (session, params) => changePassword(service, session, params),
  };
}

async function signUp(
  service: Service,
  session: Session,
  params: Parsed<"signUp">,
): Promise<Result<"signUp"> | Refusal> {
  const { host, people, hasher } = service;
  const { userName, displayName = userName, password, staffCode, device } = params;
  const wait = service.signUps.take(session.source, host.clock());
  if (wait > 0) return throttled(wait);
  if (session.identity) return new Refusal("already_logged_in");
  if (await isHalfDone(service, userName)) return await completeSignUp(service, session, params);
  if (staffCode !== undefined && !await people.isStaffCode(staffCode)) {
    return new Refusal("staff_code_invalid");
  }
  const taken = RESERVED_NAMES.has(userName) || await people.accountNamed(userName) !== null;
  if (taken) return new Refusal("user_name_taken");
  const reason = passwordWeakness(password, userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const passwordHash = await hasher.hash(password);
  if (passwordHash instanceof Refusal) return passwordHash;
  const role = staffCode === undefined ? "customer" as const : "staff" as const;
  const createdAtMs = host.clock();
  // The machine on which one became a customer is nobody else's.
  const machine = { hash: deviceHash(device, session), firstSeenAtMs: 0 };
  const devices = [{ ...machine, lastSeenAtMs: createdAtMs }];
  const draft = { userName, displayName, passwordHash, role, createdAtMs, devices };
  const person = await addPerson(service, draft, staffCode);
  if (person instanceof Refusal) return person;
  const by = { device: machine.hash, deviceSinceMs: 0, factor: false };
  return await openAccount(service, person) ?? await begin(service, session, { person, by });
}

/** A sign-up whose account could not be opened (disk full, crash): asking again finishes it. */
async function isHalfDone({ people, loop }: Service, userName: string): Promise<boolean> {
  const account = await people.accountNamed(userName);
  if (account === null || loop.ledger.accounts.get(account)) return false;
  return await people.person(account) !== null;
}

async function completeSignUp(
  service: Service,
  session: Session,
  { userName, password, device }: Parsed<"signUp">,
): Promise<Result<"signUp"> | Refusal> {
  const outcome = await logIn(service, session, { userName, password, device });
  const somebodyElse = outcome instanceof Refusal && outcome.code === "wrong_credentials";
  return somebodyElse ? new Refusal("user_name_taken") : outcome;
}

/** Uses the staff code up in the same commit: a failure takes neither. */
async function addPerson(
  service: Service,
  draft: Omit<PersonRecord, "account">,
  staffCode: string | undefined,
): Promise<PersonRecord | Refusal> {
  for (let draw = 0; draw < NUMBER_DRAWS_MAX; draw++) {
    const account = randomAccountNumber(service.host.random(8));
    if (service.loop.ledger.accounts.get(account)) continue;
    const person = { ...draft, account };
    if (await service.people.add(person, staffCode)) return person;
    if (await service.people.accountNamed(draft.userName) !== null) {
      return new Refusal("user_name_taken");
    }
    if (staffCode !== undefined && !await service.people.isStaffCode(staffCode)) {
      return new Refusal("staff_code_invalid");
    }
  }
  throw new Error(`No free account number in ${NUMBER_DRAWS_MAX} draws`);
}

/** Repeatable: also completes a sign-up that a crash cut between registry and ledger. */
async function openAccount(service: Service, person: PersonRecord): Promise<Refusal | null> {
  const { host, loop, welcomeMinor } = service;
  if (loop.ledger.accounts.get(person.account)) return null;
  const id = transferIdOf(host.clock(), host.random(10));
  const welcome = welcomeMinor > 0 ? { welcome: { id, amountMinor: welcomeMinor } } : {};
  const command = { type: "open_account" as const, account: person.account, ...welcome };
  const outcome = await loop.submit(command);
  return outcome instanceof Refusal ? outcome : null;
}

async function logIn(
  service: Service,
  session: Session,
  params: Parsed<"logIn">,
): Promise<Result<"logIn"> | Refusal> {
  const { people } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const userName = normalUserName(params.userName);
  const account = await people.accountNamed(userName);
  const person = await people.person(account ?? "");
  const device = deviceHash(params.device, session);
  const known = person?.devices.some(({ hash }) => hash === device);
  // An address is no secret: it tells a new machine from a familiar one, but protects nobody.
  const knownDevice = known && params.device !== undefined ? device : undefined;
  const { password, code } = params;
  const factor = { code };
  const proof = { session, userName, person, knownDevice, password, factor };
  const proved = await prove(service, proof);
  if (proved instanceof Refusal) return proved;
  const unopened = await openAccount(service, proved);
  if (unopened) return unopened;
  if (!known) await tell(service, proved.account, { notice: "new_device" });
  const unsaid = service.failedSignIns.take(proved.account);
  if (unsaid > 0) {
    await tell(service, proved.account, { notice: "failed_sign_ins", count: unsaid });
  }
  const deviceSinceMs = await remember(service, proved.account, device);
  const by = { device, deviceSinceMs, factor: proved.totp?.confirmed ?? false };
  return await begin(service, session, { person: proved, by });
}

/** What tells one machine from another: the client's own secret, or its address if it keeps none. */
function deviceHash(device: string | undefined, { source }: Session): string {
  return sha256(device ?? `address ${source}`);
}

/** @returns when that machine was seen first. */
async function remember(service: Service, account: string, hash: string): Promise<number> {
  const { people, loop, host } = service;
  const nowMs = host.clock();
  const newSinceMs = nowMs - newDeviceMs(policyOf(loop.ledger));
  let sinceMs = nowMs;
  let gone: Device[] = [];
  await people.change(account, (person) => {
    const known = person.devices.find((device) => device.hash === hash);
    // Those of release 0.1 are known for longer than anybody has counted.
    sinceMs = known ? known.firstSeenAtMs ?? 0 : nowMs;
    const seen = { hash, firstSeenAtMs: sinceMs, lastSeenAtMs: nowMs };
    const devices = kept(
      [seen, ...person.devices.filter((device) => device !== known)],
      newSinceMs,
    );
    gone = person.devices.filter((device) => device !== known && !devices.includes(device));
    return { ...person, devices };
  });
  for (const { hash: forgotten } of gone) await people.forgetReadMarks(account, forgotten);
  return sinceMs;
}

/** New ones push out new ones, so that a stranger who signs in often cannot make the owner's machines strange. */
function kept(devices: readonly Device[], newSinceMs: number): Device[] {
  const sorted = [...devices].sort((a, b) => b.lastSeenAtMs - a.lastSeenAtMs);
  const isNew = ({ firstSeenAtMs = 0 }: Device) => firstSeenAtMs > newSinceMs;
  const fresh = sorted.filter(isNew).slice(0, NEW_DEVICES_MAX);
  const known = sorted.filter((device) => !isNew(device)).slice(0, DEVICES_MAX - fresh.length);
  return sorted.filter((device) => fresh.includes(device) || known.includes(device));
}

async function resume(
  service: Service,
  session: Session,
  sessionToken: string,
): Promise<Result<"resume"> | Refusal> {
  const { host, people, presence } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const asked = await people.session(sessionToken);
  if (!asked) return new Refusal("session_expired");
  const read = async () => {
    const record = await people.session(sessionToken);
    return { record, person: record && await people.person(record.account) };
  };
  const act = ({ record, person }: Awaited<ReturnType<typeof read>>) => {
    if (!record || !person || record.expiresAtMs <= host.clock()) {
      return new Refusal("session_expired");
    }
    const { device = null, deviceSinceMs = 0, factor = false } = record;
    const by = { device, deviceSinceMs, factor };
    if (!presence.signIn(session, identityFrom(person, { sessionToken, by }))) {
      return new Refusal("already_logged_in");
    }
    return signedIn(person, sessionToken, record.expiresAtMs);
  };
  const { account } = asked;
  const taken = await presence.takeUp({ account, sessionToken }, { read, act });
  return taken ?? new Refusal("session_expired");
}

/** On which machine, and how well proven, a session began. */
type BegunBy = Pick<Identity, "device" | "deviceSinceMs" | "factor">;

function identityFrom(
  { account, userName, displayName, role }: PersonRecord,
  { sessionToken, by }: { readonly sessionToken: string; readonly by: BegunBy },
): Identity {
  return { account, userName, displayName, role, sessionToken, ...by };
}

function signedIn(
  { account, userName, displayName, role }: PersonRecord,
  sessionToken: string,
  sessionExpiresAtMs: number,
): Result<"logIn"> {
  return { account, userName, displayName, role, sessionToken, sessionExpiresAtMs };
}

interface Beginning {
  readonly person: PersonRecord;
  readonly by: BegunBy;
  /** In the place of the session that is signed in there. */
  readonly renews?: boolean;
}

async function begin(
  service: Service,
  session: Session,
  { person, by, renews = false }: Beginning,
): Promise<Result<"logIn"> | Refusal> {
  const { host, people, presence } = service;
  const { account } = person;
  const sessionToken = Buffer.from(host.random(32)).toString("hex");
  const createdAtMs = host.clock();
  const expiresAtMs = createdAtMs + SESSION_LIFETIME_MS;
  const read = async () => {
    // A revocation in between may have taken the record along, or not: it is written anew.
    await people.endSession(sessionToken);
    const now = await people.person(account);
    const changed = changedSince(person, now);
    if (changed) return { changed, ended: [] as string[] };
    const record = { account, createdAtMs, expiresAtMs, ...by, device: by.device ?? undefined };
    return { changed: null, ended: await people.addSession(sessionToken, record) };
  };
  const act = ({ changed, ended }: Awaited<ReturnType<typeof read>>) => {
    if (changed) return changed;
    const who = identityFrom(person, { sessionToken, by });
    if (renews ? !presence.renew(session, who) : !presence.signIn(session, who)) {
      return new Refusal(renews ? "session_expired" : "already_logged_in");
    }
    if (ended.length > 0) presence.revoke(account, (token) => ended.includes(sha256(token)));
    return signedIn(person, sessionToken, expiresAtMs);
  };
  const begun = await presence.takeUp({ account, sessionToken }, { read, act }) ??
    new Refusal("session_expired");
  if (begun instanceof Refusal) await people.endSession(sessionToken);
  return begun;
}

/** What was proven may not be so any more: the password, or the second factor, has been set meanwhile. */
function changedSince(proven: PersonRecord, now: PersonRecord | null): Refusal | null {
  if (now?.passwordHash !== proven.passwordHash) return new Refusal("wrong_credentials");
  const newFactor = now.totp?.confirmed && !proven.totp?.confirmed;
  return newFactor ? new Refusal("second_factor_needed") : null;
}

async function changePassword(
  service: Service,
  session: Session,
  params: Parsed<"changePassword">,
): Promise<Result<"changePassword"> | Refusal> {
  const { people, hasher, presence } = service;
  const identity = identityOf(session);
  const person = await proveOwner(service, session, params.password);
  if (person instanceof Refusal) return person;
  const reason = params.newPassword === params.password
    ? "same_as_before"
    : passwordWeakness(params.newPassword, person.userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const passwordHash = await hasher.hash(params.newPassword);
  if (passwordHash instanceof Refusal) return passwordHash;
  let refusal: Refusal | null = null;
  const changed = await people.change(person.account, (now) => {
    refusal = isStill(session, person) ? changedSince(person, now) : new Refusal("session_expired");
    return refusal ? now : { ...now, passwordHash };
  });
  if (refusal || !changed) return refusal ?? new Refusal("session_expired");
  await tell(service, person.account, { notice: "password_changed" });
  await people.endSessions(person.account);
  presence.revoke(person.account, (_token, other) => other !== session);
  const { device, deviceSinceMs, factor } = identity;
  const by = { device, deviceSinceMs, factor };
  return await begin(service, session, { person: changed, by, renews: true });
}
