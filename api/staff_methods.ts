// Methods about the staff themselves: who has which role, whom managers invite, what roles are taken away.
import * as z from "zod";
import { STAFF_ROLES } from "../bank/staff/roles.ts";
import { atMs, minor, open } from "./answers.ts";
import { account, nothing, onceCode, password, text, transferId } from "./fields.ts";
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

/** Methods of which a colleague can be asked to agree to a call. */
export const PROPOSABLE_METHODS = [
  "cashIn",
  "cashOut",
  "reverse",
  "assignLine",
  "setPolicy",
  "setAccountLimits",
  "setBankDetails",
  "makePayoutBatch",
  "setCredit",
  "closeTill",
  "countSafe",
  "setStaffRole",
  "inviteStaff",
] as const;

const ProposalView = z.object({
  proposal: z.string(),
  /** What would be done, with what. */
  method: open(PROPOSABLE_METHODS),
  params: z.record(z.string(), z.unknown()),
  /** The money that it would move, and whose account it is about. */
  amountMinor: minor.optional(),
  account: z.string().optional(),
  accountName: z.string().nullable().optional(),
  why: z.string(),
  by: z.string(),
  byName: z.string().nullable(),
  proposedAtMs: atMs,
  expiresAtMs: atMs,
  /** SHA-256 of the command in canonical JSON: what is agreed to. */
  hash: z.string(),
  state: open(["open", "agreed", "declined", "withdrawn", "lapsed"]),
  endedBy: z.string().nullable(),
  /** Whether the caller may agree to it. */
  mayAgree: z.boolean(),
});
export type ProposalView = z.infer<typeof ProposalView>;

export const STAFF_METHODS = lazily({
  propose: () => ({
    access: "staff",
    duty: "colleagues",
    summary: "Proposes what a second member of staff has to agree to",
    docs:
      "It changes nothing until another one agrees, and lapses after a day. What would be refused even then is refused at once.",
    params: z.strictObject({
      /** Of the proposal. */
      proposal: transferId,
      method: z.enum(PROPOSABLE_METHODS),
      /** As the method takes them, without a password. */
      params: z.record(z.string(), z.unknown()),
      why: reason,
      password,
    }),
    /** The code of an invitation is shown this once; it works when the proposal is agreed to. */
    result: z.object({ ...ProposalView.shape, code: z.string().optional() }),
  }),
  proposals: () => ({
    access: "staff",
    duty: "colleagues",
    summary: "Lists proposals",
    docs: "Those that wait, oldest first, and the newest of the others.",
    reads: true,
    params: nothing,
    result: z.object({ proposals: z.array(ProposalView) }),
  }),
  agreeProposal: () => ({
    access: "staff",
    duty: "colleagues",
    summary: "Agrees to a proposal",
    docs:
      "By another member of staff with the same duty, whose account it is not about. It is decided and done in this moment, with both names in the journal.",
    params: z.strictObject({
      proposal: transferId,
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      password,
    }),
    result: ProposalView,
  }),
  endProposal: () => ({
    access: "staff",
    duty: "colleagues",
    summary: "Withdraws or declines a proposal",
    docs: "By who made it, or by another one who could agree.",
    params: z.strictObject({ proposal: transferId }),
    result: ProposalView,
  }),
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
