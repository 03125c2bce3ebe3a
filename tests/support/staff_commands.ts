// Commands about the roles of staff, as a bank has them over the years: Olga is the first manager, people come and go.
import type { Command } from "../../bank/command.ts";
import { DONORS, OFFICERS } from "./giving_commands.ts";

const [OLGA, OTTO] = OFFICERS;

const APPOINTED = { suspended: false, reason: "" } as const;

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
    default:
      return [];
  }
}
