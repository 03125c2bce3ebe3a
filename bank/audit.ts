// An audit reads the journal from its first block with nothing else in hand and finds out what must be true: the hash
// chain, balanced bookings, floors, holds, every transfer id once, entries numbered without gaps. Then it can be
// compared with what views and a running bank say.
import { apply } from "./apply.ts";
import { booksProblems, recordProblem } from "./audit_records.ts";
import { noChanges } from "./applying.ts";
import { type Block, decodeBlock, EMPTY_HEAD, hashOf, type Head, JournalDamage } from "./block.ts";
import type { Booking, Event, EventOf } from "./event.ts";
import { type Account, creditMinor, DurableLedger, type Loss, ownMinor } from "./ledger.ts";
import { linesSum } from "./pay_in/apply_lines.ts";
import { assignmentProblem } from "./pay_in/audit_line.ts";
import { paymentProblem } from "./requests/audit_request.ts";
import { standingPaymentProblem } from "./standing_orders/audit_standing_order.ts";
import { staffFreezeOf } from "./staff/account_acts.ts";
import { differenceProblem } from "./tills/audit_till.ts";
import type { Posting } from "./trace.ts";
import { type Ref, refOf } from "./ref.ts";

/** Problems that are kept: the first ones tell what happened. */
const PROBLEMS_MAX = 20;

/** The books are right when `problems` is empty and `sumMinor` is zero. */
export interface AuditReport {
  readonly blocks: number;
  readonly events: number;
  readonly transfers: number;
  readonly accounts: number;
  /** Sum of all balances, house accounts included: must be zero. */
  readonly sumMinor: number;
  readonly head: { readonly seq: number; readonly hash: string };
  /** Everything found wrong, in the order of the journal; empty when all is well. */
  readonly problems: readonly string[];
  /** Losses that were accepted; absent when there are none. */
  readonly losses?: readonly Loss[] | undefined;
}

/** Where an account's entries and notices are, as the journal tells it; kept for a deep audit only. */
export interface Trail {
  readonly entries: Ref[];
  readonly notices: Ref[];
  /** Booked balance after each entry. */
  readonly bookedMinor: number[];
}

export interface AuditOptions {
  /** Keep every account's trail, to compare statements. */
  readonly trails: boolean;
}

/** Takes the blocks of a journal in order, as bytes, and notes what is wrong with them instead of stopping. */
export class Audit {
  readonly ledger = new DurableLedger();
  readonly trails = new Map<number, Trail>();
  readonly problems: string[] = [];
  readonly #options: AuditOptions;
  readonly #ids = new Set<string>();
  readonly #reversed = new Set<string>();
  #head: Head = EMPTY_HEAD;
  #last: readonly Event[] = [];
  #events = 0;
  #transfers = 0;
  #stopped = false;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  get head(): Head {
    return this.#head;
  }

  /** Whether trails are kept. */
  get deep(): boolean {
    return this.#options.trails;
  }

  /** Events of the block that was taken last. */
  get events(): readonly Event[] {
    return this.#last;
  }

  /** Whether the journal has an event of this id. */
  knows(id: string): boolean {
    return this.#ids.has(id);
  }

  /** @returns false when the journal is damaged from here on. */
  take(bytes: Uint8Array): boolean {
    if (this.#stopped) return false;
    let block: Block;
    try {
      block = decodeBlock(bytes, this.#head);
    } catch (error) {
      if (!(error instanceof JournalDamage)) throw error;
      this.#stopped = true;
      this.problem(error.message);
      return false;
    }
    this.#block(block, { seq: block.seq, hash: hashOf(bytes), at: block.at });
    return true;
  }

  /** A block that has just become durable, as the bank that wrote it tells: its bytes are looked at later. */
  follow(block: Block, head: Head): void {
    if (this.#stopped) return;
    const { seq, hash } = this.#head;
    if (block.seq !== seq + 1 || block.prev !== hash) {
      this.#stopped = true;
      return this.problem(
        `The running bank wrote block ${block.seq}, which does not follow block ${seq}`,
      );
    }
    this.#block(block, head);
  }

  problem(text: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(text);
  }

  report(): AuditReport {
    let sumMinor = 0;
    let accounts = 0;
    for (const [, { bookedMinor }] of this.ledger.accounts.rows()) {
      sumMinor += bookedMinor;
      accounts++;
    }
    this.#lines();
    if (sumMinor !== 0) this.problem(`The sum of all balances is ${sumMinor}, not zero`);
    const losses = this.ledger.bank.get("bank")?.losses ?? [];
    return {
      blocks: this.#head.seq + 1,
      events: this.#events,
      transfers: this.#transfers,
      accounts,
      sumMinor,
      head: { seq: this.#head.seq, hash: this.#head.hash },
      problems: this.problems,
      ...(losses.length > 0 ? { losses } : {}),
    };
  }

  /** What waits for its account, and what the other bank has, are what the lines of its statements add up to. */
  #lines(): void {
    for (const wrong of booksProblems(this.ledger)) this.problem(wrong);
    const { suspenseMinor, bankMinor } = linesSum(this.ledger);
    for (const [name, expected] of [["suspense", suspenseMinor], ["bank", bankMinor]] as const) {
      const { bookedMinor = 0 } = this.ledger.accounts.get(name) ?? {};
      if (bookedMinor !== expected) {
        this.problem(`Account ${name} has ${bookedMinor}, its lines add up to ${expected}`);
      }
    }
  }

  #block({ seq, at: atMs, events }: Block, head: Head): void {
    this.#last = events;
    this.#head = head;
    const changes = noChanges();
    for (let place = 0; place < events.length; place++) {
      const event = events[place]!;
      this.#events++;
      const wrong = this.#wrongWith(event);
      if (wrong !== null) this.problem(`Block ${seq}, event ${place} (${event.type}): ${wrong}`);
      try {
        apply(this.ledger, event, { atMs, ref: refOf(seq, place), changes });
        const over = this.#paid(event);
        if (over !== null) this.problem(`Block ${seq}, event ${place} (${event.type}): ${over}`);
      } catch (error) {
        this.problem(`Block ${seq}, event ${place} (${event.type}): ${(error as Error).message}`);
      }
    }
    for (const posting of changes.postings) this.#trail(posting);
    for (const { ordinal, ref } of changes.notices) this.#trailOf(ordinal)?.notices.push(ref);
    for (const account of changes.touched) this.#floor(seq, account);
    this.#forget();
  }

  /** What an event may not be, whatever the rules of its time were. */
  #wrongWith(event: Event): string | null {
    switch (event.type) {
      case "transferred":
        this.#transfers++;
        if (event.from === event.to) return "payer and payee are the same";
        if (event.reverses !== undefined) {
          const wrong = this.#reversal(event.reverses);
          if (wrong !== null) return wrong;
        }
        if (event.kind === "cash_difference") {
          const wrong = differenceProblem(this.#last, event.id);
          if (wrong !== null) return wrong;
        }
        return this.#sides(event) ?? assignmentProblem(this.ledger, event);
      case "held":
        return this.#sides(event);
      case "voided":
        return this.#once(event.id);
      case "hold_confirmed":
        this.#transfers++;
        return this.#isHeld(event) ?? paymentProblem(this.ledger, event);
      case "hold_ended":
        return this.#isHeld(event);
      case "founded":
        return this.ledger.bank.get("bank") ? "the bank is founded already" : null;
      case "account_opened": {
        if (this.ledger.accounts.get(event.account)) return `account ${event.account} exists`;
        const expected = this.ledger.bank.get("bank")?.accounts;
        return event.ordinal === expected ? null : `ordinal ${event.ordinal}, not ${expected}`;
      }
      case "account_unfrozen":
        if (staffFreezeOf(this.ledger, event.account) !== null) return "staff had frozen it";
        return this.#known(event.account);
      case "account_frozen":
      case "account_closed":
      case "noticed":
        return this.#known(event.account);
      default:
        return recordProblem(this.ledger, event);
    }
  }

  #once(id: string): string | null {
    if (this.#ids.has(id)) return `the id ${id} happened before`;
    this.#ids.add(id);
    return null;
  }

  #sides(event: EventOf<"transferred" | "held">): string | null {
    return this.#once(event.id) ?? this.#known(event.from) ?? this.#known(event.to) ??
      paymentProblem(this.ledger, event) ?? standingPaymentProblem(this.ledger, event);
  }

  #known(account: string): string | null {
    return this.ledger.accounts.get(account) ? null : `there is no account ${account}`;
  }

  #isHeld({ id, from, to, amountMinor, memo, request }: Booking): string | null {
    const held = this.ledger.transfers.get(id);
    if (held?.status !== "held") return `${id} is not held`;
    const same = held.from === from && held.to === to && held.amountMinor === amountMinor &&
      held.memo === memo && held.request === request;
    return same ? null : `${id} is not the payment that was held`;
  }

  #reversal(id: string): string | null {
    if (!this.#ids.has(id)) return `it reverses ${id}, which never happened`;
    if (this.#reversed.has(id)) return `${id} was reversed before`;
    this.#reversed.add(id);
    return null;
  }

  #floor(seq: number, account: Readonly<Account>): void {
    const { number, bookedMinor, heldMinor, holds } = account;
    if (!Number.isSafeInteger(bookedMinor)) this.problem(`Block ${seq}: ${number} overflows`);
    if (heldMinor === 0 && holds.length === 0) return;
    let held = 0;
    for (const id of holds) held += this.ledger.transfers.get(id)?.amountMinor ?? 0;
    if (held !== heldMinor) this.problem(`Block ${seq}: ${number} holds ${held}, not ${heldMinor}`);
  }

  /** Below its floor an account may be when credit was lowered; then nothing more leaves it, but what was held before. */
  #paid(event: Event): string | null {
    if (event.type !== "transferred" && event.type !== "held") return null;
    const payer = this.ledger.accounts.get(event.from);
    if (!payer || payer.kind === "house") return null;
    const minor = ownMinor(payer);
    if (minor >= 0) return null;
    const credit = creditMinor(this.ledger, payer);
    if (minor + credit >= 0) return null;
    return `account ${payer.number} is below zero by ${-minor}, and its credit is ${credit}`;
  }

  #trail({ ordinal, ref, number, bookedMinor }: Posting): void {
    const trail = this.#trailOf(ordinal);
    if (!trail) return;
    trail.entries.push(ref);
    trail.bookedMinor.push(bookedMinor);
    if (trail.entries.length !== number) {
      this.problem(`Entry ${number} of account ${ordinal} is out of line`);
    }
  }

  #trailOf(ordinal: number): Trail | null {
    if (!this.#options.trails) return null;
    const known = this.trails.get(ordinal);
    if (known) return known;
    const trail: Trail = { entries: [], notices: [], bookedMinor: [] };
    this.trails.set(ordinal, trail);
    return trail;
  }

  /** Only open holds are needed again. */
  #forget(): void {
    const { transfers } = this.ledger;
    if (transfers.size < 10_000) return;
    const held = [...transfers.rows()].filter(([, { status }]) => status === "held");
    for (const name of transfers.names()) transfers.drop(name);
    for (const [id, transfer] of held) transfers.add(id, transfer);
  }
}
