// Connections without sockets: a pair of ends in memory, a listener of them, a runtime that dials them, and a
// peer that speaks raw lines. It splits lines by itself and shares no code with api/frame.ts.
import { runtime } from "#runtime";
import type { Connection, Incoming, Listener, NetAddress, Runtime } from "../../net/runtime.ts";

export class MemoryConnection implements Incoming {
  readonly #received: Uint8Array[] = [];
  #other: MemoryConnection | null = null;
  #wake: (() => void) | null = null;
  #gate: PromiseWithResolvers<void> | null = null;
  #over = false;
  #whenClosed = Promise.withResolvers<void>();
  /** Sizes of the writes begun on this end. */
  readonly writes: number[] = [];
  closed = false;

  private constructor(readonly remote: NetAddress) {}

  /** @param hostname the address that the server's end sees. */
  static pair(hostname = "192.0.2.7"): { server: MemoryConnection; client: MemoryConnection } {
    const server = new MemoryConnection({ hostname, port: 50_000 });
    const client = new MemoryConnection({ hostname: "192.0.2.1", port: 7700 });
    server.#other = client;
    client.#other = server;
    return { server, client };
  }

  get whenClosed(): Promise<void> {
    return this.#whenClosed.promise;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (true) {
      if (this.closed) throw new Error("closed on this end");
      const chunk = this.#received.shift();
      if (chunk) {
        const count = Math.min(chunk.length, buffer.length);
        buffer.set(chunk.subarray(0, count));
        if (count < chunk.length) this.#received.unshift(chunk.subarray(count));
        return count;
      }
      if (this.#over) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.writes.push(bytes.length);
    const copy = bytes.slice();
    await this.#gate?.promise;
    if (this.closed || this.#over) throw new Error("the other end is gone");
    this.#other!.#deliver(copy);
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): void {
    this.close();
  }

  finish(): Promise<void> {
    const other = this.#other!;
    other.#over = true;
    other.#wake?.();
    return Promise.resolve();
  }

  /** From now on what is written here does not get through: the other end does not read. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    this.#wake?.();
    this.#whenClosed.resolve();
    const other = this.#other!;
    other.#over = true;
    other.#wake?.();
  }

  #deliver(bytes: Uint8Array): void {
    this.#received.push(bytes);
    this.#wake?.();
  }
}

export interface Message {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data: Record<string, unknown> };
}

/** The other end of a connection, as a program in any language would write it. */
export class Peer implements Disposable {
  readonly #connection: MemoryConnection;
  readonly #buffer = new Uint8Array(64 * 1024);
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(connection: MemoryConnection) {
    this.#connection = connection;
  }

  /** Sends bytes or text as they are. */
  async send(raw: string | Uint8Array): Promise<void> {
    const bytes = typeof raw === "string" ? new TextEncoder().encode(raw) : raw;
    await this.#connection.write(bytes);
  }

  async request(id: string | number, method: string, params: unknown = {}): Promise<void> {
    await this.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
  }

  async ask(id: string | number, method: string, params: unknown = {}): Promise<Message> {
    await this.request(id, method, params);
    return (await this.next())!;
  }

  /** @returns the next message, or null when the other side has closed. */
  async next(): Promise<Message | null> {
    while (true) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return JSON.parse(line) as Message;
      }
      const count = await this.#connection.read(this.#buffer);
      if (count === null) return null;
      this.#text += this.#decoder.decode(this.#buffer.subarray(0, count), { stream: true });
    }
  }

  /** All messages until the other side closes. */
  async rest(): Promise<Message[]> {
    const messages: Message[] = [];
    for (let next = await this.next(); next; next = await this.next()) messages.push(next);
    return messages;
  }

  close(): void {
    this.#connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export class MemoryListener implements Listener {
  readonly address = { hostname: "192.0.2.1", port: 7700 };
  readonly #queue: MemoryConnection[] = [];
  #wake: (() => void) | null = null;
  #closed = false;
  readonly connections: AsyncIterable<Incoming> = this.#accept();

  /** @returns the client's end. */
  dial(hostname?: string): MemoryConnection {
    if (this.#closed) throw new Error("no server listens");
    const { server, client } = MemoryConnection.pair(hostname);
    this.#queue.push(server);
    this.#wake?.();
    return client;
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *#accept(): AsyncGenerator<Incoming> {
    while (!this.#closed) {
      const next = this.#queue.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

/** A runtime whose only ability is to connect. */
export function dialling(connect: () => Connection): Runtime {
  const absent = () => Promise.reject(new Error("not part of this test"));
  return {
    name: "test 0.0.0",
    listenTls: absent,
    connectHttps: absent,
    connectTls: () => Promise.resolve().then(connect),
    bindUdp: absent,
    serveHttp: absent,
    openKv: absent,
    lockFile: absent,
    clock: runtime.clock,
    machineTime: runtime.machineTime,
    descriptors: () => null,
    after: runtime.after,
    onSignal: () => () => {},
  };
}

/** One turn of the event loop: all that can happen without the test has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
