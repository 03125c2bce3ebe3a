// An edge in front of a bank: varnishd or nginx with the very files of docs/cdn, their addresses and directories changed to
// ports and a directory of their own. Runs in the foreground as a child of this process, and is ended by its own id.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { ROOT, scratch } from "./program.ts";

/** Milliseconds that an edge has to begin: Varnish compiles its file first. */
const READY_MS = 15_000;

export interface Edge extends AsyncDisposable {
  readonly kind: "varnish" | "nginx";
  readonly origin: string;
  readonly port: number;
  /** Of its first process; the others are its children. */
  readonly pid: number;
}

export interface EdgeOptions {
  /** Of the bank on 127.0.0.1. */
  readonly originPort: number;
  /** Where the edge is to listen; a free port when it does not matter. */
  readonly port?: number;
  /** Another text than the file of docs/cdn. */
  readonly text?: string;
}

function found(command: string): string | null {
  for (const directory of ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]) {
    try {
      if (Deno.statSync(join(directory, command)).isFile) return join(directory, command);
    } catch {
      // Not in this one.
    }
  }
  return null;
}

export const VARNISHD = found("varnishd");
export const NGINX = found("nginx");

/** Says why tests are skipped. */
export function isMissing(command: "varnishd" | "nginx"): boolean {
  const missing = (command === "varnishd" ? VARNISHD : NGINX) === null;
  if (missing) console.log(`    (no ${command}: apt install it; its tests are skipped)`);
  return missing;
}

/** Each must be there: otherwise the file is no longer what this expects. */
function replaced(text: string, changes: readonly (readonly [string, string])[]): string {
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`The edge's configuration does not say: ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

export function configuration(name: "varnish.vcl" | "nginx.conf"): string {
  return readFileSync(join(ROOT, "docs", "cdn", name), "utf8");
}

export async function startVarnish(options: EdgeOptions): Promise<Edge> {
  const { originPort, port = freePort(), text = configuration("varnish.vcl") } = options;
  const directory = scratch();
  const file = directory.file(
    "bank.vcl",
    replaced(text, [['.port = "7480"', `.port = "${originPort}"`]]),
  );
  const args = ["-F", "-j", "none", "-n", join(directory.path, "varnish"), "-f", file];
  const child = spawn(VARNISHD!, [
    ...args,
    "-a",
    `127.0.0.1:${port},HTTP`,
    "-s",
    "malloc,64m",
    "-T",
    "none",
  ]);
  return await ready({ kind: "varnish", child, port, directory });
}

export async function startNginx(options: EdgeOptions): Promise<Edge> {
  const { originPort, port = freePort(), text = configuration("nginx.conf") } = options;
  const directory = scratch();
  const at = (name: string) => join(directory.path, name);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `    ${name}_temp_path ${at(name)};\n`).join("");
  const file = directory.file(
    "nginx.conf",
    "daemon off;\n" + replaced(text, [
      ["user www-data;", Deno.uid() === 0 ? "user root;" : ""],
      ["127.0.0.1:7480", `127.0.0.1:${originPort}`],
      ["127.0.0.1:7481", `127.0.0.1:${port}`],
      ["127.0.0.1:7482", `127.0.0.1:${freePort()}`],
      ["/run/nginx.pid", at("nginx.pid")],
      ["/var/log/nginx/error.log", at("error.log")],
      ["/var/log/nginx/access.log", at("access.log")],
      ["/var/cache/nginx/bank", at("cache")],
      ["http {\n", `http {\n${temporary}`],
    ]),
  );
  const child = spawn(NGINX!, ["-p", directory.path, "-c", file, "-e", at("error.log")]);
  return await ready({ kind: "nginx", child, port, directory });
}

function spawn(command: string, args: string[]): Deno.ChildProcess {
  return new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "piped" })
    .spawn();
}

interface Starting {
  readonly kind: Edge["kind"];
  readonly child: Deno.ChildProcess;
  readonly port: number;
  readonly directory: ReturnType<typeof scratch>;
}

async function ready({ kind, child, port, directory }: Starting): Promise<Edge> {
  const said = new Response(child.stderr).text();
  let over: Deno.CommandStatus | null = null;
  const ended = child.status.then((status) => over = status);
  const endMs = performance.now() + READY_MS;
  while (!await answers(port)) {
    if (over !== null) throw new Error(`${kind} ended at once: ${await said}`);
    if (performance.now() > endMs) {
      child.kill("SIGKILL");
      throw new Error(`${kind} did not begin: ${await said}`);
    }
  }
  return {
    kind,
    port,
    pid: child.pid,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (over === null) child.kill("SIGTERM");
      await Promise.all([ended, said]);
      directory[Symbol.dispose]();
    },
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    await answer.body?.cancel();
    return true;
  } catch {
    // Asked again a little later, so that it has the processor meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 10));
    return false;
  }
}
