// Commands about the roles of staff, as a bank has them over the years: Olga is the first manager, people come and go.
import type { Command } from "../../bank/command.ts";
import { proposalHash } from "../../bank/staff/agreement.ts";
import { DONORS, OFFICERS } from "./giving_commands.ts";

const [OLGA, OTTO] = OFFICERS;

const APPOINTED = { suspended: false, reason: "" } as const;

function waiting(place: number) {
  const id = `cash ${place}`;
  const about = { account: DONORS[1], amountMinor: 3, memo: "", by: OLGA };
  return { proposal: `proposal ${place}`, command: { type: "cash_in" as const, id, ...about } };
}

/** What happens to the staff at this step of a story: mostly nothing. */
export function staffing(place: number): Command[] {
  const invitation = `code ${place}`;
  const invited = { type: "invite_staff", invitation, role: "teller", reason: "busy" } as const;
  switch (place % 10) {
    case 0:
      return [{ type: "appoint", account: OLGA, role: "manager", ...APPOINTED, by: "" }];
    case 3:
      return [{ ...invited, by: OLGA }, { type: "withdraw_invitation", invitation, by: OLGA }];
    case 5:
      return [{ ...invited, by: OLGA }, {
        type: "accept_invitation",
        invitation,
        account: DONORS[0],
      }];
    case 7: {
      const suspended = place % 20 === 7;
      const role = "auditor" as const;
      return [{ type: "appoint", account: OTTO, role, suspended, reason: "rota", by: OLGA }];
    }
    case 8:
      return [{ type: "propose", ...waiting(place), why: "a van", by: OLGA }];
    case 9: {
      const { proposal, command } = waiting(place - 1);
      const agreed = { proposal, hash: proposalHash(command), by: DONORS[0] };
      return place % 20 === 9
        ? [{ type: "agree", ...agreed }]
        : [{ type: "end_proposal", proposal, by: OLGA }];
    }
    default:
      return [];
  }
}
