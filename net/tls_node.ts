// TLS on plain Node: connections as the seam has them (net/runtime.ts).
import type { Buffer } from "node:buffer";
import * as net from "node:net";
import * as tls from "node:tls";
import { Inbox } from "./inbox.ts";
import { addressError, type Connection, type Incoming, type Listener } from "./runtime.ts";
import { type NetAddress, plainHostname, type TlsServerOptions } from "./runtime.ts";

/** Milliseconds that the other side has to take what was written last. */
const LINGER_MS = 2_000;

export class NodeConnection implements Connection {
  readonly remote: NetAddress;
  protected readonly socket: tls.TLSSocket;
  #ended = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(socket: tls.TLSSocket) {
    this.socket = socket;
    this.remote = {
      hostname: plainHostname(socket.remoteAddress ?? ""),
      port: socket.remotePort ?? 0,
    };
    socket.setNoDelay(true);
    socket.on("readable", () => this.#wake?.());
    socket.on("end", () => this.#finish(null));
    socket.on("close", () => this.#finish(null));
    socket.on("error", (error) => this.#finish(error));
  }

  #finish(error: Error | null): void {
    this.#ended = true;
    this.#error ??= error;
    this.#wake?.();
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (true) {
      const ready = Math.min(this.socket.readableLength, buffer.length);
      const chunk: Buffer | null = ready > 0 ? this.socket.read(ready) : this.socket.read(0);
      if (chunk) {
        buffer.set(chunk);
        return chunk.length;
      }
      if (this.#error) throw this.#error;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
      this.#wake = null;
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => error ? reject(error) : resolve());
    });
  }

  finish(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once("error", () => resolve());
      this.socket.end(() => resolve());
    });
  }

  close(): void {
    this.socket.destroySoon();
    setTimeout(() => this.destroy(), LINGER_MS).unref();
  }

  destroy(): void {
    this.socket.destroy();
  }
}

class NodeIncoming extends NodeConnection implements Incoming {
  readonly #opened: Promise<void>;

  constructor(socket: tls.TLSSocket) {
    super(socket);
    this.#opened = new Promise((resolve, reject) => {
      socket.once("secure", () => resolve());
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("the peer left in the handshake")));
    });
    this.#opened.catch(() => {});
  }

  open(): Promise<void> {
    return this.#opened;
  }
}

export function listenTls(options: TlsServerOptions): Promise<Listener> {
  const { hostname, port, certPem: cert, keyPem: key } = options;
  const inbox = new Inbox<Incoming>();
  const secureContext = tls.createSecureContext({ cert, key, minVersion: "TLSv1.3" });
  const server = net.createServer((raw) => {
    raw.on("error", () => {});
    inbox.push(new NodeIncoming(new tls.TLSSocket(raw, { isServer: true, secureContext })));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(addressError(error, options)));
    server.listen({ host: hostname, port }, () => {
      // No descriptor to spare: the next one may be fine.
      server.on("error", () => {});
      const bound = server.address() as net.AddressInfo;
      resolve({
        address: { hostname: bound.address, port: bound.port },
        connections: inbox,
        close() {
          server.close();
          inbox.end();
        },
      });
    });
  });
}
