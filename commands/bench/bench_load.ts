// The load: many customers on connections of their own, each with so many requests under way, for so many seconds.
// Builds and reads frames by hand, so that it takes as little as it can of the machine that it shares with the bank.
import type { NetAddress } from "../../net/runtime.ts";
import { SERVER_NAME } from "../../net/certificate.ts";
import type { PinnedCertificate } from "../../net/pinned_certificate.ts";
import type { Connection, Runtime } from "../../net/runtime.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

export type Mix = "transfer" | "bulk" | "balance" | "history";

/** Payments of one request of the mix `bulk`. */
export const BULK = 256;

export interface LoadPlan extends NetAddress {
  readonly certificate: PinnedCertificate;
  /** One session token per client. */
  readonly tokens: readonly string[];
  /** Account numbers that are paid, chosen evenly. */
  readonly payees: readonly string[];
  /** Requests of one client under way. */
  readonly depth: number;
  readonly seconds: number;
  /** Seconds before anything is counted. */
  readonly warmUpSeconds: number;
  readonly mix: Mix;
  readonly seed: number;
}

/** The same for a thread. */
export interface ThreadPlan extends Omit<LoadPlan, "certificate"> {
  readonly pem: string;
  readonly fingerprint: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly transfers: number;
  readonly errors: number;
  readonly seconds: number;
  /** Counts of a LatencyHistogram. */
  readonly latencies: readonly number[];
  /** The first error answer, so that a failed run says why. */
  readonly firstError: string | null;
}

export interface LoadWorld {
  readonly runtime: Runtime;
  readonly clock: () => number;
  /** Milliseconds with fractions, from any beginning. */
  readonly stopwatch: () => number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const RESULT = '"result":';
const REFUSAL = '"refusal":';
const ID = '"id":';

/** Numbers for one run: which payee is next, which ids, whether anything is counted. */
class Load {
  readonly histogram = new LatencyHistogram();
  requests = 0;
  errors = 0;
  firstError: string | null = null;
  counting = false;
  stopped = false;
  #state: number;
  #sequence = 0;
  #idMs = 0;
  #idFront = "";

  constructor(readonly plan: LoadPlan, readonly world: LoadWorld) {
    this.#state = plan.seed >>> 0 || 1;
  }

  /** The request after `"id":N,`. */
  body(): string {
    if (this.plan.mix === "balance") return '"method":"balance"}\n';
    if (this.plan.mix === "history") return '"method":"history","params":{"limit":10}}\n';
    if (this.plan.mix === "bulk") {
      const payments = Array.from({ length: BULK }, () => this.#payment());
      return `"method":"transfers","params":{"payments":[${payments.join(",")}]}}\n`;
    }
    return `"method":"transfer","params":${this.#payment()}}\n`;
  }

  #payment(): string {
    const { payees } = this.plan;
    this.#state = Math.imul(this.#state, 1664525) + 1013904223 >>> 0;
    const payee = payees[this.#state % payees.length]!;
    return `{"id":"${this.#id()}","to":"${payee}","amountMinor":1}`;
  }

  /** A UUID version 7 whose random part is the seed and a running number. */
  #id(): string {
    const now = this.world.clock();
    if (now !== this.#idMs) {
      const hex = now.toString(16).padStart(12, "0");
      const seed = (this.plan.seed & 0xfff).toString(16).padStart(3, "0");
      this.#idMs = now;
      this.#idFront = `${hex.slice(0, 8)}-${hex.slice(8)}-7${seed}-8000-`;
    }
    return this.#idFront + (++this.#sequence).toString(16).padStart(12, "0");
  }

  note(answer: string, tookMs: number): void {
    if (!this.counting) return;
    this.requests++;
    this.histogram.add(tookMs);
    if (answer.includes(RESULT) && !answer.includes(REFUSAL)) return;
    this.errors++;
    this.firstError ??= answer;
  }
}

export async function runLoad(plan: LoadPlan, world: LoadWorld): Promise<LoadResult> {
  const load = new Load(plan, world);
  const { runtime, stopwatch } = world;
  const clients: LoadClient[] = [];
  for (let at = 0; at < plan.tokens.length; at += CONNECTS_AT_ONCE) {
    const some = plan.tokens.slice(at, at + CONNECTS_AT_ONCE);
    clients.push(...await Promise.all(some.map((token) => LoadClient.open(load, token))));
  }
  const running = clients.map((client) => client.run());
  await new Promise<void>((resolve) => void runtime.after(plan.warmUpSeconds * 1_000, resolve));
  load.counting = true;
  const began = stopwatch();
  await new Promise<void>((resolve) => void runtime.after(plan.seconds * 1_000, resolve));
  load.counting = false;
  load.stopped = true;
  const seconds = (stopwatch() - began) / 1_000;
  await Promise.all(running);
  const { requests, errors, histogram, firstError } = load;
  const each = plan.mix === "transfer" ? 1 : plan.mix === "bulk" ? BULK : 0;
  const transfers = (requests - errors) * each;
  return { requests, transfers, errors, seconds, latencies: histogram.counts, firstError };
}

/** TLS handshakes under way at once. */
const CONNECTS_AT_ONCE = 64;

class LoadClient {
  readonly #load: Load;
  readonly #connection: Connection;
  readonly #buffer = new Uint8Array(64 * 1024);
  /** When each slot's request was sent; its index is the request's id. */
  readonly #sentAt: number[] = [];
  #rest = "";

  private constructor(load: Load, connection: Connection) {
    this.#load = load;
    this.#connection = connection;
  }

  static async open(load: Load, sessionToken: string): Promise<LoadClient> {
    const { hostname, port, certificate } = load.plan;
    const connection = await load.world.runtime.connectTls({
      hostname,
      port,
      certificate,
      serverName: SERVER_NAME,
      timeoutMs: 30_000,
    });
    const client = new LoadClient(load, connection);
    const params = JSON.stringify({ sessionToken });
    await client.#write(`{"jsonrpc":"2.0","id":0,"method":"resume","params":${params}}\n`);
    const [answer] = await client.#read();
    if (!answer?.includes(RESULT)) throw new Error(`Cannot resume a session: ${answer}`);
    return client;
  }

  async run(): Promise<void> {
    const load = this.#load;
    const { stopwatch } = load.world;
    let first = "";
    const began = stopwatch();
    for (let slot = 0; slot < load.plan.depth; slot++) {
      this.#sentAt[slot] = began;
      first += `{"jsonrpc":"2.0","id":${slot},${load.body()}`;
    }
    await this.#write(first);
    let underWay = load.plan.depth;
    while (underWay > 0) {
      const answers = await this.#read();
      const now = stopwatch();
      let next = "";
      for (const answer of answers) {
        const slot = slotOf(answer);
        load.note(answer, now - this.#sentAt[slot]!);
        if (load.stopped) {
          underWay--;
          continue;
        }
        this.#sentAt[slot] = now;
        next += `{"jsonrpc":"2.0","id":${slot},${load.body()}`;
      }
      if (next.length > 0) void this.#write(next);
    }
    this.#connection.close();
  }

  async #write(text: string): Promise<void> {
    await this.#connection.write(encoder.encode(text));
  }

  async #read(): Promise<string[]> {
    while (true) {
      const count = await this.#connection.read(this.#buffer);
      if (count === null) throw new Error("The bank closed the connection");
      const text = this.#rest + decoder.decode(this.#buffer.subarray(0, count), { stream: false });
      const lines = text.split("\n");
      this.#rest = lines.pop()!;
      if (lines.length > 0) return lines;
    }
  }
}

function slotOf(answer: string): number {
  const at = answer.indexOf(ID) + ID.length;
  return Number(answer.slice(at, answer.indexOf(",", at)));
}
