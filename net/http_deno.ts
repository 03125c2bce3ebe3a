// HTTP on Deno. Peers never reach Deno's own server: it listens on this machine alone, and their bytes are carried to it
// (net/relay_deno.ts), so that they can be counted, shared out and let go of, and that nothing they do ends the process. Live
// connections are taken off before and are the business of the ws library, which refuses a message that is too long before it is gathered.
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { type Asked, endOfHead, HEAD_BYTES_MAX, Requests } from "./http/http_head.ts";
import { HEAD_MS, WEB_IDLE_MS, WEB_SILENT_MS } from "../api/limits.ts";
import { attend, LIVE_MESSAGE_BYTES_MAX, refusalBytes } from "./http/live_socket.ts";
import { acceptAll, Kept, Relay, writeAll } from "./relay_deno.ts";
import { addressError, type HttpOptions, type HttpServer, type NetAddress } from "./runtime.ts";

/** Milliseconds that a peer has to take the last answer: one that goes on sending is not waited for. */
const LINGER_MS = 5_000;

/** Milliseconds between two looks for connections that have stood still. */
const LOOK_MS = 1_000;

export function serveHttp(options: HttpOptions): Promise<HttpServer> {
  try {
    return Promise.resolve(new DenoHttp(options));
  } catch (error) {
    return Promise.reject(addressError(error, options));
  }
}

class DenoHttp implements HttpServer {
  readonly address: NetAddress;
  readonly #options: HttpOptions;
  readonly #outer: Deno.TcpListener;
  #inner: Deno.HttpServer<Deno.NetAddr>;
  readonly #relays = new Map<number, Relay>();
  readonly #reading = new Set<Relay>();
  readonly #kept = new Kept();
  readonly #live = new WebSocketServer({ noServer: true, maxPayload: LIVE_MESSAGE_BYTES_MAX });
  readonly #looking: ReturnType<typeof setInterval>;
  #closed = false;

  constructor(options: HttpOptions) {
    const { hostname, port } = options;
    this.#options = options;
    this.#outer = Deno.listen({ hostname, port });
    const bound = this.#outer.addr;
    this.address = { hostname: bound.hostname, port: bound.port };
    this.#inner = this.#serve();
    void acceptAll(this.#outer, (conn) => void this.#take(conn));
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#looking);
    this.#outer.close();
    for (const relay of this.#reading) relay.destroy();
    await this.#inner.shutdown();
    for (const relay of this.#relays.values()) relay.destroy();
  }

  /** Begins anew if it ends by itself: what ends it is nothing that concerns the others. */
  #serve(): Deno.HttpServer<Deno.NetAddr> {
    const onError = () => new Response("", { status: 500 });
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError },
      (request, { remoteAddr }) => this.#answer(request, remoteAddr.port),
    );
    server.finished.catch((error) => {
      this.#options.onTrouble(error);
    }).then(() => {
      if (!this.#closed) this.#inner = this.#serve();
    });
    return server;
  }

  async #answer(request: Request, port: number): Promise<Response> {
    const relay = this.#relays.get(port);
    // Who comes in by another way has no business here.
    if (!relay) return new Response("", { status: 403, headers: LAST });
    const response = this.#refusal(request) ??
      await this.#options.answer(request, {
        remote: relay.remote.hostname,
        connection: relay,
      });
    if (response.headers.get("connection") === "close") relay.last();
    return response;
  }

  #refusal({ headers }: Request): Response | null {
    // RFC 9112 §6.3: one that says its length twice may mean two different things.
    if (headers.has("content-length") && headers.has("transfer-encoding")) {
      return new Response("", { status: 400, headers: LAST });
    }
    // One that would become live after something of which it is not known where it ends.
    const live = headers.get("upgrade")?.toLowerCase() === "websocket";
    return live ? new Response("", { status: 426, headers: LAST }) : null;
  }

  async #take(conn: Deno.TcpConn): Promise<void> {
    const relay = new Relay(conn, this.#kept);
    if (this.#kept.isFull(relay.remote)) return relay.destroy();
    const { connections } = this.#options;
    connections.add(relay.remote.hostname, relay)?.destroy();
    this.#reading.add(relay);
    const late = setTimeout(() => relay.destroy(), HEAD_MS);
    try {
      const bytes = await readHead(conn);
      clearTimeout(late);
      this.#reading.delete(relay);
      if (!bytes) return;
      const requests = new Requests();
      const first = requests.take(bytes);
      const asked = first.asked ?? await this.#carry(relay, first.bytes, requests);
      if (asked) await this.#goLive(conn, { ...asked, relay });
    } catch {
      // The peer has gone, or there is no descriptor to spare.
    } finally {
      clearTimeout(late);
      this.#reading.delete(relay);
      connections.remove(relay);
      relay.destroy();
    }
  }

  async #carry(relay: Relay, first: Uint8Array, requests: Requests): Promise<Asked | null> {
    const { hostname, port: within } = this.#inner.addr;
    const port = await relay.connect({ hostname, port: within });
    this.#relays.set(port, relay);
    try {
      return await relay.run(first, (bytes) => requests.take(bytes));
    } finally {
      this.#relays.delete(port);
    }
  }

  async #goLive(conn: Deno.TcpConn, { head, bytes, relay }: Live): Promise<void> {
    const request = new Request(`http://${head.headers.host ?? "localhost"}${head.url}`, {
      headers: { ...head.headers },
    });
    const handlers = this.#options.live(request, relay.remote.hostname);
    if (handlers instanceof Response) {
      return await writeAll(conn, Buffer.from(await refusalBytes(handlers)));
    }
    // The hub counts it from here on.
    this.#options.connections.remove(relay);
    const socket = new Wire(conn);
    const message = Object.assign(new EventEmitter(), head) as unknown as IncomingMessage;
    const rest = Buffer.from(bytes.subarray(endOfHead(bytes)));
    this.#live.handleUpgrade(message, socket, rest, (live) => attend(live, handlers));
    await socket.over;
  }

  /** Those that have stood still, or that go on sending without ever being answered. */
  #look(): void {
    const now = performance.now();
    for (const relay of this.#relays.values()) {
      const still = now - relay.movedAtMs > WEB_IDLE_MS ||
        relay.isLast && now - relay.answeredAtMs > LINGER_MS;
      if (still || now - relay.answeredAtMs > WEB_SILENT_MS) relay.destroy();
      else if (now - relay.answeredAtMs < LOOK_MS) this.#options.connections.used(relay);
    }
  }
}

const LAST = { connection: "close" };

interface Live extends Asked {
  readonly relay: Relay;
}

/** @returns what has come, the whole head in it; null when the peer left before. @throws when it is too long. */
async function readHead(conn: Deno.TcpConn): Promise<Uint8Array | null> {
  let bytes = new Uint8Array(0);
  const buffer = new Uint8Array(2 * 1_024);
  while (true) {
    const count = await conn.read(buffer);
    if (count === null) return null;
    const known = bytes.length;
    const more = new Uint8Array(known + count);
    more.set(bytes);
    more.set(buffer.subarray(0, count), known);
    bytes = more;
    if (endOfHead(bytes, known) >= 0) return bytes;
    if (bytes.length > HEAD_BYTES_MAX) {
      await writeAll(
        conn,
        Buffer.from("HTTP/1.1 431 \r\nconnection: close\r\ncontent-length: 0\r\n\r\n"),
      );
      throw new Error("the head is too long");
    }
  }
}

/** A connection as the streams of Node have it. */
class Wire extends Duplex {
  readonly #conn: Deno.TcpConn;
  #isOver: () => void = () => {};
  readonly over = new Promise<void>((resolve) => this.#isOver = resolve);
  #reading = false;

  constructor(conn: Deno.TcpConn) {
    super();
    this.#conn = conn;
  }

  override _read(): void {
    if (this.#reading) return;
    this.#reading = true;
    const buffer = Buffer.alloc(2 * 1_024);
    this.#conn.read(buffer).then((count) => {
      this.#reading = false;
      this.push(count === null ? null : buffer.subarray(0, count));
    }, (error) => this.destroy(error));
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    writeAll(this.#conn, chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#conn.closeWrite().then(() => done(), () => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    try {
      this.#conn.close();
    } catch {
      // Closed already.
    }
    this.#isOver();
    done(error);
  }

  /** Of a socket; the hub has its own signs of life. */
  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }
}
