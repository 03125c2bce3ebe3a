// What each command around a bank does, by its name. Loaded as one when the first of them is asked for: most starts are those of
// customers, whose prompt does not wait for a server.
import type { World } from "../console/world.ts";
import type { ConnectValue } from "../terminal/words/connect_words.ts";
import { audit } from "./audit.ts";
import { backup } from "./backup/backup.ts";
import { follow } from "./backup/follow.ts";
import { restore } from "./backup/restore.ts";
import { config } from "./config.ts";
import { bench } from "./bench/bench.ts";
import { cdnCheck } from "./cdn_check.ts";
import { man } from "./command_line.ts";
import { demo } from "./demo/demo.ts";
import { doctor } from "./doctor/doctor.ts";
import { newId } from "./new_id.ts";
import { move } from "./move.ts";
import type { ProgramValue } from "./program.ts";
import { readStatement } from "./read_statement.ts";
import { serve } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { top } from "./top/top.ts";
import { upgradeCheck } from "./upgrade_check.ts";
import { verify } from "./verify.ts";

type Value<C extends ProgramValue["command"]> = Extract<ProgramValue, { command: C }>;
type Tool = Exclude<ProgramValue, ConnectValue>["command"];
type Run = (world: World, args: readonly string[]) => Promise<number>;
type Doing<V> = (world: World, words: V, run: Run) => number | Promise<number>;

const TOOLS: { readonly [C in Tool]: Doing<Value<C>> } = {
  serve,
  backup: (world, words) => words.follow ? follow(world, words) : backup(world, words),
  restore,
  move,
  config,
  audit,
  top,
  verify,
  "read-statement": readStatement,
  doctor,
  "cdn-check": cdnCheck,
  "upgrade-check": upgradeCheck,
  id: newId,
  man,
  simulate,
  bench,
  demo: (world, { kind }, run) => demo(world, kind, run),
};

/** @param run the program itself, for the one that shows it. */
export async function tool(world: World, words: Value<Tool>, run: Run): Promise<number> {
  return await (TOOLS[words.command] as Doing<Value<Tool>>)(world, words, run);
}
