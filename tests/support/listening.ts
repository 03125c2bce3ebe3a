// A real client with its real listener in front of a bank in memory, and the network between their UDP sockets: it
// loses, doubles and delays by seeded chance, blocks, moves the client to another address, or adds what Eve sends.
import type { Position } from "../../bank/trace.ts";
import { Buffer } from "node:buffer";
import { AlertListener, type Path } from "../../net/client/alert_listener.ts";
import { Client } from "../../net/client/client.ts";
import { DatagramSealer } from "../../net/udp/datagram.ts";
import type { NetAddress, Runtime } from "../../net/runtime.ts";
import { ServerConnection } from "../../net/tcp/server_connection.ts";
import type { AnnouncementView, NewsMark } from "../../api/announcement_methods.ts";
import type { AlertView } from "../../api/answers.ts";
import { dialling, MemoryConnection } from "./connection.ts";
import type { FakeTime } from "./fake_time.ts";
import { NO_CERTIFICATE } from "./pins.ts";
import { seeded } from "./relay.ts";
import type { Customer, TestBank } from "./service.ts";
import { MemoryUdp } from "./udp.ts";

export interface Network {
  /** Chances from 0 to 1, per datagram and direction. */
  readonly loss: number;
  readonly duplication: number;
  readonly reordering: number;
  readonly seed: number;
}

const PERFECT: Network = { loss: 0, duplication: 0, reordering: 0, seed: 1 };

export interface ListeningOptions {
  readonly bank: TestBank;
  readonly customer: Customer;
  readonly time: FakeTime;
  readonly network?: Network;
  readonly from?: Position;
  readonly blocked?: boolean;
  /** The newest announcement that it has shown before; absent for a program that knows none. */
  readonly announced?: NewsMark | undefined;
}

export class Listening implements AsyncDisposable {
  readonly shown: AlertView[] = [];
  readonly news: AnnouncementView[] = [];
  readonly paths: Path[] = [];
  /** Datagrams that the client has sent. */
  readonly said: Uint8Array[] = [];
  /** Datagrams of the bank that reached the client. */
  readonly heard: Uint8Array[] = [];
  /** Where the bank sees the client. */
  address: NetAddress = { hostname: "198.51.100.1", port: 40_001 };
  /** Nothing passes in either direction. */
  blocked = false;
  readonly #udp = new MemoryUdp({ hostname: "10.0.0.5", port: 5_000 });
  readonly #options: ListeningOptions;
  readonly #random: () => number;
  #served!: Promise<void>;
  client!: Client;
  listener!: AlertListener;
  #keys: ReturnType<TestBank["alerts"]["listen"]> | null = null;
  #late: (() => void)[] = [];

  private constructor(options: ListeningOptions) {
    this.#options = options;
    this.blocked = options.blocked ?? false;
    this.#random = seeded(options.network?.seed ?? 1);
  }

  static async open(options: ListeningOptions): Promise<Listening> {
    const listening = new Listening(options);
    const { bank, customer } = options;
    const tcp = MemoryConnection.pair();
    const { host, router } = bank;
    const { budgets } = bank.service;
    listening.#served = new ServerConnection(tcp.server, { host, router, budgets }).serve();
    listening.#join();
    const runtime: Runtime = {
      ...dialling(() => tcp.client),
      after: options.time.after,
      bindUdp: () => Promise.resolve(listening.#udp),
    };
    const address = bank.udp.address;
    listening.#overhear();
    const client = await Client.connect({ ...address, runtime, certificate: NO_CERTIFICATE });
    await client.call("resume", { sessionToken: await bank.token(customer.account) });
    listening.client = client;
    const { announced } = options;
    if (announced !== undefined) await client.hello("test");
    listening.listener = await AlertListener.open({
      client,
      runtime,
      address,
      from: options.from,
      onAlerts: (alerts) => listening.shown.push(...alerts),
      news: announced === undefined
        ? undefined
        : { shown: announced, onNews: (one) => void listening.news.push(one) },
      onPath: (path) => listening.paths.push(path),
    });
    return listening;
  }

  /** Something arrives at the client's socket. */
  deliver(bytes: Uint8Array, from: NetAddress = this.#options.bank.udp.address): void {
    this.#udp.deliver(bytes, from);
  }

  /** Seals as one of the two does, from a counter on that it has not reached. */
  sealer(side: "bank" | "client", from = 1_000): DatagramSealer {
    const { session, serverKey, clientKey } = this.#keys!;
    const key = Buffer.from(side === "bank" ? serverKey : clientKey, "hex");
    return countedTo(from, new DatagramSealer(key, session));
  }

  /** The numbers shown of one stream, in order. */
  numbers(stream: AlertView["stream"]): number[] {
    return this.shown.filter((alert) => alert.stream === stream).map(({ number }) => number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    this.client.close();
    await this.#served;
  }

  /** Keeps the keys of the session that listens next. */
  #overhear(): void {
    const { alerts } = this.#options.bank;
    const listen = alerts.listen;
    alerts.listen = (...words) => {
      alerts.listen = listen;
      return this.#keys = alerts.listen(...words);
    };
  }

  /** Lays the cable between the two sockets. */
  #join(): void {
    const { bank } = this.#options;
    this.#udp.onSend = (bytes) => {
      this.said.push(bytes);
      const { address } = this;
      this.#carry(() => bank.udp.deliver(bytes, address));
    };
    bank.udp.onSend = (bytes, _from, to) => {
      const { hostname, port } = this.address;
      // Sent to where the client is no longer.
      if (to.hostname !== hostname || to.port !== port) return;
      this.#carry(() => {
        this.heard.push(bytes);
        this.deliver(bytes);
      });
    };
  }

  #carry(arrive: () => void): void {
    const { loss, duplication, reordering } = this.#options.network ?? PERFECT;
    if (this.blocked || this.#random() < loss) return;
    const due = this.#late;
    this.#late = [];
    if (this.#random() < reordering) this.#late.push(arrive);
    else arrive();
    if (this.#random() < duplication) arrive();
    for (const act of due) act();
  }
}

/** The same sealer, whose next counter is this one. */
export function countedTo(counter: number, sealer: DatagramSealer): DatagramSealer {
  for (let sealed = 1; sealed < counter; sealed++) sealer.seal(new Uint8Array(1));
  return sealer;
}
