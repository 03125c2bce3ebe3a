// `deno run -A tests/bench/alerts.ts`: how long alerts take and what they cost, on loopback with a real `bank serve`, beside
// a bare UDP echo in the same run; prints Markdown. See `--help` for sizes.
import { parseArgs } from "node:util";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { type CostRun, measureCost } from "./alert_cost.ts";
import {
  type LatencyFigures,
  type LatencyPlan,
  measureLatency,
  quantile,
} from "./alert_latency.ts";
import { machineText, quietWorld } from "./machine.ts";
import { startBankProcess } from "./server_process.ts";
import { startEcho } from "./udp_echo.ts";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "1,1000" },
    events: { type: "string", default: "1000" },
    gap: { type: "string", default: "12" },
    fanout: { type: "string", default: "1000" },
    payers: { type: "string", default: "64" },
    payees: { type: "string", default: "64" },
    depths: { type: "string", default: "1,16" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "4" },
    only: { type: "string", default: "latency,cost" },
    directory: { type: "string", default: Deno.cwd() },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "deno run -A tests/bench/alerts.ts [--sessions 1,1000] [--events 1000] [--gap MS between events]\n" +
      "  [--fanout SESSIONS of one account, 0 for none] [--payers 64] [--payees 64] [--depths 1,16]\n" +
      "  [--seconds 5] [--rounds 4] [--only latency,cost] [--directory DIR on the disk to measure]",
  );
  Deno.exit(0);
}
const numbers = (text: string) => text.split(",").map(Number);
const only = new Set(values.only.split(","));
const directory = Deno.makeTempDirSync({ dir: values.directory, prefix: "bench-" });

type Act<T> = (bank: {
  readonly data: string;
  readonly bank: LatencyPlan["bank"];
  readonly tokens: readonly string[];
  readonly accounts: readonly string[];
}) => Promise<T>;

/** A new bank with so many customers, each with a session, for as long as it is measured. */
async function withBank<T>(customers: number, act: Act<T>): Promise<T> {
  const data = Deno.makeTempDirSync({ dir: directory });
  const founded = await foundBenchBank(quietWorld, {
    data,
    accounts: customers,
    clients: customers,
  });
  const server = await startBankProcess(data);
  const { port, certPem } = server;
  const bank = { hostname: "127.0.0.1", port, certPem };
  try {
    return await act({ data, bank, tokens: founded.tokens, accounts: founded.payees });
  } finally {
    await server.stop();
    Deno.removeSync(data, { recursive: true });
  }
}

interface LatencyRow extends LatencyFigures {
  readonly what: string;
}

async function measureLatencies(): Promise<LatencyRow[]> {
  const echo = await startEcho();
  const rows: LatencyRow[] = [];
  const [events, gapMs] = [Number(values.events), Number(values.gap)];
  const add = async (what: string, sessions: number, given: Partial<LatencyPlan>) => {
    const customers = given.payees?.length === 0 ? 2 : 1 + sessions;
    const figures = await withBank(customers, ({ bank, tokens, accounts }) => {
      const [payerToken = "", ...others] = tokens;
      const one = new Array<string>(sessions).fill(others[0]!);
      return measureLatency({
        bank,
        payerToken,
        events,
        gapMs,
        echo,
        ...given,
        tokens: customers === 2 ? one : others,
        payees: accounts.slice(1),
      });
    });
    rows.push({ what, ...figures });
    console.error(latencyTable(rows.slice(-1)));
  };
  for (const sessions of numbers(values.sessions)) {
    await add(`${sessions} listening, one is paid, ${gapMs} ms apart`, sessions, {});
  }
  await add("1 listening, paid without a pause", 1, { gapMs: 0 });
  const fanout = Number(values.fanout);
  if (fanout > 0) {
    const what = `${fanout} of one account, all are told`;
    await add(what, fanout, { payees: [], events: Math.min(events, 30), gapMs: 500 });
  }
  await echo.stop();
  return rows;
}

const ms = (value: number) => value.toFixed(2);

function latencyTable(rows: readonly LatencyRow[]): string {
  const head = "| sessions | alerts | UDP echo p50 | p99 | transfer answered p50 | p99 " +
    "| alert after answer p50 | p99 | alert after request p50 | p99 | p99 − echo p99 |\n" +
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";
  const body = rows.map(({ what, alerts, ...figures }) => {
    const { echoMs, answerMs, sinceAnswerMs, sinceRequestMs } = figures;
    const both = [echoMs, answerMs, sinceAnswerMs, sinceRequestMs].flatMap((values) => [
      ms(quantile(values, 0.5)),
      ms(quantile(values, 0.99)),
    ]);
    const above = quantile(sinceAnswerMs, 0.99) - quantile(echoMs, 0.99);
    return `| ${[what, alerts, ...both, ms(above)].join(" | ")} |`;
  });
  return [head, ...body].join("\n");
}

interface CostRow {
  readonly depth: number;
  readonly runs: readonly CostRun[];
}

async function measureCosts(): Promise<CostRow[]> {
  const [payers, payees] = [Number(values.payers), Number(values.payees)];
  const rows: CostRow[] = [];
  for (const depth of numbers(values.depths)) {
    const runs = await withBank(payers + payees, ({ data, bank, tokens, accounts }) =>
      measureCost({
        bank,
        data,
        depth,
        seconds: Number(values.seconds),
        rounds: Number(values.rounds),
        payerTokens: tokens.slice(0, payers),
        payeeTokens: tokens.slice(payers),
        payees: accounts.slice(payers),
      }));
    rows.push({ depth, runs });
  }
  return rows;
}

function costTable(rows: readonly CostRow[]): string {
  const head = "| payers | payees | under way each | nobody listens /s | all payees listen /s " +
    "| cost | bank's CPU µs per transfer, quiet | listening | alerts told | errors |\n" +
    "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";
  const body = rows.map(({ depth, runs }) => {
    const [quiet, listening] = [false, true].map((which) =>
      runs.filter((run) => run.listening === which)
    ) as [CostRun[], CostRun[]];
    const median = (some: readonly CostRun[], field: "perSecond" | "bankMicros") =>
      quantile(some.map((run) => run[field]), 0.5);
    const [without, beside] = [median(quiet, "perSecond"), median(listening, "perSecond")];
    const sum = (field: "alerts" | "errors", some = runs) =>
      some.reduce((total, run) => total + run[field], 0);
    return `| ${
      [
        values.payers,
        values.payees,
        depth,
        Math.round(without),
        Math.round(beside),
        `${Math.round((1 - beside / without) * 100)} %`,
        ms(median(quiet, "bankMicros")),
        ms(median(listening, "bankMicros")),
        sum("alerts"),
        sum("errors"),
      ].join(" | ")
    } |`;
  });
  return [head, ...body].join("\n");
}

try {
  const parts = [machineText("no PostgreSQL used")];
  if (only.has("latency")) {
    parts.push(
      "Milliseconds. The commit is durable between the payer's request and its answer: after the answer is a lower bound " +
        "of the alert's latency (negative: the alert overtook the answer), after the request an upper one.",
      latencyTable(await measureLatencies()),
    );
  }
  if (only.has("cost")) {
    const { rounds, seconds } = values;
    parts.push(
      `Medians of ${rounds} runs of ${seconds} s each, in turn. The payees are a process of their own on the same machine.`,
      costTable(await measureCosts()),
    );
  }
  console.log(parts.join("\n\n"));
} finally {
  Deno.removeSync(directory, { recursive: true });
}
