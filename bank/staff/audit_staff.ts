// What must be true of the roles of staff, whatever the rules of their time were: only managers give them, and never to themselves.
import type { Ledger } from "../ledger.ts";
import type { StaffEvent } from "./event.ts";
import { commandIn, proposalHash } from "./agreement.ts";
import { dutyFor } from "./command_duty.ts";
import { hasDuty, roleOf } from "./members.ts";

/** @returns what is wrong with the event on top of this ledger, or null. */
export function staffProblem(ledger: Ledger, event: StaffEvent): string | null {
  switch (event.type) {
    case "staff_appointed": {
      const { account, by, invitation } = event;
      if (!ledger.accounts.get(account)) return `there is no account ${account}`;
      if (by === "") return ledger.staff.get(account) ? `${account} has had a role before` : null;
      const known = invitation === undefined ? undefined : ledger.invitations.get(invitation);
      if (invitation !== undefined && known?.endedBy !== null) return "no such invitation is open";
      if (account === by) return "its manager has given it to themselves";
      return managerProblem(ledger, by);
    }
    case "staff_invited":
      return managerProblem(ledger, event.by);
    case "proposed": {
      const { proposal, hash, by } = event;
      const command = commandIn(event);
      if (ledger.proposals.get(proposal)) return `proposal ${proposal} was made before`;
      if (proposalHash(command) !== hash) return "its hash is not that of what is proposed";
      return hasDuty(ledger, by, dutyFor(command)!) ? null : `${by} may not propose that`;
    }
    case "proposal_ended": {
      const { proposal, why, by } = event;
      const known = ledger.proposals.get(proposal);
      if (!known || known.ended !== null) return `proposal ${proposal} does not wait`;
      if (why === "withdrawn") return by === known.by ? null : "another one has withdrawn it";
      if (by === known.by) return "who proposed it has decided it alone";
      return hasDuty(ledger, by, dutyFor(commandIn(known))!) ? null : `${by} may not decide that`;
    }
    case "staff_invitation_withdrawn":
      return ledger.invitations.get(event.invitation)?.endedBy === null
        ? managerProblem(ledger, event.by)
        : "no such invitation is open";
  }
}

function managerProblem(ledger: Ledger, by: string): string | null {
  return roleOf(ledger, by) === "manager" ? null : `${by} was no manager`;
}
