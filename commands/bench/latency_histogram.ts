// How long things took, in buckets that grow by two per cent: quantiles of millions of samples in a few kilobytes.

/** Each bucket is so many times as wide as the one before. */
const GROWTH = 1.02;
/** Milliseconds of the first bucket; everything faster falls into it. */
const FIRST_MS = 0.01;
const BUCKETS = 900;

const LOG_GROWTH = Math.log(GROWTH);

export class LatencyHistogram {
  readonly counts: number[];
  #count = 0;

  constructor(counts: readonly number[] = new Array(BUCKETS).fill(0)) {
    this.counts = [...counts];
    for (const count of counts) this.#count += count;
  }

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / LOG_GROWTH);
    this.counts[Math.min(bucket, BUCKETS - 1)]!++;
    this.#count++;
  }

  merge({ counts }: LatencyHistogram): void {
    for (const [bucket, count] of counts.entries()) {
      this.counts[bucket]! += count;
      this.#count += count;
    }
  }

  /** Milliseconds that this part (0 to 1) of the samples did not exceed, to two per cent. */
  quantile(part: number): number {
    let left = part * this.#count;
    for (const [bucket, count] of this.counts.entries()) {
      left -= count;
      if (left <= 0 && this.#count > 0) return upperMs(bucket);
    }
    return 0;
  }

  /** A few lines of bars for a person: upper bound, bar, share. */
  text(width = 40): string {
    const rows = new Map<number, number>();
    for (const [bucket, count] of this.counts.entries()) {
      if (count === 0) continue;
      const upper = 2 ** Math.ceil(Math.log2(upperMs(bucket)));
      rows.set(upper, (rows.get(upper) ?? 0) + count);
    }
    const most = Math.max(1, ...rows.values());
    return [...rows].map(([upper, count]) => {
      const share = `${(100 * count / this.#count).toFixed(2)} %`;
      const bar = "#".repeat(Math.ceil(width * count / most));
      return `${`≤ ${upper} ms`.padStart(14)}  ${bar.padEnd(width)} ${share.padStart(9)}`;
    }).join("\n");
  }
}

function upperMs(bucket: number): number {
  return FIRST_MS * GROWTH ** bucket;
}
