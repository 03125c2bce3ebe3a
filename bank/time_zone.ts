// A time zone by its IANA name: which day a moment belongs to, when a day begins, and the moment written out with its offset. Goes
// by what the runtime knows of zones.

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Quarters of an hour whose offset is kept: zones change at their edges only. */
const KNOWN_MAX = 10_000;

/** Moments are Unix milliseconds, days are `YYYY-MM-DD`. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  /** @throws {RangeError} when there is no such zone. */
  constructor(name: string) {
    // Some runtimes take offsets for names, others do not.
    if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) throw new RangeError(`No time zone: ${name}`);
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const resolved = this.#format.resolvedOptions().timeZone;
    // Asia/Kolkata is called Asia/Calcutta by some runtimes: what people wrote stays.
    this.name = resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
  }

  /** By how many milliseconds its clocks are ahead of UTC at this moment. */
  offsetMs(given: number): number {
    const atMs = written(given);
    const quarter = Math.floor(atMs / QUARTER_MS);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      offset = this.#lookUp(quarter * QUARTER_MS);
      if (this.#offsets.size >= KNOWN_MAX) this.#offsets.clear();
      this.#offsets.set(quarter, offset);
    }
    return offset;
  }

  /** `+05:30`. */
  offsetText(atMs: number): string {
    const minutes = Math.round(this.offsetMs(atMs) / 60_000);
    const two = (value: number) => String(value).padStart(2, "0");
    const size = Math.abs(minutes);
    return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  }

  /** `2026-04-01`. */
  dayOf(atMs: number): string {
    return this.#wall(atMs).slice(0, 10);
  }

  /** `2026-04-01 02:00`. */
  minuteOf(atMs: number): string {
    return this.#wall(atMs).slice(0, 16).replace("T", " ");
  }

  /** ISO 8601: `2026-04-01T02:00:00.000+05:30`, or with `Z` where there is no offset. */
  isoOf(atMs: number): string {
    const offset = this.offsetText(atMs);
    return this.#wall(atMs).slice(0, 23) + (offset === "+00:00" ? "Z" : offset);
  }

  /**
   * The first moment of a day: not always midnight, which clocks may skip or have twice.
   * @param day `2026-04-01`, a day of the calendar.
   */
  beginningOf(day: string): number {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    let atMs = midnight - this.offsetMs(midnight);
    atMs = midnight - this.offsetMs(atMs);
    if (atMs !== written(atMs - DAY_MS) + DAY_MS || atMs !== written(atMs + DAY_MS) - DAY_MS) {
      return atMs;
    }
    while (this.dayOf(atMs) < day) atMs += QUARTER_MS;
    while (this.dayOf(atMs - QUARTER_MS) >= day) atMs -= QUARTER_MS;
    return atMs;
  }

  #wall(atMs: number): string {
    return new Date(written(atMs) + this.offsetMs(atMs)).toISOString();
  }

  #lookUp(atMs: number): number {
    const parts = this.#format.formatToParts(atMs);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    const [year, month, day] = [part("year"), part("month"), part("day")];
    const wall = Date.UTC(year, month - 1, day, part("hour"), part("minute"), part("second"));
    return wall - Math.floor(atMs / 1_000) * 1_000;
  }
}

/** What lies beyond has no year of four digits. */
const FIRST_MS = DAY_MS;
const LAST_MS = Date.UTC(9999, 11, 30);

function written(atMs: number): number {
  return Math.min(LAST_MS, Math.max(FIRST_MS, atMs));
}

/** @returns null when there is no such zone. */
export function timeZoneNamed(name: string): TimeZone | null {
  try {
    return new TimeZone(name);
  } catch {
    return null;
  }
}

/** A bank's zone, and whether a person has chosen it or it was that of the server at its first start. */
export interface BankZone {
  readonly name: string;
  readonly chosen: boolean;
}
