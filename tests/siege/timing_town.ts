// A bank whose customers a stranger would like to know of: those who are there, are frozen, have left, have a second factor, are
// staff; and names that no customer has, of the same length. Put into the books directly: so many sign-ups are more than one may make.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomAccountNumber } from "../../bank/account_number.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { HashThreads } from "../../server/hash_threads.ts";
import { Hasher } from "../../service/identity/password.ts";
import { COST, type Cost, EARLIER_COST } from "../../service/identity/stored_hash.ts";
import { KeptLog } from "../support/fake_host.ts";
import { totpOf } from "../support/totp.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";
import { Speaker } from "./speaker.ts";

/** Of the earlier ones the hash is as release 0.1 made it, where hashes are real. */
export const KINDS = ["known", "nobody", "earlier", "frozen", "closed", "factor", "staff"] as const;
export type Kind = typeof KINDS[number];

/** Tries from one address: below what makes it wait. */
const TRIES_PER_SOURCE = 40;

/** Of the second factor of all who have one. */
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

export interface TownOptions {
  /** People of each kind. */
  readonly each: number;
  /** As in a real bank, instead of passwords that cost nothing. */
  readonly realHashes: boolean;
}

export class Town implements AsyncDisposable {
  /** By kind and number. */
  readonly accounts = new Map<string, string>();
  #source = 0;
  #asked = 0;
  #line: Speaker | null = null;

  private constructor(
    readonly web: WebBank,
    readonly each: number,
    readonly threads: HashThreads,
  ) {}

  static async open({ each, realHashes }: TownOptions): Promise<Town> {
    const threads = new HashThreads(new KeptLog());
    const hasherOf = (cost: Cost) => {
      const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
      const queue = budgetsFor(null).hashes;
      return new Hasher({ random, queue, derive: threads.derive, cost });
    };
    const web = await WebBank.open(realHashes ? { hasher: hasherOf(COST) } : {});
    const town = new Town(web, each, threads);
    const hashed = async (cost: Cost) =>
      await hasherOf(cost).hash(PASSWORD, { line: "the town", rank: "known" }) as string;
    const plain = `plain ${PASSWORD}`;
    const hash = realHashes ? await hashed(COST) : plain;
    const earlier = realHashes ? await hashed(EARLIER_COST) : plain;
    for (const kind of KINDS) {
      if (kind !== "nobody") await town.#settle(kind, kind === "earlier" ? earlier : hash);
    }
    return town;
  }

  async #settle(kind: Kind, passwordHash: string): Promise<void> {
    const { loop, people } = this.web.bank.books;
    const { clock, random } = this.web.world.host;
    const createdAtMs = clock();
    for (let number = 0; number < this.each; number++) {
      const userName = this.nameOf(kind, number);
      const account = randomAccountNumber(random(8));
      const hash = Buffer.from(random(32)).toString("hex");
      const person = {
        account,
        userName,
        displayName: userName,
        passwordHash,
        createdAtMs,
        role: kind === "staff" ? "staff" as const : "customer" as const,
        devices: [{ hash, firstSeenAtMs: 0, lastSeenAtMs: createdAtMs }],
        ...(kind === "factor" ? { totp: { secret: SECRET, confirmed: true, lastPeriod: 0 } } : {}),
      };
      assert.ok(await people.add(person));
      this.accounts.set(userName, account);
    }
    const numbers = Array.from({ length: this.each }, (_, number) => this.accountOf(kind, number));
    const all = async (type: "open_account" | "freeze" | "close_account") => {
      await Promise.all(numbers.map((account) => loop.submit({ type, account })));
    };
    await all("open_account");
    if (kind === "frozen") await all("freeze");
    if (kind !== "closed") return;
    await all("close_account");
    for (const account of numbers) await people.erase(account);
  }

  nameOf(kind: Kind, number: number): string {
    const letter = "abcdefg"[KINDS.indexOf(kind)];
    return `${letter}${String(number % this.each).padStart(6, "0")}`;
  }

  accountOf(kind: Kind, number: number): string {
    return this.accounts.get(this.nameOf(kind, number))!;
  }

  /** All that was to be booked has been. */
  async booked(): Promise<void> {
    await this.web.bank.books.loop.submit({ type: "expire_hold", id: this.web.newId() });
  }

  /** A code of the second factor that is right at this moment. */
  code(): string {
    return totpOf(SECRET, this.web.clock.read());
  }

  /** An address from which few have come yet. */
  source(): string {
    const place = Math.floor(this.#source++ / TRIES_PER_SOURCE);
    return `10.${place >> 16}.${(place >> 8) & 255}.${place & 255}`;
  }

  /** A connection that is not signed in, from an address from which few have come yet. */
  async line(): Promise<Speaker> {
    if (this.#line && this.#asked++ % TRIES_PER_SOURCE !== 0) return this.#line;
    this.#line?.close();
    const place = Math.floor(this.#asked / TRIES_PER_SOURCE) + 1;
    const from = `127.${100 + (place >> 8)}.${place & 255}.1`;
    this.#line = await Speaker.open(this.web.bank.tcp.port, from);
    assert.ok(this.#line);
    return this.#line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#line?.close();
    await this.web[Symbol.asyncDispose]();
    this.threads.close();
  }
}
