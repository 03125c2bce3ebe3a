// `deno task bench`: the bank, the ceiling (the same frames and journal without rules), a naive ledger and PostgreSQL's
// pgbench, side by side in one run on one disk; prints a Markdown table. See `--help` for sizes.
import { parseArgs } from "node:util";
import { runtime } from "#runtime";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { type LoadPlan, runLoad } from "../../commands/bench/bench_load.ts";
import { LatencyHistogram } from "../../commands/bench/latency_histogram.ts";
import { pinOf } from "../support/pins.ts";
import { machineText, quietWorld } from "./machine.ts";
import { runNaiveLedger } from "./naive_ledger.ts";
import { startPostgres } from "./postgres.ts";
import { type ServerProcess, startBankProcess, startCeiling } from "./server_process.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    clients: { type: "string", default: "1,8,64,512" },
    depths: { type: "string", default: "1,16" },
    accounts: { type: "string", default: "1000,100000,1000000" },
    only: { type: "string", default: "pgbench,naive,ceiling,bank,hot,accounts" },
    directory: { type: "string", default: Deno.cwd() },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "deno task bench [--seconds 8] [--clients 1,8,64,512] [--depths 1,16] [--accounts 1000,100000]\n" +
      "  [--only pgbench,naive,ceiling,bank,hot,accounts] [--directory DIR on the disk to measure]",
  );
  Deno.exit(0);
}
const numbers = (text: string) => text.split(",").map(Number);
const seconds = Number(values.seconds);
const only = new Set(values.only.split(","));
const directory = Deno.makeTempDirSync({ dir: values.directory, prefix: "bench-" });

interface Row {
  readonly what: string;
  readonly clients: number;
  readonly depth: number;
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly averageMs?: number;
  readonly rssMiB?: number;
  readonly errors?: number;
  readonly remark?: string;
}

const rows: Row[] = [];

function add(row: Row): void {
  rows.push(row);
  console.error(JSON.stringify(row));
}

type Shape = Pick<LoadPlan, "tokens" | "payees" | "depth">;

async function loaded(what: string, server: ServerProcess, shape: Shape): Promise<Row> {
  const { port } = server;
  const certificate = pinOf(server.certPem);
  const result = await runLoad({
    hostname: "127.0.0.1",
    port,
    certificate,
    seconds,
    warmUpSeconds: 2,
    mix: "transfer",
    ...shape,
    seed: 1 + rows.length,
  }, { runtime, clock: () => Date.now(), stopwatch: () => performance.now() });
  if (result.firstError) console.error(result.firstError);
  const histogram = new LatencyHistogram(result.latencies);
  return {
    what,
    clients: shape.tokens.length,
    depth: shape.depth,
    perSecond: Math.round(result.requests / result.seconds),
    p50Ms: histogram.quantile(0.5),
    p99Ms: histogram.quantile(0.99),
    rssMiB: server.rssMiB(),
    errors: result.errors,
  };
}

async function withBank(
  accounts: number,
  clients: number,
  act: (bank: ServerProcess, shape: Omit<Shape, "depth">) => Promise<void>,
): Promise<void> {
  const data = Deno.makeTempDirSync({ dir: directory });
  const founded = await foundBenchBank(quietWorld, { data, accounts: accounts + clients, clients });
  const bank = await startBankProcess(data);
  try {
    await act(bank, { ...founded, payees: founded.payees.slice(clients) });
  } finally {
    await bank.stop();
    Deno.removeSync(data, { recursive: true });
  }
}

async function measureSeries(): Promise<void> {
  for (const clients of numbers(values.clients)) {
    for (const depth of numbers(values.depths)) {
      if (only.has("ceiling")) {
        const data = Deno.makeTempDirSync({ dir: directory });
        const ceiling = await startCeiling(data);
        const tokens = new Array<string>(clients).fill("0".repeat(64));
        add(await loaded("ceiling", ceiling, { tokens, payees: ["100000000003"], depth }));
        await ceiling.stop();
        Deno.removeSync(data, { recursive: true });
      }
      if (only.has("bank")) {
        await withBank(1_000, clients, async (bank, shape) => {
          add(await loaded("bank", bank, { ...shape, depth }));
        });
      }
    }
  }
}

async function measureScale(): Promise<void> {
  if (only.has("hot")) {
    await withBank(1_000, 64, async (bank, { tokens, payees }) => {
      for (const depth of numbers(values.depths)) {
        add(await loaded("bank, one hot payee", bank, { tokens, payees: payees.slice(-1), depth }));
      }
    });
  }
  if (!only.has("accounts")) return;
  for (const accounts of numbers(values.accounts)) {
    await withBank(accounts, 64, async (bank, shape) => {
      const remark = `ready in ${(bank.readyMs / 1_000).toFixed(1)} s`;
      for (const depth of numbers(values.depths)) {
        add({ ...await loaded(`bank, ${accounts} accounts`, bank, { ...shape, depth }), remark });
      }
    });
  }
}

function table(): string {
  const ms = (value: number | undefined) => value === undefined ? "" : value.toFixed(2);
  const head =
    "| what | clients | under way each | per second | p50 ms | p99 ms | average ms | RSS MiB | errors | |\n" +
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|";
  const body = rows.map((row) =>
    [
      row.what,
      row.clients,
      row.depth,
      row.perSecond,
      ms(row.p50Ms),
      ms(row.p99Ms),
      ms(row.averageMs),
      row.rssMiB ?? "",
      row.errors ?? "",
      row.remark ?? "",
    ].join(" | ")
  );
  return [head, ...body.map((cells) => `| ${cells} |`)].join("\n");
}

try {
  await using postgres = only.has("pgbench") ? startPostgres(directory) : null;
  for (const clients of postgres ? [...new Set([...numbers(values.clients), 32])] : []) {
    const { transactionsPerSecond, averageMs } = postgres!.pgbench(clients, seconds);
    add({ what: "pgbench", clients, depth: 1, perSecond: transactionsPerSecond, averageMs });
  }
  if (only.has("naive")) {
    const { transfersPerSecond } = await runNaiveLedger(directory, { clients: 64, seconds });
    add({ what: "naive KV ledger", clients: 64, depth: 1, perSecond: transfersPerSecond });
  }
  await measureSeries();
  await measureScale();
  console.log(`${machineText(postgres?.version)}\n\n${table()}`);
} finally {
  Deno.removeSync(directory, { recursive: true });
}
