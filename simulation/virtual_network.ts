// A network in memory: connections with delay that can be cut, datagrams that are lost, doubled, delayed and overtaken.
// One server at a time listens; clients dial it. TLS is left out: what it protects against is not simulated here.
import type { MachineTime } from "../net/machine_time.ts";
import type {
  Connection,
  Incoming,
  Listener,
  NetAddress,
  Runtime,
  UdpSocket,
} from "../net/runtime.ts";
import type { Chance, VirtualTime } from "./virtual_time.ts";

export interface Weather {
  delayMs: number;
  datagramLoss: number;
  datagramDoubled: number;
}

type Datagram = readonly [Uint8Array, NetAddress];

export class VirtualNetwork {
  readonly #connections = new Set<Wire>();
  readonly #sockets = new Map<number, VirtualUdp>();
  #listener: Inbox<Incoming> | null = null;
  #nextPort = 40_000;

  constructor(
    readonly time: VirtualTime,
    readonly chance: Chance,
    readonly weather: Weather,
  ) {}

  listen(): Listener {
    const inbox = new Inbox<Incoming>();
    this.#listener = inbox;
    return {
      address: SERVER,
      connections: inbox,
      close: () => {
        if (this.#listener === inbox) this.#listener = null;
        inbox.end();
      },
    };
  }

  /** @throws when no server listens there. */
  async connect(): Promise<Connection> {
    await new Promise<void>((resolve) => void this.time.after(this.delayMs(), resolve));
    const listener = this.#listener;
    if (!listener) throw new Error("connection refused");
    const wire = new Wire(this, this.#nextPort++);
    this.#connections.add(wire);
    listener.put(wire.server);
    return wire.client;
  }

  bindUdp(port: number): VirtualUdp {
    const socket = new VirtualUdp(this, port === 0 ? this.#nextPort++ : port);
    this.#sockets.set(socket.address.port, socket);
    return socket;
  }

  forgetUdp(socket: VirtualUdp): void {
    if (this.#sockets.get(socket.address.port) === socket) {
      this.#sockets.delete(socket.address.port);
    }
  }

  datagram(bytes: Uint8Array, from: number, to: number): void {
    const { chance, weather } = this;
    const copies = chance.happens(weather.datagramLoss)
      ? 0
      : chance.happens(weather.datagramDoubled)
      ? 2
      : 1;
    for (let copy = 0; copy < copies; copy++) {
      void this.time.after(
        this.delayMs(),
        () => this.#sockets.get(to)?.inbox.put([bytes, { ...SERVER, port: from }]),
      );
    }
  }

  /** One connection breaks, from both ends' view. */
  cutOne(): void {
    if (this.#connections.size > 0) this.chance.one([...this.#connections]).cut();
  }

  /** The server's machine is gone: every connection breaks, and no server listens. */
  serverDown(): void {
    for (const wire of [...this.#connections]) wire.cut();
    this.#listener?.end();
    this.#listener = null;
    this.#sockets.get(SERVER.port)?.close();
  }

  ended(wire: Wire): void {
    this.#connections.delete(wire);
  }

  delayMs(): number {
    return this.chance.whole(this.weather.delayMs + 1);
  }
}

export const SERVER: NetAddress = { hostname: "10.0.0.1", port: 7400 };

/** Things that arrive and are waited for. */
class Inbox<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #ended = false;
  #wake: (() => void) | null = null;

  put(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (true) {
      while (this.#items.length > 0) yield this.#items.shift()!;
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

class VirtualUdp implements UdpSocket {
  readonly inbox = new Inbox<Datagram>();
  readonly datagrams: AsyncIterable<Datagram> = this.inbox;
  readonly address: NetAddress;
  readonly #network: VirtualNetwork;

  constructor(network: VirtualNetwork, port: number) {
    this.#network = network;
    this.address = { ...SERVER, port };
  }

  send(bytes: Uint8Array, to: NetAddress): Promise<void> {
    this.#network.datagram(bytes.slice(), this.address.port, to.port);
    return Promise.resolve();
  }

  close(): void {
    this.#network.forgetUdp(this);
    this.inbox.end();
  }
}

/** Both ends of one connection. */
class Wire {
  readonly server: End;
  readonly client: End;
  readonly #network: VirtualNetwork;

  constructor(network: VirtualNetwork, port: number) {
    this.#network = network;
    this.server = new End(network, this, { hostname: `10.0.1.${port % 250}`, port });
    this.client = new End(network, this, SERVER);
    this.server.other = this.client;
    this.client.other = this.server;
  }

  cut(): void {
    this.server.fail();
    this.client.fail();
    this.#network.ended(this);
  }
}

class End implements Incoming {
  other!: End;
  readonly #network: VirtualNetwork;
  readonly #wire: Wire;
  readonly #received: Uint8Array[] = [];
  #wake: (() => void) | null = null;
  #state: "open" | "over" | "closed" | "broken" = "open";
  /** Bytes of one direction never overtake each other. */
  #lastArrivalMs = 0;

  constructor(network: VirtualNetwork, wire: Wire, readonly remote: NetAddress) {
    this.#network = network;
    this.#wire = wire;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (true) {
      if (this.#state === "broken" || this.#state === "closed") throw new Error("connection reset");
      const chunk = this.#received.shift();
      if (chunk) {
        const count = Math.min(chunk.length, buffer.length);
        buffer.set(chunk.subarray(0, count));
        if (count < chunk.length) this.#received.unshift(chunk.subarray(count));
        return count;
      }
      if (this.#state === "over") return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#state !== "open") return Promise.reject(new Error("connection reset"));
    const copy = bytes.slice();
    this.#later(() => this.other.#receive(copy));
    return Promise.resolve();
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): void {
    this.close();
  }

  finish(): Promise<void> {
    this.#later(() => this.other.#end());
    return Promise.resolve();
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#wake?.();
    this.#later(() => this.other.#end());
    this.#network.ended(this.#wire);
  }

  fail(): void {
    if (this.#state !== "closed") this.#state = "broken";
    this.#wake?.();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#received.push(bytes);
    this.#wake?.();
  }

  #end(): void {
    if (this.#state === "open") this.#state = "over";
    this.#wake?.();
  }

  #later(act: () => void): void {
    const { time } = this.#network;
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, time.now + this.#network.delayMs());
    void time.after(this.#lastArrivalMs - time.now, act);
  }
}

/** A machine that has been up all the time, and that no time server looks after. */
export function machineTimeOf(time: VirtualTime): MachineTime {
  return {
    monotonic: () => time.now,
    uptime: () => ({ boot: "simulated", upMs: time.now }),
    synchronised: () => false,
  };
}

/** The client's side of the network as a runtime. */
export function clientRuntime(network: VirtualNetwork): Runtime {
  const absent = () => Promise.reject(new Error("clients do not do this"));
  return {
    name: "simulation",
    clock: () => network.time.now,
    machineTime: machineTimeOf(network.time),
    descriptors: () => null,
    after: network.time.after,
    connectTls: () => network.connect(),
    bindUdp: () => Promise.resolve(network.bindUdp(0)),
    connectHttps: absent,
    listenTls: absent,
    serveHttp: absent,
    openKv: absent,
    lockFile: absent,
    onSignal: () => () => {},
  };
}
