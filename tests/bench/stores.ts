// `deno run -A tests/bench/stores.ts [SECONDS] [ROUNDS]`: the same load on a bank whose journal is in its directory, in PostgreSQL on
// this machine, there with two other servers standing by, and there with 2 and 10 ms of network, in turn; prints a Markdown table.
// Wants root, PostgreSQL and `deno task compile`.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { PostgresCluster } from "../support/postgres.ts";
import {
  beginServer,
  launcherNamed,
  runProgram,
  scratch,
  type StartingServer,
  startServer,
} from "../support/program.ts";
import { machineText } from "./machine.ts";

const seconds = Deno.args[0] ?? "5";
const rounds = Number(Deno.args[1] ?? 3);

/** Milliseconds of the way there and back. */
const ROUND_TRIPS_MS = [2, 10];

const WATCHED = "PostgreSQL, two servers stand by";

const LOADS = [[64, 1], [64, 16]] as const;

const launcher = launcherNamed(undefined);
using dir = scratch();
await using cluster = await PostgresCluster.make(dir, { settings: ["shared_buffers = 128MB"] });
const secret = ["--store-secret", cluster.secretFile];
const stores: Record<string, readonly string[]> = {
  embedded: [],
  PostgreSQL: ["--store", cluster.url(), ...secret],
  [WATCHED]: ["--store", database("watched", cluster.port), ...secret],
};
const far = ROUND_TRIPS_MS.map((ms) => {
  const way = delayed(cluster.port, ms / 2);
  stores[`PostgreSQL, ${ms} ms away`] = ["--store", database(`far_${ms}`, way.port), ...secret];
  return way;
});

/** A new one. @returns its address by this port. */
function database(name: string, port: number): string {
  cluster.query(`create database ${name} owner bank`);
  return `postgres://bank@127.0.0.1:${port}/${name}`;
}

interface Figures {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const found = new Map<string, Figures[]>();
for (const [name, words] of Object.entries(stores)) {
  const data = join(dir.path, `data-${found.size}`);
  found.set(name, []);
  const server = await startServer({ launcher, data, args: ["--welcome", "1000000", ...words] });
  await server.stop();
}

for (let round = 0; round < rounds; round++) {
  for (const [place, name] of Object.keys(stores).entries()) {
    const data = join(dir.path, `data-${place}`);
    await using server = await startServer({ launcher, data, args: ["--welcome", "1000000"] });
    const watching = name === WATCHED ? await standingBy(data) : [];
    for (const [clients, depth] of LOADS) {
      const at = [
        "--host",
        server.host,
        "--port",
        String(server.port),
        "--fingerprint",
        server.fingerprint,
      ];
      const load = [
        "--clients",
        String(clients),
        "--depth",
        String(depth),
        "--seconds",
        seconds,
        "--json",
      ];
      const { out, err } = await runProgram({ launcher, args: ["bench", ...at, ...load] });
      const report = JSON.parse(out.trim().split("\n").at(-1) || "null");
      if (!report) throw new Error(err);
      const { transfersPerSecond: rate, p50Ms, p99Ms } = report;
      const key = `${name} | ${clients} × ${depth}`;
      found.set(key, [...found.get(key) ?? [], { rate, p50Ms, p99Ms }]);
    }
    for (const one of watching) await one.stop();
  }
}
for (const way of far) way.close();

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

console.log(
  `${
    machineText(`PostgreSQL ${cluster.query("show server_version")}`)
  }, median of ${rounds} × ${seconds} s\n`,
);
console.log("| store | clients | per second | of embedded | p50 ms | p99 ms |");
console.log("|---|---|---:|---:|---:|---:|");
for (const [key, figures] of found) {
  if (figures.length === 0) continue;
  const load = key.split(" | ")[1]!;
  const rate = median(figures.map((one) => one.rate));
  const own = median(found.get(`embedded | ${load}`)!.map((one) => one.rate));
  const times = [median(figures.map((one) => one.p50Ms)), median(figures.map((one) => one.p99Ms))];
  const share = `${Math.round(rate / own * 100)} %`;
  console.log(
    `| ${key} | ${Math.round(rate)} | ${share} | ${times.map((ms) => ms.toFixed(1)).join(" | ")} |`,
  );
}

/** Two of them, with what this directory has. */
async function standingBy(data: string): Promise<StartingServer[]> {
  const servers: StartingServer[] = [];
  for (const name of ["second", "third"]) {
    const own = `${data}-${name}`;
    const filter = (path: string) => !/bank\.lock|views/.test(path);
    cpSync(data, own, { recursive: true, filter });
    const server = beginServer({ launcher, data: own, args: ["--standby"] });
    await server.standsBy;
    servers.push(server);
  }
  return servers;
}

/** A port that leads to another one, each way so many milliseconds later. */
function delayed(port: number, ms: number) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const copy = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(256 * 1024);
    let last: Promise<unknown> = Promise.resolve();
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        const bytes = buffer.slice(0, count);
        const due = new Promise((resolve) => setTimeout(resolve, ms));
        last = Promise.all([last, due]).then(async () => {
          for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
        });
        last.catch(() => {});
      }
    } finally {
      to.close();
    }
  };
  (async () => {
    for await (const near of listener) {
      const to = await Deno.connect({ hostname: "127.0.0.1", port });
      near.setNoDelay();
      to.setNoDelay();
      copy(near, to).catch(() => {});
      copy(to, near).catch(() => {});
    }
  })().catch(() => {});
  return { port: (listener.addr as Deno.NetAddr).port, close: () => listener.close() };
}
