// The zone in which a bank counts its days, for rules: what a day is when something is due comes from the ledger alone.
import type { Ledger } from "./ledger.ts";
import { TimeZone, timeZoneNamed } from "./time_zone.ts";

/** Zones by name: making one costs more than all that is asked of it, and a bank has one. */
const known = new Map<string, TimeZone>();

const KNOWN_MAX = 100;

/** UTC for banks of release 0.1 before their next start. */
export function zoneOf(ledger: Pick<Ledger, "bank">): TimeZone {
  const name = ledger.bank.get("bank")?.timeZone?.name ?? "UTC";
  let zone = known.get(name);
  if (!zone) {
    zone = timeZoneNamed(name) ?? new TimeZone("UTC");
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(name, zone);
  }
  return zone;
}
