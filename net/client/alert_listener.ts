// A client that listens for alerts: its own UDP socket, hellos and acknowledgements, gaps filled over TCP, and the
// same events over TCP while UDP does not work. Tells each alert once, in order. One listener per connection.
import type { Position } from "../../bank/trace.ts";
import { Buffer } from "node:buffer";
import { AlertReceiver } from "./alert_receiver.ts";
import { type Client, RefusedError } from "./client.ts";
import { NewsReceiver, type NewsWish } from "./news_receiver.ts";
import { DatagramOpener, DatagramSealer, sessionOf } from "../udp/datagram.ts";
import { hereText, parseText } from "../udp/datagram_text.ts";
import type { Result } from "../../api/methods.ts";
import { AlertView } from "../../api/answers.ts";
import type { NetAddress, Runtime, UdpSocket } from "../runtime.ts";

/** Milliseconds between hellos until one is answered. */
const HELLO_MS = 500;

/** Hellos without an answer after which UDP counts as blocked: three seconds. */
const HELLOS_MAX = 6;

/** Milliseconds between hellos while UDP is blocked, to notice when it is back. */
const RETRY_MS = 5_000;

/** Milliseconds between keepalives: below the half minute after which routers forget a UDP flow. */
const KEEPALIVE_MS = 15_000;

/** Milliseconds in which acknowledgements of a burst are sent as one. */
const ACKNOWLEDGE_MS = 50;

/** Milliseconds until missing alerts are asked for again after the bank was busy. */
const FETCH_AGAIN_MS = 1_000;

/** It waits twice as long each time, up to this. */
const FETCH_AGAIN_MS_MAX = 15_000;

/** Over which transport alerts come at the moment. */
export type Path = "udp" | "tcp";

export interface ListenerOptions {
  readonly client: Client;
  readonly runtime: Runtime;
  /** Where the bank is; datagrams go to the same host and port as TCP. */
  readonly address: NetAddress;
  /** Up to here everything has been shown; absent: up to what the owner has read. */
  readonly from?: Position | undefined;
  readonly onAlerts: (alerts: readonly AlertView[]) => void;
  /** Told when the bank says that it is about to close the connection, and why. */
  readonly onClosing?: (reason: string) => void;
  /** Where it shows what staff tell all customers. */
  readonly news?: NewsWish | undefined;
  /** Told when it is known over which path alerts come, and when that changes. */
  readonly onPath: (path: Path) => void;
}

export class AlertListener {
  readonly #options: ListenerOptions;
  readonly #receiver: AlertReceiver;
  readonly #news: NewsReceiver | null;
  readonly #sealer: DatagramSealer;
  readonly #opener: DatagramOpener;
  readonly #datagramSession: string;
  readonly #to: NetAddress;
  readonly #udp: UdpSocket;
  #stopTimer = () => {};
  #stopRetry = () => {};
  #stopAcknowledging: (() => void) | null = null;
  #path: Path | null = null;
  #unanswered = 0;
  #fetching = false;
  #againMs = FETCH_AGAIN_MS;
  #closed = false;

  private constructor(options: ListenerOptions, opened: Opened) {
    const { listening, udp } = opened;
    const { session, clientKey, serverKey } = listening.udp;
    const read = { entry: listening.readEntry, notice: listening.readNotice };
    this.#options = options;
    this.#receiver = new AlertReceiver(options.from ?? read);
    this.#news = options.news ? new NewsReceiver(options.client, options.news) : null;
    this.#sealer = new DatagramSealer(Buffer.from(clientKey, "hex"), session);
    this.#opener = new DatagramOpener(Buffer.from(serverKey, "hex"));
    this.#datagramSession = session;
    this.#to = options.address;
    this.#udp = udp;
  }

  /** @throws as `Client.call` does. */
  static async open(options: ListenerOptions): Promise<AlertListener> {
    const { client, runtime, address } = options;
    const local = address.hostname.includes(":") ? "::" : "0.0.0.0";
    const udp = await runtime.bindUdp({ hostname: local, port: 0 });
    let listener: AlertListener | undefined;
    // Pushes may come before the answer to alertsListen has been handled.
    const early: unknown[] = [];
    client.onNotice((method, params) => {
      if (method === "closing") {
        options.onClosing?.(String((params as { reason?: unknown })?.reason));
      }
      if (method === "announcement" && listener) listener.#news?.take(params);
      if (method !== "alerts") return;
      if (listener) listener.#takePush(params);
      else early.push(params);
    });
    try {
      const listening = await client.call("alertsListen", {});
      listener = new AlertListener(options, { listening, udp });
      listener.#receiver.learn(listening);
    } catch (error) {
      udp.close();
      throw error;
    }
    for (const params of early) listener.#takePush(params);
    void listener.#receive();
    void listener.#news?.fetch();
    listener.#hello();
    listener.#fill();
    return listener;
  }

  /** Up to here everything has been told. */
  get position(): Position {
    return this.#receiver.position;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    this.#stopAcknowledging?.();
    this.#stopRetry();
    this.#udp.close();
  }

  /** Hello, keepalive and acknowledgement are one datagram; this one asks for an answer. */
  #hello(): void {
    this.#stopTimer();
    if (this.#closed) return;
    this.#say({ answer: true });
    this.#unanswered++;
    if (this.#unanswered > HELLOS_MAX) this.#usePath("tcp");
    const wait = this.#unanswered > HELLOS_MAX ? RETRY_MS : HELLO_MS;
    this.#stopTimer = this.#options.runtime.after(wait, () => this.#hello());
  }

  #say({ answer }: { answer: boolean }): void {
    const heard = this.#path === "udp";
    const announced = this.#news?.reached;
    const counted = announced === undefined ? {} : { announced };
    const text = hereText({ ...this.#receiver.position, ...counted, answer, heard });
    void this.#udp.send(this.#sealer.seal(text), this.#to);
  }

  async #receive(): Promise<void> {
    for await (const [bytes] of this.#udp.datagrams) this.#takeDatagram(bytes);
  }

  #takeDatagram(bytes: Uint8Array): void {
    const found = sessionOf(bytes);
    if (typeof found === "string" || found.session !== this.#datagramSession) return;
    const opened = this.#opener.open(bytes);
    if (typeof opened === "string") return;
    const said = parseText(opened.text);
    if (said === "malformed" || said.type === "here") return;
    this.#heardServer();
    if (said.type === "head") {
      this.#receiver.learn(said);
      if (said.announced !== undefined) this.#news?.learn(said.announced);
    } else if (said.type === "news") {
      this.#news?.take(said.announcement);
    } else {
      this.#take(said.alerts);
      this.#acknowledge();
    }
    this.#fill();
  }

  /** Something genuine came over UDP: it works, and the server is told so. */
  #heardServer(): void {
    const news = this.#path !== "udp";
    this.#unanswered = 0;
    this.#usePath("udp");
    this.#stopTimer();
    this.#stopTimer = this.#options.runtime.after(KEEPALIVE_MS, () => this.#hello());
    if (news) this.#say({ answer: false });
  }

  #takePush(params: unknown): void {
    if (this.#closed) return;
    const { entry, notice, alerts } = params as Position & { alerts: unknown[] };
    this.#take(alerts);
    this.#receiver.learn({ entry, notice });
    this.#fill();
    // The server does not trust UDP although we did: find out.
    if (this.#path === "udp" && this.#unanswered === 0) this.#hello();
  }

  #take(raw: readonly unknown[]): void {
    const alerts = raw.flatMap((one) => {
      if (isPlainEntry(one)) return [one];
      const parsed = AlertView.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    });
    const shown = this.#receiver.take(alerts);
    if (shown.length > 0) this.#options.onAlerts(shown);
  }

  #acknowledge(): void {
    this.#stopAcknowledging ??= this.#options.runtime.after(ACKNOWLEDGE_MS, () => {
      this.#stopAcknowledging = null;
      if (!this.#closed) this.#say({ answer: false });
    });
  }

  /** Fetches what did not arrive, until nothing is missing. */
  #fill(): void {
    if (this.#fetching || this.#closed || !this.#receiver.missing) return;
    this.#fetching = true;
    this.#fetch().then(() => {
      this.#fetching = false;
      this.#againMs = FETCH_AGAIN_MS;
      this.#acknowledge();
    }, (error) => {
      this.#fetching = false;
      // When the connection is gone, its owner connects again and listens from the position.
      const final = error instanceof RefusedError && !error.refusal.retryable;
      if (final || this.#options.client.lost) return;
      // Also an answer that was lost, or one that the server failed to give: nothing else may come that asks again.
      this.#stopRetry();
      this.#stopRetry = this.#options.runtime.after(this.#againMs, () => this.#fill());
      this.#againMs = Math.min(FETCH_AGAIN_MS_MAX, 2 * this.#againMs);
    });
  }

  async #fetch(): Promise<void> {
    while (!this.#closed && this.#receiver.missing) {
      const { entry, notice } = this.#receiver.position;
      const { alerts } = await this.#options.client.call("alertsSince", { entry, notice });
      if (alerts.length === 0) return;
      this.#take(alerts);
    }
  }

  #usePath(path: Path): void {
    if (this.#path === path) return;
    this.#path = path;
    this.#options.onPath(path);
  }
}

/** Nearly every alert is one, and a schema library takes longer over it than all the rest together. */
function isPlainEntry(value: unknown): value is AlertView {
  const entry = value as Record<string, unknown> | null;
  return entry !== null && typeof entry === "object" && entry.stream === "entry" &&
    typeof entry.kind === "string" && Number.isSafeInteger(entry.number) &&
    Number.isSafeInteger(entry.amountMinor) && Number.isSafeInteger(entry.bookedMinor) &&
    Number.isSafeInteger(entry.atMs) && typeof entry.transferId === "string" &&
    typeof entry.counterparty === "string" && typeof entry.memo === "string" &&
    (entry.counterpartyName === null || typeof entry.counterpartyName === "string");
}

interface Opened {
  readonly listening: Result<"alertsListen">;
  readonly udp: UdpSocket;
}
