// What is scarce, shared out. Anybody may take what is free; when nothing is left, whoever holds most gives something up, so that
// no source and no account can take it from all the others. Addresses of IPv6 count by their /64, which one customer of a provider has.

/** What is scarce. Every one of them is in `service/sharing/budgets.ts`. */
export interface Scarce {
  /** As a metric calls it. */
  readonly name: string;
  readonly unit: string;
  readonly max: number;
  /** What one holder may have at once; absent: as much as is free. */
  readonly each?: number;
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

/** Things that are held, the one that has given least to keep it for at the front of each holder's. */
export class Shares<T> {
  readonly #held = new Map<string, Set<T>>();
  readonly #holders = new Map<T, string>();
  /** Given up for others, since the start. */
  displaced = 0;
  /** Most of them at once, since the start. */
  peak = 0;

  constructor(readonly scarce: Scarce) {}

  get size(): number {
    return this.#holders.size;
  }

  of(holder: string): ReadonlySet<T> {
    return this.#held.get(holder) ?? new Set();
  }

  /** Takes one. @returns the one that has to be given up for it, which is not held any more; null when there is room. */
  add(holder: string, thing: T): T | null {
    const things = this.#held.get(holder) ?? new Set();
    this.#held.set(holder, things.add(thing));
    this.#holders.set(thing, holder);
    const { each = Infinity, max } = this.scarce;
    const victim = things.size > each
      ? oldest(things)
      : this.size > max
      ? oldest(this.#heaviest())
      : null;
    if (victim !== null) {
      this.remove(victim);
      this.displaced++;
    }
    this.peak = Math.max(this.peak, this.size);
    return victim;
  }

  /** It has shown that it is of use: others are given up before it. */
  used(thing: T): void {
    const things = this.#held.get(this.#holders.get(thing) ?? "");
    if (things?.delete(thing)) things.add(thing);
  }

  remove(thing: T): void {
    const holder = this.#holders.get(thing);
    if (holder === undefined) return;
    this.#holders.delete(thing);
    const things = this.#held.get(holder)!;
    things.delete(thing);
    if (things.size === 0) this.#held.delete(holder);
  }

  #heaviest(): Set<T> {
    let most = new Set<T>();
    for (const things of this.#held.values()) if (things.size > most.size) most = things;
    return most;
  }
}

function oldest<T>(things: Set<T>): T {
  return things.values().next().value!;
}

/** An amount, such as bytes, of which each holder may have a part. */
export class Quota {
  readonly #held = new Map<string, number>();
  #used = 0;
  /** Not given, since the start. */
  refused = 0;
  peak = 0;

  constructor(readonly scarce: Scarce) {}

  get used(): number {
    return this.#used;
  }

  of(holder: string): number {
    return this.#held.get(holder) ?? 0;
  }

  /** @returns false, and takes nothing, when there is not so much left for all or for this holder. */
  take(holder: string, amount: number): boolean {
    const { max, each = max } = this.scarce;
    const held = this.of(holder) + amount;
    if (this.#used + amount > max || held > each) {
      this.refused++;
      return false;
    }
    this.#held.set(holder, held);
    this.#used += amount;
    this.peak = Math.max(this.peak, this.#used);
    return true;
  }

  give(holder: string, amount: number): void {
    const held = this.of(holder) - amount;
    this.#used -= amount;
    if (held > 0) this.#held.set(holder, held);
    else this.#held.delete(holder);
  }
}
