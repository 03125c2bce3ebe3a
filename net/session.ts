// One client's session: who has signed in on one connection, and how to reach them. Owns no socket.

export interface Identity {
  readonly account: string;
  readonly userName: string;
  readonly displayName: string;
  readonly role: "customer" | "staff";
  readonly sessionToken: string;
}

export type ClosingReason = "idle" | "shutting_down" | "session_ended" | "slow_reader";

/** What a session may ask of the connection that carries it. */
export interface SessionLink {
  notify(method: string, params: unknown): void;
  /** A notification whose params are JSON text already; @returns false, and sends nothing, when the
   * client does not read what it was sent before. */
  notifyText(method: string, params: () => string): boolean;
  /** Tells the client why, then closes. */
  end(reason: ClosingReason): void;
}

export class Session {
  identity: Identity | null = null;
  /** The connection has ended. */
  over = false;

  /** @param source the client's address without the port. */
  constructor(readonly source: string, readonly link: SessionLink) {}
}

/** The signed-in sessions by account. */
export class Presence {
  readonly #sessions = new Map<string, Set<Session>>();
  readonly #onSignedOut: (session: Session) => void;

  /** @param onSignedOut told of each session that is not signed in any more. */
  constructor(onSignedOut: (session: Session) => void = () => {}) {
    this.#onSignedOut = onSignedOut;
  }

  of(account: string): ReadonlySet<Session> {
    return this.#sessions.get(account) ?? new Set();
  }

  /** @returns false, and does nothing, when somebody is signed in there already or the client has gone. */
  signIn(session: Session, identity: Identity): boolean {
    if (session.over || session.identity) return false;
    session.identity = identity;
    const sessions = this.#sessions.get(identity.account);
    if (sessions) sessions.add(session);
    else this.#sessions.set(identity.account, new Set([session]));
    return true;
  }

  /** The same person on the same connection, with another token. @returns false when the client has gone. */
  renew(session: Session, identity: Identity): boolean {
    if (session.over || session.identity?.account !== identity.account) return false;
    session.identity = identity;
    return true;
  }

  signOut(session: Session): void {
    const account = session.identity?.account;
    session.identity = null;
    this.#onSignedOut(session);
    if (account === undefined) return;
    const sessions = this.#sessions.get(account);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#sessions.delete(account);
  }

  /** Ends all sessions of an account but one. */
  endOthers(account: string, keep: Session): void {
    for (const session of [...this.of(account)]) if (session !== keep) this.end(session);
  }

  end(session: Session): void {
    this.signOut(session);
    session.link.end("session_ended");
  }
}
