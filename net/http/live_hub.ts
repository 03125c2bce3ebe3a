// Live pages: what has changed is sent to every open page, a few times a second at most, and to signed-in ones their own
// balance and alerts. An observer of the journal; a page that was away asks for what it missed, or is told to load again.
import { type Cancel, every, type Host } from "../../bank/host.ts";
import type { Observer } from "../../bank/journal.ts";
import { availableMinor } from "../../bank/ledger.ts";
import type { Service } from "../../service/service.ts";
import type { Session } from "../../service/identity/session.ts";
import { add, remove } from "../../bank/sets.ts";
import { sourceOf } from "../../service/sharing/shares.ts";
import type { LiveHandlers, LiveSocket } from "../runtime.ts";
import { changesText } from "./live_changes.ts";

/** Milliseconds between two messages to all open pages. */
const BEAT_MS = 100;

/** Milliseconds between two signs of life. */
const PING_MS = 15_000;

/** Changed records remembered for pages that come back. */
const REMEMBERED_MAX = 20_000;

/** Bytes that a page may leave untaken: then it is told to load again; twice as many, and it is cut off. */
const WAITING_BYTES_MAX = 128 * 1024;

/** Milliseconds that a ticket can be used. */
const TICKET_MS = 30_000;

const TICKETS_MAX = 50_000;

interface Page {
  readonly socket: LiveSocket;
  /** Whose page it is; null for strangers. */
  readonly session: Session | null;
  readonly account: string | null;
  behind: boolean;
}

interface Opening {
  readonly after: number | null;
  readonly session: Session | null;
  readonly source: string;
}

export class LiveHub {
  readonly #service: Service;
  readonly #host: Host;
  readonly #pages = new Map<LiveSocket, Page>();
  readonly #byAccount = new Map<string, Set<Page>>();
  readonly #bySession = new Map<Session, Set<Page>>();
  readonly #tickets = new Map<string, { readonly session: Session; readonly untilMs: number }>();
  /** Records by the block that changed them last, oldest first. */
  readonly #changed = new Map<string, number>();
  #oldest: number;
  readonly #fresh = new Set<string>();
  readonly #accounts = new Set<string>();
  #beat: Cancel | null = null;
  #lastAtMs = 0;
  readonly #stopPings: Cancel;

  constructor(service: Service) {
    this.#service = service;
    this.#host = service.host;
    this.#oldest = service.loop.head.seq;
    service.loop.observe(this.#observe);
    service.presence.onSignedOut((session) => this.#signedOut(session));
    this.#stopPings = every(
      service.host,
      PING_MS,
      () => this.#all(JSON.stringify({ type: "ping" })),
    );
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** For one live connection, so that its address need not carry a secret that lasts. */
  ticketFor(session: Session, random: string): string {
    this.#tickets.set(random, { session, untilMs: this.#host.clock() + TICKET_MS });
    if (this.#tickets.size > TICKETS_MAX) this.#tickets.delete(this.#tickets.keys().next().value!);
    return random;
  }

  /** @param after the newest block that the page shows, or null. */
  handlers(
    { after, ticket, source }: {
      readonly after: number | null;
      readonly ticket: string | null;
      readonly source: string;
    },
  ): LiveHandlers {
    return {
      open: (socket) => this.#open(socket, { after, session: this.#redeem(ticket), source }),
      message: (socket, text) => {
        if (text.length > 64) socket.close(1009, "too long");
      },
      closed: (socket) => this.#closed(socket),
    };
  }

  close(): void {
    this.#stopPings();
    this.#beat?.();
    for (const { socket } of [...this.#pages.values()]) socket.close(1001, "the bank is stopping");
  }

  /** What an open page needs to show the newest state; the same for all visitors. */
  snapshot(organisation: string | null): string {
    const { register } = this.#service.giving;
    const names = organisation === null ? [...this.#changed.keys()].slice(-200) : [
      `organisations ${organisation}`,
      ...register.needsOf.of(organisation).map((need) => `needs ${need}`),
    ];
    return changesText(this.#service, names);
  }

  /** @returns the session that is signed in at this moment, or null. */
  #redeem(ticket: string | null): Session | null {
    const known = ticket === null ? undefined : this.#tickets.get(ticket);
    if (ticket !== null) this.#tickets.delete(ticket);
    const inTime = known !== undefined && known.untilMs >= this.#host.clock();
    return inTime && known.session.identity ? known.session : null;
  }

  /** Its pages go with it; those that may come back do so with a new ticket. */
  #signedOut(session: Session): void {
    for (const { socket } of [...this.#bySession.get(session) ?? []]) {
      socket.close(1008, "signed out");
    }
  }

  #open(
    socket: LiveSocket,
    { after, session, source }: Opening,
  ): void {
    const account = session?.identity?.account ?? null;
    const page: Page = { socket, session, account, behind: false };
    this.#pages.set(socket, page);
    const { live, ownLive, sources } = this.#service.budgets;
    const [from, rank] = [sourceOf(source), session?.identity?.rank];
    live.add(from, socket, rank ?? sources.of(from))?.destroy();
    if (session && account !== null) {
      ownLive.add(account, socket, rank)?.destroy();
      add(this.#byAccount, account, page);
      add(this.#bySession, session, page);
    }
    const { seq } = this.#service.loop.head;
    if (after !== null && (after < this.#oldest || after > seq)) {
      return socket.send(JSON.stringify({ type: "reset", block: seq }));
    }
    const missed = after === null
      ? []
      : [...this.#changed].filter(([, at]) => at > after).map(([name]) => name);
    socket.send(changesText(this.#service, missed));
    if (account !== null) this.#sendOwn(page);
  }

  #closed(socket: LiveSocket): void {
    const page = this.#pages.get(socket);
    this.#pages.delete(socket);
    this.#service.budgets.live.remove(socket);
    this.#service.budgets.ownLive.remove(socket);
    if (!page?.session || page.account === null) return;
    remove(this.#byAccount, page.account, page);
    remove(this.#bySession, page.session, page);
  }

  readonly #observe: Observer = ({ seq }, { records, touched }): void => {
    const note = (name: string) => {
      this.#changed.delete(name);
      this.#changed.set(name, seq);
      this.#fresh.add(name);
    };
    for (const { table, key } of records) {
      if (table === "claims") continue;
      note(`${table} ${key}`);
      // A promise that is on its way does not count down any more.
      if (table !== "pledges") continue;
      note(`needs ${this.#service.loop.ledger.pledges.get(key)!.need}`);
    }
    while (this.#changed.size > REMEMBERED_MAX) {
      const [[name, at]] = this.#changed as unknown as [[string, number]];
      this.#changed.delete(name);
      this.#oldest = at;
    }
    if (this.#byAccount.size > 0) {
      for (const { number } of touched) if (this.#byAccount.has(number)) this.#accounts.add(number);
    }
    if (this.#fresh.size > 0 || this.#accounts.size > 0) this.#arm();
  };

  /** At once when it has been quiet, otherwise with the next beat. */
  #arm(): void {
    if (this.#beat) return;
    const wait = Math.min(BEAT_MS, Math.max(0, this.#lastAtMs + BEAT_MS - this.#host.clock()));
    this.#beat = this.#host.after(wait, () => {
      this.#beat = null;
      this.#lastAtMs = this.#host.clock();
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#fresh.size > 0 && this.#pages.size > 0) {
      this.#all(changesText(this.#service, [...this.#fresh]));
    }
    this.#fresh.clear();
    for (const account of this.#accounts) {
      for (const page of this.#byAccount.get(account) ?? []) this.#sendOwn(page);
    }
    this.#accounts.clear();
  }

  #all(text: string): void {
    for (const page of this.#pages.values()) this.#send(page, text);
  }

  /** One that does not keep up is not sent everything: it loads again when it can. */
  #send(page: Page, text: string): void {
    const { socket } = page;
    if (socket.waiting > 2 * WAITING_BYTES_MAX) return socket.destroy();
    if (socket.waiting > WAITING_BYTES_MAX) {
      page.behind = true;
      return;
    }
    if (page.behind) {
      page.behind = false;
      const { seq } = this.#service.loop.head;
      return socket.send(JSON.stringify({ type: "reset", block: seq }));
    }
    socket.send(text);
  }

  #sendOwn(page: Page): void {
    const { ledger } = this.#service.loop;
    const account = ledger.accounts.get(page.account!);
    if (!account || page.session?.identity?.account !== page.account) return;
    const { bookedMinor, heldMinor, entries, notices, status } = account;
    const own = {
      bookedMinor,
      heldMinor,
      availableMinor: availableMinor(ledger, account),
      entries,
      notices,
      status,
    };
    this.#send(page, JSON.stringify({ type: "own", ...own }));
  }
}
