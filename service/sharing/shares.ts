// What is scarce, shared out. Any caller may take what is free; when nothing is left, the one who holds most gives something up, so that
// no source and no account can take it from all the others. What is reserved for those the bank knows better, others do not get however
// many they are. Addresses of IPv6 count by their /64, which one customer of a provider has.
import { isBetter, limitsOf, type Rank, RANKS, type Reserved } from "./rank.ts";
import type { Usage } from "./usage.ts";

/** What is scarce. Every one of them is in `service/sharing/budgets.ts`. */
export interface Scarce {
  /** As a metric calls it. */
  readonly name: string;
  readonly unit: string;
  readonly max: number;
  /** What one holder may have at once; absent: as much as is free. */
  readonly each?: number;
  readonly reserved?: Reserved;
}

/** Whose an address is: IPv4 and mapped addresses whole, IPv6 by its /64. */
export function sourceOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return plain.includes(":") ? `${networkOf(plain)}/64` : plain;
}

function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(gap).fill("0"), ...right];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}

/** Things by holder, of each holder's the one that has given least to keep it for at the front. */
class Shelf<T> {
  readonly #things = new Map<string, Set<T>>();
  size = 0;

  of(holder: string): ReadonlySet<T> {
    return this.#things.get(holder) ?? new Set();
  }

  add(holder: string, thing: T): void {
    const things = this.#things.get(holder) ?? new Set();
    this.#things.set(holder, things.add(thing));
    this.size++;
  }

  toTheEnd(holder: string, thing: T): void {
    const things = this.#things.get(holder);
    if (things?.delete(thing)) things.add(thing);
  }

  remove(holder: string, thing: T): void {
    const things = this.#things.get(holder);
    if (!things?.delete(thing)) return;
    if (things.size === 0) this.#things.delete(holder);
    this.size--;
  }

  heaviest(): ReadonlySet<T> {
    let most: ReadonlySet<T> = new Set();
    for (const things of this.#things.values()) if (things.size > most.size) most = things;
    return most;
  }
}

interface Place {
  readonly holder: string;
  rank: Rank;
}

/** Things that are held. */
export class Shares<T> {
  readonly #all = new Shelf<T>();
  readonly #shelves: Readonly<Record<Rank, Shelf<T>>> = {
    stranger: new Shelf(),
    newcomer: new Shelf(),
    known: new Shelf(),
    staff: new Shelf(),
  };
  readonly #places = new Map<T, Place>();
  readonly #limits: Readonly<Record<Rank, number>>;
  /** Given up for others, since the start. */
  displaced = 0;
  /** Most of them at once, since the start. */
  peak = 0;

  constructor(readonly scarce: Scarce) {
    this.#limits = limitsOf(scarce.max, scarce.reserved);
  }

  get size(): number {
    return this.#places.size;
  }

  of(holder: string): ReadonlySet<T> {
    return this.#all.of(holder);
  }

  /** Takes one. @returns the one that has to be given up for it, which is not held any more; null when there is room. */
  add(holder: string, thing: T, rank: Rank = "stranger"): T | null {
    this.remove(thing);
    this.#all.add(holder, thing);
    this.#shelves[rank].add(holder, thing);
    this.#places.set(thing, { holder, rank });
    const mine = this.of(holder);
    const victim = mine.size > (this.scarce.each ?? Infinity) ? oldest(mine) : this.#tooMany();
    if (victim !== null) {
      this.remove(victim);
      this.displaced++;
    }
    this.peak = Math.max(this.peak, this.size);
    return victim;
  }

  /** It has shown that it is of use: others are given up before it. */
  used(thing: T): void {
    const place = this.#places.get(thing);
    if (!place) return;
    this.#all.toTheEnd(place.holder, thing);
    this.#shelves[place.rank].toTheEnd(place.holder, thing);
  }

  /** Its holder has turned out to be known better. */
  raise(thing: T, rank: Rank): void {
    const place = this.#places.get(thing);
    if (!place || !isBetter(rank, place.rank)) return;
    this.#shelves[place.rank].remove(place.holder, thing);
    this.#shelves[rank].add(place.holder, thing);
    place.rank = rank;
  }

  remove(thing: T): void {
    const place = this.#places.get(thing);
    if (!place) return;
    this.#places.delete(thing);
    this.#all.remove(place.holder, thing);
    this.#shelves[place.rank].remove(place.holder, thing);
  }

  usage(): Usage {
    const { name, unit, max } = this.scarce;
    return { name, unit, max, used: this.size, peak: this.peak, refused: this.displaced };
  }

  /** Of those who together have more than they may, the one with most gives up its oldest; of equals the one who is known least. */
  #tooMany(): T | null {
    let size = 0;
    for (const [place, rank] of RANKS.entries()) {
      size += this.#shelves[rank].size;
      if (size <= this.#limits[rank]) continue;
      let most: ReadonlySet<T> = new Set();
      for (const lower of RANKS.slice(0, place + 1)) {
        const heaviest = this.#shelves[lower].heaviest();
        if (heaviest.size > most.size) most = heaviest;
      }
      return oldest(most);
    }
    return null;
  }
}

function oldest<T>(things: ReadonlySet<T>): T {
  return things.values().next().value!;
}

interface Part {
  /** Of its holder when it took the first of it. */
  readonly rank: Rank;
  amount: number;
}

/** An amount, such as bytes, of which each holder may have a part. */
export class Quota {
  readonly #parts = new Map<string, Part>();
  readonly #used: Record<Rank, number> = { stranger: 0, newcomer: 0, known: 0, staff: 0 };
  readonly #limits: Readonly<Record<Rank, number>>;
  /** Not given, since the start. */
  refused = 0;
  peak = 0;

  constructor(readonly scarce: Scarce) {
    this.#limits = limitsOf(scarce.max, scarce.reserved);
  }

  get used(): number {
    const { stranger, newcomer, known, staff } = this.#used;
    return stranger + newcomer + known + staff;
  }

  of(holder: string): number {
    return this.#parts.get(holder)?.amount ?? 0;
  }

  /** @returns false, and takes nothing, when there is not so much left for all of that rank or for this holder. */
  take(holder: string, amount: number, rank: Rank = "stranger"): boolean {
    const part = this.#parts.get(holder) ?? { rank, amount: 0 };
    if (
      part.amount + amount > (this.scarce.each ?? Infinity) || !this.#isFree(part.rank, amount)
    ) {
      this.refused++;
      return false;
    }
    part.amount += amount;
    this.#parts.set(holder, part);
    this.#used[part.rank] += amount;
    this.peak = Math.max(this.peak, this.used);
    return true;
  }

  give(holder: string, amount: number): void {
    const part = this.#parts.get(holder);
    if (!part) return;
    part.amount -= amount;
    this.#used[part.rank] -= amount;
    if (part.amount <= 0) this.#parts.delete(holder);
  }

  usage(): Usage {
    const { name, unit, max } = this.scarce;
    return { name, unit, max, used: this.used, peak: this.peak, refused: this.refused };
  }

  /** Whether so much more still leaves those of this rank and better ranks the part that is reserved for them. */
  #isFree(rank: Rank, amount: number): boolean {
    let used = amount;
    let counts = false;
    for (const each of RANKS) {
      used += this.#used[each];
      counts ||= each === rank;
      if (counts && used > this.#limits[each]) return false;
    }
    return true;
  }
}
