// `deno run -A tests/bench/shipping.ts`: what is shipped, in bytes and milliseconds, each beside an empty program of the
// same runtime; prints a Markdown table. Wants `deno task release` before it and a quiet machine.
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import {
  DENO_DIR,
  type Launcher,
  launchers,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";
import { released, tool } from "../support/shipped.ts";
import { machineText } from "./machine.ts";

const RUNS = 10;
const INSTALLS = 3;

/** Bytes, as people say them. */
const MB = 1e6;

const ABOVE_EMPTY_BYTES_MAX = 5 * MB;
const TARBALL_BYTES_MAX = 1.25 * MB;
const SERVE_READY_MS_MAX = 150;
const PROMPT_ABOVE_EMPTY_MS_MAX = 60;

const PROMPT = /What would you like to do/;

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly empty?: string;
  readonly above?: string;
  readonly bar?: string;
  readonly good?: boolean;
}

/** A bank's program, and one of the same runtime that only prints a line. */
interface Subject {
  readonly launcher: Launcher;
  readonly empty: Launcher;
}

const megabytes = (bytes: number) => `${(bytes / MB).toFixed(2)} MB`;
const milliseconds = (ms: number) => `${ms.toFixed(0)} ms`;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)]! + sorted[Math.floor(middle)]!) / 2;
}

/** One-line programs, one of them compiled as the bank is. */
function subjects(dir: Scratch): Subject[] {
  const source = dir.file("empty.js", 'console.log("ready");\n');
  const output = join(dir.path, "empty");
  const compiled = tool(
    ["npx", "-y", "deno@2.7.11", "compile", "--no-check", "--output", output, source],
    { cwd: dir.path, env: { DENO_TLS_CA_STORE: "system" } },
  );
  if (compiled.code !== 0) throw new Error(compiled.err);
  const empties: Record<Launcher["name"], Launcher> = {
    binary: { name: "binary", command: output, args: [] },
    deno: { name: "deno", command: Deno.execPath(), args: ["run", source] },
    node: { name: "node", command: "node", args: [source] },
  };
  const order: Launcher["name"][] = ["binary", "deno", "node"];
  return launchers().toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
    .map((launcher) => ({ launcher, empty: empties[launcher.name] }));
}

interface Start {
  readonly launcher: Launcher;
  readonly words: readonly string[];
  /** What is printed when it is there. */
  readonly until: RegExp;
  /** In a terminal of its own. */
  readonly terminal?: boolean;
}

/** Milliseconds from the start of a process until it has printed that; then it is ended. */
async function startMs({ launcher, words, until, terminal = false }: Start): Promise<number> {
  const direct = [launcher.command, ...launcher.args, ...words];
  const quoted = direct.map((word) => `'${word}'`).join(" ");
  const [command, ...args] = terminal ? ["script", "-qefc", quoted, "/dev/null"] : direct;
  const beganMs = performance.now();
  const child = new Deno.Command(command!, {
    args,
    env: { DENO_DIR, TERM: "xterm-256color" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!until.test(seen)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`${direct.join(" ")} ended: ${seen}`);
    seen += value;
  }
  const tookMs = performance.now() - beganMs;
  await end(child, terminal);
  await Promise.all([reader.cancel(), child.status]);
  return tookMs;
}

/** Harmless where it has ended by itself. */
async function end(child: Deno.ChildProcess, terminal: boolean): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    // script(1) takes two seconds over a signal, but hands on Ctrl-C.
    if (terminal) await writer.write(new TextEncoder().encode("\x03"));
    else child.kill("SIGTERM");
    await writer.close();
  } catch {
    // An empty program has ended long before.
  }
}

interface Compared {
  readonly ms: number;
  readonly emptyMs: number;
}

/** In turns, so that both see the same machine; the first turn only warms it. */
async function compared(start: Start, empty: Launcher): Promise<Compared> {
  const beside = { ...start, launcher: empty, words: [], until: /ready/ };
  const [own, other]: [number[], number[]] = [[], []];
  for (let run = 0; run <= RUNS; run++) {
    const [ms, emptyMs] = [await startMs(start), await startMs(beside)];
    if (run === 0) continue;
    own.push(ms);
    other.push(emptyMs);
  }
  return { ms: median(own), emptyMs: median(other) };
}

function timed(what: string, { ms, emptyMs }: Compared, rest: Partial<Row> = {}): Row {
  const [measured, empty, above] = [ms, emptyMs, ms - emptyMs].map(milliseconds);
  return { what, measured: measured!, empty: empty!, above: above!, ...rest };
}

function sizes({ launcher, empty }: Subject, tarball: string): Row[] {
  const size = (path: string) => Deno.statSync(path).size;
  const [own, none] = [size(launcher.command), size(empty.command)];
  return [{
    what: "size of the executable",
    measured: megabytes(own),
    empty: megabytes(none),
    above: megabytes(own - none),
    bar: `≤ ${megabytes(ABOVE_EMPTY_BYTES_MAX)} above`,
    good: own - none <= ABOVE_EMPTY_BYTES_MAX,
  }, {
    what: "size of the npm tarball",
    measured: megabytes(size(tarball)),
    bar: `≤ ${megabytes(TARBALL_BYTES_MAX)}`,
    good: size(tarball) <= TARBALL_BYTES_MAX,
  }];
}

function installTime(dir: Scratch, tarball: string): Row {
  const took = Array.from({ length: INSTALLS }, (_, place) => {
    const prefix = join(dir.path, `prefix${place}`);
    const beganMs = performance.now();
    const words = ["npm", "install", "-g", "--silent", "--prefix", prefix, tarball];
    const { code, err } = tool(words);
    if (code !== 0) throw new Error(err);
    return performance.now() - beganMs;
  });
  return { what: `npm install -g, median of ${INSTALLS}`, measured: milliseconds(median(took)) };
}

/** A small bank with a few payments, and a profile at which ann is signed in on that port. */
async function smallBank(dir: Scratch, launcher: Launcher): Promise<number> {
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "1000"] });
  const desk = deskAt({ launcher, dir, server });
  for (const user of ["bob", "zoe", "ann"]) await desk.signUp(user);
  for (let paid = 0; paid < 20; paid++) await desk.run("ann", ["transfer", "bob", "1", "--yes"]);
  await server.stop();
  return server.port;
}

async function starts(dir: Scratch, { launcher, empty }: Subject, port: number): Promise<Row[]> {
  const { name } = launcher;
  const version = { launcher, words: ["--version"], until: /\d\.\d/ };
  const data = join(dir.path, "data");
  const at = ["--host", "127.0.0.1", "--port", String(port)];
  const serve = { launcher, words: ["serve", "--json", "--data", data, ...at], until: /"ready"/ };
  const rows = [timed(`${name}: --version`, await compared(version, empty))];
  const ready = await compared(serve, empty);
  const binary = name === "binary";
  rows.push(timed(`${name}: serve ready, small bank`, ready, {
    ...(binary ? { bar: `≤ ${SERVE_READY_MS_MAX} ms`, good: ready.ms <= SERVE_READY_MS_MAX } : {}),
  }));
  await using _server = await startServer({ launcher, data, port });
  const words = ["connect", ...at, "--profile", join(dir.path, "profile"), "--user", "ann"];
  const prompt = await compared({ launcher, words, until: PROMPT, terminal: true }, empty);
  rows.push(timed(`${name}: first prompt of connect`, prompt, {
    bar: `≤ ${PROMPT_ABOVE_EMPTY_MS_MAX} ms above`,
    good: prompt.ms - prompt.emptyMs <= PROMPT_ABOVE_EMPTY_MS_MAX,
  }));
  return rows;
}

function tableOf(rows: readonly Row[]): string {
  const verdict = (good?: boolean) => good === undefined ? "" : good ? "met" : "**missed**";
  const cells = rows.map(({ what, measured, empty = "", above = "", bar = "", good }) =>
    `| ${[what, measured, empty, above, bar, verdict(good)].join(" | ")} |`
  );
  const head = "| what | measured | empty program | above it | bar | |\n|---|---|---|---|---|---|";
  return [head, ...cells].join("\n");
}

const tarball = released(/^bank-[\d.]+\.tgz$/);
using dir = scratch();
const all = tarball === null ? [] : subjects(dir);
if (tarball === null || all[0]?.launcher.name !== "binary") {
  console.log("Run `deno task release` first: there is nothing to measure.");
} else {
  const rows = [...sizes(all[0], tarball), installTime(dir, tarball)];
  const port = await smallBank(dir, all[0].launcher);
  for (const subject of all) rows.push(...await starts(dir, subject, port));
  console.log(`${tableOf(rows)}\n\nMedians of ${RUNS}. ${machineText()}`);
}
