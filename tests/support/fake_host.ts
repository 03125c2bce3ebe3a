// The world of a test: a clock that is set by hand, seeded chance, a log that is kept.
import { BankClock } from "../../bank/bank_clock.ts";
import type { Log } from "../../bank/host.ts";
import type { MachineTime } from "../../net/machine_time.ts";

export const START_MS = Date.UTC(2026, 0, 5, 9);

export class FakeClock {
  nowMs = START_MS;
  readonly read = (): number => this.nowMs;

  advance(ms: number): void {
    this.nowMs += ms;
  }
}

/** A machine that has counted what the clock says: no hand has set it. */
export function countedBy(clock: Pick<FakeClock, "read">): MachineTime {
  return {
    monotonic: clock.read,
    uptime: () => ({ boot: "test", upMs: clock.read() }),
    synchronised: () => false,
  };
}

/** A bank's clock that is this one, always right. */
export function bankClock(clock: Pick<FakeClock, "read">): BankClock {
  const clocks = { wall: clock.read, monotonic: clock.read, corroborated: () => false };
  return new BankClock(clocks, { newestMs: 0, aliveMs: null, expectedMs: null });
}

/** The same bytes for the same seed (mulberry32); strong enough for tests only. */
export function seededRandom(seed = 1): (bytes: number) => Uint8Array {
  let state = seed >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (bytes) => Uint8Array.from({ length: bytes }, draw);
}

interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export class KeptLog implements Log {
  readonly lines: LogLine[] = [];
  info = (message: string, fields = {}) => void this.lines.push({ level: "info", message, fields });
  warn = (message: string, fields = {}) => void this.lines.push({ level: "warn", message, fields });
  error = (message: string, fields = {}) =>
    void this.lines.push({ level: "error", message, fields });
  of = () => this;
}
