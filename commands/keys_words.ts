// The words of `bank keys`.
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { no, text } from "../terminal/words/words.ts";
import { configWord } from "./settings/settings_words.ts";

const common = {
  command: constant("keys" as const),
  passphraseFile: option("--passphrase-file", text("FILE"), {
    description:
      message`A file with the passphrase that seals what is written, of 12 characters or more.`,
  }),
  config: configWord,
  json: no("--json", message`Print one JSON object.`),
};

const exportWords = command(
  "export",
  object({
    ...common,
    action: constant("export" as const),
    file: argument(text("FILE"), { description: message`Where to; it is not there yet.` }),
    data: optional(option("--data", text("DIR"), {
      description: message`Data directory of the bank, which may be running.`,
    })),
  }),
  { brief: message`Write what another server needs to be one of this bank.` },
);

const importWords = command(
  "import",
  object({
    ...common,
    action: constant("import" as const),
    file: argument(text("FILE"), { description: message`What export has written.` }),
    data: optional(option("--data", text("DIR"), {
      description: message`Where to: a directory that is empty or not there yet.`,
    })),
  }),
  { brief: message`Make a data directory for a server that stands by.` },
);

export const keysWords = command("keys", or(exportWords, importWords), {
  brief: message`Take the keys of a bank to another server.`,
  description:
    message`For a bank with its journal in PostgreSQL: keys, certificate and the address of the store, sealed with a passphrase.`,
  footer:
    message`Example: bank keys export bank.keys --data /var/lib/bank --passphrase-file F; on the other machine: bank keys import bank.keys --passphrase-file F, bank serve --standby`,
});
