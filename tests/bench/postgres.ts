// PostgreSQL as Debian ships it, durable, over a unix socket: a cluster of its own in a directory of its own, and
// pgbench with its TPC-B-like script.
import { join } from "node:path";

export interface PgbenchFigures {
  readonly clients: number;
  readonly transactionsPerSecond: number;
  readonly averageMs: number;
}

export interface Postgres extends AsyncDisposable {
  readonly version: string;
  pgbench(clients: number, seconds: number): PgbenchFigures;
}

/** @returns null where PostgreSQL is not installed. */
export function startPostgres(directory: string): Postgres | null {
  const bin = binDirectory();
  if (!bin) return null;
  const data = join(directory, "postgres");
  Deno.mkdirSync(data, { recursive: true });
  run("chown", "postgres", data);
  run("chmod", "755", directory);
  asPostgres(join(bin, "initdb"), "-D", data, "-A", "trust");
  const options =
    `-k ${data} -c listen_addresses='' -c max_connections=600 -c shared_buffers=256MB`;
  asPostgres(
    join(bin, "pg_ctl"),
    "-D",
    data,
    "-w",
    "-l",
    join(data, "log"),
    "-o",
    options,
    "start",
  );
  asPostgres("pgbench", "-h", data, "-i", "-q", "-s", "64", "postgres");
  const version = asPostgres(join(bin, "postgres"), "--version").trim();
  return {
    version,
    pgbench(clients, seconds) {
      const threads = String(Math.min(2, clients));
      const out = asPostgres(
        "pgbench",
        "-h",
        data,
        "-n",
        "-M",
        "prepared",
        "-c",
        String(clients),
        "-j",
        threads,
        "-T",
        String(seconds),
        "postgres",
      );
      const figure = (pattern: RegExp) => Number(pattern.exec(out)?.[1] ?? NaN);
      return {
        clients,
        transactionsPerSecond: Math.round(figure(/tps = ([\d.]+)/)),
        averageMs: figure(/latency average = ([\d.]+)/),
      };
    },
    [Symbol.asyncDispose]() {
      asPostgres(join(bin, "pg_ctl"), "-D", data, "-m", "fast", "-w", "stop");
      return Promise.resolve();
    },
  };
}

function binDirectory(): string | null {
  try {
    const versions = [...Deno.readDirSync("/usr/lib/postgresql")].map(({ name }) => name).sort();
    return join("/usr/lib/postgresql", versions.at(-1)!, "bin");
  } catch {
    return null;
  }
}

/** initdb and the server refuse to run as root. */
function asPostgres(...words: string[]): string {
  return run("runuser", "-u", "postgres", "--", ...words);
}

function run(command: string, ...args: string[]): string {
  const child = new Deno.Command(command, { args, cwd: "/", stderr: "piped" }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!child.success) throw new Error(`${command} ${args.join(" ")}: ${text(child.stderr)}`);
  return text(child.stdout);
}
