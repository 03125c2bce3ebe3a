// apply for the roles of staff. Total and deterministic, like bank/apply.ts.
import type { Applying } from "../applying.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import type { StaffEvent } from "./event.ts";

export function applyStaff(ledger: Ledger, event: StaffEvent, applying: Applying): void {
  switch (event.type) {
    case "staff_appointed": {
      const { account, role, suspended = false, by, reason, invitation } = event;
      const now = { role, suspended, sinceMs: applying.atMs, by, reason };
      if (ledger.staff.get(account)) {
        const member = changing(ledger.staff, { name: "staff", key: account, applying });
        if (member) Object.assign(member, now);
      } else {
        const record = { account, ...now };
        add(ledger.staff, { name: "staff", key: account, applying, record });
      }
      return invitation === undefined
        ? undefined
        : end(ledger, { invitation, by: account }, applying);
    }
    case "staff_invited": {
      const { type: _, ...about } = event;
      const record = { ...about, invitedAtMs: applying.atMs, endedBy: null };
      return add(ledger.invitations, {
        name: "invitations",
        key: event.invitation,
        applying,
        record,
      });
    }
    case "proposed": {
      const { type: _, ...about } = event;
      const record = { ...about, proposedAtMs: applying.atMs, ended: null, endedBy: null };
      const key = event.proposal;
      return add(ledger.proposals, { name: "proposals", key, applying, record });
    }
    case "proposal_ended": {
      const { proposal: key, why, by } = event;
      const row = changing(ledger.proposals, { name: "proposals", key, applying });
      if (row) Object.assign(row, { ended: why, endedBy: by });
      return;
    }
    case "staff_invitation_withdrawn":
      return end(ledger, { invitation: event.invitation, by: "" }, applying);
  }
}

function end(
  ledger: Ledger,
  { invitation: key, by }: { readonly invitation: string; readonly by: string },
  applying: Applying,
): void {
  const row = changing(ledger.invitations, { name: "invitations", key, applying });
  if (row) row.endedBy = by;
}
