// Methods about the staff themselves: who has which role, whom managers invite, what roles are taken away.
import * as z from "zod";
import { STAFF_ROLES } from "../bank/staff/roles.ts";
import { atMs, open } from "./answers.ts";
import { account, nothing, onceCode, password, text } from "./fields.ts";
import { lazily } from "./lazily.ts";

const role = z.enum(STAFF_ROLES);
const reason = text.min(1);

const StaffView = z.object({
  account: z.string(),
  /** Null where the customer has left. */
  userName: z.string().nullable(),
  displayName: z.string().nullable(),
  role: open(STAFF_ROLES),
  /** The role rests. */
  suspended: z.boolean(),
  sinceAtMs: atMs,
  /** Account of the manager who gave it; empty where the founding code did. */
  by: z.string(),
  reason: z.string(),
});
export type StaffView = z.infer<typeof StaffView>;

const InvitationView = z.object({
  /** SHA-256 of the code, in hex: its name. */
  invitation: z.string(),
  role: open(STAFF_ROLES),
  reason: z.string(),
  by: z.string(),
  invitedAtMs: atMs,
  expiresAtMs: atMs,
});

export const STAFF_METHODS = lazily({
  staff: () => ({
    access: "staff",
    duty: "colleagues",
    summary: "Lists the staff",
    docs: "Who has which role, what each role may do, and which invitations are open.",
    reads: true,
    params: nothing,
    result: z.object({
      staff: z.array(StaffView),
      invitations: z.array(InvitationView),
      /** Methods that each role may call. */
      roles: z.array(z.object({ role: open(STAFF_ROLES), methods: z.array(z.string()) })),
    }),
  }),
  inviteStaff: () => ({
    access: "staff",
    duty: "staff",
    summary: "Invites a member of staff",
    docs:
      "The one-time code is shown this once and lapses after a week; it works at sign-up, or for a customer with `acceptInvitation`.",
    params: z.strictObject({ role, reason, password }),
    result: z.object({ ...InvitationView.shape, code: z.string() }),
  }),
  withdrawInvitation: () => ({
    access: "staff",
    duty: "staff",
    summary: "Withdraws an invitation",
    docs: "Its code is void.",
    params: z.strictObject({ invitation: z.string().regex(/^[0-9a-f]{64}$/), password }),
    result: nothing,
  }),
  setStaffRole: () => ({
    access: "staff",
    duty: "staff",
    summary: "Changes, suspends or ends the role of a member of staff",
    docs:
      "At once, also for sessions that are signed in; the account is told. Never the own role. Customers who are no staff yet are given a role in this way, too.",
    params: z.strictObject({
      account,
      role: z.enum([...STAFF_ROLES, "none"]),
      suspended: z.boolean().default(false),
      reason,
      password,
    }),
    result: nothing,
  }),
  acceptInvitation: () => ({
    access: "customer",
    summary: "Becomes a member of staff",
    docs: "With the code of an invitation. New customers give it as `staffCode` of `signUp`.",
    params: z.strictObject({ code: onceCode, password }),
    result: z.object({
      role: open(["customer", "staff"]),
      staffRole: open(STAFF_ROLES).optional(),
    }),
  }),
});
