// `bank bench`: how many requests a bank answers, and how quickly. Without --host it founds a bank of its own in a
// temporary directory on the disk where banks are kept, serves it from this process and loads it from another thread.
import * as fs from "node:fs";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { Buffer } from "node:buffer";
import { Worker } from "node:worker_threads";
import type { PinnedCertificate } from "../../net/pinned_certificate.ts";
import { startBank } from "../../server/bank_server.ts";
import { foundBenchBank } from "./bench_bank.ts";
import { BULK, type LoadPlan, type LoadResult, type Mix, type ThreadPlan } from "./bench_load.ts";
import { Customer } from "../../terminal/customer.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import { placed } from "../../terminal/place.ts";
import type { BenchValue } from "../program.ts";
import { line } from "../../console/screen.ts";
import { usualDirectory } from "../settings/data_place.ts";
import type { World } from "../../console/world.ts";

/** Seconds of load before anything is counted: code is compiled, connections are warm. */
const WARM_UP_SECONDS = 1;

/** Exit codes, as shells count them. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

interface BenchReport {
  readonly mix: Mix;
  readonly clients: number;
  readonly depth: number;
  readonly seconds: number;
  readonly transfersPerSecond: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly errors: number;
  /** Of the process that serves, the load's thread included; null for a bank elsewhere. */
  readonly serverRssMiB: number | null;
}

export async function bench(world: World, words: BenchValue): Promise<number> {
  const stop = stopBySignal(world);
  try {
    return await measured(world, { words, stopped: stop.stopped });
  } finally {
    stop.release();
  }
}

/** Ctrl-C and others end the measurement, and what was made for it is taken away. */
function stopBySignal({ runtime }: World) {
  let fail = (_: CommandError) => {};
  const stopped = new Promise<never>((_, reject) => fail = reject);
  // It may come when nothing awaits it; an unhandled rejection would end the process.
  stopped.catch(() => {});
  const off = (Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]).map(([signal, code]) =>
    runtime.onSignal(signal, () => fail(new CommandError(code, "Stopped.")))
  );
  return { stopped, release: () => off.forEach((each) => each()) };
}

async function measured(
  world: World,
  { words, stopped }: { readonly words: BenchValue; readonly stopped: Promise<never> },
): Promise<number> {
  const target = words.host === undefined
    ? await ownBank(world, { words, stopped })
    : await otherBank(world, words);
  let result: LoadResult;
  try {
    const { clients: _, ...plan } = { ...target.plan, clients: words.clients };
    result = await runInThread({
      ...plan,
      depth: words.depth,
      seconds: words.seconds,
      warmUpSeconds: WARM_UP_SECONDS,
      mix: words.mix,
      seed: Buffer.from(world.host.random(4)).readUInt32BE(),
    }, stopped);
  } finally {
    await target.end();
  }
  const report = reportOf(words, result, target.rssMiB);
  if (words.json) world.screen.out(JSON.stringify(report));
  else world.screen.out(reportText(report, new LatencyHistogram(result.latencies)));
  if (result.firstError !== null) world.screen.say(line`First error: ${result.firstError}`);
  return result.errors > 0 ? EXIT.refused : EXIT.done;
}

interface Target {
  readonly plan: Pick<LoadPlan, "hostname" | "port" | "certificate" | "tokens" | "payees">;
  /** Resident memory of the serving process when the load was over. */
  rssMiB: number | null;
  end(): Promise<void>;
}

/** A directory that was not there before, below one that may not have been there either. */
function temporaryDirectory(parent: string) {
  const made = fs.mkdirSync(parent, { recursive: true });
  const directory = fs.mkdtempSync(`${parent}/bank-bench-`);
  const remove = () => {
    fs.rmSync(directory, { recursive: true, force: true });
    if (made === undefined) return;
    // Only those that were made for it, and that no other program uses meanwhile.
    for (let at = resolve(parent); at.length >= resolve(made).length; at = dirname(at)) {
      if (fs.readdirSync(at).length > 0) return;
      fs.rmdirSync(at);
    }
  };
  return { directory, remove };
}

async function ownBank(
  world: World,
  { words, stopped }: { readonly words: BenchValue; readonly stopped: Promise<never> },
): Promise<Target> {
  const parent = words.data ?? dirname(usualDirectory(world.env));
  const { directory, remove } = temporaryDirectory(parent);
  try {
    const accounts = Math.max(words.accounts, words.clients + 1);
    const { clients } = words;
    if (!words.json) world.screen.say(`Founding a bank with ${accounts} accounts ...`);
    const founding = foundBenchBank(world, { data: directory, accounts, clients });
    const { tokens, payees } = await Promise.race([founding, stopped]);
    const bank = await startBank(world, {
      hostname: "127.0.0.1",
      port: 0,
      data: directory,
      bankName: undefined,
      currency: undefined,
      welcome: undefined,
      newStaffCode: false,
      newCertificate: false,
      onFatal: (error) => world.host.log.error("the journal failed", { error: String(error) }),
    });
    const target: Target = {
      plan: {
        hostname: "127.0.0.1",
        port: bank.tcp.port,
        certificate: bank.certificate,
        tokens,
        payees: words.hot ? payees.slice(-1) : payees.slice(clients),
      },
      rssMiB: null,
      async end() {
        target.rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
        await bank.stop();
        remove();
      },
    };
    return target;
  } catch (error) {
    remove();
    throw error;
  }
}

/** New customers of a bank that greets them with money. */
async function otherBank(world: World, words: BenchValue): Promise<Target> {
  const place = placed(words, { env: world.env, fallback: "127.0.0.1" });
  const base = {
    host: place.host,
    port: place.port,
    fingerprint: words.fingerprint,
    json: words.json,
    passwordFile: undefined,
    passwordStdin: false,
    profile: undefined,
  };
  const [tokens, payees]: [string[], string[]] = [[], []];
  let certificate: PinnedCertificate | undefined;
  const run = Buffer.from(world.host.random(4)).toString("hex");
  const password = Buffer.from(world.host.random(24)).toString("base64");
  for (let n = 0; n <= words.clients; n++) {
    const customer = await Customer.open(world, { ...base, user: `bench-${run}-${n}` });
    certificate = customer.certificate;
    const { sessionToken, account } = await customer.call("signUp", {
      userName: `bench-${run}-${n}`,
      password,
    });
    if (n < words.clients) tokens.push(sessionToken);
    if (n === words.clients || !words.hot) payees.push(account);
    const { availableMinor } = await customer.call("balance", {});
    customer.close();
    if (availableMinor === 0 && (words.mix === "transfer" || words.mix === "bulk")) {
      throw new CommandError(
        EXIT.refused,
        "Cannot measure transfers: new customers of this bank have no money; start it with --welcome",
      );
    }
  }
  const end = () => Promise.resolve();
  // The last one is only paid, so that every payer has another customer to pay.
  const plan = { hostname: place.host, port: place.port, certificate: certificate!, tokens };
  return { plan: { ...plan, payees: payees.slice(-1) }, rssMiB: null, end };
}

function runInThread(plan: LoadPlan, stopped: Promise<never>): Promise<LoadResult> {
  const name = import.meta.url.endsWith(".ts") ? "./bench_worker.ts" : "./bench_worker.mjs";
  // A thread is handed data and not objects; it makes sure of the certificate again.
  const { certificate: { pem, fingerprint }, ...rest } = plan;
  const workerData: ThreadPlan = { ...rest, pem, fingerprint };
  const worker = new Worker(new URL(name, import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    // Before its bank: what it would say about that is of no use.
    stopped.catch((reason) => worker.terminate().then(() => reject(reason)));
    worker.on("error", reject);
    worker.on("message", ({ result, error }: { result?: LoadResult; error?: string }) => {
      void worker.terminate();
      if (result) resolve(result);
      else reject(new CommandError(EXIT.refused, line`The load failed: ${error ?? "no result"}`));
    });
  });
}

function reportOf(
  { mix, depth, clients }: Pick<BenchValue, "mix" | "depth" | "clients">,
  result: LoadResult,
  serverRssMiB: number | null,
): BenchReport {
  const histogram = new LatencyHistogram(result.latencies);
  const { seconds, requests, transfers, errors } = result;
  const ms = (part: number) => Number(histogram.quantile(part).toFixed(2));
  return {
    mix,
    clients,
    depth,
    seconds: Number(seconds.toFixed(2)),
    transfersPerSecond: Math.round(transfers / seconds),
    requestsPerSecond: Math.round(requests / seconds),
    p50Ms: ms(0.5),
    p99Ms: ms(0.99),
    p999Ms: ms(0.999),
    errors,
    serverRssMiB,
  };
}

const eachText = (mix: Mix) => mix === "bulk" ? `${BULK} payments each, ` : "";

function reportText(report: BenchReport, histogram: LatencyHistogram): string {
  const { mix, clients, depth, seconds, requestsPerSecond, errors, serverRssMiB } = report;
  return [
    line`${requestsPerSecond} ${mix} requests a second (${
      eachText(mix)
    }${clients} clients, ${depth} under way each, ${seconds} s)`,
    line`p50 ${report.p50Ms} ms, p99 ${report.p99Ms} ms, p99.9 ${report.p999Ms} ms, ${errors} errors` +
    (serverRssMiB === null ? "" : line`, ${serverRssMiB} MiB resident`),
    "",
    histogram.text(),
  ].join("\n");
}
