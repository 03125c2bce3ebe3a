// Ledgers for tests of the pure core: rows of words such as ["alice", "pays", "bob", 7, "t1", "ok"] become
// commands, are decided and applied, and the last column is what the bank answered. Names stand for account
// numbers and ids. Also a journal in memory that fails, waits or loses a race when told to.
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { apply } from "../../bank/apply.ts";
import { noChanges } from "../../bank/applying.ts";
import type { Command } from "../../bank/command.ts";
import type { Outcome } from "../../bank/batch.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { MemoryJournal } from "./memory_journal.ts";
import { decide } from "../../bank/decide.ts";
import type { Event } from "../../bank/event.ts";
import { availableMinor, DurableLedger } from "../../bank/ledger.ts";
import { Refusal, type RefusalCode } from "../../bank/refusal.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import type { Policy } from "../../bank/policy.ts";

export const T0 = Date.UTC(2026, 0, 5, 9);

/** `again`: no events and no refusal, it had happened before. `held`: it waits for its owner. */
export type Code = "ok" | "held" | "again" | RefusalCode;

type Word = string | number;

/** Holds every payment of so many minor units (and one per cent of what is available); 0 holds none. */
const holdingFrom = (drainingMinor: number): Policy => ({
  ...defaultPolicy(2),
  newPayeeMinor: 0,
  unusualMinor: 0,
  burstTransfers: 0,
  newDeviceMinor: 0,
  drainingMinor,
  drainingPercent: 1,
  holdReasons: 1,
});

const cash = (account: string, words: readonly Word[]) => {
  const [amountMinor, id, memo = ""] = words as [number, string, string?];
  return { account, amountMinor, id, memo, by: "teller", agreedBy: "another" };
};

const VERBS = {
  founds: (name) => ({ type: "found", name, currency: "INR", scale: 2 }),
  /** [welcome amount, its id] */
  opens: (account, [amountMinor, id = `welcome-${account}`]) =>
    amountMinor === undefined
      ? { type: "open_account", account }
      : { type: "open_account", account, welcome: { id: `${id}`, amountMinor: +amountMinor } },
  /** minor units */
  "holds from": (by, [minor]) => ({ type: "set_policy", policy: holdingFrom(Number(minor)), by }),
  /** to, amount, id, [memo] */
  pays: (from, words) => {
    const [to, amountMinor, id, memo = ""] = words as [string, number, string, string?];
    return { type: "transfer", from, to, amountMinor, id, memo };
  },
  "pays in": (who, words) => ({ type: "cash_in", ...cash(who, words) }),
  "takes out": (who, words) => ({ type: "cash_out", ...cash(who, words) }),
  /** transfer, id, [reason] */
  reverses: (by, [transfer, id, reason = ""]) => ({
    type: "reverse",
    transfer: `${transfer}`,
    id: `${id}`,
    reason: `${reason}`,
    by,
  }),
  confirms: (owner, [id]) => ({ type: "confirm_hold", id: `${id}`, owner }),
  cancels: (owner, [id]) => ({ type: "cancel_hold", id: `${id}`, owner }),
  expires: (_who, [id]) => ({ type: "expire_hold", id: `${id}` }),
  voids: (owner, [id]) => ({ type: "void_transfer", id: `${id}`, owner }),
  "signs in anew": (account) => ({ type: "notice", account, notice: "new_device" }),
  freezes: (account) => ({ type: "freeze", account }),
  unfreezes: (account) => ({ type: "unfreeze", account }),
  /** [sweep to, its id] */
  closes: (account, [to, id]) =>
    to === undefined
      ? { type: "close_account", account }
      : { type: "close_account", account, sweep: { to: `${to}`, id: `${id}` } },
} as const satisfies Record<string, (who: string, words: readonly Word[]) => Command>;

export type Verb = keyof typeof VERBS;
export type Words = readonly [who: string, verb: Verb, ...words: Word[]];

/** `passes`: so many milliseconds. `has`: booked and available minor units. */
export type Row =
  | readonly [who: string, verb: Verb, ...words: Word[], code: Code]
  | readonly [who: "time", verb: "passes", ms: number, code: "ok"]
  | readonly [who: string, verb: "has", bookedMinor: number, availableMinor: number, code: "ok"];

export function commandOf([who, verb, ...words]: Words): Command {
  return (VERBS[verb] as (who: string, words: readonly Word[]) => Command)(who, words);
}

export function codeOf(outcome: Outcome): Code {
  if (outcome instanceof Refusal) return outcome.code;
  if (outcome.length === 0) return "again";
  return outcome[0]!.type === "held" ? "held" : "ok";
}

/** All tables as text, rows and members sorted: equal texts are equal ledgers. */
export function dump({ bank, policy, accounts, transfers }: DurableLedger): string {
  const sorted = (_key: string, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1))
      : value;
  const tables = [bank, policy, accounts, transfers]
    .map((table) => Object.fromEntries<unknown>(table.rows()));
  return JSON.stringify(tables, sorted, 1);
}

/** What customers and house hold together: always zero. */
export function sumMinor(ledger: DurableLedger): bigint {
  let sum = 0n;
  for (const [, { bookedMinor }] of ledger.accounts.rows()) sum += BigInt(bookedMinor);
  return sum;
}

export interface BooksOptions {
  /** Customers with an open account and what they have paid in as cash. */
  readonly funds?: Readonly<Record<string, number>>;
}

/** A founded bank whose commands are booked at once, without a journal. */
export class Books {
  readonly ledger = new DurableLedger();
  readonly changes = noChanges();
  readonly events: Event[] = [];
  nowMs = T0;

  constructor({ funds = { alice: 100, bob: 0 } }: BooksOptions = {}) {
    this.say("bank", "founds");
    this.say("boss", "holds from", 0);
    for (const [name, amountMinor] of Object.entries(funds)) {
      this.say(name, "opens");
      if (amountMinor > 0) this.say(name, "pays in", amountMinor, `paid in ${name}`);
    }
  }

  /** Decides, books, and answers. What is refused or has happened before may change nothing. */
  say(...words: Words): Outcome {
    const before = dump(this.ledger);
    const outcome = decide(this.ledger, commandOf(words), this.nowMs);
    assert.equal(dump(this.ledger), before, `deciding changed the ledger: ${words.join(" ")}`);
    if (outcome instanceof Refusal) return outcome;
    for (const event of outcome) {
      const ref = this.events.push(event) - 1;
      apply(this.ledger, event, { atMs: this.nowMs, ref, changes: this.changes });
    }
    assert.equal(sumMinor(this.ledger), 0n, `the sum is not zero after: ${words.join(" ")}`);
    return outcome;
  }

  /** Runs a table; the last column of each row is compared. */
  run(rows: readonly Row[]): void {
    const answered = rows.map((row) => [...row.slice(0, -1), this.#answer(row)]);
    assert.deepEqual(answered, rows);
  }

  #answer(row: Row): string {
    const [who, verb, ...words] = row.slice(0, -1) as unknown as [string, string, ...Word[]];
    if (verb === "passes") {
      this.nowMs += Number(words[0]);
      return "ok";
    }
    if (verb !== "has") return codeOf(this.say(who, verb as Verb, ...words));
    const account = this.ledger.accounts.get(who)!;
    const house = account.kind === "house";
    const available = house ? account.bookedMinor : availableMinor(this.ledger, account);
    const has = [account.bookedMinor, available].join();
    return has === words.join() ? "ok" : `has ${has}`;
  }
}

/** Everything that can run without the journal has run. */
export const settled = (): Promise<void> => setImmediate();

/** Random tests print their seed when they fail; SEED=… runs that one again. */
export const SEEDED = Deno.env.has("SEED") ? { seed: Number(Deno.env.get("SEED")) } : {};

/** A commit loop over a journal, and what it told. */
export class Teller {
  readonly journal: MemoryJournal;
  readonly loop: CommitLoop;
  readonly failures: unknown[] = [];
  readonly fatal: unknown[] = [];
  nowMs = T0;
  /** The answers so far, in order: words and code. */
  readonly answers: string[] = [];

  constructor(journal = new MemoryJournal()) {
    this.journal = journal;
    this.loop = new CommitLoop({
      journal,
      clock: () => this.nowMs,
      onFailure: (error) => this.failures.push(error),
      onFatal: (error) => this.fatal.push(error),
    });
  }

  /** A teller with alice (100) and bob (0), their blocks written. */
  static async open(): Promise<Teller> {
    const teller = new Teller();
    teller.journal.rivalWrites(new Books().events);
    await teller.loop.replay();
    return teller;
  }

  async say(...words: Words): Promise<Code> {
    const code = codeOf(await this.loop.submit(commandOf(words)));
    this.answers.push(`${words.join(" ")}: ${code}`);
    return code;
  }

  bookedMinor(name: string): number | undefined {
    return this.loop.ledger.accounts.get(name)?.bookedMinor;
  }
}
