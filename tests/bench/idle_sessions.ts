// `deno run -A tests/bench/idle_sessions.ts`: sessions over TLS that do nothing but listen for alerts over UDP: what each of them costs
// the bank, and how long it takes until each has heard of a payment. Of the executable where it has been made. See `--help` for sizes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { runtime } from "#runtime";
import { Client } from "../../net/client/client.ts";
import { PASSWORD } from "../support/desk.ts";
import { pinOf } from "../support/pins.ts";
import { launcherNamed, linesOf, scratch, startServer } from "../support/program.ts";
import type { IdlePlan, IdleWord } from "./idle_payees.ts";
import { type Bank, signIn } from "./listening_sessions.ts";
import { machineText, quietWorld } from "./machine.ts";

/** Sessions of one process: each has two descriptors. */
const SESSIONS_EACH = 2_500;

/** Milliseconds in which a bank that has nothing to do comes to rest. */
const REST_MS = 5_000;

/** Payments under way. */
const AT_ONCE = 256;

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "10000" },
    launcher: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(
    "deno run -A tests/bench/idle_sessions.ts [--sessions 10000] [--launcher deno|node|binary]",
  );
  Deno.exit(0);
}

class Listeners {
  readonly #child: Deno.ChildProcess;
  readonly #words: AsyncIterator<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(plan: IdlePlan) {
    const script = new URL("./idle_payees.ts", import.meta.url).pathname;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#words = linesOf(this.#child.stdout).lines;
    this.#writer = this.#child.stdin.getWriter();
    void this.#say(JSON.stringify(plan));
  }

  async heard(): Promise<IdleWord> {
    const { value, done } = await this.#words.next();
    if (done) throw new Error("listeners have ended");
    return JSON.parse(value);
  }

  async ask(): Promise<IdleWord> {
    await this.#say("told");
    return await this.heard();
  }

  #say(line: string): Promise<void> {
    return this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  async end(): Promise<void> {
    await this.#writer.close();
    await this.#child.status;
  }
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function rssKiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]);
}

/** One to each. @returns milliseconds until the last of them was answered. */
async function payAll(bank: Bank, token: string, payees: readonly string[]): Promise<number> {
  const began = Date.now();
  const client = await signIn(bank, token);
  const next = payees.values();
  const { clock, random } = quietWorld.host;
  const pay = async () => {
    for (const to of next) {
      const id = transferIdOf(clock(), random(10));
      await client.call("transfer", { id, to, amountMinor: 100 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, pay));
  client.close();
  return Date.now() - began;
}

/** @returns when it was asked for. */
async function announce(bank: Bank, staffCode: string): Promise<number> {
  const certificate = pinOf(bank.certPem);
  const client = await Client.connect({ ...bank, certificate, runtime });
  await client.call("signUp", { userName: "mona", password: PASSWORD, staffCode });
  const asked = Date.now();
  await client.call("announce", { text: "Closed on Monday", days: 1 });
  client.close();
  return asked;
}

const sessions = Number(values.sessions);
const launcher = launcherNamed(values.launcher);
using dir = scratch();
const data = join(dir.path, "data");
const { tokens, payees } = await foundBenchBank(quietWorld, {
  data,
  accounts: sessions + 1,
  clients: sessions + 1,
});
const args = ["--http", "off", "--new-staff-code"];
await using server = await startServer({ launcher, data, args });
const certPem = Deno.readTextFileSync(join(data, "tls-cert.pem"));
const bank = { hostname: "127.0.0.1", port: server.port, certPem };
await later(REST_MS);
const before = rssKiB(server.pid);
const began = Date.now();
const parts: Listeners[] = [];
for (let at = 1; at <= sessions; at += SESSIONS_EACH) {
  const some = tokens.slice(at, Math.min(at + SESSIONS_EACH, sessions + 1));
  const part = new Listeners({ bank, tokens: some });
  await part.heard();
  parts.push(part);
}
const openedMs = Date.now() - began;
await later(REST_MS);
const idle = rssKiB(server.pid);
const toldAll = parts.map((part) => part.ask());
const paying = Date.now();
const answeredMs = await payAll(bank, tokens[0]!, payees.slice(1));
const told = await Promise.all(toldAll);
const last = Math.max(...told.map((word) => word.word === "told" ? word.atMs : 0));
const alerts = told.reduce((sum, word) => sum + (word.word === "told" ? word.alerts : 0), 0);
const after = rssKiB(server.pid);
await later(REST_MS);
const newsAll = parts.map((part) => part.ask());
const announcedAt = await announce(bank, server.staffCode!);
const news = await Promise.all(newsAll);
const lastNews = Math.max(...news.map((word) => word.word === "told" ? word.atMs : 0));
for (const part of parts) await part.end();
await later(REST_MS);
console.log(machineText());
console.log(`A bank from ${launcher.name}, ${sessions} sessions with UDP alive:`);
console.log(`opened in ${openedMs} ms; ${((idle - before) / sessions).toFixed(1)} KiB each`);
console.log(
  `a payment to each: the last answered after ${answeredMs} ms, the last alert after ${
    last - paying
  } ms, ${alerts} alerts`,
);
console.log(`what staff tell all: the last heard it after ${lastNews - announcedAt} ms`);
const MiB = (kib: number) => Math.round(kib / 1_024);
console.log(
  `RSS ${MiB(before)} MiB alone, ${MiB(idle)} with all of them, ${MiB(after)} after the payments, ${
    MiB(rssKiB(server.pid))
  } after they had left`,
);
