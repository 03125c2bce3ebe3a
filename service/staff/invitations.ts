// Codes that make a member of staff. The journal has their hashes; a code is shown once, to the manager who hands it on.
import { spokenCode } from "../../bank/spoken_code.ts";
import { isOpen } from "../../bank/staff/decide_staff.ts";
import { sha256 } from "../identity/digest.ts";
import type { Service } from "../service.ts";

/** @returns a code, and what the journal has of it. */
export function newInvitation(
  { host }: Pick<Service, "host">,
): { readonly code: string; readonly invitation: string } {
  const code = spokenCode(host.random, 2);
  return { code, invitation: sha256(code) };
}

/** @returns the invitation that a code belongs to, while it can be accepted; null for other codes. */
export function openInvitation(
  { loop, host }: Pick<Service, "loop" | "host">,
  code: string,
): string | null {
  const known = loop.ledger.invitations.get(sha256(code));
  return known && isOpen(known, host.clock()) ? known.invitation : null;
}
