// The words of `bank connect`: how the bank is reached, and what is done there. Without a command that is a menu (plain_menu.ts).
import { merge, object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import type { InferValue, Parser } from "@optique/core/parser";
import { command, constant, option } from "@optique/core/primitives";
import type { actWords } from "./all_act_words.ts";
import { no, port, text } from "./words.ts";
import type { Environment } from "../../console/world.ts";

/** @param act what is done there. */
export function connectWords<A>(env: Environment, act: Parser<"sync", A, unknown>) {
  return command(
    "connect",
    merge(
      object({ act }),
      object("Connection", {
        command: constant("connect"),
        host: optional(option("--host", text("ADDRESS"), {
          description:
            message`Where the bank runs: a name or an address, also ADDRESS:PORT; several, with commas, where servers stand by.`,
        })),
        port: optional(option("--port", port(), { description: message`Its port.` })),
        user: withDefault(
          option("--user", text("NAME"), {
            description: message`User name (BANK_USER, else the last one here).`,
          }),
          () => env.BANK_USER || undefined,
        ),
        fingerprint: withDefault(
          option("--fingerprint", text("HEX"), {
            description: message`The server's fingerprint, for the first contact.`,
          }),
          () => env.BANK_FINGERPRINT || undefined,
        ),
        passwordFile: optional(option("--password-file", text("FILE"), {
          description: message`Read the password from this file (BANK_PASSWORD_FILE).`,
        })),
        code: optional(option("--code", text("CODE"), {
          description: message`The code of your app, where a second factor is on.`,
        })),
        passwordStdin: no("--password-stdin", message`Read the password from standard input.`),
        profile: optional(option("--profile", text("DIR"), {
          description: message`Where this client keeps its files.`,
        })),
        json: no("--json", message`Print data as JSON; amounts are integer minor units.`),
        plain: no("--plain", message`Numbered menus without redrawing, for screen readers.`),
        ascii: no("--ascii", message`Only ASCII on the screen.`),
      }),
    ),
    {
      brief: message`Bank from this machine: a menu, or one command.`,
      description:
        message`Connects to a bank. With a command it does that and ends; without one it shows a menu.`,
      footer:
        message`Exit codes: 0 done, 1 refused, 2 usage, 3 not logged in, 4 outcome unknown (safe to retry with the same id).`,
    },
  );
}

export type Act = NonNullable<InferValue<typeof actWords>>;
export type ConnectValue = InferValue<ReturnType<typeof connectWords<Act | undefined>>>;
export type ActOf<A extends Act["action"]> = Extract<Act, { action: A }>;
