// What `bank top` shows of two readings of a bank's figures: as rows for people, as one object for programs. Pure.
import { line } from "../../console/screen.ts";
import { tableText } from "../../terminal/table_text.ts";
import { growthOf, quantileOf, rateOf, type Readings, sumOf, valuesOf } from "./figures.ts";

const REQUESTS = "bank_requests_total";
const TOOK = "bank_request_seconds";

export interface MethodTop {
  readonly method: string;
  readonly perSecond: number;
  /** Null where there was no request. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly refusedPerSecond: number;
}

export interface RefusalTop {
  readonly code: string;
  readonly perSecond: number;
  readonly sinceStart: number;
}

export interface Top {
  readonly version: string;
  readonly upSeconds: number;
  readonly paymentsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly commitsPerSecond: number;
  readonly commitP50Ms: number | null;
  readonly commitP99Ms: number | null;
  readonly connections: number;
  readonly sessions: number;
  readonly queue: number;
  readonly viewLag: number;
  readonly block: number;
  readonly memoryBytes: number;
  /** Of one core. */
  readonly cpuPercent: number;
  /** Those that were asked for most come first. */
  readonly methods: readonly MethodTop[];
  readonly refusals: readonly RefusalTop[];
}

export function topOf(readings: Readings): Top {
  const { after } = readings;
  const ms = (name: string, share: number, wanted = {}) => {
    const seconds = quantileOf(readings, { name, wanted, share });
    return seconds === null ? null : seconds * 1_000;
  };
  const methods = valuesOf(after, REQUESTS, "method").map((method) => {
    const perSecond = rateOf(readings, REQUESTS, { method });
    return {
      method,
      perSecond,
      p50Ms: ms(TOOK, 0.5, { method }),
      p99Ms: ms(TOOK, 0.99, { method }),
      refusedPerSecond: perSecond - rateOf(readings, REQUESTS, { method, outcome: "ok" }),
    };
  });
  const codes = valuesOf(after, REQUESTS, "outcome").filter((code) => code !== "ok");
  const refusals = codes.map((code) => ({
    code,
    perSecond: rateOf(readings, REQUESTS, { outcome: code }),
    sinceStart: sumOf(after, REQUESTS, { outcome: code }),
  }));
  return {
    version: valuesOf(after, "bank_info", "version")[0] ?? "",
    upSeconds: sumOf(after, "process_uptime_seconds"),
    paymentsPerSecond: rateOf(readings, "bank_payments_total"),
    requestsPerSecond: rateOf(readings, REQUESTS),
    commitsPerSecond: rateOf(readings, "bank_commit_seconds_count"),
    commitP50Ms: ms("bank_commit_seconds", 0.5),
    commitP99Ms: ms("bank_commit_seconds", 0.99),
    connections: sumOf(after, "bank_connections"),
    sessions: sumOf(after, "bank_budget_used", { budget: "signed_in" }),
    queue: sumOf(after, "bank_commands_waiting"),
    viewLag: sumOf(after, "bank_views_waiting_events"),
    block: sumOf(after, "bank_journal_block"),
    memoryBytes: sumOf(after, "process_resident_memory_bytes"),
    cpuPercent: growthOf(readings, "process_cpu_seconds_total") / readings.seconds * 100,
    methods: methods.filter(({ perSecond }) => perSecond > 0)
      .sort((one, other) => other.perSecond - one.perSecond),
    refusals: refusals.filter(({ sinceStart }) => sinceStart > 0)
      .sort((one, other) => other.perSecond - one.perSecond || other.sinceStart - one.sinceStart),
  };
}

const whole = (value: number) => Math.round(value).toLocaleString("en");
const rate = (value: number) =>
  value.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const took = (ms: number | null) => ms === null ? "–" : `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;

function upText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** Lines that are shown around the methods and refusals. */
const LINES_BESIDE = 12;

/** Refusals that are shown. */
const REFUSALS_MAX = 6;

export interface Shown {
  readonly place: string;
  /** Why it books nothing, or null. */
  readonly trouble: string | null;
  /** Of the terminal. */
  readonly rows: number;
}

export function topText(top: Top, { place, trouble, rows }: Shown): string {
  const state = trouble === null ? "ready" : line`NOT READY: ${trouble}`;
  const head = line`bank ${top.version} at ${place}, up ${upText(top.upSeconds)}: ${state}`;
  const commits = `${took(top.commitP50Ms)} / ${took(top.commitP99Ms)}`;
  const left = (title: string) => ({ title, align: "left" as const });
  const right = (title: string) => ({ title, align: "right" as const });
  const figures = tableText(
    [left(""), right(""), left(""), right(""), left(""), right("")],
    [
      ["payments/s", rate(top.paymentsPerSecond), "  connections", whole(top.connections)]
        .concat("  memory", `${whole(top.memoryBytes / 2 ** 20)} MiB`),
      ["requests/s", rate(top.requestsPerSecond), "  sessions", whole(top.sessions)]
        .concat("  processor", `${whole(top.cpuPercent)} %`),
      ["commits/s", rate(top.commitsPerSecond), "  queue", whole(top.queue)]
        .concat("  commit p50 / p99", commits),
      ["block", whole(top.block), "  view lag", whole(top.viewLag)],
    ],
  ).split("\n").slice(1).join("\n");
  const refusals = top.refusals.slice(0, REFUSALS_MAX);
  const methods = top.methods.slice(0, Math.max(3, rows - LINES_BESIDE - refusals.length));
  const asked = tableText(
    [left("method"), right("/s"), right("p50"), right("p99"), right("refused/s")],
    methods.map(({ method, perSecond, p50Ms, p99Ms, refusedPerSecond }) => [
      line`${method}`,
      rate(perSecond),
      took(p50Ms),
      took(p99Ms),
      rate(refusedPerSecond),
    ]),
  );
  const refused = tableText(
    [left("refused"), right("/s"), right("since the start")],
    refusals.map(({ code, perSecond, sinceStart }) => [
      line`${code}`,
      rate(perSecond),
      whole(sinceStart),
    ]),
  );
  return [head, "", figures, "", asked, ...(refusals.length > 0 ? ["", refused] : [])].join("\n");
}
