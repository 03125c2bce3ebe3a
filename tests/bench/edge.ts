// `deno run -A tests/bench/edge.ts`: the directory page per second from the bank itself, from both edges with the files of
// docs/cdn, and from the same edges with a file of the same size, in turns in one run; prints Markdown. Needs wrk, varnishd
// and nginx (apt install wrk varnish nginx). See `--help` for sizes.
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  configuration,
  type Edge,
  NGINX,
  startNginx,
  startVarnish,
  VARNISHD,
} from "../support/edge.ts";
import { linesOf, scratch } from "../support/program.ts";
import { WebBank } from "../support/web_bank.ts";
import { machineText } from "./machine.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    connections: { type: "string", default: "32" },
    bank: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What was aimed at. */
const OF_ORIGIN_MIN = 10;
const OF_STATIC_MIN = 0.9;

const STATIC_PATH = "/static-page";

const ANEW = "bank, page made anew";
const KEPT = "bank, page that it has";

interface Row {
  readonly what: string;
  readonly url: string;
  /** The row of the same edge with a file. */
  readonly beside: string | null;
  readonly script: string | null;
  readonly perSecond: number[];
}

/** The bank in a process of its own: what it takes is not the load generator's. */
async function serveBank(): Promise<void> {
  await using web = await WebBank.open({ giving: true });
  console.log(JSON.stringify({ port: web.bank.http!.port }));
  const stopped = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGTERM", stopped.resolve);
  await stopped.promise;
}

async function startBank(): Promise<AsyncDisposable & { readonly port: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", import.meta.filename!, "--bank"],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const { lines, cancel } = linesOf(child.stdout);
  const { value } = await lines.next();
  return {
    port: JSON.parse(value!).port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await Promise.all([child.status, cancel()]);
    },
  };
}

async function packed(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What the page says besides; a file of the site would say it, too. */
function besides(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => !/^(content-(type|length)|etag|date|vary)$/.test(name));
}

/** nginx as in docs/cdn, and beside it a file. */
async function nginxWithFile(
  originPort: number,
  file: string,
  headers: readonly [string, string][],
): Promise<Edge> {
  const lines = headers.map(([name, value]) =>
    `add_header ${name} "${value.replaceAll('"', "")}";`
  );
  const location =
    `location = ${STATIC_PATH} { alias ${file}; default_type text/html; gunzip off; ` +
    `add_header Content-Encoding gzip; ${lines.join(" ")} }\n        location = /v1/live {`;
  const text = configuration("nginx.conf").replace("location = /v1/live {", location);
  return await startNginx({ originPort, text });
}

/** Varnish without rules of ours, in front of a server that has only this. */
async function bareVarnish(
  body: Uint8Array<ArrayBuffer>,
  page: readonly [string, string][],
): Promise<AsyncDisposable & { readonly edge: Edge }> {
  const long = { "cache-control": "public, max-age=3600" };
  const headers = { ...Object.fromEntries(page), ...long, "content-encoding": "gzip" };
  const about = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(about, () => new Response(body, { headers }));
  const text = 'vcl 4.1;\nbackend bank { .host = "127.0.0.1"; .port = "7480"; }\n';
  const edge = await startVarnish({ originPort: server.addr.port, text });
  return {
    edge,
    async [Symbol.asyncDispose]() {
      await edge[Symbol.asyncDispose]();
      await server.shutdown();
    },
  };
}

/** Visitors of many addresses: the bank counts the requests of each. With queries of their own it makes each page anew. */
function manyVisitors(query: string): string {
  return `local n = 0
function request()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = "10.0." .. n % 250 .. "." .. math.floor(n / 250) % 250
  return wrk.format("GET", "/"${query})
end
`;
}

/** As browsers ask: with gzip, on connections that stay. */
async function load({ url, script }: Row): Promise<number> {
  const scripted = script === null ? [] : ["-s", script];
  const sizes = ["-t1", `-c${values.connections}`, `-d${values.seconds}s`, ...scripted];
  const { stdout } = await new Deno.Command("wrk", {
    args: [...sizes, "-H", "Accept-Encoding: gzip", url],
  }).output();
  const said = new TextDecoder().decode(stdout);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(said)?.[1];
  if (rate === undefined || /Non-2xx|Socket errors/.test(said)) throw new Error(`${url}: ${said}`);
  return Number(rate);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

async function measure(): Promise<{ readonly rows: readonly Row[]; readonly bytes: number }> {
  using directory = scratch();
  const asked = directory.file("asked.lua", manyVisitors(""));
  const anew = directory.file("anew.lua", manyVisitors(' .. "?n=" .. n'));
  await using bank = await startBank();
  const origin = `http://127.0.0.1:${bank.port}`;
  const page = await fetch(origin);
  const [headers, body] = [besides(page.headers), await packed(await page.text())];
  Deno.writeFileSync(join(directory.path, "page"), body);
  Deno.chmodSync(directory.path, 0o755);
  await using nginx = await nginxWithFile(bank.port, join(directory.path, "page"), headers);
  await using varnish = await startVarnish({ originPort: bank.port });
  await using bare = await bareVarnish(body, headers);
  const row = (what: string, url: string, beside: string | null, script: string | null): Row => {
    return { what, url, beside, script, perSecond: [] };
  };
  const rows = [
    row(ANEW, `${origin}/`, null, anew),
    row(KEPT, `${origin}/`, null, asked),
    row("nginx, a file", nginx.origin + STATIC_PATH, null, null),
    row("nginx", `${nginx.origin}/`, "nginx, a file", null),
    row("Varnish without rules", `${bare.edge.origin}/`, null, null),
    row("Varnish", `${varnish.origin}/`, "Varnish without rules", null),
  ];
  for (const { url } of rows) await (await fetch(url)).body?.cancel();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const row of rows) row.perSecond.push(await load(row));
  }
  return { rows, bytes: body.length };
}

function report({ rows, bytes }: Awaited<ReturnType<typeof measure>>): void {
  const of = new Map(rows.map(({ what, perSecond }) => [what, median(perSecond)]));
  const whole = (rate: number) => Math.round(rate).toLocaleString("en");
  console.log(machineText("no database"));
  console.log(
    `Directory page, ${bytes} bytes packed; wrk, ${values.connections} connections, ${values.seconds} s, ` +
      `median of ${values.rounds} rounds.\n`,
  );
  console.log(
    "| what | per second | of made anew | of had | of a file |\n|---|---:|---:|---:|---:|",
  );
  const missed: string[] = [];
  for (const { what, beside } of rows) {
    const rate = of.get(what)!;
    const [ofAnew, ofKept] = [rate / of.get(ANEW)!, rate / of.get(KEPT)!];
    const ofFile = beside === null ? null : rate / of.get(beside)!;
    const times = [ofAnew, ofKept].map((ratio) => `${ratio.toFixed(1)} ×`);
    const cells = [...times, ofFile === null ? "" : `${(100 * ofFile).toFixed(0)} %`];
    console.log(`| ${what} | ${whole(rate)} | ${cells.join(" | ")} |`);
    if (ofFile === null) continue;
    if (ofAnew < OF_ORIGIN_MIN) {
      missed.push(`${what}: less than ${OF_ORIGIN_MIN} × a page made anew`);
    }
    if (ofKept < OF_ORIGIN_MIN) missed.push(`${what}: less than ${OF_ORIGIN_MIN} × a page it has`);
    if (ofFile < OF_STATIC_MIN) {
      missed.push(`${what}: less than ${100 * OF_STATIC_MIN} % of a file`);
    }
  }
  console.log(missed.length === 0 ? "\nAll bars are met." : `\nMissed: ${missed.join("; ")}.`);
}

function hasWrk(): boolean {
  try {
    new Deno.Command("wrk", { args: ["-v"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}

if (values.help) {
  console.log("deno run -A tests/bench/edge.ts [--seconds 2] [--rounds 5] [--connections 32]");
} else if (values.bank) await serveBank();
else if (VARNISHD === null || NGINX === null || !hasWrk()) {
  console.log("Needs varnishd, nginx and wrk: apt install varnish nginx wrk");
  Deno.exitCode = 1;
} else report(await measure());
