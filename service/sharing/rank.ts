// How well the bank knows who asks for something scarce, and what part of it is kept for those it knows better, so that no number
// of strangers, and no number of accounts that they open, keeps known machines and staff out.
import type { Usage } from "./usage.ts";

/**
 * From the least known on. Strangers have shown nothing; newcomers have an account, or use a machine, of less than
 * `newDeviceHours`; known ones have had both for longer; staff are those to whom the bank has given a role.
 */
export const RANKS = ["stranger", "newcomer", "known", "staff"] as const;
export type Rank = typeof RANKS[number];

/** Parts of the whole that only those of this rank, or a better one, may have. */
export type Reserved = Readonly<Partial<Record<Exclude<Rank, "stranger">, number>>>;

export function isBetter(rank: Rank, than: Rank): boolean {
  return RANKS.indexOf(rank) > RANKS.indexOf(than);
}

/** @returns for each rank what it and those below it may have together. */
export function limitsOf(max: number, reserved: Reserved = {}): Readonly<Record<Rank, number>> {
  const { newcomer = 0, known = 0, staff = 0 } = reserved;
  const part = (of: number) => Math.floor(max * of);
  return {
    stranger: max - part(newcomer) - part(known) - part(staff),
    newcomer: max - part(known) - part(staff),
    known: max - part(staff),
    staff: max,
  };
}

/** Sources remembered for each rank; the one not seen for longest is forgotten. */
const SOURCES_MAX = 16_384;

/**
 * Where those have signed in whom the bank knows. A connection shows who it is only after its handshake; until then it counts as
 * what came from its source before. In memory: after a start every source is a stranger until it has shown more.
 */
export class KnownSources {
  readonly #sources: Readonly<Record<Exclude<Rank, "stranger">, Set<string>>> = {
    newcomer: new Set(),
    known: new Set(),
    staff: new Set(),
  };
  #forgotten = 0;
  #peak = 0;

  of(source: string): Rank {
    const { staff, known, newcomer } = this.#sources;
    if (staff.has(source)) return "staff";
    if (known.has(source)) return "known";
    return newcomer.has(source) ? "newcomer" : "stranger";
  }

  note(source: string, rank: Rank): void {
    if (rank === "stranger") return;
    const sources = this.#sources[rank];
    sources.delete(source);
    sources.add(source);
    if (sources.size > SOURCES_MAX) {
      sources.delete(sources.values().next().value!);
      this.#forgotten++;
    }
    this.#peak = Math.max(this.#peak, this.#size);
  }

  usage(): Usage {
    const [max, used] = [3 * SOURCES_MAX, this.#size];
    const counted = { used, peak: this.#peak, refused: this.#forgotten };
    return { name: "known_sources", unit: "sources", max, ...counted };
  }

  get #size(): number {
    const { staff, known, newcomer } = this.#sources;
    return staff.size + known.size + newcomer.size;
  }
}
