// Becoming and proving who one is: sign-up, log-in, resume, log-out, change of password. Unknown user and
// wrong password are the same in answer and in time.
import { Buffer } from "node:buffer";
import { randomAccountNumber } from "../bank/account_number.ts";
import { normalUserName, passwordWeakness } from "../bank/credentials.ts";
import { Refusal } from "../bank/refusal.ts";
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
import { prove, proveAgain, sha256, tell } from "./proving.ts";
import type { Session } from "./session.ts";

/** Devices remembered per person; the one not seen for longest goes first. */
const DEVICES_MAX = 16;

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
      for (const other of [...presence.of(account)]) {
        if (other.identity?.sessionToken === sessionToken) presence.end(other);
      }
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
  const devices = [{ hash: deviceHash(device, session), lastSeenAtMs: createdAtMs }];
  const draft = { userName, displayName, passwordHash, role, createdAtMs, devices };
  const person = await addPerson(service, draft, staffCode);
  if (person instanceof Refusal) return person;
  return await openAccount(service, person) ?? await begin(service, session, person);
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
  await remember(service, proved.account, device);
  return await begin(service, session, proved);
}

/** What tells one machine from another: the client's own secret, or its address if it keeps none. */
function deviceHash(device: string | undefined, { source }: Session): string {
  return sha256(device ?? `address ${source}`);
}

async function remember(service: Service, account: string, hash: string): Promise<void> {
  const lastSeenAtMs = service.host.clock();
  await service.people.change(account, (person) => {
    const others = person.devices.filter((device) => device.hash !== hash);
    others.sort((a, b) => b.lastSeenAtMs - a.lastSeenAtMs);
    return { ...person, devices: [{ hash, lastSeenAtMs }, ...others].slice(0, DEVICES_MAX) };
  });
}

async function resume(
  service: Service,
  session: Session,
  sessionToken: string,
): Promise<Result<"resume"> | Refusal> {
  const { host, people, presence } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const record = await people.session(sessionToken);
  const person = record && await people.person(record.account);
  if (!record || !person || record.expiresAtMs <= host.clock()) {
    return new Refusal("session_expired");
  }
  const { account, userName, displayName, role } = person;
  const who = { account, userName, displayName, role, sessionToken };
  if (!presence.signIn(session, who)) return new Refusal("already_logged_in");
  return { ...who, sessionExpiresAtMs: record.expiresAtMs };
}

async function begin(
  service: Service,
  session: Session,
  person: PersonRecord,
): Promise<Result<"logIn"> | Refusal> {
  const { host, people, presence } = service;
  // The password may have been changed while the old one was being checked.
  const now = await people.person(person.account);
  if (now?.passwordHash !== person.passwordHash) return new Refusal("wrong_credentials");
  const sessionToken = Buffer.from(host.random(32)).toString("hex");
  const createdAtMs = host.clock();
  const sessionExpiresAtMs = createdAtMs + SESSION_LIFETIME_MS;
  const { account, userName, displayName, role } = person;
  const ended = await people.addSession(sessionToken, {
    account,
    createdAtMs,
    expiresAtMs: sessionExpiresAtMs,
  });
  for (const other of [...presence.of(account)]) {
    if (ended.includes(sha256(other.identity!.sessionToken))) presence.end(other);
  }
  const who = { account, userName, displayName, role, sessionToken };
  const goesOn = session.identity?.account === account;
  if (!(goesOn ? presence.renew(session, who) : presence.signIn(session, who))) {
    await people.endSession(sessionToken);
    return new Refusal("already_logged_in");
  }
  return { ...who, sessionExpiresAtMs };
}

async function changePassword(
  service: Service,
  session: Session,
  params: Parsed<"changePassword">,
): Promise<Result<"changePassword"> | Refusal> {
  const { people, hasher, presence } = service;
  const person = await proveAgain(service, session, params.password);
  if (person instanceof Refusal) return person;
  const reason = params.newPassword === params.password
    ? "same_as_before"
    : passwordWeakness(params.newPassword, person.userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const passwordHash = await hasher.hash(params.newPassword);
  if (passwordHash instanceof Refusal) return passwordHash;
  const changed = await people.change(person.account, (now) => ({ ...now, passwordHash }));
  if (!changed) return new Refusal("session_expired");
  await tell(service, person.account, { notice: "password_changed" });
  await people.endSessions(person.account);
  presence.endOthers(person.account, session);
  return await begin(service, session, changed);
}
