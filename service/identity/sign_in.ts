// Becoming and proving who one is: sign-up, log-in, resume, log-out, change of password. Unknown user and
// wrong password are the same in answer and in time.
import { randomAccountNumber } from "../../bank/account_number.ts";
import { normalUserName, passwordWeakness } from "../../bank/credentials.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { Handlers, Service } from "../service.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import { identityOf, throttled } from "./session_gate.ts";
import { isStill } from "../acting.ts";
import { deviceHash, rankOf, remember } from "./devices.ts";
import { appointFirst } from "../staff/first_staff.ts";
import { openInvitation } from "../staff/invitations.ts";
import { askingOf, prove, proveOwner, tell } from "./authentication.ts";
import type { Session } from "./session.ts";
import { sourceOf } from "../sharing/shares.ts";
import type { Rank } from "../sharing/rank.ts";
import { begin, otherPassword, resume, revokeSessions } from "./taking_up.ts";

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
  const wait = service.signUps.take(sourceOf(session.source), host.clock());
  if (wait > 0) return throttled(wait);
  if (session.identity) return new Refusal("already_logged_in");
  if (await isHalfDone(service, userName)) return await completeSignUp(service, session, params);
  const invitation = staffCode === undefined ? null : openInvitation(service, staffCode);
  const founding = staffCode !== undefined && invitation === null;
  if (founding && !await people.isStaffCode(staffCode)) return new Refusal("staff_code_invalid");
  const taken = RESERVED_NAMES.has(userName) || await people.accountNamed(userName) !== null;
  if (taken) return new Refusal("user_name_taken");
  const reason = passwordWeakness(password, userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const passwordHash = await hasher.hash(password, askingOf(session));
  if (passwordHash instanceof Refusal) return passwordHash;
  const role = founding ? "staff" as const : "customer" as const;
  const createdAtMs = host.clock();
  // The machine on which a customer signed up is trusted from the start.
  const machine = { hash: deviceHash(device, session), firstSeenAtMs: 0 };
  const devices = [{ ...machine, lastSeenAtMs: createdAtMs }];
  const draft = { userName, displayName, passwordHash, role, createdAtMs, devices };
  const person = await addPerson(service, draft, founding ? staffCode : undefined);
  if (person instanceof Refusal) return person;
  const by = { device: machine.hash, deviceSinceMs: 0, factor: false };
  return await openAccount(service, person) ?? await accepted(service, person, invitation) ??
    await begin(service, session, { person, by });
}

/** An invitation makes staff from the first moment. */
async function accepted(
  { loop }: Service,
  { account }: PersonRecord,
  invitation: string | null,
): Promise<Refusal | null> {
  if (invitation === null) return null;
  const outcome = await loop.submit({ type: "accept_invitation", invitation, account });
  return outcome instanceof Refusal ? outcome : null;
}

/** A sign-up whose account could not be opened (disk full, crash): asking again finishes it. */
async function isHalfDone({ people, loop }: Service, userName: string): Promise<boolean> {
  const person = await people.personNamed(userName);
  return person !== null && !loop.ledger.accounts.get(person.account);
}

async function completeSignUp(
  service: Service,
  session: Session,
  { userName, password, device }: Parsed<"signUp">,
): Promise<Result<"signUp"> | Refusal> {
  const outcome = await logIn(service, session, { userName, password, device });
  const isTaken = outcome instanceof Refusal && outcome.code === "wrong_credentials";
  return isTaken ? new Refusal("user_name_taken") : outcome;
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
  if (loop.ledger.accounts.get(person.account)) return await appointFirst(service, person);
  const id = transferIdOf(host.clock(), host.random(10));
  const welcome = welcomeMinor > 0 ? { welcome: { id, amountMinor: welcomeMinor } } : {};
  const command = { type: "open_account" as const, account: person.account, ...welcome };
  const outcome = await loop.submit(command);
  return outcome instanceof Refusal ? outcome : await appointFirst(service, person);
}

async function logIn(
  service: Service,
  session: Session,
  params: Parsed<"logIn">,
): Promise<Result<"logIn"> | Refusal> {
  const { people } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const userName = normalUserName(params.userName);
  const person = await people.personNamed(userName);
  const device = deviceHash(params.device, session);
  const machine = person?.devices.find(({ hash }) => hash === device);
  const known = machine !== undefined;
  // An address is no secret: it tells a new machine from a familiar one, but proves nothing.
  const knownDevice = known && params.device !== undefined ? device : undefined;
  const knownAddress = known && params.device === undefined;
  const { password, code } = params;
  const proof = {
    session,
    userName,
    person,
    knownDevice,
    knownAddress,
    password,
    factor: { code },
    ...(person && machine ? { rank: recognised(service, session, { person, machine }) } : {}),
  };
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

/** A machine that is known keeps its connection while its password is being looked at. */
function recognised(
  service: Service,
  { link }: Session,
  { person, machine }: {
    readonly person: PersonRecord;
    readonly machine: PersonRecord["devices"][number];
  },
): Rank {
  const rank = rankOf(service, person.account, machine.firstSeenAtMs ?? 0);
  link.recognised?.(rank);
  return rank;
}

async function changePassword(
  service: Service,
  session: Session,
  params: Parsed<"changePassword">,
): Promise<Result<"changePassword"> | Refusal> {
  const { people, hasher } = service;
  const identity = identityOf(session);
  const person = await proveOwner(service, session, params.password);
  if (person instanceof Refusal) return person;
  const reason = params.newPassword === params.password
    ? "same_as_before"
    : passwordWeakness(params.newPassword, person.userName);
  if (reason !== null) return new Refusal("weak_password", { reason });
  const passwordHash = await hasher.hash(params.newPassword, askingOf(session));
  if (passwordHash instanceof Refusal) return passwordHash;
  let refusal: Refusal | null = null;
  const changed = await people.change(person.account, (now) => {
    refusal = isStill(session, person)
      ? otherPassword(person, now)
      : new Refusal("session_expired");
    return refusal ? now : { ...now, passwordHash };
  });
  if (refusal || !changed) return refusal ?? new Refusal("session_expired");
  await tell(service, person.account, { notice: "password_changed" });
  await people.endSessions(person.account);
  await revokeSessions(service, person.account, (_token, other) => other !== session);
  const { device, deviceSinceMs, factor } = identity;
  const by = { device, deviceSinceMs, factor };
  return await begin(service, session, { person: changed, by, renews: true });
}
