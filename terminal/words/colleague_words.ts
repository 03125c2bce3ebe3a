// The words of `bank connect staff`: who has which role, invitations, roles that change.
import { group, object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { STAFF_ROLES } from "../../bank/staff/roles.ts";
import { text } from "./words.ts";

const VERBS = ["list", "invite", "withdraw", "set", "suspend", "end", "accept"] as const;

export const colleagueWords = group(
  "Staff",
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
);
