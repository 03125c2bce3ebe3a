// How far below zero an account may go, where staff have said it of this account.
import type { GivingRecord } from "../giving/record.ts";

export interface Credit extends GivingRecord {
  readonly account: string;
  /** Null: as far as the bank's policy lets all accounts. */
  creditMinor: number | null;
}
