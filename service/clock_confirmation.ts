// Staff say what time it is, when the machine's clock and the bank's own measure do not agree; and in which zone days are counted.
import { CLOCK_STEP_MS_MAX } from "../bank/limits.ts";
import { Refusal } from "../bank/refusal.ts";
import { timeZoneNamed } from "../bank/time_zone.ts";
import { submitFor } from "./acting.ts";
import type { Parsed, Result } from "../api/methods.ts";
import { proveAgain } from "./identity/authentication.ts";
import type { Handlers, Service } from "./service.ts";
import type { Session } from "./identity/session.ts";

export function clockHandlers(
  service: Service,
): Pick<Handlers, "confirmClock" | "setTimeZone"> {
  return {
    confirmClock: (session, params) => confirmClock(service, session, params),
    setTimeZone: (session, params) => setTimeZone(service, session, params),
  };
}

async function setTimeZone(
  service: Service,
  session: Session,
  { zone: given, password }: Parsed<"setTimeZone">,
): Promise<Result<"setTimeZone"> | Refusal> {
  const zone = timeZoneNamed(given);
  if (!zone) return new Refusal("no_such_time_zone", { given });
  const staff = await proveAgain(service, session, password);
  if (staff instanceof Refusal) return staff;
  const set = { zone: zone.name, chosen: true, by: staff.account };
  const outcome = await submitFor(service, session, { type: "set_time_zone", ...set });
  return outcome instanceof Refusal ? outcome : { name: zone.name, chosen: true };
}

async function confirmClock(
  service: Service,
  session: Session,
  { password, systemMs }: Parsed<"confirmClock">,
): Promise<Result<"confirmClock"> | Refusal> {
  const { clock, host } = service;
  const staff = await proveAgain(service, session, password);
  if (staff instanceof Refusal) return staff;
  const { fault } = clock;
  if (!fault) return { atMs: host.clock() };
  // It has been set meanwhile: what was looked at is not what would be taken.
  if (Math.abs(fault.systemMs - systemMs) > CLOCK_STEP_MS_MAX) {
    return new Refusal("clock_wrong", { ...fault });
  }
  const command = { type: "set_clock" as const, atMs: fault.systemMs, by: staff.account };
  const outcome = await submitFor(service, session, command);
  return outcome instanceof Refusal ? outcome : { atMs: host.clock() };
}
