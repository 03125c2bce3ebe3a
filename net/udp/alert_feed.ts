// One session's alerts on their way out: sealed datagrams to the address the session was last heard from, or its
// TCP connection while UDP is not known to work. Bursts are coalesced; what is lost is noticed by its absence from
// the acknowledgements and announced over TCP, so that the client fetches it.
import type { Position } from "../../bank/trace.ts";
import { Buffer } from "node:buffer";
import type { Host } from "../../bank/host.ts";
import type { AlertPace } from "./alert_pace.ts";
import {
  DATAGRAM_TEXT_BYTES_MAX,
  DatagramOpener,
  DatagramSealer,
  type DatagramSession,
  type Dropped,
} from "./datagram.ts";
import { alertsText, headText, type Here, newsText, parseText } from "./datagram_text.ts";
import type { NetAddress, UdpSocket } from "../runtime.ts";
import type { Session } from "../../service/identity/session.ts";

/** Alerts that wait to be sent; beyond it only the position is told, and the client fetches. */
const PENDING_MAX = 1_024;

/** Datagrams of one flush; more alerts than fit go over TCP. */
const DATAGRAMS_PER_FLUSH_MAX = 4;

/** Milliseconds without acknowledgement after which the position is told over TCP. */
export const UNACKNOWLEDGED_MS = 400;

/** Bytes of `[`, `]` and the type around the alerts of one datagram. */
const ALERTS_FRAME_BYTES = 3;

export interface FeedKeys {
  readonly session: DatagramSession;
  readonly clientKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

export interface FeedOptions {
  readonly session: Session;
  readonly account: string;
  readonly keys: FeedKeys;
  readonly udp: UdpSocket;
  readonly host: Pick<Host, "clock" | "after">;
  /** How much all sessions together may say. */
  readonly pace: AlertPace;
  /** Alerts as JSON text; may have to wait for names. */
  readonly textOf: (alert: PendingAlert) => string | Promise<string>;
  /** The newest of each stream, durable. */
  readonly position: () => Position;
  /** Number of the newest announcement. */
  readonly announced: () => number;
}

/** An alert that knows its stream and number; what else it has is the hub's business. */
export interface PendingAlert {
  readonly stream: "entry" | "notice";
  readonly item: { readonly number: number };
}

export class AlertFeed {
  readonly #options: FeedOptions;
  readonly #opener: DatagramOpener;
  readonly #sealer: DatagramSealer;
  #address: NetAddress | null = null;
  /** The client has said that it hears us at that address. */
  #heard = false;
  /** The client counts announcements, too. */
  #showsNews = false;
  /** The newest announcement that a client which reads too slowly could not be told. */
  #untold: string | null = null;
  #pending: PendingAlert[] = [];
  #overflowed = false;
  #flushing = false;
  #flushed: Promise<void> = Promise.resolve();
  #hurried = false;
  #hurry: () => void = () => {};
  #stopped = false;
  #lastFlushAtMs = 0;
  #unacknowledgedSinceMs: number | null = null;

  constructor(options: FeedOptions) {
    const { keys } = options;
    this.#options = options;
    this.#opener = new DatagramOpener(keys.clientKey);
    this.#sealer = new DatagramSealer(keys.serverKey, keys.session);
  }

  get account(): string {
    return this.#options.account;
  }

  get over(): "udp" | "tcp" {
    return this.#heard && this.#address ? "udp" : "tcp";
  }

  /** The session has ended or belongs to another customer now: nothing more is said to it. */
  stop(): void {
    this.#stopped = true;
    this.#pending = [];
    this.#overflowed = false;
  }

  /** What waits is told at once, over TCP, which the client certainly reads. */
  async settle(): Promise<void> {
    this.#heard = false;
    this.#hurried = true;
    this.#hurry();
    await this.#flushed;
  }

  offer(alert: PendingAlert): void {
    if (this.#stopped) return;
    if (this.#pending.length >= PENDING_MAX) {
      this.#pending = [];
      this.#overflowed = true;
    }
    if (!this.#overflowed) this.#pending.push(alert);
    if (!this.#flushing) this.#flushed = this.#flush();
  }

  /** What staff tell all customers, as JSON. One that is lost is fetched after the next head. */
  tell(announcement: string): void {
    const { session } = this.#options;
    if (this.#stopped || !session.news) return;
    const datagram = newsText(announcement);
    if (this.over === "udp" && datagram.length <= DATAGRAM_TEXT_BYTES_MAX) this.#send(datagram);
    else if (!this.#pushNews(announcement)) this.#untold = announcement;
  }

  #pushNews(announcement: string): boolean {
    return this.#options.session.link.notifyText("announcement", () => announcement);
  }

  /** @returns why the datagram was dropped, or null. */
  receive(datagram: Uint8Array, from: NetAddress): Dropped | null {
    const opened = this.#opener.open(datagram);
    if (typeof opened === "string") return opened;
    const said = parseText(opened.text);
    if (said === "malformed" || said.type !== "here") return "malformed";
    // A late datagram may come from an address that is no longer the client's.
    if (opened.newest) this.#address = from;
    this.#hear(said);
    return null;
  }

  /** Tells over TCP how far the account goes when datagrams stay without acknowledgement. */
  checkAcknowledged(nowMs: number): void {
    if (this.#untold !== null && this.#pushNews(this.#untold)) this.#untold = null;
    const since = this.#unacknowledgedSinceMs;
    if (since === null || nowMs - since < UNACKNOWLEDGED_MS) return;
    this.#unacknowledgedSinceMs = null;
    // Until the client is heard again, alerts go over TCP.
    this.#heard = false;
    if (!this.#push([])) this.#unacknowledgedSinceMs = nowMs;
  }

  #hear(here: Here): void {
    this.#heard = here.heard;
    this.#showsNews = here.announced !== undefined;
    const { entry, notice } = this.#options.position();
    if (here.entry >= entry && here.notice >= notice) this.#unacknowledgedSinceMs = null;
    if (here.answer) this.#send(this.#head());
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    try {
      while (this.#pending.length > 0 || this.#overflowed) {
        const gapMs = this.#options.pace.gapMs();
        const gap = this.#lastFlushAtMs + gapMs - this.#options.host.clock();
        // A clock that was set back must not hold an alert back.
        if (gap > 0) await this.#wait(Math.min(gap, gapMs));
        await this.#flushOnce();
        this.#lastFlushAtMs = this.#options.host.clock();
      }
    } finally {
      this.#flushing = false;
    }
  }

  /** Until the gap is over, or the bank is in a hurry to stop. */
  #wait(gap: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#hurried) return resolve();
      const cancel = this.#options.host.after(gap, resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  async #flushOnce(): Promise<void> {
    const alerts = this.#pending;
    const overflowed = this.#overflowed;
    this.#pending = [];
    this.#overflowed = false;
    const texts: string[] = [];
    for (const alert of alerts) {
      const text = this.#options.textOf(alert);
      texts.push(typeof text === "string" ? text : await text);
    }
    if (this.#stopped) return;
    if (this.over === "tcp") {
      const sent = this.#push(overflowed ? [] : texts);
      if (!sent) this.#unacknowledgedSinceMs ??= this.#options.host.clock();
      return;
    }
    this.#unacknowledgedSinceMs ??= this.#options.host.clock();
    const datagrams = overflowed ? null : packed(texts);
    // A burst fits better into one message over TCP than into many datagrams.
    if (!datagrams && !overflowed && this.#push(texts)) return;
    if (!datagrams) return this.#send(this.#head());
    for (const datagram of datagrams) this.#send(datagram);
  }

  #head(): Uint8Array {
    const { position, announced } = this.#options;
    return headText({ ...position(), ...(this.#showsNews ? { announced: announced() } : {}) });
  }

  /** @returns false when the client does not read fast enough: it is told the position later. */
  #push(texts: readonly string[]): boolean {
    const { session, position } = this.#options;
    return session.link.notifyText("alerts", () => {
      const { entry, notice } = position();
      return `{"entry":${entry},"notice":${notice},"alerts":[${texts.join(",")}]}`;
    });
  }

  #send(text: Uint8Array): void {
    if (!this.#address) return;
    this.#options.pace.sent();
    void this.#options.udp.send(this.#sealer.seal(text), this.#address);
  }
}

/** @returns null when one alert, or all of them, are too large: the client is to fetch. */
function packed(texts: readonly string[]): Uint8Array[] | null {
  const room = DATAGRAM_TEXT_BYTES_MAX - ALERTS_FRAME_BYTES;
  const datagrams: Uint8Array[] = [];
  let some: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (size > room) return null;
    if (bytes + size > room) {
      datagrams.push(alertsText(some));
      [some, bytes] = [[], 0];
    }
    some.push(text);
    bytes += size;
  }
  if (some.length > 0) datagrams.push(alertsText(some));
  return datagrams.length > DATAGRAMS_PER_FLUSH_MAX ? null : datagrams;
}
