// What must be true while thieves are at work: nothing is booked for one whose session the owner has ended, no payment that waits
// because of the thief's machine is let go from that machine, and what a thief has read is not read for the owner.
import type { Must } from "./must.ts";
import type { Position } from "../bank/trace.ts";

/** Milliseconds for which a machine stays new: an hour less than the rules say, which the bank and the model count from different moments. */
const NEW_MACHINE_MS = 23 * 3_600_000;

/** The time of the bank. */
export interface BankTime {
  /** Of its newest block. */
  readonly atMs: number;
  /** How often staff have set it: machines that were dated by a wrong clock before are not new any more. */
  readonly sets: number;
}

interface Theft {
  /** When the thief began to sign in. */
  readonly since: BankTime;
  /** The owner had ended it before what is in the journal now. */
  over: boolean;
}

export class TheftModel {
  readonly #must: Must;
  /** Thefts that go on, by account, and of each id of theirs the theft. */
  readonly #thefts = new Map<string, Theft>();
  readonly #stolen = new Map<string, Theft>();
  readonly #ends = new Map<string, Theft>();
  /** Payments that owners have asked to confirm. */
  readonly #confirmed = new Set<string>();
  /** Up to where each customer has said that alerts were shown on the own machine. */
  readonly #read = new Map<string, Position>();

  constructor(must: Must) {
    this.#must = must;
  }

  /** A thief has signed in to this account, from a machine that the bank has never seen. @param since before that. */
  robbed(account: string, since: BankTime): void {
    this.#thefts.set(account, { since, over: false });
  }

  /** The thief asks for this payment. */
  stealing(account: string, id: string): void {
    const theft = this.#thefts.get(account);
    if (theft) this.#stolen.set(id, theft);
  }

  /** The owner has been told that all other sessions have ended, and asks for this payment: nothing stolen may come after it. */
  ending(account: string, id: string): void {
    const theft = this.#thefts.get(account);
    if (theft) this.#ends.set(id, theft);
  }

  /** The owner asks, on the own machine, that this payment is booked. */
  confirming(id: string): void {
    this.#confirmed.add(id);
  }

  /** The owner says that alerts up to here were shown on the own machine. */
  reading(name: string, { entry, notice }: Position): void {
    const before = this.#read.get(name) ?? { entry: 0, notice: 0 };
    this.#read.set(name, {
      entry: Math.max(before.entry, entry),
      notice: Math.max(before.notice, notice),
    });
  }

  /** The bank says, on the owner's machine, up to where alerts were shown there. */
  wasTold(name: string, { entry, notice }: Position): void {
    const said = this.#read.get(name);
    if (!said) return;
    const own = entry <= said.entry && notice <= said.notice;
    this.#must(
      own,
      `${name} is told that alerts were shown up to ${entry} and ${notice}, and only a thief has read them`,
    );
  }

  /** A payment is booked or held. */
  began(id: string): void {
    const stolen = this.#stolen.get(id);
    this.#must(!stolen?.over, `${id} was booked for a thief whose session had been ended`);
    const ended = this.#ends.get(id);
    if (ended) ended.over = true;
  }

  /** One that has waited is booked. @param now the time of its block. */
  letGo(id: string, now: BankTime): void {
    const stolen = this.#stolen.get(id);
    if (!stolen || this.#confirmed.has(id)) return;
    const { since } = stolen;
    this.#must(
      now.sets !== since.sets || now.atMs - since.atMs > NEW_MACHINE_MS,
      `${id} was confirmed by the thief for whose machine it was held`,
    );
  }
}
