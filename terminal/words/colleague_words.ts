// The words of `bank connect staff`: who has which role, invitations, roles that change.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { STAFF_ROLES } from "../../bank/staff/roles.ts";
import { no, propose, text } from "./words.ts";

const VERBS = ["list", "invite", "withdraw", "set", "suspend", "end", "accept"] as const;

export const colleagueWords = group(
  "Staff",
  or(
    command(
      "staff",
      object({
        action: constant("staff"),
        verb: argument(choice(VERBS, { metavar: "VERB" }), {
          description:
            message`list; invite, withdraw, set, suspend or end (managers); accept a code.`,
        }),
        what: optional(argument(text("WHAT"), {
          description:
            message`set, suspend, end: user name or account number; withdraw: the invitation as listed.`,
        })),
        role: optional(option("--role", choice(STAFF_ROLES, { metavar: "ROLE" }), {
          description: message`For invite and set.`,
        })),
        reason: optional(option("--reason", text("TEXT"), {
          description: message`Why; kept in the journal, and told to the one concerned.`,
        })),
        propose,
        code: optional(option("--staff-code", text("CODE"), {
          description: message`For accept: the code that a manager gave you.`,
        })),
      }),
      {
        brief: message`Who has which role; invite a colleague; change or end a role.`,
        footer:
          message`Example: bank connect staff invite --role teller --reason "second counter"; the colleague: bank connect sign-up --staff-code CODE, or, as a customer, bank connect staff accept`,
      },
    ),
    command(
      "proposals",
      object({
        action: constant("proposals"),
        verb: withDefault(
          argument(choice(["list", "agree", "end"], { metavar: "VERB" }), {
            description: message`agree; or end: withdraw your own, decline a colleague's.`,
          }),
          "list",
        ),
        proposal: optional(argument(text("PROPOSAL"), {
          description: message`As listed; its beginning is enough.`,
        })),
        yes: no("--yes", message`Do not ask; needed without a terminal.`),
      }),
      {
        brief: message`What waits for a second member of staff.`,
        footer:
          message`Example: bank connect cash-in 123456789012 250000 --propose "sale of the van"; then a colleague: bank connect proposals agree 01a2`,
      },
    ),
  ),
);
