// `deno run -A tests/bench/web.ts [--seconds N] [--organisations N] [--sockets N]`: the web face beside what the platform
// gives and beside the same bank over TCP, in one run on one machine. Ratios are what counts. Needs wrk (apt install wrk).
import { join } from "node:path";
import { linesOf, ROOT } from "../support/program.ts";
import { type FilledBank, filledBank } from "./filled_bank.ts";
import { load, type LoadReport } from "./http_load.ts";
import { liveSockets } from "./live_sockets.ts";
import { machineText } from "./machine.ts";

const option = (name: string, fallback: number) => {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(Deno.args[at + 1]);
};

const seconds = option("seconds", 5);
const organisations = option("organisations", 5_000);
const sockets = option("sockets", 5_000);
const CONNECTIONS = 64;

function say(what: string, { perSecond, p50Ms, p99Ms, others }: LoadReport, beside = ""): void {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
  console.log(
    `${what.padEnd(36)} ${String(perSecond).padStart(7)}/s  ${times}` +
      (others > 0 ? `  ${others} not 2xx` : "") + (beside ? `  ${beside}` : ""),
  );
}

const percent = (a: LoadReport, b: LoadReport) =>
  `${Math.round(a.perSecond / b.perSecond * 100)} %`;

/** Each request comes from an address of its own, as behind an edge: limits count visitors. `{n}` is a number that changes. */
function visiting(path: string): string {
  return `
local n = 0
function request()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = "10." .. math.floor(n / 62500) % 2 .. "." .. math.floor(n / 250) % 8 .. "." .. n % 250
  local path = string.gsub("${path}", "{n}", tostring(n * 7919 % 5000))
  return wrk.format("GET", path)
end`;
}

/**
 * A donation by one donor after the other, each with a UUID version 7 of its own. The text of the request is put together by
 * hand: what the generator does not take is there for the server.
 */
function donating({ tokens, organisations: [organisation] }: FilledBank): string {
  return `
math.randomseed(os.time())
local tokens = {${tokens.map((token) => JSON.stringify(token)).join(",")}}
local body = '{"organisation":"${organisation}","amountMinor":100,"foreign":false}'
local run = string.format("%04x", math.random(0, 65535))
local front, back = {}, "\\r\\nContent-Length: " .. #body .. "\\r\\n\\r\\n" .. body
for i, token in ipairs(tokens) do
  front[i] = "POST /v1/gifts HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\n"
    .. "Authorization: Bearer " .. token .. "\\r\\nIdempotency-Key: "
end
local n = 0
function request()
  n = n + 1
  local time = string.format("%012x", os.time() * 1000 + n % 1000)
  return front[n % #tokens + 1] .. string.sub(time, 1, 8) .. "-" .. string.sub(time, 9) .. "-7" .. run:sub(1, 3)
    .. "-8" .. run:sub(2) .. "-" .. string.format("%012x", n)
    .. "\\r\\nX-Forwarded-For: 10." .. math.floor(n / 62500) % 2 .. "." .. math.floor(n / 250) % 8 .. "." .. n % 250
    .. back
end`;
}

async function hello(bytes: number): Promise<LoadReport> {
  const script = join(ROOT, "tests", "bench", "hello_server.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, String(bytes)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { value } = await linesOf(child.stdout).lines.next();
  const { port } = JSON.parse(value!);
  const lua = visiting("/hello");
  const report = await load({ port, path: "/hello", connections: CONNECTIONS, seconds, lua });
  child.kill("SIGTERM");
  await child.status;
  return report;
}

function asked(bank: FilledBank, path: string, connections = CONNECTIONS): Promise<LoadReport> {
  return load({ port: bank.http, path: "/", connections, seconds, lua: visiting(path) });
}

/** The same server, over TLS, by \`bank bench\`. */
async function transfers(bank: FilledBank): Promise<LoadReport> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      join(ROOT, "main.ts"),
      "bench",
      "--host",
      "127.0.0.1",
      "--json",
      "--port",
      String(bank.tcp),
      "--fingerprint",
      bank.fingerprint,
      "--clients",
      String(CONNECTIONS),
      "--seconds",
      String(seconds),
    ],
    stderr: "inherit",
  }).output();
  const report = JSON.parse(new TextDecoder().decode(stdout));
  return {
    perSecond: report.transfersPerSecond,
    p50Ms: report.p50Ms,
    p99Ms: report.p99Ms,
    others: 0,
  };
}

console.log(machineText());
const bank = await filledBank({ organisations, donors: CONNECTIONS });
try {
  const first = await (await fetch(`http://127.0.0.1:${bank.http}/v1/organisations`)).text();
  const plain = await hello(first.length);
  say("hono hello of the same size", plain);
  const directory = await asked(bank, "/v1/organisations");
  say(
    `list, ${organisations} organisations`,
    directory,
    `${percent(directory, plain)} of hono (bar 60 %)`,
  );
  const filter = "/v1/organisations?query=home%20{n}&needs=true&sort=urgent";
  say("filtered, each another one", await asked(bank, filter));
  say("the same, 2 at once", await asked(bank, filter, 2), "(bar p99 20 ms)");
  say("page of the directory", await asked(bank, "/"));
  say("page of an organisation", await asked(bank, `/o/${bank.organisations[0]}`));
  const tcp = await transfers(bank);
  say("TCP transfer, 64 clients", tcp);
  const lua = donating(bank);
  const rest = await load({ port: bank.http, path: "/", connections: CONNECTIONS, seconds, lua });
  say("REST donation, 64 connections", rest, `${percent(rest, tcp)} of TCP (bar 50 %)`);
  await liveSockets(bank, sockets);
} finally {
  await bank.stop();
}
