// What has happened to the roles of staff. Numbers, roles and reasons; an invitation is named by the hash of its code.
import { count, type Fields, oneOf, optional, text } from "../event_fields.ts";
import { isKeptCommand, type KeptCommand } from "./proposable.ts";
import { STAFF_ROLES, type StaffRole } from "./roles.ts";

export type StaffEvent =
  | {
    readonly type: "staff_appointed";
    readonly account: string;
    /** `none`: a customer like others from now on. */
    readonly role: StaffRole | "none";
    /** The role rests. */
    readonly suspended?: true;
    readonly reason: string;
    /** The manager; "" where the founding code, or a bank of release 0.1, has made the first. */
    readonly by: string;
    readonly agreedBy?: string;
    /** The invitation that was accepted. */
    readonly invitation?: string;
  }
  | {
    readonly type: "staff_invited";
    /** SHA-256 of the code, in hex. */
    readonly invitation: string;
    readonly role: StaffRole;
    readonly reason: string;
    readonly expiresAtMs: number;
    readonly by: string;
    readonly agreedBy?: string;
  }
  | {
    readonly type: "staff_invitation_withdrawn";
    readonly invitation: string;
    readonly by: string;
  }
  /** It waits for another member of staff. */
  | {
    readonly type: "proposed";
    readonly proposal: string;
    readonly command: KeptCommand;
    readonly hash: string;
    readonly why: string;
    readonly expiresAtMs: number;
    readonly by: string;
  }
  /** Agreed to: the events that follow in the same block are what it did. */
  | {
    readonly type: "proposal_ended";
    readonly proposal: string;
    readonly why: "agreed" | "declined" | "withdrawn";
    readonly by: string;
  };

/** For the gate of the journal's decoder (bank/event.ts). */
export const STAFF_FIELDS: Fields<StaffEvent["type"]> = {
  staff_appointed: {
    account: text,
    role: oneOf([...STAFF_ROLES, "none"]),
    suspended: optional((value) => value === true),
    reason: text,
    by: text,
    agreedBy: optional(text),
    invitation: optional(text),
  },
  staff_invited: {
    invitation: text,
    role: oneOf(STAFF_ROLES),
    reason: text,
    expiresAtMs: count,
    by: text,
    agreedBy: optional(text),
  },
  staff_invitation_withdrawn: { invitation: text, by: text },
  proposed: {
    proposal: text,
    command: isKeptCommand,
    hash: text,
    why: text,
    expiresAtMs: count,
    by: text,
  },
  proposal_ended: {
    proposal: text,
    why: oneOf(["agreed", "declined", "withdrawn"]),
    by: text,
  },
};
