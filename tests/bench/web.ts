// `deno run -A tests/bench/web.ts [--seconds N] [--organisations N] [--sockets N]`: the web face beside what the platform
// gives and beside the same method over TCP, in one run on one machine. Ratios are what counts.
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Client } from "../../net/client.ts";
import { runtime } from "../../net/runtime_deno.ts";
import { linesOf } from "../support/program.ts";
import { type FilledBank, filledBank } from "./filled_bank.ts";
import { getRequest, load, type LoadReport, postRequest } from "./http_load.ts";
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
const FILTER = "/v1/organisations?query=home%20{n}&needs=true&sort=urgent";

function say(what: string, { perSecond, p50Ms, p99Ms, others }: LoadReport, beside = ""): void {
  const times = `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
  console.log(
    `${what.padEnd(34)} ${String(perSecond).padStart(7)}/s  ${times}` +
      (others > 0 ? `  ${others} not 2xx` : "") + (beside ? `  ${beside}` : ""),
  );
}

const percent = (a: LoadReport, b: LoadReport) =>
  `${Math.round(a.perSecond / b.perSecond * 100)} %`;

/** Each connection has an address of its own, as behind an edge: limits count visitors. */
const from = (connection: number, turn: number) =>
  `x-forwarded-for: 10.${turn >> 12 & 255}.${connection}.${turn >> 4 & 255}\r\n`;

async function hello(bytes: number): Promise<LoadReport> {
  const script = new URL("hello_server.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, String(bytes)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { value } = await linesOf(child.stdout).lines.next();
  const { port } = JSON.parse(value!);
  const report = await load({
    port,
    connections: CONNECTIONS,
    seconds,
    request: () => getRequest("/hello"),
  });
  child.kill("SIGTERM");
  await child.status;
  return report;
}

async function list(
  bank: FilledBank,
  path: string,
  connections = CONNECTIONS,
): Promise<LoadReport> {
  // A word that changes: no two requests are alike, so that nothing is remembered for the next one.
  const request = (connection: number, turn: number) => {
    const varied = path.replace("{n}", String((connection * 7_919 + turn) % 5_000));
    return getRequest(varied, from(connection, turn));
  };
  return await load({ port: bank.http, connections, seconds, request });
}

async function donations(
  bank: FilledBank,
): Promise<{ readonly rest: LoadReport; readonly tcp: LoadReport }> {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const newId = () => transferIdOf(Date.now(), random(10));
  const organisation = bank.organisations[0]!;
  const gift = JSON.stringify({ organisation, amountMinor: 100, foreign: false });
  const request = (connection: number, turn: number) =>
    postRequest(
      "/v1/gifts",
      gift,
      `authorization: Bearer ${bank.tokens[connection % bank.tokens.length]}\r\n` +
        `idempotency-key: ${newId()}\r\n${from(connection, turn)}`,
    );
  const rest = await load({ port: bank.http, connections: CONNECTIONS, seconds, request });
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  await Promise.all(bank.donors.map(async (userName) => {
    const { certPem, tcp: port } = bank;
    const client = await Client.connect({ hostname: "127.0.0.1", port, certPem, runtime });
    await client.call("logIn", { userName, password: bank.password });
    while (performance.now() < end) {
      const began = performance.now();
      await client.call("transfer", { id: newId(), to: bank.payee, amountMinor: 100 });
      times.push(performance.now() - began);
    }
    client.close();
  }));
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? 0;
  const tcp = {
    perSecond: Math.round(times.length / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    others: 0,
  };
  return { rest, tcp };
}

console.log(machineText());
const bank = await filledBank({ organisations, donors: CONNECTIONS });
try {
  const first = await (await fetch(`http://127.0.0.1:${bank.http}/v1/organisations`)).text();
  const plain = await hello(first.length);
  say("hono hello of the same size", plain);
  const directory = await list(bank, "/v1/organisations");
  say(
    `list, ${organisations} organisations`,
    directory,
    `${percent(directory, plain)} of hono (bar 60 %)`,
  );
  const filtered = await list(
    bank,
    "/v1/organisations?query=home%2012&region=TN&needs=true&sort=urgent",
  );
  say("list, words, state, needs, urgency", filtered, "(64 at once)");
  say("the same, 2 at once", await list(bank, FILTER, 2), "(bar p99 20 ms)");
  say("page of the directory", await list(bank, "/"));
  say("page of an organisation", await list(bank, `/o/${bank.organisations[0]}`));
  const { rest, tcp } = await donations(bank);
  say("TCP transfer, 64 clients", tcp);
  say("REST donation, 64 clients", rest, `${percent(rest, tcp)} of TCP (bar 50 %)`);
  await liveSockets(bank, sockets);
} finally {
  await bank.stop();
}
