// The words of `bank serve`, as the parser of all commands takes them. Plain ones do not wait for it: plain_serve.ts.
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import type { InferValue } from "@optique/core/parser";
import { command, constant, option } from "@optique/core/primitives";
import { configWord, settingWords } from "./settings/settings_words.ts";
import { no, whole } from "../terminal/words/words.ts";

export const serveWords = command(
  "serve",
  object({
    command: constant("serve"),
    flags: settingWords(),
    config: configWord,
    newStaffCode: no(
      "--new-staff-code",
      message`Print a fresh one-time code for a staff member.`,
    ),
    newCertificate: no(
      "--new-certificate",
      message`Make a new TLS certificate; every customer has to be told its fingerprint.`,
    ),
    acceptLoss: optional(option("--accept-loss", whole("BLOCK", 0), {
      description:
        message`Go on although acknowledged blocks after BLOCK are missing; all clients are told.`,
    })),
  }),
  {
    brief: message`Run a bank on this machine.`,
    description:
      message`Runs a bank on this machine. The first start founds it: name, currency and certificate are made and stay. What stands under Settings is also read from the environment (--time-zone: BANK_TIME_ZONE) and from bank.toml (bank config example).`,
    footer: message`Example: bank serve --data /var/lib/bank --name "Village Bank" --currency INR`,
  },
);

export type ServeValue = InferValue<typeof serveWords>;
