// The words of `bank connect` by which staff look after accounts of customers, and auditors after the staff.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { HISTORY_PAGE_MAX } from "../../api/limits.ts";
import { text, whole } from "./words.ts";

const about = {
  account: argument(text("ACCOUNT"), { description: message`Account number or user name.` }),
  reason: option("--reason", text("TEXT"), {
    description: message`Why; kept in the journal, and told to the owner.`,
  }),
};

export const careWords = group(
  "Customers, for staff",
  or(
    command(
      "account-view",
      object({
        action: constant("account-view"),
        ...about,
        limit: withDefault(
          option("--limit", whole("N", 1, HISTORY_PAGE_MAX), {
            description: message`Entries to show.`,
          }),
          20,
        ),
        after: optional(option("--after", text("CURSOR"), {
          description: message`Continue after this entry number (older entries).`,
        })),
      }),
      {
        brief: message`Look at the account of a customer (staff).`,
        footer:
          message`Example: bank connect account-view maya --reason "asks why a payment was refused"`,
      },
    ),
    command("account-freeze", object({ action: constant("account-freeze"), ...about }), {
      brief: message`Freeze the account of a customer: nothing is paid, its sessions end (staff).`,
    }),
    command("account-unfreeze", object({ action: constant("account-unfreeze"), ...about }), {
      brief: message`Let a frozen account go again (staff).`,
    }),
    command(
      "staff-acts",
      object({
        action: constant("staff-acts"),
        day: optional(argument(text("DAY"), {
          description: message`YYYY-MM-DD; today unless given.`,
        })),
        after: withDefault(
          option("--after", whole("NUMBER", 0, 1_000_000), {
            description: message`Leave so many out.`,
          }),
          0,
        ),
      }),
      { brief: message`What staff have done on a day, whose and why (auditors and managers).` },
    ),
  ),
);
