// The words of `bank connect` about the bank itself.
import { group, object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { text } from "./words.ts";

export const bankWords = group(
  "The bank",
  command(
    "time-zone",
    object({
      action: constant("time-zone"),
      set: optional(option("--set", text("NAME"), {
        description: message`Count days there from now on, e.g. Asia/Kolkata (staff).`,
      })),
    }),
    {
      brief: message`In which time zone the bank counts days.`,
      footer:
        message`Statements, exports and pages all go by it. Where none was chosen it is the server's, and TZ of this machine's environment wins.`,
    },
  ),
);
