// What the ledger keeps of staff: who has which role, and whom managers have invited.
import type { GivingRecord } from "../giving/record.ts";
import type { KeptCommand } from "./proposable.ts";
import type { StaffRole } from "./roles.ts";

/** Kept when the role ends, so that what an old registry says makes no staff again. */
export interface StaffMember extends GivingRecord {
  readonly account: string;
  role: StaffRole | "none";
  suspended: boolean;
  /** Of the role as it is now. */
  sinceMs: number;
  /** The manager who gave it; "" for the founding code. */
  by: string;
  reason: string;
}

/** Its key is the SHA-256 of its code. */
export interface Invitation extends GivingRecord {
  readonly invitation: string;
  readonly role: StaffRole;
  readonly reason: string;
  readonly by: string;
  invitedAtMs: number;
  expiresAtMs: number;
  /** Null while it is open; the account that has accepted it, or "" where it was withdrawn. */
  endedBy: string | null;
}

/** What one member of staff has proposed and another one has to agree to. */
export interface Proposal extends GivingRecord {
  readonly proposal: string;
  readonly command: KeptCommand;
  /** SHA-256 of the command, in hex. */
  readonly hash: string;
  readonly why: string;
  readonly by: string;
  proposedAtMs: number;
  expiresAtMs: number;
  /** Null while it waits, or has lapsed. */
  ended: "agreed" | "declined" | "withdrawn" | null;
  endedBy: string | null;
}

/** Whether staff have frozen an account, and why they did that, or let it go, last. */
export interface StaffFreeze extends GivingRecord {
  readonly account: string;
  frozen: boolean;
  reason: string;
  /** When they froze it last, in the bank's time: sessions of before are not taken up again. */
  frozeAtMs: number;
}
