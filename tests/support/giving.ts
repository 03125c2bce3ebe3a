// A bank with a children's home for tests of giving: Sunrise is live with two officers, Donna and Dev have money.
import assert from "node:assert/strict";
import { apply } from "../../bank/apply.ts";
import { noChanges } from "../../bank/applying.ts";
import type { Outcome } from "../../bank/batch.ts";
import type { Command } from "../../bank/command.ts";
import { decide } from "../../bank/decide.ts";
import type { Event } from "../../bank/event.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import { type Gift, type Organisation, setHashOf } from "../../bank/giving/record.ts";
import { type Account, availableMinor, DurableLedger, type Ledger } from "../../bank/ledger.ts";
import { Refusal } from "../../bank/refusal.ts";
import { type Entry, entryOf } from "../../bank/trace.ts";
import { dumpGiving } from "./giving_dump.ts";
import {
  abroad,
  does,
  DONORS,
  FACTS,
  OFFICERS,
  ORG,
  OTHER,
  type Over,
  VALID_TO,
} from "./giving_commands.ts";
import { type Code, codeOf, dump, sumMinor, T0 } from "./ledger.ts";

/** An officer's verdict over the facts as they are now. */
export function review(
  ledger: Ledger,
  fact: FactKind,
  over: Over<"review_fact"> = {},
): Command {
  const account = over.account ?? ORG;
  const set = setHashOf(ledger.organisations.get(account)!);
  const verdict = over.verdict ?? "seen";
  const by = OFFICERS[verdict === "verified" ? 1 : 0];
  return { type: "review_fact", account, fact, verdict, set, by, reason: "", ...over };
}

/** Founds the bank and opens the accounts; `id` names payments. */
export function* founding(id: (name: string) => string): Generator<Command> {
  yield { type: "found", name: "Test Bank", currency: "INR", scale: 2 };
  yield does.policy({});
  for (const account of [ORG, OTHER, ...OFFICERS, ...DONORS]) {
    yield { type: "open_account", account };
  }
  for (const donor of DONORS) yield does.cashIn(id(`paid in ${donor}`), donor, 100_000);
}

export interface Registering {
  readonly account?: string;
  readonly facts?: readonly FactKind[];
}

/** Registers, hands in and submits; no officer has looked at it. */
export function* submitting(
  { account = ORG, facts = FACTS }: Registering = {},
): Generator<Command> {
  yield { type: "register_org", account, foreignAccount: abroad(account), profile: "profile" };
  for (const fact of facts) yield does.fact(fact, { account });
  for (const fact of facts) {
    if (VALID_TO[fact]) yield does.document(fact, `${fact} scan of ${account}`, account);
  }
  yield { type: "submit_org", account };
}

/** Every officer opens the documents. */
export function* opening(
  { account = ORG, facts = FACTS }: Registering = {},
): Generator<Command> {
  for (const fact of facts.filter((fact) => VALID_TO[fact])) {
    const document = `${fact} scan of ${account} for ${account}`;
    for (const by of [...OFFICERS, "otis"]) yield { type: "view_document", account, document, by };
  }
}

/** And two officers agree on everything. Each command counts on those before it. */
export function* goingLive(ledger: Ledger, registering: Registering = {}): Generator<Command> {
  const { account = ORG, facts = FACTS } = registering;
  yield* submitting(registering);
  yield* opening(registering);
  for (const fact of facts) {
    yield review(ledger, fact, { account });
    yield review(ledger, fact, { account, verdict: "verified" });
  }
}

/** A command and its answer, or so many milliseconds that pass. */
export type Row = readonly [Command, Code] | readonly [passesMs: number];

/** A bank whose commands are booked at once. Sunrise is live unless it is asked for without. */
export class GivingBooks {
  readonly ledger = new DurableLedger();
  readonly changes = noChanges();
  readonly events: { readonly event: Event; readonly atMs: number }[] = [];
  nowMs = T0;

  constructor({ live = [ORG] }: { readonly live?: readonly string[] } = {}) {
    this.all(founding((name) => name));
    for (const account of live) this.all(goingLive(this.ledger, { account }));
  }

  /** Decides, books, and answers. What is refused or has happened before may change nothing. */
  say(command: Command): Outcome {
    const before = dump(this.ledger) + dumpGiving(this.ledger);
    const outcome = decide(this.ledger, command, this.nowMs);
    const after = dump(this.ledger) + dumpGiving(this.ledger);
    assert.equal(after, before, `deciding changed the ledger: ${JSON.stringify(command)}`);
    if (outcome instanceof Refusal) return outcome;
    for (const event of outcome) {
      const ref = this.events.push({ event, atMs: this.nowMs }) - 1;
      apply(this.ledger, event, { atMs: this.nowMs, ref, changes: this.changes });
    }
    assert.equal(sumMinor(this.ledger), 0n, `the sum is not zero: ${JSON.stringify(command)}`);
    return outcome;
  }

  code(command: Command): Code {
    return codeOf(this.say(command));
  }

  /** What would be answered; nothing is booked. */
  would(command: Command): Code {
    return codeOf(decide(this.ledger, command, this.nowMs));
  }

  /** All of them have to go through. */
  all(commands: Iterable<Command>): void {
    for (const command of commands) assert.equal(this.code(command), "ok", JSON.stringify(command));
  }

  /** Runs a table; the last column of each row is compared. */
  run(rows: readonly Row[]): void {
    const answered = rows.map((row): Row => {
      if (row.length === 2) return [row[0], this.code(row[0])];
      this.nowMs += row[0];
      return row;
    });
    assert.deepEqual(answered, rows);
  }

  /** Why a command is refused, with its details; null when it is not. */
  refusal(command: Command): Record<string, unknown> | null {
    const outcome = decide(this.ledger, command, this.nowMs);
    return outcome instanceof Refusal ? { code: outcome.code, ...outcome.detail } : null;
  }

  organisation(account: string = ORG): Readonly<Organisation> {
    return this.ledger.organisations.get(account)!;
  }

  account(number: string): Readonly<Account> {
    return this.ledger.accounts.get(number)!;
  }

  /** Booked and available minor units. */
  has(number: string): readonly [number, number] {
    const account = this.account(number);
    return [account.bookedMinor, availableMinor(this.ledger, account)];
  }

  factState(fact: FactKind, account: string = ORG): string {
    return this.organisation(account).facts.find(({ kind }) => kind === fact)?.state ?? "missing";
  }

  entries(account: string): Entry[] {
    return this.changes.postings.map(entryOf).filter((entry) => entry.account === account);
  }

  /** The gift of a transfer, with its receipt once it is booked. */
  gift(id: string): Readonly<Gift> {
    return this.ledger.transfers.get(id)!.gift!;
  }

  /** Year and number of an organisation's receipts, in the order of their gifts. */
  receipts(account: string = ORG): string[] {
    return this.events.flatMap(({ event }) => {
      const booked = event.type === "hold_confirmed" ||
        event.type === "transferred" && event.kind === "gift";
      const of = booked && event.gift?.organisation === account ? event.gift : null;
      return of ? [`${of.year}/${of.receipt}`] : [];
    });
  }
}
