// `deno run -A tests/bench/sign_ins.ts`: sign-ins a second of a real bank, alone and while payments go on, and how long it takes until
// all customers are in who come back at once after an outage, each from an address of their own and on a machine that the bank does not
// know. Prints Markdown; exit code 1 when one of them was refused. See `--help` for sizes.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchBank, foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { Deriver } from "../../service/identity/derivation.ts";
import { Hasher } from "../../service/identity/password.ts";
import { COST, type Cost, EARLIER_COST } from "../../service/identity/stored_hash.ts";
import { backOffMs } from "../../terminal/retrying.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { countedWords } from "../siege/attack.ts";
import { newId, Speaker } from "../siege/speaker.ts";
import { quantile } from "../siege/stopwatch.ts";
import { launcherNamed, scratch, type ServerProcess, startServer } from "../support/program.ts";
import { machineText, quietWorld } from "./machine.ts";

const { values } = parseArgs({
  options: {
    crowd: { type: "string", default: "2000" },
    lines: { type: "string", default: "32" },
    payers: { type: "string", default: "16" },
    seconds: { type: "string", default: "15" },
    launcher: { type: "string" },
    earlier: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "deno run -A tests/bench/sign_ins.ts [--crowd 2000] [--lines 32 that sign in again and again]\n" +
      "  [--payers 16] [--seconds 15] [--launcher deno|node|binary] [--earlier: hashes of release 0.1]",
  );
  Deno.exit(0);
}
const [crowd, lines, payers] = [values.crowd, values.lines, values.payers].map(Number) as [
  number,
  number,
  number,
];
const seconds = Number(values.seconds);

const PASSWORD = "Quiet-river-at-noon";

/** Handshakes at once: more of them would keep each other waiting in this process. */
const HANDSHAKES = 50;

/** Milliseconds after which no customer is waited for any more. */
const CROWD_MS_MAX = 600_000;

const addressOf = (n: number) => `127.${100 + (n >> 14)}.${n >> 7 & 127}.${1 + (n & 127)}`;

async function hashed(cost: Cost): Promise<string> {
  const { derive } = new Deriver();
  const { random } = quietWorld.host;
  const hasher = new Hasher({ random, queue: budgetsFor(null).hashes, derive, cost });
  return await hasher.hash(PASSWORD, { line: "bench", rank: "staff" }) as string;
}

type Bank = BenchBank & Pick<ServerProcess, "port" | "pid">;

function paramsOf({ payees }: Bank, n: number) {
  return { userName: `c${payees[n]}`, password: PASSWORD };
}

async function opened(port: number, from: string): Promise<Speaker> {
  const speaker = await Speaker.open(port, from, 60_000);
  if (!speaker) throw new Error("The bank does not let anybody in");
  return speaker;
}

interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor milliseconds of the bank for each answer, whatever else it did meanwhile. */
  readonly cpuMs: number;
  readonly words: string;
}

/** So many who do one thing after another, each waiting for the answer, for so long. */
async function rateOf(
  { pid }: Bank,
  speakers: readonly Speaker[],
  act: (speaker: Speaker, n: number) => Promise<string>,
): Promise<Rate> {
  const [took, words]: [number[], string[]] = [[], []];
  const [began, cpuBefore] = [performance.now(), cpuMs(pid)];
  await Promise.all(speakers.map(async (speaker, n) => {
    while (performance.now() - began < seconds * 1_000) {
      const asked = performance.now();
      words.push(await act(speaker, n));
      took.push(performance.now() - asked);
    }
  }));
  const all = performance.now() - began;
  return {
    perSecond: words.filter((word) => word === "ok").length / all * 1_000,
    cpuMs: (cpuMs(pid) - cpuBefore) / words.length,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    words: countedWords(words),
  };
}

/** Again and again, each a customer of their own. */
async function signIns(bank: Bank): Promise<Rate> {
  const speakers = await Promise.all(
    Array.from({ length: lines }, (_, n) => opened(bank.port, addressOf(n))),
  );
  const rate = await rateOf(bank, speakers, async (speaker, n) => {
    const { code } = await speaker.call("logIn", paramsOf(bank, n), 60_000);
    if (code === "ok") await speaker.call("logOut");
    return code;
  });
  for (const speaker of speakers) speaker.close();
  return rate;
}

/** Payments of customers who are signed in. */
async function payments(bank: Bank): Promise<Rate> {
  const { payees, tokens } = bank;
  const own = payees.length - payers;
  const speakers = await Promise.all(Array.from({ length: payers }, async (_, n) => {
    const speaker = await opened(bank.port, `127.98.0.${n + 1}`);
    const { code } = await speaker.call("resume", { sessionToken: tokens[own + n] });
    if (code !== "ok") throw new Error(`No session: ${code}`);
    return speaker;
  }));
  const rate = await rateOf(bank, speakers, async (speaker, n) => {
    const to = payees[own + (n + 1) % payers];
    return (await speaker.call("transfer", { id: newId(), to, amountMinor: 1 })).code;
  });
  for (const speaker of speakers) speaker.close();
  return rate;
}

interface Burst {
  /** Seconds until half, and until all of them were in, the connection included. */
  readonly half: number;
  readonly last: number;
  readonly connected: number;
  /** Processor seconds of the bank. */
  readonly spent: number;
  /** Why a customer tried again, and how often. */
  readonly again: string;
  readonly words: readonly string[];
}

async function burst(bank: Bank): Promise<Burst> {
  const [began, cpuBefore] = [performance.now(), cpuMs(bank.pid)];
  const since = () => (performance.now() - began) / 1_000;
  /** As clients of this program wait, each a little differently. */
  const later = (tries: number) =>
    new Promise((go) => setTimeout(go, backOffMs(tries) * (0.5 + Math.random())));
  const again: string[] = [];
  let [shaking, connected] = [0, 0];
  const waiting: (() => void)[] = [];
  const connection = async (n: number) => {
    if (shaking >= HANDSHAKES) await new Promise<void>((go) => waiting.push(go));
    else shaking++;
    const speaker = await Speaker.open(bank.port, addressOf(n));
    connected = Math.max(connected, since());
    const next = waiting.shift();
    if (next) next();
    else shaking--;
    return speaker;
  };
  const ins: number[] = [];
  const comeIn = async (n: number): Promise<string> => {
    let speaker: Speaker | null = null;
    for (let tries = 0; since() * 1_000 < CROWD_MS_MAX; tries++) {
      speaker ??= await connection(n);
      const { code } = await speaker?.call("logIn", paramsOf(bank, n), 30_000) ?? { code: "gone" };
      if (code === "ok" || code === "already_logged_in") {
        ins.push(since());
        speaker!.close();
        return "in";
      }
      // As a client does that is told to come again, or has had no answer in time.
      if (!["busy", "late", "gone"].includes(code)) return code;
      again.push(code);
      if (code !== "busy") {
        speaker?.close();
        speaker = null;
      }
      await later(tries);
    }
    return "still waiting";
  };
  const words = await Promise.all(Array.from({ length: crowd }, (_, n) => comeIn(n)));
  const half = ins.length > 0 ? quantile(ins, 0.5) : NaN;
  const spent = (cpuMs(bank.pid) - cpuBefore) / 1_000;
  return { half, last: Math.max(...ins), connected, spent, again: countedWords(again), words };
}

/** Processor time of all its threads until now, in ticks of 10 ms. */
function cpuMs(pid: number): number {
  const [, , ...fields] = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/\(.*\)/, "x")
    .split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function rssMiB(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

const rowOf = (what: string, { perSecond, p50, p99, cpuMs, words }: Rate) =>
  `| ${what} | ${perSecond.toFixed(perSecond < 100 ? 1 : 0)} | ${p50.toFixed(1)} | ${
    p99.toFixed(1)
  } | ${cpuMs.toFixed(2)} | ${words} |`;

using dir = scratch();
const data = join(dir.path, "data");
const passwordHash = await hashed(values.earlier ? EARLIER_COST : COST);
const people = crowd + payers;
const founded = await foundBenchBank(quietWorld, {
  data,
  accounts: people,
  clients: people,
  passwordHash,
});
const launcher = launcherNamed(values.launcher);
const server = await startServer({ launcher, data, args: ["--http", "off"] });
const bank: Bank = { ...founded, port: server.port, pid: server.pid };
try {
  const before = rssMiB(bank.pid);
  console.log(`${machineText("")}\nload ${Deno.loadavg()[0]!.toFixed(1)}; ${launcher.name}\n`);
  console.log(
    "| what | per second | p50 ms | p99 ms | processor ms of the bank, each | answers |\n|---|---:|---:|---:|---:|---|",
  );
  // The crowd comes first where its hashes are of release 0.1: each customer who has been in has a new one.
  const crowded = await burst(bank);
  const after = rssMiB(bank.pid);
  console.log(rowOf("sign-ins alone", await signIns(bank)));
  console.log(rowOf("payments alone", await payments(bank)));
  const [beside, paid] = await Promise.all([signIns(bank), payments(bank)]);
  console.log(rowOf("sign-ins while payments go on", beside));
  console.log(rowOf("payments beside sign-ins", paid));
  const { half, last, connected, spent, again, words } = crowded;
  console.log(
    `\n${crowd} customers at once: ${countedWords(words)}; all connected after ${
      connected.toFixed(1)
    } s, half of them in after ${half.toFixed(1)} s, the last after ${
      last.toFixed(1)
    } s, for which the bank had ${spent.toFixed(1)} s of processor time; tried again: ${again}. ` +
      `RSS ${before} MiB, after the crowd ${after}, at the end ${rssMiB(bank.pid)}.`,
  );
  if (words.some((word) => word !== "in")) Deno.exitCode = 1;
} finally {
  await server.stop();
}
