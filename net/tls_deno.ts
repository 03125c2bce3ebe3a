// TLS on Deno. A TLS connection of Deno that is closed in its handshake, or with bytes that the peer does not read, keeps its
// descriptor until the peer leaves. So as soon as some peers have done that, new connections come through a relay (net/relay_deno.ts),
// which can let go of them.
import { Inbox } from "./inbox.ts";
import { acceptAll, Relay, writeAll } from "./relay_deno.ts";
import {
  addressError,
  type Connection,
  type Incoming,
  type Listener,
  type NetAddress,
  plainHostname,
  type TlsServerOptions,
} from "./runtime.ts";

/** Milliseconds that the other side has to hear that this one has ended. */
const LINGER_MS = 2_000;

/** Descriptors that peers may keep before the relay is used. */
const KEPT_MAX = 64;

/** Milliseconds after which both ends of a relay know each other. */
const NOTED_MS = 50;

/** Milliseconds between two tries to listen again. */
const LISTEN_AGAIN_MS = 20;

export class DenoConnection implements Connection {
  readonly remote: NetAddress;
  protected readonly conn: Deno.TlsConn;
  #closed = false;

  constructor(conn: Deno.TlsConn, remote?: NetAddress) {
    this.conn = conn;
    const { hostname, port } = conn.remoteAddr as Deno.NetAddr;
    this.remote = remote ?? { hostname: plainHostname(hostname), port };
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.conn.read(buffer);
  }

  write(bytes: Uint8Array): Promise<void> {
    return writeAll(this.conn, bytes);
  }

  async finish(): Promise<void> {
    try {
      await this.conn.closeWrite();
    } catch {
      // The other side is gone.
    }
  }

  close(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.conn.close();
    } catch {
      // Already gone: closing is what we wanted.
    }
  }
}

interface Letting {
  /** A descriptor may stay open until the peer leaves. */
  readonly onKept: () => void;
  readonly relay?: Relay | undefined;
}

class DenoIncoming extends DenoConnection implements Incoming {
  readonly #letting: Letting;
  #gone = false;
  #over = false;

  constructor(conn: Deno.TlsConn, letting: Letting) {
    super(conn, letting.relay?.remote);
    this.#letting = letting;
  }

  async open(): Promise<void> {
    await this.conn.handshake();
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    try {
      const count = await super.read(buffer);
      this.#gone ||= count === null;
      return count;
    } catch (error) {
      this.#gone = true;
      throw error;
    }
  }

  /** What was written arrives, and the other side hears the end, if it wants to hear it. */
  override close(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#gone) return this.#letGo();
    const late = setTimeout(() => this.#letGo(), LINGER_MS);
    void this.#hearEnd().then(() => {
      clearTimeout(late);
      this.#letGo();
    });
  }

  override destroy(): void {
    this.#over = true;
    this.#letGo();
  }

  async #hearEnd(): Promise<void> {
    await this.finish();
    const rest = new Uint8Array(2 * 1_024);
    while (!this.#gone) await this.read(rest).catch(() => {});
  }

  #letGo(): void {
    const { relay, onKept } = this.#letting;
    super.destroy();
    if (relay) relay.destroy();
    else if (!this.#gone) onKept();
    this.#gone = true;
  }
}

class Door implements Listener {
  readonly address: NetAddress;
  readonly connections = new Inbox<Incoming>();
  readonly #options: TlsServerOptions;
  #listeners: { close(): void }[];
  #kept = 0;
  #relaying = false;
  #closed = false;

  constructor(options: TlsServerOptions) {
    this.#options = options;
    const listener = this.#listenTls(options);
    const { hostname, port } = listener.addr as Deno.NetAddr;
    this.address = { hostname, port };
    this.#listeners = [listener];
    void acceptAll(listener, (conn) => this.#take(conn));
  }

  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners.splice(0)) listener.close();
    this.connections.end();
  }

  #listenTls({ hostname, port }: NetAddress): Deno.TlsListener {
    const { certPem: cert, keyPem: key } = this.#options;
    return Deno.listenTls({ hostname, port, cert, key });
  }

  #take(conn: Deno.TlsConn, relay?: Relay): void {
    this.connections.push(new DenoIncoming(conn, { relay, onKept: () => this.#keeps() }));
  }

  async #takeRelayed(conn: Deno.TlsConn, relays: ReadonlyMap<number, Relay>): Promise<void> {
    const { port } = conn.remoteAddr as Deno.NetAddr;
    // It may be here before the other end has been noted.
    if (!relays.has(port)) await new Promise((resolve) => setTimeout(resolve, NOTED_MS));
    const relay = relays.get(port);
    // Who comes in by another way has no business here.
    if (relay) this.#take(conn, relay);
    else conn.close();
  }

  #keeps(): void {
    this.#kept++;
    if (this.#kept <= KEPT_MAX || this.#relaying || this.#closed) return;
    this.#relaying = true;
    void this.#relay();
  }

  async #relay(): Promise<void> {
    const relays = new Map<number, Relay>();
    const inner = this.#listenTls({ hostname: "127.0.0.1", port: 0 });
    const within = inner.addr as Deno.NetAddr;
    void acceptAll(inner, (conn) => void this.#takeRelayed(conn, relays));
    for (const listener of this.#listeners.splice(0)) listener.close();
    const outer = await this.#listenAgain();
    if (!outer) return inner.close();
    this.#listeners = [outer, inner];
    await acceptAll(outer, (conn) => {
      const relay = new Relay(conn);
      void carry(relay, { within, relays });
    });
  }

  /** On the address that was just given up; another program may be quicker, and then it is waited for. */
  async #listenAgain(): Promise<Deno.TcpListener | null> {
    while (!this.#closed) {
      try {
        return Deno.listen(this.address);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, LISTEN_AGAIN_MS));
      }
    }
    return null;
  }
}

interface Carrying {
  readonly within: NetAddress;
  readonly relays: Map<number, Relay>;
}

/** Never rejects. */
async function carry(relay: Relay, { within, relays }: Carrying): Promise<void> {
  let port: number;
  try {
    port = await relay.connect({ hostname: within.hostname, port: within.port });
  } catch {
    return relay.destroy();
  }
  relays.set(port, relay);
  await relay.run();
  relays.delete(port);
}

export function listenTls(options: TlsServerOptions): Promise<Listener> {
  try {
    return Promise.resolve(new Door(options));
  } catch (error) {
    return Promise.reject(addressError(error, options));
  }
}
