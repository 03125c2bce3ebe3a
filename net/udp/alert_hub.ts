// All sessions that listen for alerts: an observer of the journal that hands each entry and notice to its owner's
// feeds, and the one UDP socket that serves them. Never answers a datagram that no session of ours has sealed.
import { Buffer } from "node:buffer";
import type { Changes } from "../../bank/applying.ts";
import type { Block } from "../../bank/block.ts";
import { entryOf, type Position } from "../../bank/trace.ts";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { type Cancel, every, type Host, pause } from "../../bank/host.ts";
import { AlertFeed, type PendingAlert, UNACKNOWLEDGED_MS } from "./alert_feed.ts";
import { type Alert, alertJson, counterpartyOf } from "../../service/alert_view.ts";
import { AlertPace } from "./alert_pace.ts";
import { type Dropped, sessionOf } from "./datagram.ts";
import { announcementView } from "../../service/announcements/announcements.ts";
import type { AnnouncementView } from "../../api/announcement_methods.ts";
import type { AlertDelivery, Listening } from "../../service/alert_delivery.ts";
import type { NameBook } from "../../service/name_book.ts";
import type { NetAddress, UdpSocket } from "../runtime.ts";
import type { Session } from "../../service/identity/session.ts";

/** Sessions that are told an announcement before anything else has its turn: two milliseconds. */
const TOLD_AT_ONCE = 100;

export interface AlertHubOptions {
  readonly host: Host;
  readonly loop: CommitLoop;
  readonly names: NameBook;
  readonly udp: UdpSocket;
}

export class AlertHub implements AlertDelivery {
  readonly #options: AlertHubOptions;
  /** Feeds by account, by session, and by what their datagrams carry in front. */
  readonly #byAccount = new Map<string, Set<AlertFeed>>();
  readonly #bySession = new Map<Session, { feed: AlertFeed; datagramSession: string }>();
  readonly #byDatagram = new Map<string, AlertFeed>();
  readonly #pace: AlertPace;
  readonly #stopChecking: Cancel;
  /** Datagrams dropped, by reason, since the start. */
  readonly dropped: Record<Dropped, number> = {
    oversized: 0,
    truncated: 0,
    wrong_version: 0,
    unknown_session: 0,
    replayed: 0,
    forged: 0,
    malformed: 0,
  };

  constructor(options: AlertHubOptions) {
    this.#options = options;
    this.#pace = new AlertPace(options.host.clock);
    const look = () => this.checkAcknowledged();
    this.#stopChecking = every(options.host, UNACKNOWLEDGED_MS / 4, look);
    void this.#receive();
  }

  readonly observe = ({ events, at: atMs }: Block, { postings, notices }: Changes): void => {
    if (this.#byAccount.size === 0) return;
    for (const event of events) {
      if (event.type === "announced") void this.#tellAll(announcementView({ ...event, atMs }));
    }
    for (const posting of postings) {
      const feeds = this.#byAccount.get(posting.account);
      if (feeds) offer(feeds, { stream: "entry", item: entryOf(posting) });
    }
    for (const item of notices) {
      const feeds = this.#byAccount.get(item.account);
      if (feeds) offer(feeds, { stream: "notice", item });
    }
  };

  /** A few at a time: payments go on meanwhile. */
  async #tellAll(announcement: AnnouncementView): Promise<void> {
    const text = JSON.stringify(announcement);
    let told = 0;
    for (const feed of this.#byDatagram.values()) {
      feed.tell(text);
      if (++told % TOLD_AT_ONCE === 0) await pause(this.#options.host, 1);
    }
  }

  /** Begins (again) to deliver a session's alerts, with new keys. */
  listen(session: Session, account: string): Listening {
    this.forget(session);
    const { host, udp } = this.#options;
    const datagramSession = Buffer.from(host.random(8)).toString("hex");
    const keys = { clientKey: host.random(32), serverKey: host.random(32) };
    const feed = new AlertFeed({
      session,
      account,
      keys: { ...keys, session: datagramSession },
      udp,
      host,
      pace: this.#pace,
      textOf: (alert) => this.#textOf(alert, session),
      position: () => this.position(account),
      announced: () => this.#options.loop.ledger.announcements.size,
    });
    const feeds = this.#byAccount.get(account);
    if (feeds) feeds.add(feed);
    else this.#byAccount.set(account, new Set([feed]));
    this.#bySession.set(session, { feed, datagramSession });
    this.#byDatagram.set(datagramSession, feed);
    return {
      session: datagramSession,
      clientKey: Buffer.from(keys.clientKey).toString("hex"),
      serverKey: Buffer.from(keys.serverKey).toString("hex"),
    };
  }

  /** The session has signed out, or listens anew. */
  readonly forget = (session: Session): void => {
    const known = this.#bySession.get(session);
    if (!known) return;
    const { feed, datagramSession } = known;
    feed.stop();
    this.#bySession.delete(session);
    this.#byDatagram.delete(datagramSession);
    const feeds = this.#byAccount.get(feed.account);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.#byAccount.delete(feed.account);
  };

  /** Before an account's sessions are ended: everything that waits for them is told. */
  async settle(account: string): Promise<void> {
    const feeds = [...this.#byAccount.get(account) ?? []];
    await Promise.all(feeds.map((feed) => feed.settle()));
  }

  position(account: string): Position {
    const { entries = 0, notices = 0 } = this.#options.loop.ledger.accounts.get(account) ?? {};
    return { entry: entries, notice: notices };
  }

  checkAcknowledged(): void {
    const now = this.#options.host.clock();
    for (const feed of this.#byDatagram.values()) feed.checkAcknowledged(now);
  }

  close(): void {
    this.#stopChecking();
    this.#options.udp.close();
  }

  #textOf(pending: PendingAlert, { openKinds }: Session): string | Promise<string> {
    // Feeds hold what #offer gave them.
    const alert = pending as Alert;
    const { names, loop: { ledger } } = this.#options;
    const account = counterpartyOf(alert, ledger);
    const name = account === undefined ? null : names.known(account);
    if (name !== undefined) return alertJson(alert, { ledger, counterpartyName: name, openKinds });
    // A name that cannot be read is left out: the alert itself must not be lost.
    return names.load(account!).catch(() => null)
      .then((counterpartyName) => alertJson(alert, { ledger, counterpartyName, openKinds }));
  }

  async #receive(): Promise<void> {
    for await (const [bytes, from] of this.#options.udp.datagrams) {
      const dropped = this.#take(bytes, from);
      if (dropped !== null) this.dropped[dropped]++;
    }
  }

  #take(bytes: Uint8Array, from: NetAddress): Dropped | null {
    const found = sessionOf(bytes);
    if (typeof found === "string") return found;
    const feed = this.#byDatagram.get(found.session);
    return feed ? feed.receive(bytes, from) : "unknown_session";
  }
}

function offer(feeds: ReadonlySet<AlertFeed>, alert: Alert): void {
  for (const feed of feeds) feed.offer(alert);
}
