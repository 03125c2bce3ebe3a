// Codes of a second factor (TOTP, RFC 6238): which period one is of, and that each is used once.
import { Secret, TOTP } from "otpauth";
import type { Service } from "../service.ts";
import type { PersonRecord, SecondFactor } from "../../bank/ports/people.ts";

export const PERIOD_S = 30;

export const DIGITS = 6;

/** Periods by which the clock of the telephone may differ. */
export const WINDOW = 1;

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
