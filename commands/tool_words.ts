// The words of the tools around a bank: backup, restore, audit, verify, doctor, upgrade-check, bench, simulate, man.
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { configWord } from "./settings/settings_words.ts";
import { foreignFiles } from "../terminal/words/pay_in_words.ts";
import { no, port, text, whole } from "../terminal/words/words.ts";

export function benchWords() {
  return command(
    "bench",
    object({
      command: constant("bench"),
      clients: withDefault(
        option("--clients", whole("N", 1, 10_000), { description: message`Connections.` }),
        64,
      ),
      depth: withDefault(
        option("--depth", whole("N", 1, 1_000), {
          description: message`Requests of one client under way.`,
        }),
        1,
      ),
      seconds: withDefault(
        option("--seconds", whole("S", 1, 86_400), { description: message`How long.` }),
        5,
      ),
      mix: withDefault(
        option("--mix", choice(["transfer", "bulk", "balance", "history"], { metavar: "KIND" }), {
          description: message`What the clients ask for.`,
        }),
        "transfer",
      ),
      accounts: withDefault(
        option("--accounts", whole("N", 2, 10_000_000), {
          description: message`Accounts of the bank that is founded for the run.`,
        }),
        1_000,
      ),
      hot: no("--hot", message`All payers pay the same account.`),
      data: optional(option("--data", text("DIR"), {
        description:
          message`Where the temporary bank is kept; a real disk, or the figures mean nothing.`,
      })),
      host: optional(option("--host", text("ADDRESS"), {
        description:
          message`Load this bank (started with --welcome) instead of one made for the run.`,
      })),
      port: optional(option("--port", port(), { description: message`Its port.` })),
      fingerprint: optional(option("--fingerprint", text("HEX"), {
        description: message`Its fingerprint, for the first contact.`,
      })),
      json: no("--json", message`Print one JSON object.`),
    }),
    {
      brief: message`Measure how many requests a bank answers.`,
      footer: message`Example: bank bench --clients 64 --depth 16 --seconds 10`,
    },
  );
}

export const auditWords = command(
  "audit",
  object({
    command: constant("audit"),
    data: optional(option("--data", text("DIR"), {
      description: message`Data directory of a bank that is not running.`,
    })),

    config: configWord,
    deep: no("--deep", message`Derive every statement again, too.`),
    json: no("--json", message`Print one JSON object.`),
  }),
  {
    brief: message`Prove a bank's books from the first block.`,
    footer:
      message`A running bank is audited by its staff: bank connect audit. Exit code 1 when something is wrong.`,
  },
);

export const backupWords = command(
  "backup",
  object({
    command: constant("backup"),
    to: argument(text("DIR|FILE|-"), {
      description:
        message`A directory, in which the file is named by the time; a file; or standard output.`,
    }),
    data: optional(option("--data", text("DIR"), {
      description: message`Data directory of the bank, which may be running.`,
    })),

    config: configWord,
    passphraseFile: optional(option("--passphrase-file", text("FILE"), {
      description: message`Put the keys of the bank into the backup, sealed with this passphrase.`,
    })),
    follow: no(
      "--follow",
      message`Go on until stopped: what the bank books comes into DIR within a second.`,
    ),
    keep: optional(option("--keep", text("LIST"), {
      description:
        message`Then remove older ones but the newest of so many days, weeks, months, years.`,
    })),
    json: no("--json", message`Print one JSON object.`),
  }),
  {
    brief: message`Back up a bank, also while it runs.`,
    footer:
      message`Example: bank backup /backup --data /var/lib/bank --passphrase-file /root/passphrase --keep 7d,4w,12m`,
  },
);

export const restoreWords = command(
  "restore",
  object({
    command: constant("restore"),
    from: argument(text("FILE|DIR|-"), {
      description: message`A backup, or a directory that has followed a bank.`,
    }),
    data: optional(option("--data", text("DIR"), {
      description: message`Where to: a directory that is empty or not there yet.`,
    })),

    config: configWord,
    until: optional(option("--until", text("BLOCK|TIME"), {
      description: message`The last block that is wanted, or the moment after which nothing is.`,
    })),
    passphraseFile: optional(option("--passphrase-file", text("FILE"), {
      description: message`The passphrase of the keys in the backup.`,
    })),
    keys: optional(option("--keys", text("DIR"), {
      description: message`Where the keys of the bank are, if they are not in the backup.`,
    })),
    check: no("--check", message`Only read the backup and prove it.`),
    json: no("--json", message`Print one JSON object.`),
  }),
  {
    brief: message`Make a bank from its backup, or prove a backup.`,
    footer:
      message`Example: bank restore /backup/bank-20261129T020000Z.bankbackup --data /srv/bank --passphrase-file F`,
  },
);

export function topWords() {
  return command(
    "top",
    object({
      command: constant("top"),
      at: optional(argument(text("[ADDRESS:]PORT"), {
        description: message`Where the bank tells its figures (as bank serve has it, else 9480).`,
      })),
      every: withDefault(
        option("--every", whole("S", 1, 3_600), {
          description: message`Seconds between two looks.`,
        }),
        2,
      ),
      plain: no("--plain", message`Print one table and end; so it is without a terminal.`),
      json: no("--json", message`Print one JSON object and end.`),
    }),
    {
      brief: message`Watch a running bank: payments, waits, refusals, memory.`,
      footer: message`The bank has to be started with --metrics 9480.`,
    },
  );
}

export const verifyWords = command(
  "verify",
  object({
    command: constant("verify"),
    file: argument(text("FILE"), { description: message`A receipt.` }),
    key: optional(option("--key", text("HEX"), {
      description: message`The bank's signing key, as bank serve prints it.`,
    })),
    profile: optional(option("--profile", text("DIR"), {
      description: message`Where this client keeps what it knows of banks.`,
    })),
    json: no("--json", message`Print one JSON object.`),
  }),
  { brief: message`Check a receipt, without the bank.` },
);

export const readStatementWords = command(
  "read-statement",
  object({
    command: constant("read-statement"),
    ...foreignFiles,
    json: no("--json", message`Print one JSON object.`),
  }),
  {
    brief: message`What statements of another bank say, line by line, and for whose accounts.`,
    description:
      message`Reads camt.052, camt.053, camt.054, MT940, OFX, QFX and CSV. Nothing is booked and no bank is asked.`,
    footer: message`Example: bank read-statement november.xml 2026-12-01.xml`,
  },
);

export const simulateWords = command(
  "simulate",
  object({
    command: constant("simulate"),
    seed: optional(option("--seed", whole("N", 0), {
      description: message`The first seed; by the clock unless given.`,
    })),
    seeds: withDefault(
      option("--seeds", whole("N", 1, 1_000_000), { description: message`How many seeds.` }),
      1,
    ),
    steps: withDefault(
      option("--steps", whole("N", 1, 10_000_000), { description: message`Steps of each.` }),
      5_000,
    ),
    citizens: withDefault(
      option("--citizens", whole("N", 2, 100), { description: message`Customers of the town.` }),
      6,
    ),
    json: no("--json", message`Print one JSON line per seed.`),
  }),
  {
    brief: message`Try the whole bank in a simulated world that misbehaves.`,
    footer: message`Example: bank simulate --seed 1 --seeds 200`,
  },
);

export const manWords = command("man", object({ command: constant("man") }), {
  brief: message`Print the manual page: bank man | man -l -`,
});

export const idWords = command("id", object({ command: constant("id") }), {
  brief: message`Print a new transfer id: bank connect transfer --id "$(bank id)" ...`,
});

export const upgradeCheckWords = command(
  "upgrade-check",
  object({
    command: constant("upgrade-check"),
    data: optional(option("--data", text("DIR"), { description: message`Data directory.` })),
    config: configWord,
    json: no("--json", message`Print one JSON object.`),
  }),
  { brief: message`Say whether this program opens a data directory.` },
);

export function doctorWords() {
  return command(
    "doctor",
    object({
      command: constant("doctor"),
      host: optional(option("--host", text("ADDRESS"), {
        description: message`On a client: look at the way to the bank there.`,
      })),
      port: optional(option("--port", port(), { description: message`The bank's port.` })),
      user: optional(option("--user", text("NAME"), {
        description: message`Whose session UDP is tried with.`,
      })),
      profile: optional(option("--profile", text("DIR"), {
        description: message`Where this client keeps its files.`,
      })),
      data: optional(option("--data", text("DIR"), {
        description: message`On the server: look at this data directory.`,
      })),

      config: configWord,
      json: no("--json", message`Print one JSON object per check.`),
    }),
    {
      brief: message`Find out why it does not work, on either machine.`,
      footer: message`Examples: bank doctor --host 192.168.56.10; on the server: bank doctor`,
    },
  );
}

export const cdnCheckWords = command(
  "cdn-check",
  object({
    command: constant("cdn-check"),
    url: argument(text("URL"), { description: message`Of the site, through its edge.` }),
    json: no("--json", message`Print the report as JSON.`),
  }),
  {
    brief: message`Walk the site through its edge and report what must not be kept.`,
    footer: message`Example: bank cdn-check https://give.example.org/`,
  },
);
