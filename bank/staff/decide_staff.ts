// Decides about the roles of staff: who invites whom, who has which role. Pure, like bank/decide.ts. That the one who acts may do
// it is asked where sessions are known (service/acting.ts); here is what holds for all of them.
import { firstOf, ownedRefusal } from "../checks.ts";
import type { CommandOf } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { INVITATIONS_OPEN_MAX, STAFF_INVITATION_LIFETIME_MS } from "../limits.ts";
import { agreed, agreementRefusal } from "./agreement.ts";
import { Refusal } from "../refusal.ts";
import { roleOf } from "./members.ts";
import type { Invitation } from "./record.ts";

export type StaffCommandType =
  | "appoint"
  | "invite_staff"
  | "withdraw_invitation"
  | "accept_invitation";

export function decideStaff(
  ledger: Ledger,
  command: CommandOf<StaffCommandType>,
  nowMs: number,
): Decision {
  switch (command.type) {
    case "appoint":
      return decideAppoint(ledger, command);
    case "invite_staff":
      return decideInvite(ledger, command, nowMs);
    case "withdraw_invitation": {
      const { invitation, by } = command;
      const known = ledger.invitations.get(invitation);
      if (known?.endedBy === "") return NOTHING;
      if (!known || !isOpen(known, nowMs)) return new Refusal("staff_code_invalid");
      return [{ type: "staff_invitation_withdrawn", invitation, by }];
    }
    case "accept_invitation":
      return decideAccept(ledger, command, nowMs);
  }
}

function decideAppoint(ledger: Ledger, command: CommandOf<"appoint">): Decision {
  const { account, role, suspended, reason, by, agreedBy } = command;
  const now = ledger.staff.get(account);
  // What the registry says of its first staff counts until the journal says more.
  if (by === "" && now) return NOTHING;
  const refusal = firstOf(
    account === by ? new Refusal("same_staff", { account }) : null,
    agreementRefusal(ledger, command),
    ownedRefusal(ledger, account),
  );
  if (refusal) return refusal;
  const same = now ? now.role === role && now.suspended === suspended : role === "none";
  if (same) return NOTHING;
  const resting = suspended ? { suspended } as const : {};
  const both = { by, ...agreed(agreedBy) };
  return [{ type: "staff_appointed", account, role, ...resting, reason, ...both }];
}

function decideInvite(
  ledger: Ledger,
  command: CommandOf<"invite_staff">,
  nowMs: number,
): Decision {
  const { type: _, ...invited } = command;
  const alone = agreementRefusal(ledger, command);
  if (alone) return alone;
  let used = 0;
  for (const [, one] of ledger.invitations.rows()) if (isOpen(one, nowMs)) used++;
  if (used >= INVITATIONS_OPEN_MAX) {
    return new Refusal("limit_exceeded", {
      limit: "open_invitations",
      max: INVITATIONS_OPEN_MAX,
      used,
    });
  }
  const expiresAtMs = nowMs + STAFF_INVITATION_LIFETIME_MS;
  return [{ type: "staff_invited", ...invited, expiresAtMs }];
}

/** A code of a manager who is none any more is as wrong as any other. */
function decideAccept(
  ledger: Ledger,
  { invitation, account }: CommandOf<"accept_invitation">,
  nowMs: number,
): Decision {
  const known = ledger.invitations.get(invitation);
  if (known && known.endedBy === account) return NOTHING;
  const stands = known && isOpen(known, nowMs) && roleOf(ledger, known.by) === "manager";
  if (!stands) return new Refusal("staff_code_invalid");
  // No manager changes the own role with a code that they have made.
  const refusal = account === known.by
    ? new Refusal("same_staff", { account })
    : ownedRefusal(ledger, account);
  if (refusal) return refusal;
  const { role, reason, by } = known;
  return [{ type: "staff_appointed", account, role, reason, by, invitation }];
}

/** Whether its code can still be used. */
export function isOpen(invitation: Readonly<Invitation>, nowMs: number): boolean {
  return invitation.endedBy === null && nowMs < invitation.expiresAtMs;
}
