// What paying many at once gives: requests of 256 payments beside as many single ones under way, in turn on one bank, with the same
// payments under way in all. `deno run -A tests/bench/bulk.ts [--seconds 5] [--rounds 5]`; a quiet machine and a real disk.
import { parseArgs } from "node:util";
import { runtime } from "#runtime";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { BULK, type LoadPlan, runLoad } from "../../commands/bench/bench_load.ts";
import { LatencyHistogram } from "../../commands/bench/latency_histogram.ts";
import { pinOf } from "../support/pins.ts";
import { machineText, quietWorld } from "./machine.ts";
import { startBankProcess } from "./server_process.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    clients: { type: "string", default: "1,8" },
    directory: { type: "string", default: Deno.cwd() },
  },
});
const seconds = Number(values.seconds);
const directory = Deno.makeTempDirSync({ dir: values.directory, prefix: "bench-" });

interface Told {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server for one payment. */
  readonly serverUs: number;
}

/** Requests of many that each client has under way: while one is decided, the next is made. */
const UNDER_WAY = 2;

const WARM_UP = 1;

const WAYS: readonly (readonly [string, Pick<LoadPlan, "mix" | "depth">])[] = [
  ["single, pipelined", { mix: "transfer", depth: UNDER_WAY * BULK }],
  [`requests of ${BULK}`, { mix: "bulk", depth: UNDER_WAY }],
];

const ms = (value: number) => value.toFixed(1);

const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[values.length >> 1]!;

try {
  const most = Math.max(...values.clients.split(",").map(Number));
  const founded = await foundBenchBank(quietWorld, {
    data: directory,
    accounts: 1_000 + most,
    clients: most,
  });
  await using stack = new AsyncDisposableStack();
  const bank = await startBankProcess(directory);
  stack.defer(() => bank.stop());
  const certificate = pinOf(bank.certPem);
  const rows: string[] = [];
  for (const clients of values.clients.split(",").map(Number)) {
    const told = new Map<string, Told[]>(WAYS.map(([what]) => [what, []]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [what, way] of WAYS) {
        const usedMs = bank.processorMs();
        const result = await runLoad({
          hostname: "127.0.0.1",
          port: bank.port,
          certificate,
          tokens: founded.tokens.slice(0, clients),
          payees: founded.payees.slice(most),
          seconds,
          warmUpSeconds: WARM_UP,
          seed: Date.now() >>> 0,
          ...way,
        }, { runtime, clock: () => Date.now(), stopwatch: () => performance.now() });
        if (result.firstError) throw new Error(result.firstError.slice(0, 300));
        const histogram = new LatencyHistogram(result.latencies);
        told.get(what)!.push({
          perSecond: Math.round(result.transfers / result.seconds),
          p50Ms: histogram.quantile(0.5),
          p99Ms: histogram.quantile(0.99),
          // What it took to warm up is in both.
          serverUs: (bank.processorMs() - usedMs) * 1_000 * (seconds / (seconds + WARM_UP)) /
            result.transfers,
        });
      }
    }
    const [single] = WAYS.map(([what]) => median(told.get(what)!.map((one) => one.perSecond)));
    for (const [what, all] of told) {
      const of = (name: keyof Told) => median(all.map((one) => one[name]));
      const ratio = (of("perSecond") / single!).toFixed(2);
      const cells = [what, clients, of("perSecond"), ms(of("p50Ms")), ms(of("p99Ms"))];
      cells.push(ms(of("serverUs")), ratio);
      rows.push(`| ${cells.join(" | ")} |`);
    }
  }
  console.log(`${machineText()}\n`);
  console.log("| payments | clients | per second | p50 ms | p99 ms | server µs each | ratio |");
  console.log(`|---|---:|---:|---:|---:|---:|---:|\n${rows.join("\n")}`);
} finally {
  Deno.removeSync(directory, { recursive: true });
}
