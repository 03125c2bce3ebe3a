// The second factor: a code from an app (TOTP, RFC 6238), once it has been set up and shown to work. A code that has been
// used is not taken again.
import { Secret, TOTP } from "otpauth";
import { Refusal } from "../../bank/refusal.ts";
import { isStill } from "../acting.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { Handlers, Service } from "../service.ts";
import { identityOf, throttled } from "./session_gate.ts";
import type { Session } from "./session.ts";
import { proveAgain, proveFactor, proveOwner, tell } from "./authentication.ts";
import { newRecoveryCodes } from "./recovery_codes.ts";
import { DIGITS, PERIOD_S, useCode } from "./totp.ts";

/** Bytes of the secret, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;

export function secondFactorHandlers(
  service: Service,
): Pick<
  Handlers,
  | "secondFactor"
  | "setUpSecondFactor"
  | "confirmSecondFactor"
  | "renewRecoveryCodes"
  | "removeSecondFactor"
> {
  const { people } = service;
  return {
    secondFactor: async (session) => {
      const person = await people.person(identityOf(session).account);
      if (!person?.totp?.confirmed) return { on: false };
      return { on: true, recoveryCodesLeft: person.totp.recovery?.length ?? 0 };
    },
    setUpSecondFactor: (session, params) => setUp(service, session, params),
    confirmSecondFactor: (session, params) => confirm(service, session, params),
    renewRecoveryCodes: (session, params) => renew(service, session, params),
    removeSecondFactor: (session, params) => remove(service, session, params),
  };
}

/** Tries of a code are counted by account. @returns milliseconds to wait. */
function waitOf({ codes, host }: Service, session: Session): number {
  return codes.take(identityOf(session).account, host.clock());
}

async function confirm(
  service: Service,
  session: Session,
  { code }: Parsed<"confirmSecondFactor">,
): Promise<Result<"confirmSecondFactor"> | Refusal> {
  const { people, host } = service;
  const waitMs = waitOf(service, session);
  if (waitMs > 0) return throttled(waitMs);
  const person = await people.person(identityOf(session).account);
  if (!person?.totp || !await useCode(service, person, code)) {
    return new Refusal("wrong_credentials");
  }
  const { codes: recoveryCodes, hashes: recovery } = newRecoveryCodes(host);
  let [on, first] = [false, false];
  await people.change(person.account, (now) => {
    if (!now.totp || !isStill(session, person)) return now;
    // A secret that was made anew meanwhile has not been shown to work.
    first = !now.totp.confirmed && now.totp.secret === person.totp?.secret;
    on = first || now.totp.confirmed;
    return { ...now, totp: first ? { ...now.totp, confirmed: true, recovery } : now.totp };
  });
  if (!isStill(session, person)) return new Refusal("session_expired");
  if (!on) return new Refusal("wrong_credentials");
  // A sign-in that is under way without it looks again.
  service.presence.revoke(person.account, (_token, other) => other === null);
  if (!first) return { on: true };
  await tell(service, person.account, { notice: "second_factor_on" });
  return { on: true, recoveryCodes };
}

async function renew(
  service: Service,
  session: Session,
  { password, code }: Parsed<"renewRecoveryCodes">,
): Promise<Result<"renewRecoveryCodes"> | Refusal> {
  const { people, host } = service;
  const waitMs = waitOf(service, session);
  if (waitMs > 0) return throttled(waitMs);
  const person = await proveAgain(service, session, password);
  if (person instanceof Refusal) return person;
  if (!person.totp?.confirmed || !await proveFactor(service, person, code)) {
    return new Refusal("wrong_credentials");
  }
  const { codes: recoveryCodes, hashes: recovery } = newRecoveryCodes(host);
  let renewed = false;
  await people.change(person.account, (now) => {
    renewed = now.totp?.confirmed === true && isStill(session, person);
    return renewed ? { ...now, totp: { ...now.totp!, recovery } } : now;
  });
  if (!isStill(session, person)) return new Refusal("session_expired");
  // It was switched off meanwhile: the codes would open nothing.
  if (!renewed) return new Refusal("wrong_credentials");
  await tell(service, person.account, { notice: "recovery_codes_renewed" });
  return { recoveryCodes };
}

async function remove(
  service: Service,
  session: Session,
  { password, code }: Parsed<"removeSecondFactor">,
): Promise<Result<"removeSecondFactor"> | Refusal> {
  const { people } = service;
  const waitMs = waitOf(service, session);
  if (waitMs > 0) return throttled(waitMs);
  const person = await proveAgain(service, session, password);
  if (person instanceof Refusal) return person;
  if (person.totp?.confirmed && !await proveFactor(service, person, code)) {
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
    issuer: bank.name,
    label: person.userName,
    secret,
    digits: DIGITS,
    period: PERIOD_S,
  });
  await people.change(person.account, (now) => (
    now.totp?.confirmed || !isStill(session, person)
      ? now
      : { ...now, totp: { secret: secret.base32, confirmed: false, lastPeriod: 0 } }
  ));
  if (!isStill(session, person)) return new Refusal("session_expired");
  return { secret: secret.base32, uri: totp.toString() };
}
