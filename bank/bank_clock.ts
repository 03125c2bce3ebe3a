// The bank's own time. It never goes back inside a process, and it is never moved by a jump: the machine's clock is
// compared with what a monotonic clock has counted, and, at a start, with the last sign of life. A clock that does not
// agree is told as a fault; time then goes on by its own measure until the clock is right again or staff confirm it.
import type { Command } from "./command.ts";
import type { Decision } from "./decision.ts";
import { CLOCK_GAP_MS_MAX, CLOCK_STEP_MS_MAX } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** The clocks of the machine. */
export interface Clocks {
  /** Unix time in milliseconds, as the machine believes it; may be set to anything at any time. */
  readonly wall: () => number;
  /** Milliseconds since some moment; cannot be set. */
  readonly monotonic: () => number;
  /** Whether something other than the clock itself says that this time is right: it is kept by a time server, say. */
  readonly corroborated: (wallMs: number) => boolean;
}

/** What is known of the time when a process starts. */
export interface LastSeen {
  /** Time of the newest block, Unix milliseconds; 0 before the first. */
  readonly newestMs: number;
  /** The bank was seen alive at this time; null where nothing tells (data of release 0.1). */
  readonly aliveMs: number | null;
  /** What the time must be now: the machine has been up ever since, and has counted. Null when it has not. */
  readonly expectedMs: number | null;
}

export interface ClockFault {
  /** What the machine's clock says, Unix milliseconds. */
  readonly systemMs: number;
  /** What the time is by the bank's own measure. */
  readonly bankMs: number;
  /** By how much the two may differ. */
  readonly boundMs: number;
}

/** Milliseconds between two looks for corroboration: it may cost a look at a file. */
const ASK_AGAIN_MS = 1_000;

/** The time of a running bank in Unix milliseconds, and the fault of the machine's clock while there is one. */
export class BankClock {
  readonly #clocks: Clocks;
  readonly #onChange: (fault: ClockFault | null) => void;
  /** The bank's time, with fractions of milliseconds. */
  #nowMs: number;
  #countedMs: number;
  #boundMs: number | null = null;
  #askedAtMs = -Infinity;

  /** @param onChange told of each new fault, and with null when the clock is right again. */
  constructor(
    clocks: Clocks,
    seen: LastSeen,
    onChange: (fault: ClockFault | null) => void = () => {},
  ) {
    this.#clocks = clocks;
    this.#onChange = onChange;
    this.#countedMs = clocks.monotonic();
    const wall = clocks.wall();
    const { newestMs, aliveMs, expectedMs } = seen;
    const floor = Math.max(newestMs, aliveMs ?? 0);
    this.#nowMs = Math.max(floor, expectedMs ?? 0);
    if (floor === 0) this.#nowMs = wall;
    else if (wall < this.#nowMs - CLOCK_STEP_MS_MAX) this.#fail(CLOCK_STEP_MS_MAX);
    else {
      const boundMs = expectedMs !== null ? CLOCK_STEP_MS_MAX : CLOCK_GAP_MS_MAX;
      const known = expectedMs !== null || aliveMs !== null;
      const jumped = known && wall > this.#nowMs + boundMs;
      if (jumped && !this.#corroborated(wall)) this.#fail(boundMs);
      else this.#nowMs = Math.max(this.#nowMs, wall);
    }
  }

  /** Unix time in milliseconds; never smaller than before. */
  readonly now = (): number => {
    const counted = this.#clocks.monotonic();
    const elapsed = Math.max(0, counted - this.#countedMs);
    this.#countedMs = counted;
    const wall = this.#clocks.wall();
    const expected = this.#nowMs + elapsed;
    const off = wall - expected;
    if (this.#boundMs !== null) this.#whileWrong(wall, expected);
    else if (off > CLOCK_STEP_MS_MAX && !this.#corroborated(wall)) {
      this.#nowMs = expected;
      this.#fail(CLOCK_STEP_MS_MAX);
    } else if (off < -CLOCK_STEP_MS_MAX) {
      this.#nowMs = expected;
      this.#fail(CLOCK_STEP_MS_MAX);
    } // A little behind: at half its pace until the machine's clock has caught up.
    else this.#nowMs = Math.max(this.#nowMs + (off < 0 ? elapsed / 2 : 0), wall);
    return Math.floor(this.#nowMs);
  };

  /** Null while the machine's clock and the bank's own measure agree. */
  get fault(): ClockFault | null {
    if (this.#boundMs === null) return null;
    const bankMs = Math.floor(this.#nowMs);
    return { systemMs: this.#clocks.wall(), bankMs, boundMs: this.#boundMs };
  }

  /** Staff have looked at another clock and say that this time, which may lie in the past, is right. */
  set(atMs: number): void {
    this.#nowMs = atMs;
    this.#countedMs = this.#clocks.monotonic();
    this.#mend();
  }

  #whileWrong(wall: number, expected: number): void {
    const off = wall - expected;
    const right = Math.abs(off) <= CLOCK_STEP_MS_MAX || (off > 0 && this.#corroborated(wall));
    this.#nowMs = right ? Math.max(expected, wall) : expected;
    if (right) this.#mend();
  }

  #corroborated(wall: number): boolean {
    if (this.#countedMs - this.#askedAtMs < ASK_AGAIN_MS) return false;
    this.#askedAtMs = this.#countedMs;
    return this.#clocks.corroborated(wall);
  }

  #fail(boundMs: number): void {
    this.#boundMs = boundMs;
    this.#onChange(this.fault);
  }

  #mend(): void {
    if (this.#boundMs === null) return;
    this.#boundMs = null;
    this.#onChange(null);
  }
}

/** What may happen although the clock is wrong, because it protects an account; it is dated by the bank's own measure. */
const WHILE_CLOCK_IS_WRONG: ReadonlySet<Command["type"]> = new Set([
  "freeze",
  // Staff of release 0.1 get their role in the journal at their first sign-in, and may be needed to confirm the clock.
  "appoint",
  "cancel_hold",
  "void_transfer",
  "notice",
  "note_key",
  "set_time_zone",
  "accept_loss",
]);

/** Nothing else is dated by a clock that is wrong. What has happened before is still answered. */
export function atRightTime(
  command: Command,
  decision: Decision,
  fault: ClockFault | null,
): Decision {
  if (!fault || decision instanceof Refusal || decision.length === 0) return decision;
  return WHILE_CLOCK_IS_WRONG.has(command.type)
    ? decision
    : new Refusal("clock_wrong", { ...fault });
}
