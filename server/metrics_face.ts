// The address on which a bank tells its figures (`/metrics`), that it is there (`/healthz`) and whether it does its work
// (`/readyz`). Nothing about customers is in any of it; who may read it is decided by where it listens.
import type { BankClock } from "../bank/bank_clock.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import type { HttpServer, NetAddress, Runtime } from "../net/runtime.ts";
import { Shares } from "../service/sharing/shares.ts";
import type { Metrics } from "./metrics.ts";

/** Connections at once: one reader or two, and a person. */
const CONNECTIONS_MAX = 16;

export interface MetricsFaceOptions extends NetAddress {
  readonly runtime: Runtime;
  readonly metrics: Metrics;
  readonly loop: CommitLoop;
  readonly clock: BankClock;
  readonly onTrouble: (error: unknown) => void;
}

export async function openMetricsFace(options: MetricsFaceOptions): Promise<HttpServer> {
  const { runtime, hostname, port, onTrouble } = options;
  return await runtime.serveHttp({
    hostname,
    port,
    onTrouble,
    connections: new Shares({ name: "metrics", unit: "connections", max: CONNECTIONS_MAX }),
    answer: (request) => answerTo(request, options),
    live: () => said(404, "There is nothing live here"),
  });
}

async function answerTo(
  { method, url }: Request,
  { metrics, loop, clock }: MetricsFaceOptions,
): Promise<Response> {
  if (method !== "GET" && method !== "HEAD") {
    return said(405, "Only GET and HEAD", { allow: "GET, HEAD" });
  }
  switch (new URL(url).pathname) {
    case "/metrics":
      return said(200, await metrics.text(), { "content-type": metrics.contentType });
    case "/healthz":
      return said(200, "ok\n");
    case "/readyz": {
      const trouble = whyNotReady({ metrics, loop, clock });
      return trouble === null ? said(200, "ready\n") : said(503, `${trouble}\n`);
    }
    default:
      return said(404, "There are /metrics, /healthz and /readyz\n");
  }
}

/** Why payments would be refused now, in words, or null. */
export function whyNotReady(
  { metrics, loop, clock }: Pick<MetricsFaceOptions, "metrics" | "loop" | "clock">,
): string | null {
  if (loop.stopped === "shutting_down") return "the bank is stopping";
  if (loop.stopped !== null || metrics.failing) return "the journal cannot be written";
  return clock.fault === null ? null : "the clock is wrong: nothing is booked";
}

function said(status: number, text: string, headers: Record<string, string> = {}): Response {
  const about = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status, headers: { ...about, ...headers } });
}
