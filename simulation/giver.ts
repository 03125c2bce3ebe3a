// What those who give in the simulated town have in hand, and what all of them know.
import type { MethodName, Params, Result } from "../api/methods.ts";
import type { Chance } from "./virtual_time.ts";

/** What a citizen lends to a life of giving. */
export interface Giver {
  readonly account: string;
  readonly chance: Chance;
  readonly password: string;
  now(): number;
  newId(): string;
  /** @returns whether all other sessions have ended for certain. */
  changePassword(): Promise<boolean>;
  /** Tells the bank up to where alerts were shown. */
  readAlerts(): Promise<void>;
  /** Asks the bank up to where they were. */
  lookAtAlerts(): Promise<void>;
  /** The result, or the code of a refusal that asking again would not change. */
  ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M> | string>;
}

/** What all citizens know of giving. */
export interface GivingTown {
  organisation: string | null;
  readonly needs: string[];
  /** Open gifts that may be paid, and lines of the bank's own statement that paid some. */
  readonly asked: Asked[];
  readonly lines: Line[];
  /** Payouts that were asked for, and batches of them: lines may name both. */
  readonly payouts: Result<"askPayout">[];
  readonly batches: Result<"makePayoutBatch">[];
}

/** An open gift that may be paid. */
interface Asked {
  readonly reference: string;
  readonly amountMinor: number;
}

type Line = Params<"bookLines">["lines"][number];
