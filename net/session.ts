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
  /** Tells the client why, then closes. */
  end(reason: ClosingReason): void;
}

export class Session {
  identity: Identity | null = null;

  /** @param source the client's address without the port. */
  constructor(readonly source: string, readonly link: SessionLink) {}
}

/** The signed-in sessions by account. */
export class Presence {
  readonly #sessions = new Map<string, Set<Session>>();

  of(account: string): ReadonlySet<Session> {
    return this.#sessions.get(account) ?? new Set();
  }

  signIn(session: Session, identity: Identity): void {
    session.identity = identity;
    const sessions = this.#sessions.get(identity.account);
    if (sessions) sessions.add(session);
    else this.#sessions.set(identity.account, new Set([session]));
  }

  signOut(session: Session): void {
    const account = session.identity?.account;
    session.identity = null;
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
