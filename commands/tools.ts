// What each command around a bank does, by its name. Each is loaded when it is asked for: a bank that starts, or a check of one, does
// not wait for the others.
import type { World } from "../console/world.ts";
import type { ConnectValue } from "../terminal/words/connect_words.ts";
import type { ProgramValue } from "./program.ts";

type Value<C extends ProgramValue["command"]> = Extract<ProgramValue, { command: C }>;
type Tool = Exclude<ProgramValue, ConnectValue>["command"];
type Run = (world: World, args: readonly string[]) => Promise<number>;
type Doing<V> = (world: World, words: V, run: Run) => number | Promise<number>;

const TOOLS: { readonly [C in Tool]: (words: Value<C>) => Promise<Doing<Value<C>>> } = {
  serve: async () => (await import("./serve.ts")).serve,
  backup: async ({ follow }) =>
    follow
      ? (await import("./backup/follow.ts")).follow
      : (await import("./backup/backup.ts")).backup,
  restore: async () => (await import("./backup/restore.ts")).restore,
  keys: async () => (await import("./keys.ts")).keys,
  move: async () => (await import("./move.ts")).move,
  config: async () => (await import("./config.ts")).config,
  audit: async () => (await import("./audit.ts")).audit,
  top: async () => (await import("./top/top.ts")).top,
  verify: async () => (await import("./verify.ts")).verify,
  "read-statement": async () => (await import("./read_statement.ts")).readStatement,
  doctor: async () => (await import("./doctor/doctor.ts")).doctor,
  "cdn-check": async () => (await import("./cdn_check.ts")).cdnCheck,
  "upgrade-check": async () => (await import("./upgrade_check.ts")).upgradeCheck,
  id: async () => (await import("./new_id.ts")).newId,
  man: async () => (await import("./command_line.ts")).man,
  simulate: async () => (await import("./simulate.ts")).simulate,
  bench: async () => (await import("./bench/bench.ts")).bench,
  demo: async () => {
    const { demo } = await import("./demo/demo.ts");
    return (world, { kind }, run) => demo(world, kind, run);
  },
};

/** @param run the program itself, for the one that shows it. */
export async function tool(world: World, words: Value<Tool>, run: Run): Promise<number> {
  const load = TOOLS[words.command] as (words: Value<Tool>) => Promise<Doing<Value<Tool>>>;
  const act = await load(words);
  return await act(world, words, run);
}
