// What an attack is: something that is done to a bank of its own for a while, that stops by itself, and that knows what must not
// come of it.
import type { Besieged } from "./besieged.ts";

export interface Siege {
  readonly bank: Besieged;
  /** Seconds for which an attack is kept up in the long form; null for the short form, small and quick as in CI. */
  readonly seconds: number | null;
  /** The one for the short form, and the one for the long form. */
  pick<T>(short: T, long: T): T;
  /** Keeps up what has been built up: so long in the short form, for its seconds in the long one, less when the bank ends before. */
  hold(shortMs: number): Promise<void>;
  /** So many times in the short form, until the time is over in the long one. */
  again(times: number, act: () => Promise<void>): Promise<void>;
}

export interface Found {
  /** What the attackers met, in a few words. */
  readonly says: string;
  /** Promises that were broken; empty when all were kept. */
  readonly wrong: readonly string[];
}

export interface Attack {
  readonly name: string;
  /** Descriptors of the bank, where they are what it is about; null for as many as there are. */
  readonly descriptors?: { readonly short: number | null; readonly long: number | null };
  /** Leaves nothing open. */
  strike(siege: Siege): Promise<Found>;
}

/** `3 busy, 1 ok`. */
export function countedWords(words: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ") || "nothing";
}

export const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
