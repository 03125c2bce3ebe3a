// Which backups are kept: the newest of each of the last days, weeks, months and years that have one. Pure.

/** How many days, weeks, months and years. */
export interface Keep {
  readonly d: number;
  readonly w: number;
  readonly m: number;
  readonly y: number;
}

const COUNT_MAX = 1_000;

/** @returns null for anything but a list such as `7d,4w,12m`. */
export function readKeep(text: string): Keep | null {
  const keep = { d: 0, w: 0, m: 0, y: 0 };
  for (const part of text.split(",")) {
    const [, digits, unit] = /^\s*(\d{1,4})([dwmy])\s*$/.exec(part) ?? [];
    const count = Number(digits);
    if (unit === undefined || count < 1 || count > COUNT_MAX) return null;
    if (keep[unit as keyof Keep] > 0) return null;
    keep[unit as keyof Keep] = count;
  }
  return keep;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const MONDAY_DAYS = 3;

/** In UTC. */
const PERIODS: Readonly<Record<keyof Keep, (ms: number) => string>> = {
  d: (ms) => new Date(ms).toISOString().slice(0, 10),
  w: (ms) => String(Math.floor((ms / DAY_MS + MONDAY_DAYS) / 7)),
  m: (ms) => new Date(ms).toISOString().slice(0, 7),
  y: (ms) => new Date(ms).toISOString().slice(0, 4),
};

/** @returns what may go. The newest one always stays. */
export function superfluous<T extends { readonly madeAtMs: number }>(
  backups: readonly T[],
  keep: Keep,
): T[] {
  const newestFirst = [...backups].sort((a, b) => b.madeAtMs - a.madeAtMs);
  const kept = new Set(newestFirst.slice(0, 1));
  for (const [unit, periodOf] of Object.entries(PERIODS)) {
    const newestOf = new Map<string, T>();
    for (const one of newestFirst) {
      const period = periodOf(one.madeAtMs);
      if (!newestOf.has(period)) newestOf.set(period, one);
    }
    for (const one of [...newestOf.values()].slice(0, keep[unit as keyof Keep])) kept.add(one);
  }
  return newestFirst.filter((one) => !kept.has(one));
}
