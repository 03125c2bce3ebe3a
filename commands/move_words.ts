// The words of `bank move`.
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { command, constant, option } from "@optique/core/primitives";
import { no, text } from "../terminal/words/words.ts";
import { configWord } from "./settings/settings_words.ts";

export const moveWords = command(
  "move",
  object({
    command: constant("move"),
    to: option("--to", text("URL|embedded"), {
      description:
        message`postgres://USER@HOST/DATABASE, in which no bank is yet; or embedded, into the data directory.`,
    }),
    // No word takes a password: every user of a machine can read the list of its processes.
    storeCa: optional(option("--store-ca", text("FILE"), {
      description:
        message`PEM of who has issued the certificate of the store; no other is believed.`,
    })),
    storeSecret: optional(option("--store-secret", text("FILE"), {
      description: message`A file with the password of the store (PGPASSWORD).`,
    })),
    data: optional(option("--data", text("DIR"), {
      description: message`Data directory of the bank, which is not running.`,
    })),
    config: configWord,
    json: no("--json", message`Print one JSON object.`),
  }),
  {
    brief: message`Take a bank's journal into another store, or back.`,
    footer:
      message`Example: bank move --to postgres://bank@db.example/bank --store-ca ca.pem --data DIR`,
  },
);
