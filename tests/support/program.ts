// The program as a real process, on each runtime that is at hand: Deno, plain Node from the packed tarball, the
// compiled executable. Starts servers, waits for their ready line, runs client commands.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./ports.ts";

export const ROOT = new URL("../..", import.meta.url).pathname;

export interface Launcher {
  readonly name: "deno" | "node" | "binary";
  readonly command: string;
  readonly args: readonly string[];
}

const DENO: Launcher = {
  name: "deno",
  command: Deno.execPath(),
  args: [
    "run",
    "--node-modules-dir=manual",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--no-prompt",
    join(ROOT, "main.ts"),
  ],
};

/** Deno's cache, for runs with another HOME. */
export const DENO_DIR: string = JSON.parse(
  new TextDecoder().decode(
    new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout,
  ),
).denoDir;

/** Deno always; the others where `deno task npm` and `deno task compile` have been run. */
export function launchers(): Launcher[] {
  const found = [DENO];
  const node = nodeFromTarball();
  if (node) found.push(node);
  else console.log("    (no dist/bank-*.tgz: `deno task npm` makes it; the Node runs are skipped)");
  const binary = join(ROOT, "dist", "bank");
  if (existsSync(binary)) found.push({ name: "binary", command: binary, args: [] });
  else console.log("    (no dist/bank: `deno task compile` makes it; its runs are skipped)");
  return found;
}

/** What people get, where it has been made: the tests of one launcher run the source already. */
export function shipped(): Launcher[] {
  const all = launchers();
  const binary = all.some(({ name }) => name === "binary");
  return binary ? all.filter(({ name }) => name !== "deno") : all;
}

/** By its name; without one, what is shipped where it has been made, else the source. */
export function launcherNamed(name: string | undefined): Launcher {
  const path = join(ROOT, "dist", "bank");
  const binary: Launcher = { name: "binary", command: path, args: [] };
  if (name === undefined) return existsSync(path) ? binary : DENO;
  if (name === "deno") return DENO;
  const found = name === "node" ? nodeFromTarball() : name === "binary" ? binary : null;
  if (!found) throw new Error(`There is no launcher "${name}" here: expected deno, node or binary`);
  return found;
}

let installed: Launcher | null | undefined;

/** Installs the tarball into an empty prefix, once, as a user would. */
function nodeFromTarball(): Launcher | null {
  if (installed !== undefined) return installed;
  const dist = join(ROOT, "dist");
  const tarball = existsSync(dist) && readdirSync(dist).find((name) => name.endsWith(".tgz"));
  if (!tarball) return installed = null;
  const prefix = mkdtempSync(join(Deno.env.get("TMPDIR") ?? "/tmp", "bank-npm-"));
  addEventListener("unload", () => rmSync(prefix, { recursive: true, force: true }));
  const { success, stderr } = new Deno.Command("npm", {
    args: ["install", "--global", "--silent", "--prefix", prefix, join(dist, tarball)],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return installed = { name: "node", command: join(prefix, "bin", "bank"), args: [] };
}

export interface Scratch extends Disposable {
  readonly path: string;
  /** A file in it with this text, e.g. a password. */
  file(name: string, text: string): string;
}

export function scratch(): Scratch {
  const path = Deno.makeTempDirSync({ prefix: "bank-test-" });
  return {
    path,
    file(name, text) {
      writeFileSync(join(path, name), text, { mode: 0o600 });
      return join(path, name);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Command words that go before the program's, e.g. `ip netns exec NAME`. */
export type Wrapper = readonly string[];

export interface ServerOptions {
  readonly launcher: Launcher;
  readonly data: string;
  /** One that is free where it is absent or 0. */
  readonly port?: number;
  readonly host?: string;
  readonly wrapper?: Wrapper;
  readonly args?: readonly string[];
}

export interface ServerProcess extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Of the web face, where there is one. */
  readonly http: number | null;
  /** Where its figures are, when they were asked for. */
  readonly metrics: number | null;
  readonly udp: number;
  /** Of the server itself, where no wrapper stays in between. */
  readonly pid: number;
  readonly fingerprint: string;
  readonly staffCode: string | null;
  readonly stderr: () => string;
  /** Settles when its log has said this. Throws when it has ended without. */
  readonly says: (words: RegExp) => Promise<void>;
  /** Settles when it has ended, by itself or not, and has said everything. */
  readonly ended: Promise<Deno.CommandStatus>;
  /** Ends it with this signal and waits. */
  stop(signal?: Deno.Signal): Promise<Deno.CommandStatus>;
}

export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  return await beginServer(options).ready;
}

/** A server that may have to wait until another one has ended. */
export interface StartingServer
  extends AsyncDisposable, Pick<ServerProcess, "pid" | "stderr" | "says" | "ended"> {
  /** Settles when it says that it stands by. */
  readonly standsBy: Promise<void>;
  /** Rejects when it ends without having been ready. */
  readonly ready: Promise<ServerProcess>;
  stop(signal?: Deno.Signal): Promise<Deno.CommandStatus>;
}

export function beginServer(options: ServerOptions): StartingServer {
  const { launcher, data, port = 0, host = "127.0.0.1", wrapper = [], args = [] } = options;
  const tcp = port || freePort();
  const words = [...wrapper, launcher.command, ...launcher.args, "serve", "--json"];
  // The usual port of the web face is one: tests that run beside each other would take it from one another.
  const web = args.includes("--http") ? [] : ["--http", "0"];
  const flags = ["--data", data, "--host", host, "--port", String(tcp), ...web, ...args];
  return starting([...words, ...flags], host);
}

/** The bank that these words start, `--json` among them, as soon as it is ready. */
export async function serverOf(words: readonly string[], host: string): Promise<ServerProcess> {
  return await starting(words, host).ready;
}

function starting(words: readonly string[], host: string): StartingServer {
  const child = new Deno.Command(words[0]!, {
    args: words.slice(1),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = collect(child.stderr);
  let over: Promise<Deno.CommandStatus> | null = null;
  const stop = (signal: Deno.Signal = "SIGTERM") =>
    over ??= (async () => {
      try {
        child.kill(signal);
      } catch {
        // It has ended by itself.
      }
      const status = await child.status;
      await Promise.all([errors.done, output.cancel()]);
      return status;
    })();
  const output = linesOf(child.stdout);
  const standing = Promise.withResolvers<void>();
  const process = {
    host,
    pid: child.pid,
    stderr: () => errors.text,
    says: (words: RegExp) => errors.says(words),
    ended: errors.done.then(() => child.status),
    stop,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
  const getReady = async (): Promise<ServerProcess> => {
    let staffCode: string | null = null;
    for await (const text of output.lines) {
      const event = JSON.parse(text);
      if (event.event === "staff_code") staffCode = event.code;
      if (event.event === "standing_by") standing.resolve();
      if (event.event !== "ready") continue;
      const { tcp: port, udp, http, metrics = null, fingerprint } = event;
      return { ...process, port, udp, http, metrics, fingerprint, staffCode };
    }
    await child.status;
    await errors.done;
    throw new Error(`The server did not get ready: ${errors.text}`);
  };
  const ready = getReady();
  // Of one that was not waited for.
  ready.catch(standing.reject);
  standing.promise.catch(() => {});
  return { ...process, standsBy: standing.promise, ready };
}

function collect(stream: ReadableStream<Uint8Array>) {
  let heard = () => {};
  let over = false;
  const collected = {
    text: "",
    done: Promise.resolve(),
    async says(words: RegExp) {
      while (!words.test(collected.text)) {
        if (over) throw new Error(`It has ended and did not say ${words}: ${collected.text}`);
        await new Promise<void>((resolve) => heard = resolve);
      }
    },
  };
  collected.done = (async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      collected.text += part;
      heard();
    }
    over = true;
    heard();
  })();
  return collected;
}

export function linesOf(stream: ReadableStream<Uint8Array>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  async function* read() {
    let rest = "";
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n");
      rest = parts.pop()!;
      yield* parts;
    }
  }
  return { lines: read(), cancel: () => reader.cancel() };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly launcher: Launcher;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly wrapper?: Wrapper;
}

/** Runs the program to its end. */
export async function runProgram(options: RunOptions): Promise<Ran> {
  const { launcher, args, env = {}, stdin, wrapper = [] } = options;
  const words = [...wrapper, launcher.command, ...launcher.args, ...args];
  const child = new Deno.Command(words[0]!, {
    args: words.slice(1),
    // Else Deno looks for a newer one meanwhile, and reads whom TLS believes before the program can say.
    env: { DENO_DIR, DENO_NO_UPDATE_CHECK: "1", ...env },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}
