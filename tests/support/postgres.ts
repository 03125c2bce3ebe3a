// PostgreSQL as Debian ships it, in a directory of its own and on a port of its own: started, stopped, killed, held still, copied to a
// standby that is waited for, promoted.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { issue, type Issued } from "./certificates.ts";
import { freePort } from "./ports.ts";
import type { Scratch } from "./program.ts";

const PASSWORD = "not the bank's";

/** Where Debian has the newest version that is installed, or null. */
function programs(): string | null {
  const root = "/usr/lib/postgresql";
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const path = newest === undefined ? null : join(root, newest, "bin");
  return path !== null && existsSync(join(path, "initdb")) && Deno.uid() === 0 ? path : null;
}

const BIN = programs();

/** Says so where there is none. */
export const noPostgres = BIN === null;
if (noPostgres) console.log("    (no PostgreSQL, or not root: apt-get install postgresql)");

export interface ClusterWish {
  readonly name?: string;
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** Only connections over TLS, with this certificate. */
  readonly certificate?: Issued;
}

export class PostgresCluster implements AsyncDisposable {
  readonly #dir: string;
  readonly #name: string;

  private constructor(readonly port: number, { dir, name }: { dir: string; name: string }) {
    [this.#dir, this.#name] = [dir, name];
  }

  static async make(dir: Scratch, wish: ClusterWish = {}): Promise<PostgresCluster> {
    const { name = "pg", settings = [], certificate } = wish;
    const cluster = PostgresCluster.#at(dir, name);
    const password = dir.file(`${name}-password`, PASSWORD);
    run("chown", "postgres", password);
    as(
      "initdb",
      "-D",
      cluster.#data,
      "-A",
      "scram-sha-256",
      "-U",
      "postgres",
      "--no-sync",
      `--pwfile=${password}`,
    );
    run("chown", "root", password);
    const lines = ["max_connections = 40", "shared_buffers = 16MB", ...settings];
    if (certificate) {
      cluster.#file("server.crt", certificate.certPem);
      cluster.#file("server.key", certificate.keyPem);
      cluster.#file("pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
      lines.push("ssl = on");
    }
    cluster.configure(...lines);
    cluster.#file(
      "pg_hba.conf",
      "local all all trust\nlocal replication all trust\n" +
        cluster.#read("pg_hba.conf").replace(/^local.*$/gm, ""),
    );
    await cluster.start();
    // As a bank should have it: a user that owns its database and nothing else.
    cluster.query(`create role bank login password '${PASSWORD.replace("'", "''")}'`, "postgres");
    cluster.query("create database bank owner bank", "postgres");
    return cluster;
  }

  static #at(dir: Scratch, name: string): PostgresCluster {
    const own = join(dir.path, name);
    mkdirSync(own);
    // PostgreSQL runs as a user of its own.
    run("chmod", "755", dir.path);
    run("chown", "postgres", own);
    return new PostgresCluster(freePort(), { dir: own, name });
  }

  get #data(): string {
    return join(this.#dir, "data");
  }

  /** Where a bank finds it. */
  url(database = "bank", { host = "127.0.0.1" }: { readonly host?: string } = {}): string {
    return `postgres://bank@${host}:${this.port}/${database}`;
  }

  /** A file with its password. */
  get secretFile(): string {
    return join(this.#dir, "..", `${this.#name}-password`);
  }

  get password(): string {
    return PASSWORD;
  }

  configure(...lines: readonly string[]): void {
    this.#file("postgresql.auto.conf", lines.map((line) => `${line}\n`).join(""));
  }

  start(): Promise<void> {
    const options = `-k ${this.#dir} -c listen_addresses=127.0.0.1 -p ${this.port}`;
    const words = ["-D", this.#data, "-w", "-l", join(this.#dir, "log"), "-o", options, "start"];
    // After a kill its processes are there for a moment, and hold the memory that they share.
    return eventually(() => void as("pg_ctl", ...words));
  }

  stop(mode: "fast" | "immediate" = "fast"): void {
    as("pg_ctl", "-D", this.#data, "-w", "-m", mode, "stop");
  }

  /** All of its processes at once, as when the machine stops. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** Holds it still: it takes what is sent to it, and answers nothing. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  /** A standby of it, as a cluster of its own. Commits wait for it from now on. */
  async standby(dir: Scratch): Promise<PostgresCluster> {
    const standby = PostgresCluster.#at(dir, "standby");
    const from = `host=${this.#dir} port=${this.port} user=postgres application_name=standby`;
    as("pg_basebackup", "-D", standby.#data, "-d", from, "-R", "-c", "fast", "--no-sync");
    Deno.copyFileSync(this.secretFile, standby.secretFile);
    await standby.start();
    this.query("alter system set synchronous_standby_names = 'standby'");
    this.query("select pg_reload_conf()");
    await eventually(() => {
      if (this.query("select sync_state from pg_stat_replication") !== "sync") {
        throw new Error("not yet");
      }
    });
    return standby;
  }

  promote(): void {
    this.query("alter system reset synchronous_standby_names");
    as("pg_ctl", "-D", this.#data, "-w", "promote");
  }

  /** The first value of the first row, as text. */
  query(sql: string, database = "bank"): string {
    const at = ["-h", this.#dir, "-p", String(this.port), "-U", "postgres", "-d", database];
    return as("psql", ...at, "-X", "-A", "-t", "-c", sql).trim().split("\n")[0]!;
  }

  /** Nothing of what has been asked of it is under way any more. */
  quiet(): Promise<void> {
    const busy =
      "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()";
    return eventually(() => {
      if (this.query(busy) !== "0") throw new Error("it is still at work");
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    // What has been killed may still be ending, and is not there to be stopped.
    return eventually(() => {
      if (this.#pids().length > 0) this.stop("immediate");
    });
  }

  #signal(signal: Deno.Signal): void {
    for (const pid of this.#pids()) {
      try {
        Deno.kill(pid, signal);
      } catch {
        // Ended meanwhile.
      }
    }
  }

  /** The first, and all that it has begun. */
  #pids(): number[] {
    const file = join(this.#data, "postmaster.pid");
    if (!existsSync(file)) return [];
    const first = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
    const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
      try {
        return new RegExp(`\\) \\S ${first} `).test(readFileSync(`/proc/${pid}/stat`, "utf8"));
      } catch {
        return false;
      }
    });
    return existsSync(`/proc/${first}`) ? [first, ...children.map(Number)] : [];
  }

  #file(name: string, text: string): void {
    const path = join(this.#data, name);
    writeFileSync(path, text, { mode: 0o600 });
    run("chown", "postgres", path);
  }

  #read(name: string): string {
    return readFileSync(join(this.#data, name), "utf8");
  }
}

/** A certificate of an authority, for this host, with the authority's own. */
export async function serverCertificate(
  name: string,
): Promise<{ readonly authority: Issued; readonly certificate: Issued }> {
  const authority = await issue({ authority: true, subject: "CN=authority" });
  return {
    authority,
    certificate: await issue({ issuer: authority, name, subject: `CN=${name}` }),
  };
}

/** Tries again for a while; the last failure is what is thrown. */
export async function eventually(act: () => void | Promise<void>): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      return await act();
    } catch (error) {
      if (tries === 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Its programs refuse to run as root. */
function as(program: string, ...words: readonly string[]): string {
  return run("runuser", "-u", "postgres", "--", join(BIN!, program), ...words);
}

function run(command: string, ...args: readonly string[]): string {
  const { success, stdout, stderr } = new Deno.Command(command, { args: [...args], cwd: "/" })
    .outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${text(stderr)}`);
  return text(stdout);
}
