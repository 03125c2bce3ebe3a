// HTTP load by wrk (Debian's): keep-alive connections, one request in flight on each, as browsers and edges have them. The
// requests are written by a small Lua program, so that addresses and keys differ from one to the next.
import { join } from "node:path";

export interface Load {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly seconds: number;
  /** Lua: what `request` returns; `n` counts, `connection` is nothing that wrk knows. */
  readonly lua?: string;
}

export interface LoadReport {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx or 3xx. */
  readonly others: number;
}

export async function load({ port, path, connections, seconds, lua }: Load): Promise<LoadReport> {
  const directory = Deno.makeTempDirSync();
  const script = join(directory, "requests.lua");
  if (lua !== undefined) Deno.writeTextFileSync(script, lua);
  const { stdout } = await new Deno.Command("wrk", {
    args: [
      "-t1",
      `-c${connections}`,
      `-d${seconds}s`,
      "--latency",
      ...(lua === undefined ? [] : ["-s", script]),
      `http://127.0.0.1:${port}${path}`,
    ],
  }).output();
  Deno.removeSync(directory, { recursive: true });
  const text = new TextDecoder().decode(stdout);
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    perSecond: Math.round(number(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: timeOf(text, "50%"),
    p99Ms: timeOf(text, "99%"),
    others: number(/Non-2xx or 3xx responses: (\d+)/),
  };
}

function timeOf(text: string, part: string): number {
  const [, value = "0", unit = "ms"] = new RegExp(`${part}\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? 1);
}
