// The words of `bank connect` about what staff tell all customers.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { ANNOUNCEMENT_DAYS_MAX } from "../../bank/limits.ts";
import { no, text, whole } from "./words.ts";

export const announcementWords = group(
  "News of the bank",
  or(
    command("announcements", object({ action: constant("announcements") }), {
      brief: message`List what the bank tells all customers now.`,
    }),
    command(
      "announce",
      object({
        action: constant("announce"),
        text: argument(text("TEXT"), { description: message`One line.` }),
        days: withDefault(
          option("--days", whole("N", 1, ANNOUNCEMENT_DAYS_MAX), {
            description: message`How long it is shown (1).`,
          }),
          1,
        ),
        yes: no("--yes", message`Do not ask; needed without a terminal.`),
      }),
      {
        brief: message`Tell all customers something (managers).`,
        footer: message`Example: bank connect announce "Closed on Monday, 26 January" --days 3`,
      },
    ),
    command(
      "announcement-end",
      object({
        action: constant("announcement-end"),
        number: argument(whole("NUMBER", 1), { description: message`As the list has it.` }),
      }),
      { brief: message`Take an announcement back (managers).` },
    ),
  ),
);
