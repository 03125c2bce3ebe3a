// Servers under load as processes of their own, so that their memory is theirs alone: the bank, and the ceiling.
import { join } from "node:path";
import { linesOf, ROOT } from "../support/program.ts";

/** As `deno task serve`, `deno task compile` and the npm package start it. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=64";

const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

export interface ServerProcess {
  readonly port: number;
  /** Of the web face, where there is one. */
  readonly http: number | null;
  readonly fingerprint: string;
  readonly certPem: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMs: number;
  rssMiB(): number;
  /** Processor time that it has used so far. */
  processorMs(): number;
  stop(): Promise<void>;
}

export async function startCeiling(data: string): Promise<ServerProcess> {
  const script = join(ROOT, "tests", "bench", "ceiling_server.ts");
  const child = spawn(["run", "-A", "--no-check", script, data]);
  const { value } = await linesOf(child.stdout).lines.next();
  const { port, certPem } = JSON.parse(value!);
  return {
    port,
    http: null,
    fingerprint: "",
    certPem,
    readyMs: 0,
    rssMiB: () => rssOf(child.pid),
    processorMs: () => processorMsOf(child.pid),
    stop: () => end(child),
  };
}

export async function startBankProcess(
  data: string,
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const began = performance.now();
  const serve = ["serve", "--json", "--data", data, "--host", "127.0.0.1", "--port", "0"];
  const words = [...serve, ...flags];
  const child = spawn(["run", V8_FLAGS, ...PERMISSIONS, join(ROOT, "main.ts"), ...words]);
  for await (const line of linesOf(child.stdout).lines) {
    const event = JSON.parse(line);
    if (event.event !== "ready") continue;
    const certPem = Deno.readTextFileSync(join(data, "tls-cert.pem"));
    const readyMs = performance.now() - began;
    return {
      port: event.tcp,
      http: event.http,
      fingerprint: event.fingerprint,
      certPem,
      readyMs,
      rssMiB: () => rssOf(child.pid),
      processorMs: () => processorMsOf(child.pid),
      stop: () => end(child),
    };
  }
  throw new Error("The bank did not get ready");
}

function spawn(args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

async function end(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await child.status;
}

/** Resident memory as Linux counts it. */
function rssOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** User and system time, in ticks of 10 ms (proc(5)). */
function processorMsOf(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
  return (user! + system!) * 10;
}
