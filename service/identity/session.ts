// One client's session: who has signed in on one connection, and how to reach them. Owns no socket.
import { sha256 } from "./digest.ts";
import { type SessionUse, SessionUses } from "./session_uses.ts";
import { add, remove } from "../../bank/sets.ts";
import type { Rank } from "../sharing/rank.ts";

export interface Identity {
  readonly account: string;
  readonly userName: string;
  readonly displayName: string;
  readonly sessionToken: string;
  /** Hash of the machine's own secret, or of its address; null in sessions that began under release 0.1. */
  readonly device: string | null;
  /** When the bank has seen that machine first; 0 for one that was there before dates were kept. */
  readonly deviceSinceMs: number;
  /** Whether the second factor was asked for when this session began. */
  readonly factor: boolean;
  /** How well the bank knew them when this session was taken up. */
  readonly rank: Rank;
}

/** Why the bank ends a connection, as its client is told. */
export type ClosingReason = "idle" | "shutting_down" | "session_ended" | "slow_reader";

/** What a session may ask of the connection that carries it. */
export interface SessionLink {
  notify(method: string, params: unknown): void;
  /** A notification whose params are JSON text already; @returns false, and sends nothing, when the
   * client does not read what it was sent before. */
  notifyText(method: string, params: () => string): boolean;
  /** Tells the client why, then closes. */
  end(reason: ClosingReason): void;
  /** It is a machine that the bank knows, which is about to prove who is there. */
  recognised?(rank: Rank): void;
}

/** Who is signed in on one connection, and what the other side has said of itself. */
export class Session {
  identity: Identity | null = null;
  /** The connection has ended. */
  over = false;
  /** The other side goes on with kinds and members that it does not know. Programs of release 0.1 do not. */
  openKinds = true;
  /** Whether it is told what staff tell all customers: a program that has said so in `hello`. */
  news = false;
  /** What the other side calls itself. */
  client = "";
  /** When it asked for something last. */
  usedAtMs = 0;

  /** @param source the client's address without the port. */
  constructor(readonly source: string, readonly link: SessionLink) {}
}

/** Sessions that are being taken up are looked at again when something is revoked meanwhile, so many times at most. */
const TAKE_UPS_MAX = 8;

interface TakingUp {
  readonly sessionToken: string;
  revoked: boolean;
}

/** @param identity who was signed in there until now. */
type SignedOut = (session: Session, identity: Identity) => void;

/** Which sessions end. @param session null for one that is just being taken up. */
export type Ends = (sessionToken: string, session: Session | null) => boolean;

/**
 * The signed-in sessions by account, and the only way to become one of them. What a session stands on (its record, the
 * person, the password) is read from the disk, which takes time; whatever is revoked in that time counts.
 */
export class Presence {
  readonly #sessions = new Map<string, Set<Session>>();
  readonly #takingUp = new Map<string, Set<TakingUp>>();
  readonly #uses = new SessionUses();
  readonly #signedIn: ((session: Session) => void)[] = [];
  readonly #signedOut: SignedOut[] = [];

  /** @param told of each session that has signed in. */
  onSignedIn(told: (session: Session) => void): void {
    this.#signedIn.push(told);
  }

  /** @param told of each session that is not signed in any more. */
  onSignedOut(told: SignedOut): void {
    this.#signedOut.push(told);
  }

  /**
   * Reads what a session stands on, and acts on it in the same turn, unless it has been revoked while that was being read:
   * then it is read again.
   * @returns what `act` made of it, or null when it was revoked again and again.
   */
  async takeUp<Read, Made>(
    { account, sessionToken }: Pick<Identity, "account" | "sessionToken">,
    { read, act }: { readonly read: () => Promise<Read>; readonly act: (read: Read) => Made },
  ): Promise<Made | null> {
    for (let tries = 0; tries < TAKE_UPS_MAX; tries++) {
      const taking: TakingUp = { sessionToken, revoked: false };
      add(this.#takingUp, account, taking);
      try {
        const seen = await read();
        if (!taking.revoked) return act(seen);
      } finally {
        remove(this.#takingUp, account, taking);
      }
    }
    return null;
  }

  /**
   * To be called when the records are gone. Ends those sessions at once; those that are being taken up are looked at again.
   * @returns the tokens of those that were signed in.
   */
  revoke(account: string, ends: Ends): string[] {
    for (const taking of this.#takingUp.get(account) ?? []) {
      taking.revoked ||= ends(taking.sessionToken, null);
    }
    const ended: string[] = [];
    for (const session of [...this.of(account)]) {
      const { sessionToken } = session.identity!;
      if (!ends(sessionToken, session)) continue;
      ended.push(sessionToken);
      this.#end(session);
    }
    return ended;
  }

  of(account: string): ReadonlySet<Session> {
    return this.#sessions.get(account) ?? new Set();
  }

  /** @returns false, and does nothing, when a customer is signed in there already or the client has gone. */
  signIn(session: Session, identity: Identity): boolean {
    if (session.over || session.identity) return false;
    session.identity = identity;
    add(this.#sessions, identity.account, session);
    for (const told of this.#signedIn) told(session);
    return true;
  }

  /** The same person on the same connection, with another token. @returns false when the client has gone. */
  renew(session: Session, identity: Identity): boolean {
    if (session.over || session.identity?.account !== identity.account) return false;
    session.identity = identity;
    return true;
  }

  /** Of each session that is signed in now, or was since the bank started, by the hash of its token. */
  lastUse(account: string, hash: string): SessionUse | null {
    let last = this.#uses.of(hash);
    for (const session of this.of(account)) {
      if (sha256(session.identity!.sessionToken) !== hash) continue;
      if (!last || session.usedAtMs >= last.atMs) last = useOf(session);
    }
    return last;
  }

  signOut(session: Session): void {
    const { identity } = session;
    session.identity = null;
    if (!identity) return;
    this.#uses.keep(sha256(identity.sessionToken), useOf(session));
    const { account } = identity;
    remove(this.#sessions, account, session);
    for (const told of this.#signedOut) told(session, identity);
  }

  #end(session: Session): void {
    this.signOut(session);
    session.link.end("session_ended");
  }
}

function useOf({ usedAtMs: atMs, source, client }: Session): SessionUse {
  return { atMs, source, client };
}
