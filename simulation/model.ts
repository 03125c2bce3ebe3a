// What must be true, worked out by other code than the bank's: balances from the bytes of the journal, what customers
// were told, and which alerts they were shown.
import type { Raw } from "./must.ts";
import { createHash } from "node:crypto";
import type { DurableLedger } from "../bank/ledger.ts";
import { GivingModel } from "./giving_model.ts";
import { type BankTime, TheftModel } from "./theft_model.ts";
import { RequestModel } from "./request_model.ts";
import { NewsModel } from "./news_model.ts";
import { TillModel } from "./till_model.ts";
import { PayoutModel } from "./payout_model.ts";
import { StandingModel } from "./standing_model.ts";
import type { AlertView } from "../api/answers.ts";

export class Violation extends Error {
  override readonly name = "Violation";
}

/** Milliseconds before a customer asks again: what happens twice in less time was not asked for twice. */
export const PATIENCE_MS_MIN = 50;

/** Milliseconds by which a clock may be off that was never set wrong: half an hour, and what is caught up with. */
const DRIFT_MS_MAX = 45 * 60_000;

interface Balance {
  booked: number;
  held: number;
  entries: number;
  readonly kind: string;
}

export interface Told {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amountMinor: number;
  /** `booked`, `held`, or a refusal that is not worth repeating. */
  readonly outcome: string;
}

export class Model {
  readonly giving = new GivingModel(must);
  readonly thefts = new TheftModel(must);
  readonly requests = new RequestModel(must);
  readonly standing = new StandingModel(must);
  readonly payouts = new PayoutModel(must);
  readonly tills = new TillModel(must);
  readonly news = new NewsModel(must);
  readonly #balances = new Map<string, Balance>();
  /** Of accounts that have one of their own; null is that of all. */
  readonly #credits = new Map<string, number | null>();
  #creditOfAll = 0;
  #owing = 0;
  readonly #transfers = new Map<string, Raw>();
  readonly #told = new Map<string, Told>();
  /** Up to which entry and notice each listener has been shown everything. */
  readonly #shown = new Map<string, { entry: number; notice: number }>();
  #seq = -1;
  #prev = "0".repeat(64);
  #at = 0;
  /** By how much staff have said that the bank's time is ahead. */
  #confirmedOffMs = 0;
  #clockSets = 0;
  /** Events of a block that the store has denied: none of them may happen once more. */
  #deniedSeq = -1;
  #denied: ReadonlySet<string> = new Set();
  #deniedAtMs = 0;

  get seq(): number {
    return this.#seq;
  }

  get bankTime(): BankTime {
    return { atMs: this.#at, sets: this.#clockSets };
  }

  /** Payments that left an account below zero. */
  get owing(): number {
    return this.#owing;
  }

  get transfers(): number {
    return this.#transfers.size;
  }

  /** The store has this block and says that it has not. */
  denied(seq: number): void {
    this.#deniedSeq = seq;
  }

  /** The next block of the journal, as it is on the disk. @param nowMs the true time. */
  take(bytes: Uint8Array, nowMs: number): void {
    const block = JSON.parse(new TextDecoder().decode(bytes)) as Raw;
    must(block.seq === this.#seq + 1, `block ${block.seq} follows block ${this.#seq}`);
    must(block.prev === this.#prev, `block ${block.seq} breaks the chain`);
    const [first] = block.events;
    const set = first.type === "clock_set" && first.toMs === block.at && block.events.length === 1;
    must(set || block.at >= this.#at, `block ${block.seq} is older than the one before`);
    // Staff have said so, or it is the true time, give or take what clocks drift.
    if (set) {
      this.#confirmedOffMs = block.at - nowMs;
      this.#clockSets++;
    }
    const ahead = block.at - nowMs;
    must(
      ahead <= DRIFT_MS_MAX || ahead - this.#confirmedOffMs <= DRIFT_MS_MAX,
      `block ${block.seq} is dated ${Math.round(ahead / 60_000)} minutes ahead, by a jump`,
    );
    this.#seq = block.seq;
    this.#at = block.at;
    this.#prev = createHash("sha256").update(bytes).digest("hex");
    for (const event of block.events) {
      const text = JSON.stringify(event);
      // Staff are told of each unknown name by itself, in the same words.
      const own = event.type === "noticed" && event.account !== "cash";
      const again = own && this.#denied.has(text) && nowMs - this.#deniedAtMs < PATIENCE_MS_MIN;
      must(!again, `${text} is told again`);
    }
    const denied = block.seq === this.#deniedSeq;
    this.#deniedAtMs = nowMs;
    this.#denied = new Set(denied ? block.events.map((event: Raw) => JSON.stringify(event)) : []);
    for (const event of block.events) {
      this.#event(event);
      this.giving.event(event);
      this.requests.event(event);
      this.standing.event(event);
      this.payouts.event(event);
      this.tills.event(event);
      this.news.event(event);
    }
    let sum = 0;
    for (const { booked } of this.#balances.values()) sum += booked;
    must(sum === 0, `the sum is ${sum} after block ${block.seq}`);
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    this.giving.compare(ledger);
    this.requests.compare(ledger);
    this.standing.compare(ledger);
    this.payouts.compare(ledger);
    this.tills.compare(ledger);
    for (const [number, { booked, held, entries }] of this.#balances) {
      const account = ledger.accounts.get(number);
      const is = [account?.bookedMinor, account?.heldMinor, account?.entries].join();
      must(
        is === [booked, held, entries].join(),
        `account ${number} has ${is}, not ${booked},${held},${entries}`,
      );
    }
  }

  told(told: Told): void {
    const before = this.#told.get(told.id);
    must(
      !before || before.outcome === told.outcome || HAPPENED.has(before.outcome),
      `${told.id} was ${before?.outcome}, then ${told.outcome}`,
    );
    this.#told.set(told.id, told);
  }

  shown(listener: string, alert: AlertView): void {
    const position = this.#shown.get(listener) ?? { entry: 0, notice: 0 };
    must(
      alert.number === position[alert.stream] + 1,
      `${listener} was shown ${alert.stream} ${alert.number} after ${position[alert.stream]}`,
    );
    position[alert.stream] = alert.number;
    this.#shown.set(listener, position);
  }

  entriesOf(account: string): number {
    return this.#balances.get(account)?.entries ?? 0;
  }

  shownTo(listener: string): { readonly entry: number; readonly notice: number } {
    return this.#shown.get(listener) ?? { entry: 0, notice: 0 };
  }

  /** Every citizen was told the truth. Called when the journal is at its end. */
  settle(): void {
    for (const { id, outcome, from, to, amountMinor } of this.#told.values()) {
      const transfer = this.#transfers.get(id);
      if (!HAPPENED.has(outcome)) {
        must(!transfer || transfer.void, `${id} was refused (${outcome}) and happened`);
        continue;
      }
      must(transfer && !transfer.void, `${id} was acknowledged as ${outcome} and is not there`);
      const same = transfer.from === from && transfer.to === to &&
        transfer.amountMinor === amountMinor;
      must(same, `${id} is not what was asked for`);
    }
  }

  #event(event: Raw): void {
    switch (event.type) {
      case "account_opened":
        must(!this.#balances.has(event.account), `account ${event.account} is opened twice`);
        this.#balances.set(event.account, { booked: 0, held: 0, entries: 0, kind: event.kind });
        return;
      case "transferred":
        this.#once(event);
        this.#move(event);
        return this.#paid(event.from);
      case "held":
        this.#once(event);
        this.#reserve(event.from, event.amountMinor);
        return this.#paid(event.from);
      case "hold_confirmed":
        this.thefts.letGo(event.id, this.bankTime);
        this.#reserve(event.from, -event.amountMinor);
        return this.#move(event);
      case "hold_ended":
        return this.#reserve(event.from, -event.amountMinor);
      case "voided":
        return this.#once({ ...event, void: true });
      case "policy_set":
        this.#creditOfAll = event.policy.creditMinor ?? 0;
        return;
      case "credit_set":
        return void this.#credits.set(event.account, event.creditMinor);
    }
  }

  #once(event: Raw): void {
    if (!event.void) this.thefts.began(event.id);
    must(!this.#transfers.has(event.id), `transfer ${event.id} happened twice`);
    this.#transfers.set(event.id, event);
  }

  #move({ from, to, amountMinor }: Raw): void {
    const [payer, payee] = [this.#balance(from), this.#balance(to)];
    payer.booked -= amountMinor;
    payee.booked += amountMinor;
    payer.entries++;
    payee.entries++;
  }

  #reserve(account: string, amountMinor: number): void {
    const balance = this.#balance(account);
    balance.held += amountMinor;
    must(balance.held >= 0, `account ${account} holds ${balance.held}`);
  }

  #balance(account: string): Balance {
    const balance = this.#balances.get(account);
    must(balance, `account ${account} does not exist`);
    return balance!;
  }

  /** What has just left, or is held, was there, or was within the credit of this moment. */
  #paid(account: string): void {
    const { booked, held, kind } = this.#balance(account);
    const credit = kind === "customer" ? this.#credits.get(account) ?? this.#creditOfAll : 0;
    if (booked < 0 && kind === "customer") this.#owing++;
    must(
      kind === "house" || booked - held + credit >= 0,
      `account ${account} is at ${booked} with ${held} held and a credit of ${credit}`,
    );
  }
}

/** What a transfer may have become; anything else that is told is a refusal. */
const HAPPENED: ReadonlySet<string> = new Set(["booked", "held", "cancelled", "expired"]);

function must(holds: unknown, what: string): void {
  if (!holds) throw new Violation(what);
}
