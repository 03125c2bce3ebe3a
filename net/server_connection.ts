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
  /** Bytes that the socket has not taken yet, the write under way included. */
  #unsentBytes = 0;
  #flushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #ending = false;
  #endingSinceMs: number | null = null;
  #closed = false;
  #draining = false;

  constructor(connection: Connection, options: ServerConnectionOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#lastFrameAtMs = options.host.clock();
    this.session = new Session(connection.remote.hostname, this);
  }

  /** Requests whose answers have not been handed to the socket yet. */
  get unfinished(): boolean {
    return !this.#closed && (this.#inFlight > 0 || this.#flushing);
  }

  /** Until the connection ends, from whichever side. Never rejects. */
  async serve(): Promise<void> {
    let buffer = new Uint8Array(READ_BUFFER_BYTES_IDLE);
    try {
      while (!this.#ending) {
        const count = await this.#connection.read(buffer);
        if (count === null) break;
        this.#receive(buffer.subarray(0, count));
        buffer = sizedFor(buffer, count);
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
    this.notify("closing", { reason: "shutting_down" });
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
      for (const frame of this.#decoder.push(chunk)) {
        if (this.#ending) return;
        this.#request(frame);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#send(errorText(null, error.reason, error.message));
      this.#ending = true;
    }
  }

  #request(frame: string): void {
    this.#lastFrameAtMs = this.#options.host.clock();
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
    const answer = this.#options.router.answer(this.session, request);
    if (typeof answer === "string") return this.#send(answer);
    this.#inFlight++;
    answer.then((text) => {
      this.#inFlight--;
      this.#send(text);
    });
  }

  #send(text: string): void {
    if (this.#closed) return;
    this.#outbox += text;
    this.#unsentBytes += Buffer.byteLength(text);
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
        const bytes = encoder.encode(this.#outbox);
        this.#outbox = "";
        await this.#connection.write(bytes);
        this.#unsentBytes -= bytes.length;
      }
    } catch {
      this.abort();
    } finally {
      this.#flushing = false;
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.session.over = true;
    this.#outbox = "";
    this.#connection.close();
  }
}

/** Small while idle, large while busy: thousands of idle sessions must stay cheap. */
function sizedFor(buffer: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  if (count === buffer.length && buffer.length < READ_BUFFER_BYTES_BUSY) {
    return new Uint8Array(READ_BUFFER_BYTES_BUSY);
  }
  if (count < READ_BUFFER_BYTES_IDLE && buffer.length > READ_BUFFER_BYTES_IDLE) {
    return new Uint8Array(READ_BUFFER_BYTES_IDLE);
  }
  return buffer;
}
