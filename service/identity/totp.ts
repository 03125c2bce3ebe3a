// Codes of a second factor (TOTP, RFC 6238): which period one is of, and that each is used once; and the recovery codes that
// stand in for them.
import { Secret, TOTP } from "otpauth";
import type { Service } from "../service.ts";
import type { PersonRecord, SecondFactor } from "../../bank/ports/people.ts";
import { sha256 } from "./digest.ts";
import { isRecoveryCode } from "./recovery_codes.ts";

export const PERIOD_S = 30;

export const DIGITS = 6;

/** Periods by which the clock of the telephone may differ. */
const WINDOW = 1;

/** @returns the period of the code, or null when it is wrong or was used before. */
function periodOf(
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

/** What was used up: a code of the app, or one of the recovery codes. */
export interface UsedCode {
  /** Recovery codes that are left, where one was used. */
  readonly recoveryLeft: number | null;
}

/** Uses a code up. @returns null when it is not the person's, or was used at this very moment elsewhere. */
export async function useCode(
  { people, host, clock }: Pick<Service, "people" | "host" | "clock">,
  person: PersonRecord,
  code: string,
): Promise<UsedCode | null> {
  if (!person.totp) return null;
  // While the bank's clock is wrong the telephone goes by one of the two, and staff have to get in.
  const times = [host.clock(), ...(clock.fault ? [clock.fault.systemMs] : [])];
  let used: UsedCode | null = null;
  await people.change(person.account, (now) => {
    const after = now.totp ? withoutCode(now.totp, code, times) : null;
    used = after && { recoveryLeft: after.recoveryLeft };
    return after ? { ...now, totp: after.totp } : now;
  });
  return used;
}

/** @returns the factor when the code has been used up, or null when it is none of it. */
function withoutCode(
  totp: SecondFactor,
  code: string,
  times: readonly number[],
): { readonly totp: SecondFactor; readonly recoveryLeft: number | null } | null {
  const { recovery = [] } = totp;
  if (isRecoveryCode(code)) {
    const left = recovery.filter((hash) => hash !== sha256(code));
    return left.length === recovery.length
      ? null
      : { totp: { ...totp, recovery: left }, recoveryLeft: left.length };
  }
  const period = times.reduce<number | null>(
    (found, atMs) => found ?? periodOf(totp, code, atMs),
    null,
  );
  return period === null ? null : { totp: { ...totp, lastPeriod: period }, recoveryLeft: null };
}
