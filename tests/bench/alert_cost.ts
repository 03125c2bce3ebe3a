// What alerts cost: transfers a second while every payee listens, against the same payees connected but not listening,
// in turn, over one bank. Also the processor time of the bank itself per transfer, which does not depend on what the
// load generator and the payees take of the same machine.
import { join } from "node:path";
import { runtime } from "#runtime";
import { runLoad } from "../../commands/bench/bench_load.ts";
import { pinOf } from "../support/pins.ts";
import { linesOf, ROOT } from "../support/program.ts";
import type { PayeesPlan } from "./alert_payees.ts";
import type { Bank } from "./listening_sessions.ts";

export interface CostPlan {
  readonly bank: Bank;
  /** Names the bank's process: its command line has it. */
  readonly data: string;
  readonly payerTokens: readonly string[];
  readonly payeeTokens: readonly string[];
  readonly payees: readonly string[];
  readonly depth: number;
  readonly seconds: number;
  /** Pairs of runs, quiet and listening. */
  readonly rounds: number;
}

export interface CostRun {
  readonly listening: boolean;
  readonly perSecond: number;
  /** Microseconds of the bank's processor time per transfer. */
  readonly bankMicros: number;
  /** Alerts told to the payees, warm-up included. */
  readonly alerts: number;
  readonly errors: number;
}

export async function measureCost(plan: CostPlan): Promise<CostRun[]> {
  const payees = startPayees({ bank: plan.bank, tokens: plan.payeeTokens });
  const pid = processOf(plan.data);
  const runs: CostRun[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    // Each pair in the other order, so that neither always comes after the other.
    for (const listening of round % 2 === 0 ? [false, true] : [true, false]) {
      await payees.say(listening ? "listen" : "quiet");
      const run = await loaded(plan, pid, runs.length);
      const alerts = await payees.say("quiet");
      runs.push({ listening, alerts, ...run });
      console.error(JSON.stringify(runs.at(-1)));
    }
  }
  await payees.stop();
  return runs;
}

async function loaded(plan: CostPlan, pid: number, seed: number) {
  const { bank, payerTokens, payees, depth, seconds } = plan;
  const ticks = cpuSeconds(pid);
  const result = await runLoad({
    ...bank,
    certificate: pinOf(bank.certPem),
    tokens: payerTokens,
    payees,
    depth,
    seconds,
    warmUpSeconds: 1,
    mix: "transfer",
    seed: seed + 1,
  }, { runtime, clock: () => Date.now(), stopwatch: () => performance.now() });
  if (result.firstError) console.error(result.firstError);
  const perSecond = result.transfers / result.seconds;
  // The warm-up second is in the processor time, so it is in the transfers.
  const transfers = perSecond * (seconds + 1);
  const bankMicros = (cpuSeconds(pid) - ticks) / transfers * 1e6;
  return { perSecond, bankMicros, errors: result.errors };
}

function startPayees(plan: PayeesPlan) {
  const script = join(ROOT, "tests", "bench", "alert_payees.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, JSON.stringify(plan)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const output = linesOf(child.stdout);
  return {
    /** @returns how many alerts were told since the word before. */
    async say(word: "listen" | "quiet"): Promise<number> {
      await writer.write(new TextEncoder().encode(`${word}\n`));
      const { value, done } = await output.lines.next();
      if (done) throw new Error("the payees' process ended early");
      return JSON.parse(value).told;
    },
    async stop() {
      await writer.close();
      await child.status;
      await output.cancel();
    },
  };
}

/** The `bank serve` with this data directory. */
function processOf(data: string): number {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const words = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
      if (words.includes("serve") && words.includes(data)) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`No process serves ${data}`);
}

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

function cpuSeconds(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
