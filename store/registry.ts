// The registry of people: names, credentials, devices, sessions. Outside the journal, sealed at rest, and
// erased when a customer leaves; the ledger knows them by account number only.
import type { KnownSession } from "../bank/ports/people.ts";
import { createHash } from "node:crypto";
import * as z from "zod";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import {
  ABSENT_PERSON,
  AccountRecord,
  CERTIFICATE,
  CertificateRecord,
  CodeRecord,
  MARK,
  Mark,
  NO_CODE,
  Person,
  ReadMarks,
  SessionRecord,
  STAFF_CODE,
} from "./people_records.ts";
import { RECOVERY } from "./recoveries.ts";
import { forgetWebhooks } from "./webhooks.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

/** Sessions per person; the oldest ends when one more is begun. */
export const SESSIONS_MAX = 32;

/** Tries of a read-change-write before giving up: only our own process competes. */
const CHANGE_TRIES_MAX = 32;

/** Secrets are stored as SHA-256: they are 256-bit random, so nothing slower is needed. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export class Registry {
  readonly #kv: Kv;
  readonly #seal: Seal;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#seal = seal;
    this.#records = new SealedRecords(kv, seal);
  }

  /**
   * Whether this key has sealed what is there. A bank that is being founded gets its mark now.
   * @param founded so that a lost mark is not mistaken for a new bank.
   */
  async fits(founded: boolean): Promise<boolean> {
    const key = ["registry_mark"];
    const bytes = bytesOf(await this.#kv.get(key));
    if (!bytes) {
      if (!founded) {
        await this.#records.commit(this.#kv.atomic().set(key, this.#records.encode(key, MARK)));
      }
      return !founded;
    }
    try {
      this.#records.decode(key, bytes, Mark);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @param staffCode used up in the same commit.
   * @returns false when the user name or the account number is taken, or the code is not valid any more.
   */
  async add(person: Person, staffCode?: string): Promise<boolean> {
    const personKey = ["person", person.account];
    const nameKey = this.#nameKey(person.userName);
    const atomic = this.#kv.atomic()
      .check({ key: personKey, versionstamp: null }, { key: nameKey, versionstamp: null })
      .set(personKey, this.#records.encode(personKey, person))
      .set(nameKey, this.#records.encode(nameKey, { account: person.account }));
    if (staffCode !== undefined) {
      const entry = await this.#kv.get(STAFF_CODE);
      const bytes = bytesOf(entry);
      const hash = bytes && this.#records.decode(STAFF_CODE, bytes, CodeRecord).hash;
      if (hash !== secretHash(staffCode)) return false;
      atomic.check({ key: STAFF_CODE, versionstamp: entry.versionstamp }).delete(STAFF_CODE);
    }
    return (await this.#records.commit(atomic)).ok;
  }

  person(account: string): Promise<Person | null> {
    return this.#records.read(["person", account], Person);
  }

  /**
   * The account that has, or had, this user name: names are never given to another customer, so that a payment
   * addressed by name cannot reach a stranger.
   * @param userName in lower case.
   */
  async accountNamed(userName: string): Promise<string | null> {
    return (await this.#records.read(this.#nameKey(userName), AccountRecord))?.account ?? null;
  }

  /**
   * Who signs in under this name. Takes as long for a name that no customer has.
   * @param userName in lower case.
   */
  async personNamed(userName: string): Promise<Person | null> {
    const { account } = ABSENT_PERSON;
    const named = await this.#records.readAlike(this.#nameKey(userName), AccountRecord, {
      account,
    });
    return await this.#records.readAlike(["person", named?.account ?? ""], Person, ABSENT_PERSON);
  }

  /** Changes one person atomically. @returns null when there is no such person any more. */
  async change(account: string, edit: (person: Person) => Person): Promise<Person | null> {
    const key = ["person", account];
    for (let tries = 0; tries < CHANGE_TRIES_MAX; tries++) {
      const entry = await this.#kv.get(key);
      const bytes = bytesOf(entry);
      if (!bytes) return null;
      const person = edit(this.#records.decode(key, bytes, Person));
      const result = await this.#records.commit(
        this.#kv.atomic().check({ key, versionstamp: entry.versionstamp })
          .set(key, this.#records.encode(key, person)),
      );
      if (result.ok) return person;
    }
    throw new Error(`Cannot change person: ${CHANGE_TRIES_MAX} tries were overtaken`);
  }

  /** Written before an account is closed, so that a crash in between does not keep the profile. */
  async markLeaving(account: string): Promise<void> {
    const key = ["leaving", account];
    await this.#records.commit(this.#kv.atomic().set(key, this.#records.encode(key, { account })));
  }

  async unmarkLeaving(account: string): Promise<void> {
    await this.#records.commit(this.#kv.atomic().delete(["leaving", account]));
  }

  async leaving(): Promise<string[]> {
    const accounts: string[] = [];
    for await (const { key } of this.#kv.list({ prefix: ["leaving"] })) {
      accounts.push(String(key[1]));
    }
    return accounts;
  }

  /** Removes a person and all that belongs to them; a keyed hash keeps the user name from being reused. */
  async erase(account: string): Promise<void> {
    await this.endSessions(account);
    await forgetWebhooks(this.#kv, account);
    const atomic = this.#kv.atomic();
    for await (const { key } of this.#kv.list({ prefix: ["read", account] })) {
      atomic.delete(key as KvKey);
    }
    await this.#records.commit(
      atomic.delete(["person", account]).delete(["read", account]).delete(["leaving", account])
        .delete([RECOVERY, account]),
    );
  }

  /** @returns hashes of the tokens that had to end to make room. */
  async addSession(token: string, session: SessionRecord): Promise<string[]> {
    const hash = secretHash(token);
    const key = ["session", hash];
    const indexKey = ["session_of", session.account, hash];
    const held = await this.#sessionsOf(session.account);
    held.sort((a, b) => a.createdAtMs - b.createdAtMs);
    const atomic = this.#kv.atomic();
    const ended = held.slice(0, Math.max(0, held.length + 1 - SESSIONS_MAX));
    for (const old of ended) {
      atomic.delete(["session", old.hash]).delete(["session_of", session.account, old.hash]);
    }
    await this.#records.commit(
      atomic.set(key, this.#records.encode(key, session))
        .set(indexKey, this.#records.encode(indexKey, { ...session, hash })),
    );
    return ended.map((old) => old.hash);
  }

  session(token: string): Promise<SessionRecord | null> {
    return this.#records.read(["session", secretHash(token)], SessionRecord);
  }

  async endSession(token: string): Promise<void> {
    const hash = secretHash(token);
    const session = await this.session(token);
    if (!session) return;
    await this.#records.commit(
      this.#kv.atomic().delete(["session", hash])
        .delete(["session_of", session.account, hash]),
    );
  }

  /** Sessions that have not ended, oldest first. */
  async sessions(account: string, currentToken: string): Promise<KnownSession[]> {
    const current = secretHash(currentToken);
    const sessions = await this.#sessionsOf(account);
    sessions.sort((a, b) => a.createdAtMs - b.createdAtMs);
    return sessions.map((session) => ({ ...session, current: session.hash === current }));
  }

  async endOneSession(account: string, hash: string): Promise<void> {
    const atomic = this.#kv.atomic().delete(["session", hash]);
    await this.#records.commit(atomic.delete(["session_of", account, hash]));
  }

  /** Ends all sessions of a person, except the one with `keepToken`. */
  async endSessions(account: string, keepToken?: string): Promise<void> {
    const keep = keepToken === undefined ? null : secretHash(keepToken);
    const atomic = this.#kv.atomic();
    for (const { hash } of await this.#sessionsOf(account)) {
      if (hash !== keep) atomic.delete(["session", hash]).delete(["session_of", account, hash]);
    }
    await this.#records.commit(atomic);
  }

  /**
   * Up to which entry and which notice alerts have been shown on a machine, or anywhere.
   * @param device null for anywhere. @returns null when nothing has been shown there.
   */
  readMarks(account: string, device: string | null): Promise<ReadMarks | null> {
    return this.#records.read(placeOfMarks(account, device), ReadMarks);
  }

  async forgetReadMarks(account: string, device: string): Promise<void> {
    await this.#records.commit(this.#kv.atomic().delete(placeOfMarks(account, device)));
  }

  /** Never backwards: two sessions may read at once. */
  async markRead(account: string, device: string | null, marks: ReadMarks): Promise<void> {
    const key = placeOfMarks(account, device);
    for (let tries = 0; tries < CHANGE_TRIES_MAX; tries++) {
      const { value, versionstamp } = await this.#kv.get(key);
      const bytes = bytesOf({ key, value, versionstamp });
      const known = bytes ? this.#records.decode(key, bytes, ReadMarks) : { entry: 0, notice: 0 };
      const record = {
        entry: Math.max(known.entry, marks.entry),
        notice: Math.max(known.notice, marks.notice),
      };
      const change = this.#kv.atomic().check({ key, versionstamp })
        .set(key, this.#records.encode(key, record));
      if ((await this.#records.commit(change)).ok) return;
    }
    throw new Error(`Cannot mark alerts as read: ${CHANGE_TRIES_MAX} tries were overtaken`);
  }

  /** Fingerprint of the certificate that customers know, or null before the first start. */
  async certificate(): Promise<string | null> {
    return (await this.#records.read(CERTIFICATE, CertificateRecord))?.fingerprint ?? null;
  }

  async setCertificate(fingerprint: string): Promise<void> {
    await this.#records.commit(
      this.#kv.atomic().set(CERTIFICATE, this.#records.encode(CERTIFICATE, { fingerprint })),
    );
  }

  /** The one-time code that makes the first staff member. */
  async setStaffCode(code: string): Promise<void> {
    const key = STAFF_CODE;
    await this.#records.commit(
      this.#kv.atomic().set(key, this.#records.encode(key, { hash: secretHash(code) })),
    );
  }

  async isStaffCode(code: string): Promise<boolean> {
    const hash = secretHash(code);
    const record = await this.#records.readAlike(STAFF_CODE, CodeRecord, NO_CODE);
    return record?.hash === hash;
  }

  async #sessionsOf(account: string) {
    const shape = SessionRecord.extend({ hash: z.string() });
    const sessions: z.infer<typeof shape>[] = [];
    for await (const entry of this.#kv.list({ prefix: ["session_of", account] })) {
      const bytes = bytesOf(entry);
      if (bytes) sessions.push(this.#records.decode(entry.key as KvKey, bytes, shape));
    }
    return sessions;
  }

  #nameKey(userName: string): KvKey {
    return ["user_name", this.#seal.blind(userName)];
  }
}

function placeOfMarks(account: string, device: string | null): KvKey {
  return device === null ? ["read", account] : ["read", account, device];
}
