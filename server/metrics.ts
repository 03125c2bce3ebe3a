// Figures of a running bank for Prometheus, and whether it is well, on an address of their own (`serve --metrics`). What happens
// thousands of times a second is counted in plain numbers; everything else is read when Prometheus asks.
import process from "node:process";
import { Registry } from "prom-client";
import type { CommitLoop } from "../bank/commit_loop.ts";
import type { Journal } from "../bank/journal.ts";
import { paymentsIn } from "../bank/trace.ts";
import type { Meter } from "../service/meter.ts";
import { Distribution, type Figure, Tally } from "./tally.ts";

/** Upper bounds in seconds, from what a payment takes on a quiet machine to what a person gives up at. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Upper bounds in bytes; a commit has eight blocks of 60 KiB at most. */
const BYTES = [256, 1_024, 4_096, 16_384, 65_536, 131_072, 262_144, 524_288];

/** Milliseconds for which a store that could not be written counts as such, unless it was written since. */
const FAILED_MS = 60_000;

/** What is read when Prometheus asks: a name, what it means, and its value now. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** Absent: a gauge. */
  readonly type?: "counter" | "gauge";
  /** By labels, or one value without any. */
  readonly read: () => number | readonly { readonly labels: Labels; readonly value: number }[];
}

export type Labels = Readonly<Record<string, string>>;

export class Metrics {
  readonly #now: () => number;
  readonly #registry = new Registry();
  readonly #requests = new Tally(
    { name: "bank_requests_total", help: "Requests by method and outcome, over all faces" },
    ["method", "outcome"],
  );
  readonly #took = new Distribution(
    { name: "bank_request_seconds", help: "Time from request to answer, by method" },
    SECONDS,
    "method",
  );
  readonly #commits = new Distribution(
    { name: "bank_commit_seconds", help: "Time of one durable commit of the journal" },
    SECONDS,
  );
  readonly #sizes = new Distribution(
    { name: "bank_commit_bytes", help: "Bytes of the blocks of one commit" },
    BYTES,
  );
  readonly #failures = new Tally(
    { name: "bank_commit_failures_total", help: "Commits that the store did not take, by why" },
    ["why"],
  );
  readonly #events = new Tally(
    { name: "bank_events_total", help: "Events written to the journal since the start" },
    [],
  );
  readonly #payments = new Tally(
    { name: "bank_payments_total", help: "Bookings since the start" },
    [],
  );
  #failedAtMs: number | null = null;

  /** @param now milliseconds that only ever grow. */
  constructor(now: () => number) {
    this.#now = now;
    const figures = [this.#requests, this.#took, this.#commits, this.#sizes, this.#failures];
    for (const figure of [...figures, this.#events, this.#payments]) this.#add(figure);
    for (const gauge of processGauges()) this.gauge(gauge);
  }

  readonly meter: Meter = {
    now: () => this.#now(),
    answered: (method, outcome, tookMs) => {
      this.#requests.count(`${method} ${outcome}`);
      this.#took.observe(tookMs / 1_000, method);
    },
  };

  #add(figure: Figure): void {
    this.#registry.registerMetric(figure as never);
  }

  gauge({ name, help, type = "gauge", read }: Gauge): void {
    const get = () => {
      const found = read();
      const values = typeof found === "number" ? [{ labels: {}, value: found }] : found;
      return Promise.resolve({ name, help, type, aggregator: "sum", values } as never);
    };
    this.#add({ name, get });
  }

  /** Stands before the journal and times what is written to it. */
  readonly measured = (journal: Journal): Journal => ({
    append: async (seq, blocks) => {
      const began = this.#now();
      try {
        const appended = await journal.append(seq, blocks);
        if (appended) this.#written(blocks, this.#now() - began);
        else this.#failures.count("taken");
        return appended;
      } catch (error) {
        this.#failures.count("failed");
        this.#failedAtMs = this.#now();
        throw error;
      }
    },
    head: () => journal.head(),
    block: (seq) => journal.block(seq),
    blocksFrom: (seq) => journal.blocksFrom(seq),
  });

  #written(blocks: readonly Uint8Array[], tookMs: number): void {
    this.#failedAtMs = null;
    this.#commits.observe(tookMs / 1_000);
    this.#sizes.observe(blocks.reduce((sum, { length }) => sum + length, 0));
  }

  /** Counts what is written from now on. */
  observe(loop: CommitLoop): void {
    loop.observe(({ events }) => {
      this.#events.count("", events.length);
      const payments = paymentsIn(events);
      if (payments > 0) this.#payments.count("", payments);
    });
  }

  /** Whether the last try to write, of the last minute, failed. */
  get failing(): boolean {
    return this.#failedAtMs !== null && this.#now() - this.#failedAtMs < FAILED_MS;
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

/** With the names that exporters of processes use. */
function processGauges(): Gauge[] {
  const { uptime } = process;
  return [
    {
      name: "process_resident_memory_bytes",
      help: "Memory of the process",
      read: () => process.memoryUsage().rss,
    },
    {
      name: "process_heap_bytes",
      help: "Memory that JavaScript uses",
      read: () => process.memoryUsage().heapUsed,
    },
    {
      name: "process_cpu_seconds_total",
      help: "Processor time, of all threads",
      type: "counter",
      read: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1_000_000;
      },
    },
    { name: "process_uptime_seconds", help: "Since the start", read: () => uptime() },
  ];
}
