// One client's connection: reads frames, hands requests to the router, sends answers. Bounded in both
// directions; ends itself on protocol errors, silence and clients that do not read.
import { Buffer } from "node:buffer";
import type { Host, Log } from "../../bank/host.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { Budgets } from "../../service/sharing/budgets.ts";
import { FrameDecoder, ProtocolError } from "../../api/frame.ts";
import {
  END_MS,
  FRAME_BYTES_MAX,
  FRAME_BYTES_MAX_STRANGER,
  HANDSHAKE_MS,
  IDLE_MS,
  IDLE_MS_STRANGER,
  OUTBOX_BYTES_MAX,
  PUSH_BYTES_MAX,
  REQUESTS_IN_FLIGHT_MAX,
  REQUESTS_IN_FLIGHT_MAX_STRANGER,
  REQUESTS_PER_ACCOUNT_MAX,
  UNREAD_MS,
} from "../../api/limits.ts";
import {
  ERRORS,
  errorText,
  notificationText,
  parseRequest,
  refusalText,
} from "../../api/message.ts";
import type { Router } from "../../service/router.ts";
import { ReadBuffer } from "../read_buffer.ts";
import type { Incoming } from "../runtime.ts";
import { type ClosingReason, Session, type SessionLink } from "../../service/identity/session.ts";
import { sourceOf } from "../../service/sharing/shares.ts";
import type { Rank } from "../../service/sharing/rank.ts";

/** Answers up to this length are nearly all ASCII, and counting them in bytes would cost more than sending. */
const COUNTED_UNITS_MIN = 1_024;

function outboxBytes(text: string): number {
  return text.length < COUNTED_UNITS_MIN ? text.length : Buffer.byteLength(text);
}

const encoder = new TextEncoder();

export interface ServerConnectionOptions {
  readonly host: Host;
  readonly router: Router;
  readonly budgets: Pick<Budgets, "unsent" | "members" | "strangers">;
}

export class ServerConnection implements SessionLink {
  readonly session: Session;
  readonly #connection: Incoming;
  readonly #options: ServerConnectionOptions;
  readonly #decoder = new FrameDecoder(FRAME_BYTES_MAX_STRANGER);
  #lastFrameAtMs: number;
  #inFlight = 0;
  #outbox = "";
  #outboxBytes = 0;
  /** Bytes that the socket has not taken yet, the write under way included. */
  #unsentBytes = 0;
  #flushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #ending = false;
  #endingSinceMs: number | null = null;
  #closed = false;
  #draining = false;
  /** The other side has asked for something: it is no half-open connection. */
  #heard = false;
  /** Nothing more is answered; what still comes is read and thrown away, so that the last answers arrive. */
  #leaving = false;
  /** Who owes for the bytes that wait, as long as any do. */
  #holder = "";
  #takenAtMs: number;
  #onDrained: () => void = () => {};

  constructor(connection: Incoming, options: ServerConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#lastFrameAtMs = this.#takenAtMs = options.host.clock();
    this.session = new Session(connection.remote.hostname, this);
    // Until it says that it does.
    this.session.openKinds = false;
  }

  /** Requests whose answers have not been handed to the socket yet. */
  get unfinished(): boolean {
    return !this.#closed && this.#heard && (this.#inFlight > 0 || this.#flushing);
  }

  /** Until the connection ends, from whichever side. Never rejects. */
  async serve(): Promise<void> {
    const buffer = new ReadBuffer();
    try {
      const late = this.#options.host.after(HANDSHAKE_MS, () => this.abort());
      await this.#connection.open().finally(late);
      this.#log.debug?.("connected", this.#about);
      while (!this.#ending || this.#leaving) {
        const count = await this.#connection.read(buffer.bytes);
        if (count === null) break;
        if (this.#leaving) continue;
        this.#receive(buffer.bytes.subarray(0, count));
        buffer.fit(count);
        // Who does not read what was answered is not asked for more.
        if (this.#unsentBytes > PUSH_BYTES_MAX) await this.#drained();
      }
      await this.#flushed;
    } catch {
      // The peer is gone (reset, failed handshake, probe): the same as a normal close.
    }
    this.#close();
  }

  /** Closes the connection when it has been silent for too long. */
  checkIdle(nowMs: number): void {
    if (this.#ending) {
      this.#endingSinceMs ??= nowMs;
      // The client does not read what it is told at the end.
      if (nowMs - this.#endingSinceMs > END_MS) this.abort();
      return;
    }
    if (this.#unsentBytes > 0 && nowMs - this.#takenAtMs > UNREAD_MS) return this.abort();
    const idleMs = this.session.identity ? IDLE_MS : IDLE_MS_STRANGER;
    if (this.#inFlight === 0 && nowMs - this.#lastFrameAtMs > idleMs) this.end("idle");
  }

  /** From now on every request is told that the server is stopping. */
  drain(): void {
    this.#draining = true;
    if (this.#heard) this.notify("closing", { reason: "shutting_down" });
  }

  /** All answers have been written: what is on its way to us is not looked at, and the other side hears the end. */
  async leave(): Promise<void> {
    if (this.#closed || !this.#heard) return this.abort();
    this.#ending = this.#leaving = true;
    await this.#flushed;
    await this.#connection.finish();
  }

  notify(method: string, params: unknown): void {
    this.#send(notificationText(method, params));
  }

  /** Dropped while the client does not read: alerts can be fetched later. */
  notifyText(method: string, params: () => string): boolean {
    if (this.#unsentBytes > PUSH_BYTES_MAX) return false;
    this.#send(`{"jsonrpc":"2.0","method":"${method}","params":${params()}}\n`);
    return true;
  }

  recognised(rank: Rank): void {
    this.#options.budgets.strangers.raise(this, rank);
  }

  end(reason: ClosingReason): void {
    if (this.#ending) return;
    if (reason !== "slow_reader") this.notify("closing", { reason });
    this.#ending = true;
    void this.#flushed.then(() => this.#close());
  }

  abort(): void {
    this.#ending = true;
    this.#close();
    this.#connection.destroy();
  }

  #receive(chunk: Uint8Array): void {
    this.#decoder.allow(this.session.identity ? FRAME_BYTES_MAX : FRAME_BYTES_MAX_STRANGER);
    try {
      this.#decoder.push(chunk, (frame) => {
        if (!this.#ending) this.#request(frame);
      });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#log.info("a client misspoke", { ...this.#about, reason: error.reason });
      this.#send(errorText(null, error.reason, error.message));
      this.#ending = true;
    }
  }

  #request(frame: string): void {
    this.#lastFrameAtMs = this.#options.host.clock();
    this.#heard = true;
    const request = parseRequest(frame);
    if (typeof request === "string") {
      const about = request === "not_json"
        ? "A frame must be JSON"
        : "Expected a JSON-RPC 2.0 request";
      this.#log.info("a client misspoke", { ...this.#about, reason: request });
      this.#send(errorText(null, request, about));
      this.#ending = ERRORS[request].closes;
      return;
    }
    const max = this.#requestsMax();
    if (this.#draining) return this.#send(refusalText(request.id, new Refusal("shutting_down")));
    if (this.#inFlight >= max) {
      return this.#send(refusalText(request.id, new Refusal("busy", { waiting: this.#inFlight })));
    }
    this.#inFlight++;
    this.#options.router.answer(this.session, request, (text) => {
      this.#inFlight--;
      this.#send(text);
    });
  }

  #send(text: string): void {
    if (this.#closed) return;
    const { unsent } = this.#options.budgets;
    const bytes = outboxBytes(text);
    if (this.#unsentBytes === 0) {
      this.#holder = this.#holderNow();
      this.#takenAtMs = this.#options.host.clock();
    }
    if (
      this.#unsentBytes + bytes > OUTBOX_BYTES_MAX || !unsent.take(this.#holder, bytes, this.#rank)
    ) {
      return this.abort();
    }
    this.#outbox += text;
    this.#outboxBytes += bytes;
    this.#unsentBytes += bytes;
    if (this.#flushing) return;
    this.#flushing = true;
    // A microtask later, so that the answers of one turn share a write.
    this.#flushed = Promise.resolve().then(() => this.#writeOut());
  }

  get #log(): Log {
    return this.#options.host.log.of("tcp");
  }

  get #about() {
    return { session: this.#options.router.nameOf(this.session), from: this.session.source };
  }

  /** All that has gathered in one write; what gathers meanwhile goes with the next. */
  async #writeOut(): Promise<void> {
    try {
      while (this.#outbox.length > 0 && !this.#closed) {
        const [text, bytes] = [this.#outbox, this.#outboxBytes];
        this.#outbox = "";
        this.#outboxBytes = 0;
        await this.#connection.write(encoder.encode(text));
        this.#taken(bytes);
      }
    } catch {
      this.abort();
    } finally {
      this.#flushing = false;
    }
  }

  /** The socket has taken so much. */
  #taken(bytes: number): void {
    if (this.#closed) return;
    this.#unsentBytes -= bytes;
    this.#options.budgets.unsent.give(this.#holder, bytes);
    this.#takenAtMs = this.#options.host.clock();
    if (this.#unsentBytes <= PUSH_BYTES_MAX) this.#onDrained();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => this.#onDrained = resolve);
  }

  /** Connections of one account share what it may have under way. */
  #requestsMax(): number {
    const { identity } = this.session;
    if (!identity) return REQUESTS_IN_FLIGHT_MAX_STRANGER;
    const connections = this.#options.budgets.members.of(identity.account).size;
    return Math.min(
      REQUESTS_IN_FLIGHT_MAX,
      Math.ceil(REQUESTS_PER_ACCOUNT_MAX / Math.max(1, connections)),
    );
  }

  get #rank(): Rank {
    return this.session.identity?.rank ?? "stranger";
  }

  #holderNow(): string {
    const { identity, source } = this.session;
    return identity ? `account ${identity.account}` : `source ${sourceOf(source)}`;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.session.over = true;
    this.#log.debug?.("ended", this.#about);
    this.#outbox = "";
    this.#options.budgets.unsent.give(this.#holder, this.#unsentBytes);
    this.#unsentBytes = 0;
    this.#onDrained();
    this.#connection.close();
  }
}
