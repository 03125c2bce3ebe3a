// The second factor: a code from an app (TOTP, RFC 6238), once it has been set up and shown to work. A code that has been
// used is not taken again.
import { Secret, TOTP } from "otpauth";
import { Refusal } from "../bank/refusal.ts";
import { isStill } from "./acting.ts";
import type { Parsed, Result } from "./methods.ts";
import {
  type Handlers,
  identityOf,
  type PersonRecord,
  type Service,
  throttled,
} from "./service.ts";
import type { Session } from "./session.ts";
import { proveAgain, proveOwner, tell } from "./proving.ts";

const PERIOD_S = 30;
const DIGITS = 6;

/** Bytes of the secret, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;

/** Periods by which the clock of the telephone may differ. */
const WINDOW = 1;

export interface SecondFactor {
  /** Base 32. */
  readonly secret: string;
  /** It has been shown to work: from then on it is asked for. */
  readonly confirmed: boolean;
  /** The period of the newest code that was used. */
  readonly lastPeriod: number;
}

/** @returns the period of the code, or null when it is wrong or was used before. */
export function periodOf(
  { secret, lastPeriod }: SecondFactor,
  code: string,
  nowMs: number,
): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: DIGITS, period: PERIOD_S });
  const delta = totp.validate({ token: code, timestamp: nowMs, window: WINDOW });
  if (delta === null) return null;
  const present = Math.floor(nowMs / 1_000 / PERIOD_S);
  const period = present + delta;
  // One that a clock far ahead has noted would lock its owner out for as long.
  const used = lastPeriod > present + WINDOW ? 0 : lastPeriod;
  return period > used ? period : null;
}

/** Uses a code up. @returns false when it is not the person's, or was used at this very moment elsewhere. */
export async function useCode(
  { people, host, clock }: Pick<Service, "people" | "host" | "clock">,
  person: PersonRecord,
  code: string,
): Promise<boolean> {
  if (!person.totp) return false;
  // While the bank's clock is wrong the telephone goes by one of the two, and staff have to get in.
  const times = [host.clock(), ...(clock.fault ? [clock.fault.systemMs] : [])];
  let used = false;
  await people.change(person.account, (now) => {
    const period = times.reduce<number | null>(
      (found, atMs) => found ?? (now.totp ? periodOf(now.totp, code, atMs) : null),
      null,
    );
    used = period !== null;
    return period === null ? now : { ...now, totp: { ...now.totp!, lastPeriod: period } };
  });
  return used;
}

export function secondFactorHandlers(
  service: Service,
): Pick<
  Handlers,
  "secondFactor" | "setUpSecondFactor" | "confirmSecondFactor" | "removeSecondFactor"
> {
  const { people, host, codes } = service;
  const wait = (session: Session) => codes.take(identityOf(session).account, host.clock());
  return {
    secondFactor: async (session) => {
      const person = await people.person(identityOf(session).account);
      return { on: person?.totp?.confirmed ?? false };
    },
    setUpSecondFactor: (session, params) => setUp(service, session, params),
    confirmSecondFactor: async (session, { code }) => {
      const waitMs = wait(session);
      if (waitMs > 0) return throttled(waitMs);
      const person = await people.person(identityOf(session).account);
      if (!person?.totp || !await useCode(service, person, code)) {
        return new Refusal("wrong_credentials");
      }
      await people.change(person.account, (now) => (
        now.totp && isStill(session, person)
          ? { ...now, totp: { ...now.totp, confirmed: true } }
          : now
      ));
      if (!isStill(session, person)) return new Refusal("session_expired");
      // A sign-in that is under way without it looks again.
      service.presence.revoke(person.account, (_token, other) => other === null);
      if (!person.totp.confirmed) {
        await tell(service, person.account, { notice: "second_factor_on" });
      }
      return { on: true };
    },
    removeSecondFactor: async (session, { password, code }) => {
      const waitMs = wait(session);
      if (waitMs > 0) return throttled(waitMs);
      const person = await proveAgain(service, session, password);
      if (person instanceof Refusal) return person;
      if (person.totp?.confirmed && !await useCode(service, person, code)) {
        return new Refusal("wrong_credentials");
      }
      await people.change(person.account, (now) => {
        const { totp: _, ...rest } = now;
        return isStill(session, person) ? rest : now;
      });
      if (!isStill(session, person)) return new Refusal("session_expired");
      if (person.totp?.confirmed) {
        await tell(service, person.account, { notice: "second_factor_off" });
      }
      return { on: false };
    },
  };
}

async function setUp(
  service: Service,
  session: Session,
  { password }: Parsed<"setUpSecondFactor">,
): Promise<Result<"setUpSecondFactor"> | Refusal> {
  const { people, host, bank } = service;
  // With a factor of his own a thief would shut the owner out.
  const person = await proveOwner(service, session, password);
  if (person instanceof Refusal) return person;
  if (person.totp?.confirmed) return new Refusal("second_factor_on");
  const secret = new Secret({ buffer: new Uint8Array(host.random(SECRET_BYTES)).buffer });
  const totp = new TOTP({
    ...{ issuer: bank.name, label: person.userName, secret, digits: DIGITS, period: PERIOD_S },
  });
  await people.change(person.account, (now) => (
    now.totp?.confirmed || !isStill(session, person)
      ? now
      : { ...now, totp: { secret: secret.base32, confirmed: false, lastPeriod: 0 } }
  ));
  if (!isStill(session, person)) return new Refusal("session_expired");
  return { secret: secret.base32, uri: totp.toString() };
}
