// Customers who do not take silence for an answer: each has several payments under way on one connection and, after
// every cut, asks again with the same ids until the bank has said what became of each. They remember all they heard.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { runtime } from "#runtime";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { type Client, ConnectionLost, RefusedError } from "../../net/client/client.ts";
import { firstToAnswer, NoneAnswered } from "../../net/client/first_to_answer.ts";
import type { PinnedCertificate } from "../../net/pinned_certificate.ts";
import type { HeadView } from "../../api/answers.ts";
import { PASSWORD } from "./desk.ts";
import { seeded } from "./relay.ts";
import { seededRandom } from "./service.ts";
import type { Payment } from "./town.ts";

/** Milliseconds before all addresses are tried again, and what a bank has put off. */
const BETWEEN_ROUNDS_MS = 50;

export interface Bank {
  readonly host: string;
  readonly port: number;
  readonly certificate: PinnedCertificate;
  /** Where it may be besides. */
  readonly others?: readonly Omit<Bank, "certificate">[];
}

export interface PayersPlan {
  readonly bank: Bank;
  readonly names: readonly string[];
  /** Payments of each that are under way at once. */
  readonly depth: number;
  readonly seed: number;
}

export class StubbornPayers {
  /** What they were told, each payment once. */
  readonly told: Payment[] = [];
  /** How often a payment had to be sent again. */
  repeats = 0;
  readonly #plan: PayersPlan;
  readonly #payers: Payer[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #up = Promise.withResolvers<void>();
  #over = false;

  constructor(plan: PayersPlan) {
    this.#plan = plan;
  }

  get over(): boolean {
    return this.#over;
  }

  get accounts(): readonly string[] {
    return this.#payers.map(({ account }) => account);
  }

  /** Settles when the bank can be reached, as far as the payers know. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** All sign up, then all begin to pay; @returns what ends when they have stopped. */
  async begin(): Promise<{ readonly done: Promise<unknown> }> {
    const { bank, names, depth, seed } = this.#plan;
    names.forEach((name, n) => this.#payers.push(new Payer(this, { bank, name, seed: seed + n })));
    this.isUp();
    await Promise.all(this.#payers.map((payer) => payer.signUp()));
    const lanes = this.#payers.flatMap((payer) =>
      Array.from({ length: depth }, () => payer.payOn())
    );
    return { done: Promise.all(lanes) };
  }

  isUp(): void {
    this.#up.resolve();
  }

  /** To be said before the bank is ended: the payers do not try to connect until it is up again. */
  isDown(): void {
    this.#up = Promise.withResolvers();
  }

  /** Resolves with the answer after which so many payments have been answered. */
  answered(count: number): Promise<void> {
    if (this.told.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  note(payment: Payment): void {
    this.told.push(payment);
    for (const { count, resolve } of this.#waiting) if (this.told.length >= count) resolve();
  }

  /** The payers begin no new payment; what is under way gets its answer. */
  stop(): void {
    this.#over = true;
  }

  /** What each sees at the end: balance, and the number of entries without a gap. */
  statements(): Promise<Statement[]> {
    return Promise.all(this.#payers.map((payer) => payer.statement()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#payers.map((payer) => payer.close()));
  }
}

export interface Statement {
  readonly account: string;
  readonly bookedMinor: number;
  /** Ids of all entries that are payments of customers, newest first. */
  readonly transfers: readonly string[];
}

interface PayerOptions {
  readonly bank: Bank;
  readonly name: string;
  readonly seed: number;
}

class Payer {
  account = "";
  readonly #town: StubbornPayers;
  readonly #options: PayerOptions;
  readonly #draw: () => number;
  readonly #random: (bytes: number) => Uint8Array;
  #link: Promise<Client> | null = null;
  #token: string | null = null;
  /** The newest head that this customer has seen signed: the bank may never fall behind it. */
  #seen: HeadView | null = null;

  constructor(town: StubbornPayers, options: PayerOptions) {
    this.#town = town;
    this.#options = options;
    this.#draw = seeded(options.seed);
    this.#random = seededRandom(options.seed + 1_000);
  }

  async signUp(): Promise<void> {
    await this.#ask(() => Promise.resolve());
  }

  /** One payment after another, each until its answer is certain. */
  async payOn(): Promise<void> {
    const { accounts } = this.#town;
    const others = accounts.filter((account) => account !== this.account);
    while (!this.#town.over) {
      const to = others[Math.floor(this.#draw() * others.length)]!;
      const amountMinor = 1 + Math.floor(this.#draw() * 2_000);
      const id = transferIdOf(Date.now(), this.#random(10));
      let tries = 0;
      const outcome = await this.#ask((client) => {
        if (tries++ > 0) this.#town.repeats++;
        return client.call("transfer", { id, to, amountMinor });
      }).then(({ status }) => status, codeOf);
      this.#town.note({ id, from: this.account, to, amountMinor, outcome });
    }
  }

  async statement(): Promise<Statement> {
    const { bookedMinor } = await this.#ask((client) => client.call("balance", {}));
    const transfers: string[] = [];
    let [expected, after]: [number | null, string | null] = [null, null];
    do {
      const from: { after?: string } = after === null ? {} : { after };
      const page = await this.#ask((client) => client.call("history", { limit: 200, ...from }));
      for (const { number, transferId, kind } of page.entries) {
        assert.equal(number, expected ?? number, "entries are numbered without a gap");
        expected = number - 1;
        if (kind === "transfer") transfers.push(transferId);
      }
      after = page.cursor;
    } while (after !== null);
    assert.equal(expected, 0, "the statement goes back to the first entry");
    return { account: this.account, bookedMinor, transfers };
  }

  async close(): Promise<void> {
    const client = await this.#link?.catch(() => null);
    client?.close();
    await client?.ended;
  }

  /** Through cuts and crashes, until the answer is certain. */
  async #ask<T>(act: (client: Client) => Promise<T>): Promise<T> {
    while (true) {
      await this.#town.up;
      const link = this.#link ??= this.#connect();
      let client: Client | null = null;
      try {
        client = await link;
        return await act(client);
      } catch (error) {
        // One whose first words were refused is none: asked again, it would say the same in the same moment, for ever.
        if (client === null && this.#link === link) this.#link = null;
        if (error instanceof RefusedError && !error.refusal.retryable) throw error;
        if (error instanceof RefusedError) {
          await delay(BETWEEN_ROUNDS_MS);
          continue;
        }
        // Neither cut nor refused by the machine: a failure of the bank or of this test.
        if (
          !(error instanceof ConnectionLost || error instanceof Deno.errors.ConnectionRefused ||
            error instanceof Deno.errors.ConnectionReset || error instanceof NoneAnswered ||
            error instanceof Deno.errors.UnexpectedEof)
        ) {
          throw error;
        }
        if (this.#link === link) this.#link = null;
      }
    }
  }

  async #connect(): Promise<Client> {
    const { bank: { certificate, others = [], ...first } } = this.#options;
    const client = await this.#dial([first, ...others], certificate);
    try {
      const { head } = await client.call("hello", {});
      await this.#witness(client, head);
      await this.#signIn(client);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** At the first of these addresses that answers. */
  async #dial(places: readonly Omit<Bank, "certificate">[], certificate: PinnedCertificate) {
    const addresses = places.map(({ host: hostname, port }) => ({ hostname, port }));
    try {
      return (await firstToAnswer({ addresses, runtime, certificate })).client;
    } catch (error) {
      if (!(error instanceof NoneAnswered)) throw error;
      await delay(BETWEEN_ROUNDS_MS);
      throw error;
    }
  }

  /** A crash may take back nothing that this customer has seen. */
  async #witness(client: Client, head: HeadView): Promise<void> {
    const seen = this.#seen;
    if (seen) {
      assert.ok(head.seq >= seen.seq, `block ${seen.seq} was seen, the bank is at ${head.seq}`);
      const then = await client.call("head", { seq: seen.seq });
      assert.equal(then.hash, seen.hash, `block ${seen.seq} is another one now`);
    }
    this.#seen = head;
  }

  async #signIn(client: Client): Promise<void> {
    const credentials = { userName: this.#options.name, password: PASSWORD };
    if (this.#token !== null) {
      await client.call("resume", { sessionToken: this.#token });
      return;
    }
    const { account, sessionToken } = await client.call("signUp", credentials);
    [this.account, this.#token] = [account, sessionToken];
  }
}

function codeOf(error: unknown): string {
  if (error instanceof RefusedError) return error.refusal.code;
  throw error;
}
