// Sign-ins over the web face. Each is a session of the bank like one over TCP, so that whatever ends that one (a freeze,
// another password, log-out) ends this one at once. Refresh tokens are used up by their use; one that is used twice ends the sign-in.
import * as z from "zod";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { Refusal } from "../../bank/refusal.ts";
import type { Host } from "../../bank/host.ts";
import type { GivingStore } from "../../bank/ports/giving_store.ts";
import { Fault } from "../../api/message.ts";
import type { Router } from "../../service/router.ts";
import type { Params, Result } from "../../api/methods.ts";
import type { Rank } from "../../service/sharing/rank.ts";
import { Session, type SessionLink } from "../../service/identity/session.ts";

/** Milliseconds in which the refresh token before the last one is still taken: its answer may have been lost. */
const LOST_ANSWER_MS = 20_000;

/** Sign-ins in memory; the one used longest ago goes first, and comes back from the store when it is used again. */
const SESSIONS_MAX = 20_000;

/** Milliseconds after which money needs the password again. */
export const PROVED_MS = 15 * 60_000;

const WebRecord = z.object({
  account: z.string(),
  sessionToken: z.string(),
  refresh: z.string(),
  previous: z.string(),
  rotatedAtMs: z.int(),
  expiresAtMs: z.int(),
  provedAtMs: z.int(),
});
type WebRecord = z.infer<typeof WebRecord>;

/** By which way a request has come. */
export interface Arrival {
  /** The address that it came from, behind trusted proxies. */
  readonly source: string;
  /** Keeps its connection when others are many. */
  readonly recognised: (rank: Rank) => void;
}

export interface WebSession {
  readonly name: string;
  readonly session: Session;
  /** When the bank's session ends by itself. */
  readonly expiresAtMs: number;
  provedAtMs: number;
}

export interface Begun extends Pick<WebSession, "name" | "session" | "expiresAtMs" | "provedAtMs"> {
  /** `name.secret`. */
  readonly refreshToken: string;
  readonly signedIn: Result<"logIn">;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export class WebSessions {
  readonly #router: Router;
  readonly #store: GivingStore;
  readonly #host: Host;
  readonly #signOut: (session: Session) => void;
  readonly #open = new Map<string, WebSession>();
  readonly #opening = new Map<string, Promise<WebSession | null>>();

  constructor(
    { router, store, host, signOut }: {
      readonly router: Router;
      readonly store: GivingStore;
      readonly host: Host;
      readonly signOut: (session: Session) => void;
    },
  ) {
    this.#router = router;
    this.#store = store;
    this.#host = host;
    this.#signOut = signOut;
  }

  /** Of a visitor who has not signed in. */
  stranger(source: string): Session {
    return new Session(source, SILENT);
  }

  /** Signs in or up, or with a code for a lost password. */
  async begin(
    { source, recognised }: Arrival,
    method: "logIn" | "signUp" | "recover",
    params: unknown,
  ): Promise<Begun | Refusal | Fault> {
    const name = this.#draw(16);
    const link: SessionLink = { ...this.#link(name), recognised };
    const session = new Session(source, link);
    session.client = "web";
    // All three answer alike; the router looks at the shape of what came.
    const signedIn = await this.#router.ask(session, method as "logIn", params as Params<"logIn">);
    // Its connection ends long before the session does.
    delete link.recognised;
    if (signedIn instanceof Refusal || signedIn instanceof Fault) return signedIn;
    const { account, sessionToken, sessionExpiresAtMs: expiresAtMs } = signedIn;
    const secret = this.#draw(32);
    const now = this.#host.clock();
    const record = {
      account,
      sessionToken,
      refresh: hashOf(secret),
      previous: "",
      rotatedAtMs: now,
      expiresAtMs,
      provedAtMs: now,
    };
    await this.#store.setWebSession(name, JSON.stringify(record), null);
    this.#keep({ name, session, expiresAtMs, provedAtMs: now });
    return {
      name,
      session,
      expiresAtMs,
      provedAtMs: now,
      refreshToken: `${name}.${secret}`,
      signedIn,
    };
  }

  /** @returns null when it has ended. */
  find(name: string): WebSession | Promise<WebSession | null> {
    const known = this.#open.get(name);
    const over = known && known.expiresAtMs <= this.#host.clock();
    if (known && !over && known.session.identity) return known;
    if (known) this.#drop(known);
    const opening = this.#opening.get(name) ??
      this.#reopen(name).finally(() => this.#opening.delete(name));
    this.#opening.set(name, opening);
    return opening;
  }

  /** The sign-in of a browser's cookie, which carries the refresh token and does not rotate. */
  async findByToken(token: string): Promise<WebSession | null> {
    const [name = "", secret = ""] = token.split(".");
    const record = await this.#record(name);
    if (!record || record.parsed.refresh !== hashOf(secret)) return null;
    return await this.find(name);
  }

  /** A new refresh token for an old one. @returns why not, in words. */
  async rotate(
    token: string,
  ): Promise<{ readonly found: WebSession; readonly refreshToken: string } | string> {
    const [name = "", secret = ""] = token.split(".");
    const record = await this.#record(name);
    if (!record) return "the sign-in has ended";
    const { parsed, text } = record;
    const now = this.#host.clock();
    const given = hashOf(secret);
    const late = given === parsed.previous && now - parsed.rotatedAtMs <= LOST_ANSWER_MS;
    if (given !== parsed.refresh && !late) {
      await this.end(name);
      return "it was used before: the sign-in has been ended, sign in again";
    }
    const next = this.#draw(32);
    const rotated: WebRecord = {
      ...parsed,
      refresh: hashOf(next),
      previous: late ? parsed.previous : parsed.refresh,
      rotatedAtMs: late ? parsed.rotatedAtMs : now,
    };
    if (!await this.#store.setWebSession(name, JSON.stringify(rotated), text)) {
      return "it is being used at this moment: ask again";
    }
    const found = await this.find(name);
    return found ? { found, refreshToken: `${name}.${next}` } : "the sign-in has ended";
  }

  /** The password was given again. */
  async proved(name: string): Promise<void> {
    const record = await this.#record(name);
    const known = this.#open.get(name);
    const now = this.#host.clock();
    if (known) known.provedAtMs = now;
    if (!record) return;
    const next = JSON.stringify({ ...record.parsed, provedAtMs: now });
    await this.#store.setWebSession(name, next, record.text);
  }

  /** The bank has begun another session in its place (a new password). */
  async renewed(
    name: string,
    { sessionToken, sessionExpiresAtMs: expiresAtMs }: Result<"changePassword">,
  ): Promise<void> {
    const record = await this.#record(name);
    if (!record) return;
    const next = JSON.stringify({ ...record.parsed, sessionToken, expiresAtMs });
    const known = this.#open.get(name);
    if (known) this.#open.set(name, { ...known, expiresAtMs });
    await this.#store.setWebSession(name, next, record.text);
  }

  /** Ends the sign-in and the bank's session with it. */
  async end(name: string): Promise<void> {
    const found = await this.find(name);
    if (found) await this.#router.ask(found.session, "logOut", {});
    await this.forget(name);
  }

  async forget(name: string): Promise<void> {
    this.#open.delete(name);
    const record = await this.#record(name);
    if (record) await this.#store.setWebSession(name, null, record.text);
  }

  async #record(
    name: string,
  ): Promise<{ readonly parsed: WebRecord; readonly text: string } | null> {
    if (!/^[A-Za-z0-9_-]{22}$/.test(name)) return null;
    const text = await this.#store.webSession(name);
    return text === null ? null : { parsed: WebRecord.parse(JSON.parse(text)), text };
  }

  /** After a restart, or when it had to make room. */
  async #reopen(name: string): Promise<WebSession | null> {
    const record = await this.#record(name);
    if (!record) return null;
    const session = new Session("web", this.#link(name));
    session.client = "web";
    const { sessionToken, provedAtMs, expiresAtMs } = record.parsed;
    const resumed = await this.#router.ask(session, "resume", { sessionToken });
    if (resumed instanceof Refusal || resumed instanceof Fault) {
      await this.forget(name);
      return null;
    }
    const found = { name, session, expiresAtMs, provedAtMs };
    this.#keep(found);
    return found;
  }

  #keep(found: WebSession): void {
    this.#open.delete(found.name);
    this.#open.set(found.name, found);
    if (this.#open.size <= SESSIONS_MAX) return;
    const [oldest] = this.#open.values();
    this.#drop(oldest!);
  }

  #drop({ name, session }: WebSession): void {
    this.#open.delete(name);
    this.#signOut(session);
  }

  #link(name: string): SessionLink {
    return {
      ...SILENT,
      end: () => {
        this.#open.delete(name);
      },
    };
  }

  #draw(bytes: number): string {
    return Buffer.from(this.#host.random(bytes)).toString("base64url");
  }
}

const SILENT: SessionLink = { notify: () => {}, notifyText: () => false, end: () => {} };
