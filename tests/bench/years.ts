// What running a bank for years costs: the mark beside the journal, starts and stops with a million payments, audits, a backup while
// payments go on. `deno task bench:years [PAYMENTS]`; a quiet machine and a real disk, or the figures mean nothing.
import { join } from "node:path";
import { runtime } from "#runtime";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { runLoad } from "../../commands/bench/bench_load.ts";
import { type Books, openBooks } from "../../server/books.ts";
import { LatencyHistogram } from "../../commands/bench/latency_histogram.ts";
import type { World } from "../../console/world.ts";
import { type MarkFile, markFile } from "../../store/head_mark.ts";
import { pinOf } from "../support/pins.ts";
import { launcherNamed, linesOf } from "../support/program.ts";
import { machineText, quietWorld } from "./machine.ts";

const PAYMENTS = Number(Deno.args[0] ?? 1_000_000);
const CLIENTS = 64;
const ROUNDS = 8;
const ROUND_MS = 3_000;

const base = Deno.makeTempDirSync({ dir: Deno.env.get("BENCH_DIR") ?? "/var/tmp" });
const { host } = quietWorld;

/** The mark is read and never written: what writing it costs is the difference. */
const unmarked = (path: string): MarkFile => ({
  ...markFile(path),
  write() {},
  sync: (done) => done(null),
  syncNow() {},
});

async function open(data: string, marked: boolean): Promise<Books> {
  const world: World = marked
    ? quietWorld
    : { ...quietWorld, runtime: { ...runtime, markFile: unmarked } };
  return await openBooks(world, { data, onFatal: console.error });
}

interface Rate {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** So many customers, one payment each under way, straight at the books. */
async function rateOf({ loop }: Books, payees: readonly string[]): Promise<Rate> {
  const took: number[] = [];
  const endMs = performance.now() + ROUND_MS;
  const customer = async (from: string, to: string) => {
    while (performance.now() < endMs) {
      const began = performance.now();
      await pay(loop, from, to);
      took.push(performance.now() - began);
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) => customer(payees[n]!, payees[n + CLIENTS]!)),
  );
  took.sort((a, b) => a - b);
  return {
    perSecond: took.length / ROUND_MS * 1_000,
    p99Ms: took[Math.floor(took.length * 0.99)]!,
  };
}

async function pay(loop: Books["loop"], from: string, to: string): Promise<void> {
  const id = transferIdOf(host.clock(), host.random(10));
  const outcome = await loop.submit({ type: "transfer", id, from, to, amountMinor: 1, memo: "" });
  if (outcome instanceof Refusal) throw new Error(outcome.code);
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function costOfMark(): Promise<void> {
  const banks = await Promise.all([true, false].map(async (marked) => {
    const data = join(base, marked ? "marked" : "unmarked");
    const { payees } = await foundBenchBank(quietWorld, { data, accounts: 1_000, clients: 1 });
    return { marked, payees, books: await open(data, marked), rates: [] as Rate[] };
  }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const bank of round % 2 === 0 ? banks : [...banks].reverse()) {
      bank.rates.push(await rateOf(bank.books, bank.payees));
    }
  }
  for (const { marked, rates, books } of banks) {
    const rate = Math.round(median(rates.map(({ perSecond }) => perSecond)));
    const p99 = median(rates.map(({ p99Ms }) => p99Ms)).toFixed(2);
    console.log(`${marked ? "with" : "without"} the mark: ${rate} payments/s, p99 ${p99} ms`);
    await books.close();
  }
  const ratios = banks[0]!.rates.map(({ perSecond }, place) =>
    perSecond / banks[1]!.rates[place]!.perSecond
  );
  console.log(`  with / without, ${ROUNDS} pairs: median ${median(ratios).toFixed(3)}`);
}

interface Filled {
  readonly data: string;
  readonly payees: readonly string[];
  readonly tokens: readonly string[];
}

/** @param atOnce payments of one block, about. */
async function filled(name: string, atOnce: number): Promise<Filled> {
  const data = join(base, name);
  const { payees, tokens } = await foundBenchBank(quietWorld, {
    data,
    accounts: 1_000,
    clients: CLIENTS,
  });
  // Only a bank that has been served is founded for good: its views are kept.
  await (await served(data)).end("SIGTERM");
  const books = await open(data, true);
  for (let paid = 0; paid < PAYMENTS; paid += atOnce) {
    const some = Array.from({ length: atOnce }, (_, n) => (paid + n) % 499);
    await Promise.all(some.map((n) => pay(books.loop, payees[n]!, payees[n + 500]!)));
  }
  // A bank that runs for longer than this bench has written all of its views.
  while (books.views.waiting > 0) await new Promise((done) => setTimeout(done, 100));
  await books.close();
  return { data, payees, tokens };
}

/** The executable where it has been made, else the source. */
const program = launcherNamed(undefined);

async function served(data: string) {
  const began = performance.now();
  const args = [
    "serve",
    "--json",
    "--data",
    data,
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--http",
    "off",
  ];
  const child = new Deno.Command(program.command, {
    args: [...program.args, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = linesOf(child.stdout);
  for await (const line of output.lines) {
    const event = JSON.parse(line);
    if (event.event !== "ready") continue;
    const startMs = performance.now() - began;
    const end = async (signal: Deno.Signal) => {
      const asked = performance.now();
      child.kill(signal);
      await child.status;
      await output.cancel().catch(() => {});
      return performance.now() - asked;
    };
    return { startMs, port: event.tcp as number, end };
  }
  throw new Error("the bank did not get ready");
}

async function startsAndStops(data: string): Promise<void> {
  const after: Record<string, number[]> = { SIGTERM: [], SIGKILL: [] };
  const stops: number[] = [];
  let last: Deno.Signal = "SIGTERM";
  for (let round = 0; round < 10; round++) {
    const { startMs, end } = await served(data);
    after[last]!.push(startMs);
    last = round % 2 === 0 ? "SIGKILL" : "SIGTERM";
    const ms = await end(last);
    if (last === "SIGTERM") stops.push(ms);
  }
  const text = (values: readonly number[]) => `${(median(values) / 1_000).toFixed(2)} s`;
  console.log(`start after TERM ${text(after.SIGTERM!)}, after KILL ${text(after.SIGKILL!)}`);
  console.log(`stop ${text(stops)}`);
}

async function timed(what: string, args: readonly string[]): Promise<void> {
  const began = performance.now();
  const { code, stderr } = await new Deno.Command(program.command, {
    args: [...program.args, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const seconds = (performance.now() - began) / 1_000;
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const rate = Math.round(PAYMENTS / seconds);
  console.log(
    `${what}: ${seconds.toFixed(2)} s, ${rate} payments/s, start of the program included`,
  );
}

/** Others while a backup is made, beside the same load alone. */
async function backupBeside({ data, tokens, payees }: Filled): Promise<void> {
  const { port, end } = await served(data);
  const certificate = pinOf(Deno.readTextFileSync(join(data, "tls-cert.pem")));
  const world = { runtime, clock: () => Date.now(), stopwatch: () => performance.now() };
  const p99 = async (seed: number): Promise<number> => {
    const { latencies } = await runLoad({
      hostname: "127.0.0.1",
      port,
      certificate,
      tokens: tokens.slice(0, 16),
      payees,
      depth: 1,
      seconds: 8,
      warmUpSeconds: 1,
      mix: "transfer",
      seed,
    }, world);
    return new LatencyHistogram(latencies).quantile(0.99);
  };
  const [alone, beside]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    alone.push(await p99(round));
    const to = join(base, `backup-${round}.bankbackup`);
    const [during] = await Promise.all([
      p99(round + 10),
      timed("backup, beside payments", ["backup", to, "--data", data]),
    ]);
    beside.push(during);
  }
  const ratio = (median(beside) / median(alone)).toFixed(2);
  const [one, other] = [median(alone).toFixed(2), median(beside).toFixed(2)];
  console.log(`p99 of 16 customers: alone ${one} ms, beside a backup ${other} ms: ${ratio} times`);
  await end("SIGTERM");
}

console.log(`${machineText()} Programs: ${program.name}.`);
await costOfMark();
const full = await filled("full", 2_000);
await startsAndStops(full.data);
await timed("audit of full blocks", ["audit", "--data", full.data]);
await timed("audit --deep", ["audit", "--deep", "--data", full.data]);
await backupBeside(full);
const back = ["--data", join(base, "back"), "--keys", full.data];
await timed("restore", ["restore", join(base, "backup-0.bankbackup"), ...back]);
const small = await filled("small", 25);
await timed("audit of blocks of 25 payments", ["audit", "--data", small.data]);
Deno.removeSync(base, { recursive: true });
