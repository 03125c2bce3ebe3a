// The words of the command line: options, arguments, help. Turns argv into one plain value; commands/run.ts
// hands that to the function that does it. Flags win over the environment, the environment over defaults.
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import type { InferValue } from "@optique/core/parser";
import { command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { actWords } from "../terminal/words/all_act_words.ts";
import { connectWords } from "../terminal/words/connect_words.ts";
import type { Environment } from "../console/world.ts";
import {
  auditWords,
  backupWords,
  benchWords,
  cdnCheckWords,
  doctorWords,
  idWords,
  manWords,
  readStatementWords,
  restoreWords,
  simulateWords,
  topWords,
  upgradeCheckWords,
  verifyWords,
} from "./tool_words.ts";
import { moveWords } from "./move_words.ts";
import { reachWords } from "./store_words.ts";
import { no, port, text, whole } from "../terminal/words/words.ts";

/** What is settled at the first start. */
const foundingWords = {
  name: optional(option("--name", text("NAME"), {
    description: message`Name of the bank, fixed at its first start.`,
  })),
  currency: optional(option("--currency", text("CODE"), {
    description: message`ISO 4217 code, fixed at the first start (INR unless given).`,
  })),
  timeZone: optional(option("--time-zone", text("NAME"), {
    description: message`In which days are counted, e.g. Asia/Kolkata (the server's unless given).`,
  })),
  welcome: optional(option("--welcome", text("AMOUNT"), {
    description: message`Credit every new customer with this amount (for simulations).`,
  })),
};

/** The faces besides TCP and UDP. */
function webWords(env: Environment) {
  return {
    http: withDefault(
      option("--http", text("PORT|off"), {
        description: message`Web face: PORT or ADDRESS:PORT, or off (127.0.0.1:7480).`,
      }),
      () => env.BANK_HTTP || undefined,
    ),
    trustedProxy: multiple(option("--trusted-proxy", text("ADDRESS[/BITS]"), {
      description: message`A proxy, or a range of them, whose X-Forwarded-For is believed.`,
    })),
    purge: multiple(option("--purge", text("EDGE"), {
      description: message`Tell an edge what has changed: varnish=URL or webhook=URL.`,
    })),
    metrics: withDefault(
      optional(option("--metrics", text("[ADDRESS:]PORT"), {
        description:
          message`Figures for Prometheus, /healthz and /readyz here (BANK_METRICS; off).`,
      })),
      () => env.BANK_METRICS || undefined,
    ),
    site: optional(option("--site", text("URL"), {
      description:
        message`The site's address in the world, e.g. https://give.example: for search engines and receipts.`,
    })),
    contact: optional(option("--contact", text("ADDRESS"), {
      description: message`Whom to tell of a hole in the site (security.txt): mail address or URI.`,
    })),
  };
}

const logWords = {
  logFormat: withDefault(
    option("--log-format", choice(["text", "json"], { metavar: "FORM" }), {
      description: message`Lines of the log as text or as JSON objects.`,
    }),
    "text",
  ),
  logLevel: withDefault(
    option("--log-level", text("LEVELS"), {
      description: message`debug, info, warn or error; of parts: tcp=debug,web=warn.`,
    }),
    "info",
  ),
};

function serveWords(env: Environment) {
  return command(
    "serve",
    object({
      command: constant("serve"),
      data: optional(option("--data", text("DIR"), {
        description:
          message`Data directory (BANK_DATA, else the state directory of the user or service).`,
      })),
      store: optional(option("--store", text("URL"), {
        description:
          message`Keep the journal in PostgreSQL: postgres://USER@HOST/DATABASE; fixed at the first start.`,
      })),
      ...reachWords,
      host: optional(option("--host", text("ADDRESS"), {
        description: message`Address to listen on.`,
      })),
      port: optional(option("--port", port(), {
        description: message`TCP and UDP port; 0 picks a free one.`,
      })),
      ...webWords(env),
      ...foundingWords,
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
      ...logWords,
      json: no("--json", message`Print one JSON line per event instead of text.`),
    }),
    {
      brief: message`Run a bank on this machine.`,
      description:
        message`Runs a bank on this machine. The first start founds it: name, currency and certificate are made and stay.`,
      footer:
        message`Example: bank serve --data /var/lib/bank --name "Village Bank" --currency INR`,
    },
  );
}

const demoWords = command("demo", object({ command: constant("demo") }), {
  brief: message`See a small bank at work, in a few seconds.`,
});

export function programWords(env: Environment) {
  return or(
    serveWords(env),
    connectWords(env, actWords),
    demoWords,
    // No more than fifteen stand beside each other.
    or(backupWords, restoreWords, moveWords),
    auditWords,
    topWords(env),
    verifyWords,
    readStatementWords,
    benchWords(),
    simulateWords,
    or(idWords, manWords),
    doctorWords(),
    upgradeCheckWords,
    cdnCheckWords,
  );
}

export type ProgramValue = InferValue<ReturnType<typeof programWords>>;
export type AuditValue = Extract<ProgramValue, { command: "audit" }>;
export type BackupValue = Extract<ProgramValue, { command: "backup" }>;
export type RestoreValue = Extract<ProgramValue, { command: "restore" }>;
export type MoveValue = Extract<ProgramValue, { command: "move" }>;
export type ReadStatementValue = Extract<ProgramValue, { command: "read-statement" }>;
export type TopValue = Extract<ProgramValue, { command: "top" }>;
export type VerifyValue = Extract<ProgramValue, { command: "verify" }>;
export type SimulateValue = Extract<ProgramValue, { command: "simulate" }>;
export type DoctorValue = Extract<ProgramValue, { command: "doctor" }>;
export type CdnCheckValue = Extract<ProgramValue, { command: "cdn-check" }>;
export type UpgradeCheckValue = Extract<ProgramValue, { command: "upgrade-check" }>;
export type BenchValue = Extract<ProgramValue, { command: "bench" }>;
export type ServeValue = Extract<ProgramValue, { command: "serve" }>;
