// One client's connection: reads frames, hands requests to the router, sends answers. Bounded in both
// directions; ends itself on protocol errors, silence and clients that do not read.
import { Buffer } from "node:buffer";
import type { Host } from "../bank/host.ts";
import { Refusal } from "../bank/refusal.ts";
import { FrameDecoder, ProtocolError } from "./frame.ts";
import {
  END_MS,
  FRAME_BYTES_MAX,
  FRAME_BYTES_MAX_STRANGER,
  IDLE_MS,
  IDLE_MS_STRANGER,
  OUTBOX_BYTES_MAX,
  PUSH_BYTES_MAX,
  READ_BUFFER_BYTES_BUSY,
  READ_BUFFER_BYTES_IDLE,
  REQUESTS_IN_FLIGHT_MAX,
  REQUESTS_IN_FLIGHT_MAX_STRANGER,
} from "./limits.ts";
import { ERRORS, errorText, notificationText, parseRequest, refusalText } from "./message.ts";
import type { Router } from "./router.ts";
import type { Connection } from "./runtime.ts";
import { type ClosingReason, Session, type SessionLink } from "./session.ts";

/** Answers up to this length are nearly all ASCII, and counting them in bytes would cost more than sending. */
const COUNTED_UNITS_MIN = 1_024;

function outboxBytes(text: string): number {
  return text.length < COUNTED_UNITS_MIN ? text.length : Buffer.byteLength(text);
}

/** Small reads in a row after which a connection counts as idle again. */
const SMALL_READS_MAX = 64;

const encoder = new TextEncoder();

export interface ServerConnectionOptions {
  readonly host: Host;
  readonly router: Router;
}

export class ServerConnection implements SessionLink {
  readonly session: Session;
  readonly #connection: Connection;
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
  #smallReads = 0;

  constructor(connection: Connection, options: ServerConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#lastFrameAtMs = options.host.clock();
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
    let buffer = new Uint8Array(READ_BUFFER_BYTES_IDLE);
    try {
      while (!this.#ending || this.#leaving) {
        const count = await this.#connection.read(buffer);
        if (count === null) break;
        if (this.#leaving) continue;
        this.#receive(buffer.subarray(0, count));
        buffer = this.#sizedFor(buffer, count);
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

  end(reason: ClosingReason): void {
    if (this.#ending) return;
    if (reason !== "slow_reader") this.notify("closing", { reason });
    this.#ending = true;
    void this.#flushed.then(() => this.#close());
  }

  abort(): void {
    this.#ending = true;
    this.#close();
  }

  #receive(chunk: Uint8Array): void {
    this.#decoder.allow(this.session.identity ? FRAME_BYTES_MAX : FRAME_BYTES_MAX_STRANGER);
    try {
      this.#decoder.push(chunk, (frame) => {
        if (!this.#ending) this.#request(frame);
      });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
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
      this.#send(errorText(null, request, about));
      this.#ending = ERRORS[request].closes;
      return;
    }
    const { identity } = this.session;
    const max = identity ? REQUESTS_IN_FLIGHT_MAX : REQUESTS_IN_FLIGHT_MAX_STRANGER;
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
    this.#outbox += text;
    const bytes = outboxBytes(text);
    this.#outboxBytes += bytes;
    this.#unsentBytes += bytes;
    if (this.#unsentBytes > OUTBOX_BYTES_MAX) return this.abort();
    if (this.#flushing) return;
    this.#flushing = true;
    // A microtask later, so that the answers of one turn share a write.
    this.#flushed = Promise.resolve().then(() => this.#writeOut());
  }

  /** All that has gathered in one write; what gathers meanwhile goes with the next. */
  async #writeOut(): Promise<void> {
    try {
      while (this.#outbox.length > 0 && !this.#closed) {
        const [text, bytes] = [this.#outbox, this.#outboxBytes];
        this.#outbox = "";
        this.#outboxBytes = 0;
        await this.#connection.write(encoder.encode(text));
        this.#unsentBytes -= bytes;
      }
    } catch {
      this.abort();
    } finally {
      this.#flushing = false;
    }
  }

  /** Small while idle, large while busy: thousands of idle sessions must stay cheap. */
  #sizedFor(buffer: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
    if (buffer.length === READ_BUFFER_BYTES_IDLE) {
      this.#smallReads = 0;
      return count < buffer.length ? buffer : new Uint8Array(READ_BUFFER_BYTES_BUSY);
    }
    this.#smallReads = count < READ_BUFFER_BYTES_IDLE ? this.#smallReads + 1 : 0;
    return this.#smallReads < SMALL_READS_MAX ? buffer : new Uint8Array(READ_BUFFER_BYTES_IDLE);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.session.over = true;
    this.#outbox = "";
    this.#connection.close();
  }
}
