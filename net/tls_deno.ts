// TLS on Deno. A TLS connection of Deno that is closed in its handshake, or with bytes that the peer does not read, keeps its
// descriptor until the peer leaves. So as soon as some handshakes do not go on, or connections cannot be let go of, new ones come
// through a relay (net/relay_deno.ts), until it has been calm for a while. Not always, because a relay costs a third of the speed
// and as much memory as the connection itself.
import { DenoIncoming, type Doorkeeper, type LetGo } from "./connection_deno.ts";
import { Inbox } from "./inbox.ts";
import { acceptAll, Kept, Relay } from "./relay_deno.ts";
import {
  addressError,
  type Incoming,
  type Listener,
  type NetAddress,
  type TlsServerOptions,
} from "./runtime.ts";

/** Milliseconds after which a handshake counts as one that does not go on, and how many of those call for the relay. */
const STALLED_MS = 2_000;
const STALLED_MAX = 8;

/** Connections that could not be let go of after which the relay is used. */
const KEPT_MAX = 8;

/** Milliseconds between two looks at all of this. */
const LOOK_MS = 500;

/** Milliseconds without any trouble after which the relay is left again, and how often that is tried. */
const CALM_MS = 10 * 60_000;
const CALM_TIMES_MAX = 4;

/** Milliseconds after which both ends of a relay know each other. */
const NOTED_MS = 50;

/** Milliseconds between two tries to listen again. */
const LISTEN_AGAIN_MS = 20;

class Door implements Listener, Doorkeeper {
  readonly address: NetAddress;
  readonly connections = new Inbox<Incoming>();
  readonly #options: TlsServerOptions;
  readonly #kept = new Kept();
  readonly #settling = new Set<DenoIncoming>();
  readonly #relays = new Map<number, Relay>();
  readonly #looking: ReturnType<typeof setInterval>;
  #listeners: { close(): void }[] = [];
  #keeps = 0;
  #relaying = false;
  #stalledBefore = false;
  #troubleAtMs = 0;
  #calmTimes = 0;
  #closed = false;

  constructor(options: TlsServerOptions) {
    this.#options = options;
    const listener = this.#listenTls(options);
    const { hostname, port } = listener.addr as Deno.NetAddr;
    this.address = { hostname, port };
    this.#listeners = [listener];
    void acceptAll(listener, (conn) => this.#take(conn));
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#looking);
    this.#stopListening();
    this.connections.end();
  }

  settled(incoming: DenoIncoming): void {
    this.#settling.delete(incoming);
  }

  /** It had to be ended from here, and nothing shows that the peer has left. */
  letGo(incoming: DenoIncoming, { relayed, writing }: LetGo): void {
    this.settled(incoming);
    this.#troubleAtMs = performance.now();
    if (writing) this.#kept.note(incoming.remote, writing);
    if (!relayed && ++this.#keeps > KEPT_MAX) void this.#relay();
  }

  /** Stalled handshakes count only when they are still there at the next look: this process itself may have stood still. */
  #look(): void {
    const now = performance.now();
    let stalled = 0;
    for (const { acceptedAtMs } of this.#settling) if (now - acceptedAtMs > STALLED_MS) stalled++;
    const trouble = stalled >= STALLED_MAX;
    if (trouble) this.#troubleAtMs = now;
    if (trouble && this.#stalledBefore) void this.#relay();
    else if (this.#relaying && now - this.#troubleAtMs > CALM_MS) void this.#calmDown();
    this.#stalledBefore = trouble;
  }

  #stopListening(): void {
    for (const listener of this.#listeners.splice(0)) listener.close();
  }

  #listenTls({ hostname, port }: NetAddress): Deno.TlsListener {
    const { certPem: cert, keyPem: key } = this.#options;
    return Deno.listenTls({ hostname, port, cert, key });
  }

  #take(conn: Deno.TlsConn, relay?: Relay): void {
    const incoming = new DenoIncoming(conn, { relay, door: this });
    this.#settling.add(incoming);
    this.connections.push(incoming);
  }

  async #relay(): Promise<void> {
    if (this.#relaying || this.#closed) return;
    this.#relaying = true;
    // Descriptors may have run out: until there is one, everything stays as it is.
    const inner = await this.#listenAgain(() =>
      this.#listenTls({ hostname: "127.0.0.1", port: 0 })
    );
    if (!inner) return;
    this.#stopListening();
    const outer = await this.#listenAgain((address) => Deno.listen(address));
    if (!outer) return inner.close();
    this.#listeners = [outer, inner];
    void acceptAll(inner, (conn) => void this.#takeRelayed(conn));
    const within = inner.addr as Deno.NetAddr;
    await acceptAll(outer, (conn) => {
      const relay = new Relay(conn, this.#kept);
      if (this.#kept.isFull(relay.remote)) relay.destroy();
      else void this.#carry(relay, within);
    });
  }

  async #calmDown(): Promise<void> {
    this.#troubleAtMs = performance.now();
    if (++this.#calmTimes > CALM_TIMES_MAX) return;
    this.#stopListening();
    const listener = await this.#listenAgain((address) => this.#listenTls(address));
    if (!listener) return;
    this.#listeners = [listener];
    this.#relaying = false;
    this.#keeps = 0;
    await acceptAll(listener, (conn) => this.#take(conn));
  }

  /** Never rejects. */
  async #carry(relay: Relay, { hostname, port }: NetAddress): Promise<void> {
    let mine: number;
    try {
      mine = await relay.connect({ hostname, port });
    } catch {
      return relay.destroy();
    }
    this.#relays.set(mine, relay);
    await relay.run();
    this.#relays.delete(mine);
  }

  async #takeRelayed(conn: Deno.TlsConn): Promise<void> {
    const { port } = conn.remoteAddr as Deno.NetAddr;
    // It may be here before the other end has been noted.
    if (!this.#relays.has(port)) await pause(NOTED_MS);
    const relay = this.#relays.get(port);
    // Who comes in by another way has no business here.
    if (relay) this.#take(conn, relay);
    else conn.close();
  }

  /** On the address that was just given up, perhaps. Another program may be quicker, or no descriptor is free: then it waits. */
  async #listenAgain<L extends { close(): void }>(
    listen: (address: NetAddress) => L,
  ): Promise<L | null> {
    while (!this.#closed) {
      try {
        return listen(this.address);
      } catch {
        await pause(LISTEN_AGAIN_MS);
      }
    }
    return null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function listenTls(options: TlsServerOptions): Promise<Listener> {
  try {
    return Promise.resolve(new Door(options));
  } catch (error) {
    return Promise.reject(addressError(error, options));
  }
}
