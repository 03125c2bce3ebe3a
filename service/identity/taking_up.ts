// How a session comes to be, anew or out of its record. What it stands on is read from the registry, and looked at again when
// something is revoked meanwhile (service/identity/session.ts).
import { Buffer } from "node:buffer";
import { Refusal } from "../../bank/refusal.ts";
import { frozenSince } from "../../bank/staff/account_acts.ts";
import { SESSION_LIFETIME_MS } from "../../api/limits.ts";
import type { Result } from "../../api/methods.ts";
import { sha256 } from "./digest.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import type { Service } from "../service.ts";
import type { Ends, Identity, Session } from "./session.ts";
import { rankOf } from "./devices.ts";
import { appointFirst, roleView } from "../staff/first_staff.ts";

export async function resume(
  service: Service,
  session: Session,
  sessionToken: string,
): Promise<Result<"resume"> | Refusal> {
  const { host, people, presence } = service;
  if (session.identity) return new Refusal("already_logged_in");
  const asked = await people.session(sessionToken);
  const asking = asked && await people.person(asked.account);
  if (!asked || !asking) return new Refusal("session_expired");
  // Sessions of release 0.1 may be older than the first event about a role.
  const unappointed = await appointFirst(service, asking);
  if (unappointed) return unappointed;
  const read = async () => {
    const record = await people.session(sessionToken);
    return { record, person: record && await people.person(record.account) };
  };
  const act = ({ record, person }: Awaited<ReturnType<typeof read>>) => {
    const over = !record || !person || record.expiresAtMs <= host.clock() ||
      frozenSince(service.loop.ledger, record.account, record.createdAtMs);
    if (over) return new Refusal("session_expired");
    const { device = null, deviceSinceMs = 0, factor = false } = record;
    const by = { device, deviceSinceMs, factor };
    if (!presence.signIn(session, identityFrom(service, person, { sessionToken, by }))) {
      return new Refusal("already_logged_in");
    }
    return signedIn(service, person, { sessionToken, expiresAtMs: record.expiresAtMs });
  };
  const { account } = asked;
  const taken = await presence.takeUp({ account, sessionToken }, { read, act });
  return taken ?? new Refusal("session_expired");
}

/** On which machine, and how well proven, a session began. */
type BegunBy = Pick<Identity, "device" | "deviceSinceMs" | "factor">;

function identityFrom(
  service: Service,
  person: PersonRecord,
  { sessionToken, by }: { readonly sessionToken: string; readonly by: BegunBy },
): Identity {
  const { account, userName, displayName } = person;
  const rank = rankOf(service, account, by.deviceSinceMs);
  return { account, userName, displayName, sessionToken, ...by, rank };
}

function signedIn(
  service: Service,
  { account, userName, displayName }: PersonRecord,
  { sessionToken, expiresAtMs }: { readonly sessionToken: string; readonly expiresAtMs: number },
): Result<"logIn"> {
  const who = { account, userName, displayName, ...roleView(service, account) };
  return { ...who, sessionToken, sessionExpiresAtMs: expiresAtMs };
}

interface Beginning {
  readonly person: PersonRecord;
  readonly by: BegunBy;
  /** In the place of the session that is signed in there. */
  readonly renews?: boolean;
}

export async function begin(
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
    const changed = renews ? otherPassword(person, now) : changedSince(person, now);
    if (changed) return { changed, ended: [] as string[] };
    const { source, client } = session;
    const machine = { device: by.device ?? undefined, source, client };
    const record = { account, createdAtMs, expiresAtMs, ...by, ...machine };
    return { changed: null, ended: await people.addSession(sessionToken, record) };
  };
  const act = ({ changed, ended }: Awaited<ReturnType<typeof read>>) => {
    if (changed) return changed;
    const who = identityFrom(service, person, { sessionToken, by });
    if (renews ? !presence.renew(session, who) : !presence.signIn(session, who)) {
      return new Refusal(renews ? "session_expired" : "already_logged_in");
    }
    if (ended.length > 0) presence.revoke(account, (token) => ended.includes(sha256(token)));
    return signedIn(service, person, { sessionToken, expiresAtMs });
  };
  const begun = await presence.takeUp({ account, sessionToken }, { read, act }) ??
    new Refusal("session_expired");
  if (begun instanceof Refusal) await people.endSession(sessionToken);
  return begun;
}

/** @param token whose record was kept: the session may have another one by now. */
export function allBut(session: Session, token: string): Ends {
  return (other, place) => place !== session || other !== token;
}

/**
 * To be called when the records are gone. One that was written after they had been counted, for a session that began before this,
 * goes with its session.
 */
export async function revokeSessions(
  { people, presence }: Pick<Service, "people" | "presence">,
  account: string,
  ends: Ends,
): Promise<void> {
  const stopped = presence.revoke(account, ends);
  // A connection that stays may be of the same session as one that has ended.
  const kept = new Set([...presence.of(account)].map(({ identity }) => identity!.sessionToken));
  const ended = stopped.filter((token) => !kept.has(token));
  for (const token of ended) await people.endSession(token);
  // Meanwhile it could still be resumed.
  presence.revoke(account, (token) => ended.includes(token));
}

/** What was proven may not be so any more: the password, or the second factor, has been set meanwhile. */
function changedSince(proven: PersonRecord, now: PersonRecord | null): Refusal | null {
  const newFactor = now?.totp?.confirmed && !proven.totp?.confirmed;
  return otherPassword(proven, now) ?? (newFactor ? new Refusal("second_factor_needed") : null);
}

/** Who is signed in stays so when a second factor comes: then only the password counts. */
export function otherPassword(proven: PersonRecord, now: PersonRecord | null): Refusal | null {
  return now?.passwordHash === proven.passwordHash ? null : new Refusal("wrong_credentials");
}
