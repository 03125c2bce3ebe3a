// The machines on which a person signs in: how one is told from another, and for how long the bank has known each.
import { newDeviceMs, policyOf } from "../../bank/suspicion.ts";
import { isStaff } from "../staff/duties.ts";
import { sha256 } from "./digest.ts";
import type { PersonRecord } from "../../bank/ports/people.ts";
import type { Service } from "../service.ts";
import type { Session } from "./session.ts";
import type { Rank } from "../sharing/rank.ts";

/** Devices remembered per person, and those of them that are new; the one not seen for longest goes first. */
export const DEVICES_MAX = 16;
const NEW_DEVICES_MAX = 4;

type Device = PersonRecord["devices"][number];

/** What tells one machine from another: the client's own secret, or its address if it keeps none. */
export function deviceHash(device: string | undefined, { source }: Session): string {
  return sha256(device ?? `address ${source}`);
}

/**
 * How well the bank knows a person on one of their machines. A stranger can open accounts, and can name any machine: both count only
 * after the time for which a machine is new.
 * @param sinceMs when it has seen that machine first.
 */
export function rankOf(
  { loop, host }: Pick<Service, "loop" | "host">,
  account: string,
  sinceMs: number,
): Rank {
  if (isStaff({ loop }, account)) return "staff";
  const openedAtMs = loop.ledger.accounts.get(account)?.openedAtMs ?? Infinity;
  const newSinceMs = host.clock() - newDeviceMs(policyOf(loop.ledger));
  return Math.max(openedAtMs, sinceMs) > newSinceMs ? "newcomer" : "known";
}

/** @returns when that machine was seen first. */
export async function remember(service: Service, account: string, hash: string): Promise<number> {
  const { people, loop, host } = service;
  const nowMs = host.clock();
  const newSinceMs = nowMs - newDeviceMs(policyOf(loop.ledger));
  let sinceMs = nowMs;
  let gone: Device[] = [];
  await people.change(account, (person) => {
    const known = person.devices.find((device) => device.hash === hash);
    // Machines from release 0.1 have no date: they count as known for ever.
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
