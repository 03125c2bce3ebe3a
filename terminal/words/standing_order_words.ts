// The words of `bank connect` about standing orders.
import { group, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { STANDING_TIMES_MAX } from "../../api/limits.ts";
import { STANDING_STEPS } from "../../bank/standing_orders/standing_step.ts";
import { no, text, whole } from "./words.ts";

export const standingOrderWords = group(
  "Standing orders",
  or(
    command(
      "standing-order",
      object({
        action: constant("standing-order"),
        to: argument(text("PAYEE"), { description: message`User name or account number.` }),
        amount: argument(text("AMOUNT"), { description: message`How much, each time.` }),
        every: option("--every", choice(STANDING_STEPS, { metavar: "STEP" }), {
          description: message`once, week, month, quarter or year.`,
        }),
        first: optional(option("--first", text("DAY"), {
          description:
            message`YYYY-MM-DD of the first payment; today unless given. A month that is shorter pays on its last day.`,
        })),
        until: optional(option("--until", text("DAY"), {
          description: message`No payment after this day.`,
        })),
        times: optional(option(
          "--times",
          whole("NUMBER", 1, STANDING_TIMES_MAX),
          { description: message`So many payments.` },
        )),
        memo: withDefault(option("--memo", text("TEXT"), { description: message`What for.` }), ""),
        yes: no("--yes", message`Make it without a question.`),
        id: optional(option("--id", text("UUID"), {
          description: message`Id of the order, so that a repetition changes nothing.`,
        })),
      }),
      {
        brief: message`Pay by itself on certain days.`,
        footer:
          message`Example: bank connect standing-order maya 250 --every month --first 2027-01-31 --memo Rent`,
      },
    ),
    command(
      "standing-orders",
      object({
        action: constant("standing-orders"),
        all: no("--all", message`Those that have ended, too.`),
      }),
      { brief: message`Your standing orders, and when each is paid next.` },
    ),
    command(
      "standing-order-stop",
      object({
        action: constant("standing-order-stop"),
        order: argument(text("ORDER"), {
          description: message`As standing-orders shows it: its last signs, or all of it.`,
        }),
      }),
      { brief: message`Stop a standing order.` },
    ),
  ),
);
