// The words of `bank config`.
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant } from "@optique/core/primitives";
import { no, text } from "../../terminal/words/words.ts";
import { configWord } from "./settings_words.ts";

const json = no("--json", message`Print JSON.`);

export const configWords = command(
  "config",
  object({
    command: constant("config"),
    act: or(
      command(
        "check",
        object({
          act: constant("check"),
          file: optional(argument(text("FILE"), {
            description: message`The file; the one that bank serve reads unless given.`,
          })),
          json,
        }),
        { brief: message`Say what is wrong in a file of settings, line by line.` },
      ),
      command("show", object({ act: constant("show"), config: configWord, json }), {
        brief: message`Say what is in force, and where each comes from.`,
      }),
      command("example", object({ act: constant("example") }), {
        brief: message`Print a file with every key, to begin with.`,
      }),
    ),
  }),
  {
    brief: message`Look at the settings of bank serve.`,
    footer:
      message`Example: bank config check /etc/bank/bank.toml; exit code 1 when something is wrong.`,
  },
);
