// The words of the command line: options, arguments, help. Turns argv into one plain value; commands/run.ts
// hands that to the function that does it. Flags win over the environment, the environment over defaults.
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import type { InferValue } from "@optique/core/parser";
import { command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { BANK_KINDS } from "../bank/bank_kind.ts";
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
import { keysWords } from "./keys_words.ts";
import { moveWords } from "./move_words.ts";
import { configWords } from "./settings/config_words.ts";
import { serveWords } from "./serve_words.ts";

const demoWords = command(
  "demo",
  object({
    command: constant("demo"),
    kind: withDefault(
      option("--kind", choice(BANK_KINDS, { metavar: "KIND" }), {
        description:
          message`money, or mutual: a bank whose money comes into being when customers pay each other (money).`,
      }),
      "money",
    ),
  }),
  {
    brief: message`See a small bank at work, in a few seconds.`,
  },
);

export function programWords(env: Environment) {
  return or(
    serveWords,
    connectWords(env, actWords),
    demoWords,
    // The parser takes 15 side by side.
    or(backupWords, restoreWords, moveWords, keysWords, configWords, auditWords),
    topWords(),
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
export type KeysValue = Extract<ProgramValue, { command: "keys" }>;
export type MoveValue = Extract<ProgramValue, { command: "move" }>;
export type ReadStatementValue = Extract<ProgramValue, { command: "read-statement" }>;
export type TopValue = Extract<ProgramValue, { command: "top" }>;
export type VerifyValue = Extract<ProgramValue, { command: "verify" }>;
export type SimulateValue = Extract<ProgramValue, { command: "simulate" }>;
export type DoctorValue = Extract<ProgramValue, { command: "doctor" }>;
export type CdnCheckValue = Extract<ProgramValue, { command: "cdn-check" }>;
export type UpgradeCheckValue = Extract<ProgramValue, { command: "upgrade-check" }>;
export type BenchValue = Extract<ProgramValue, { command: "bench" }>;
export type ConfigValue = Extract<ProgramValue, { command: "config" }>;
