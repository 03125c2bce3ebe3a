// Back-off after failed sign-ins. Counted per (name, source), per source, and per name over all devices that
// never signed in to it, so that a stranger slows down strangers and never the owner's known device. Attempts under way
// are no failures yet: more of them than may fail wait until it is known what they are.
import {
  BACK_OFF_MS_MAX,
  BACK_OFF_MS_MIN,
  FAILURES_PER_NAME_AND_SOURCE,
  FAILURES_PER_NAME_FROM_STRANGE_DEVICES,
  FAILURES_PER_SOURCE,
  SIGN_INS_WAITING_MAX,
  THROTTLE_KEYS_MAX,
} from "../../api/limits.ts";

export interface Attempt {
  /** In lower case; whether such a user exists makes no difference. */
  readonly userName: string;
  /** The address it came from, without the port. */
  readonly source: string;
  /** The hash of a device that has signed in to this name before; absent for strange ones. */
  readonly knownDevice?: string | undefined;
  /** The owner has signed in from this address before, without naming a device. */
  readonly knownAddress?: boolean;
}

interface Bucket {
  failures: number;
  waitUntilMs: number;
  lastAtMs: number;
  /** Attempts whose password is being looked at. */
  underWay: number;
  /** Attempts that wait for one of those to end. */
  waiting: (() => void)[];
}

export class SignInThrottle {
  readonly #buckets = new Map<string, Bucket>();

  /** @returns milliseconds to wait, 0 when the attempt may be made. */
  waitMs(attempt: Attempt, nowMs: number): number {
    let wait = 0;
    for (const [key] of rulesFor(attempt)) {
      wait = Math.max(wait, (this.#buckets.get(key)?.waitUntilMs ?? 0) - nowMs);
    }
    return wait;
  }

  /**
   * Before the slow part. At once are looked at as many attempts on one name as may still fail, so that guesses sent together
   * do not all slip through; the others wait for those, so that right passwords sent together are not taken for guesses.
   * @returns milliseconds to wait before another try; 0 when this attempt has begun, and has to be ended by one of the others.
   */
  async begin(attempt: Attempt, clock: () => number): Promise<number> {
    const [key, free] = rulesFor(attempt)[0]!;
    while (true) {
      const waitMs = this.waitMs(attempt, clock());
      if (waitMs > 0) return waitMs;
      const bucket = this.#bucket(key, clock());
      if (bucket.underWay < Math.max(1, free - bucket.failures)) {
        bucket.underWay++;
        return 0;
      }
      if (bucket.waiting.length >= SIGN_INS_WAITING_MAX) return BACK_OFF_MS_MIN;
      await new Promise<void>((wake) => bucket.waiting.push(wake));
    }
  }

  /** The password was wrong. */
  failed(attempt: Attempt, nowMs: number): void {
    this.#count(rulesFor(attempt), nowMs);
    this.#ended(attempt);
  }

  /** The name's own count starts again; the source's does not, it may be guessing other names. */
  succeeded(attempt: Attempt): void {
    const bucket = this.#buckets.get(rulesFor(attempt)[0]![0]);
    if (bucket) bucket.failures = bucket.waitUntilMs = 0;
    this.#ended(attempt);
  }

  /** The server was too busy to look: not a failure. */
  abandoned(attempt: Attempt): void {
    this.#ended(attempt);
  }

  #ended(attempt: Attempt): void {
    const [key] = rulesFor(attempt)[0]!;
    const bucket = this.#buckets.get(key);
    // What was forgotten meanwhile for lack of room has woken those who waited.
    if (!bucket) return;
    bucket.underWay = Math.max(0, bucket.underWay - 1);
    wakeAll(bucket);
    if (bucket.failures === 0 && bucket.underWay === 0) this.#buckets.delete(key);
  }

  #count(rules: readonly Rule[], nowMs: number): void {
    for (const [key, free] of rules) {
      const bucket = this.#bucket(key, nowMs);
      bucket.failures++;
      bucket.lastAtMs = nowMs;
      const over = bucket.failures - free;
      if (over < 0) continue;
      bucket.waitUntilMs = nowMs + Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_MIN * 2 ** over);
    }
  }

  #bucket(key: string, nowMs: number): Bucket {
    const known = this.#buckets.get(key);
    this.#buckets.delete(key);
    // A long quiet forgives.
    const fresh = !known || nowMs - known.lastAtMs > BACK_OFF_MS_MAX * 2;
    const { underWay = 0, waiting = [] } = known ?? {};
    const bucket = fresh
      ? { failures: 0, waitUntilMs: 0, lastAtMs: nowMs, underWay, waiting }
      : known;
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > THROTTLE_KEYS_MAX) {
      const [oldest, forgotten] = this.#buckets.entries().next().value!;
      this.#buckets.delete(oldest);
      wakeAll(forgotten);
    }
    return bucket;
  }
}

function wakeAll({ waiting }: Bucket): void {
  for (const wake of waiting.splice(0)) wake();
}

type Rule = readonly [key: string, free: number];

/** Keys with the failures each allows before a wait. */
function rulesFor(
  { userName, source, knownDevice, knownAddress }: Attempt,
): readonly Rule[] {
  if (knownDevice) {
    return [[`device ${knownDevice} ${userName}`, FAILURES_PER_NAME_AND_SOURCE]];
  }
  const pair = [`pair ${source} ${userName}`, FAILURES_PER_NAME_AND_SOURCE] as const;
  // Guesses of strangers, elsewhere or behind the same address, are no reason to keep the owner out there.
  if (knownAddress) return [pair];
  return [
    pair,
    [`source ${source}`, FAILURES_PER_SOURCE],
    [`name ${userName}`, FAILURES_PER_NAME_FROM_STRANGE_DEVICES],
  ];
}

/** At most so many acts per key in a minute; the keys forgotten first are the oldest. */
export class WindowLimit {
  #max: number;
  readonly #windowMs: number;
  readonly #counts = new Map<string, { window: number; count: number }>();

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** From now on so many; what has been taken counts. */
  allow(max: number): void {
    this.#max = max;
  }

  /** @returns milliseconds until the next act is allowed, 0 when one is. */
  waitMs(key: string, nowMs: number): number {
    const window = Math.floor(nowMs / this.#windowMs);
    const known = this.#counts.get(key);
    const used = known?.window === window ? known.count : 0;
    return used < this.#max ? 0 : (window + 1) * this.#windowMs - nowMs;
  }

  /** @returns milliseconds until the next act is allowed, 0 when this one is (and is counted). */
  take(key: string, nowMs: number): number {
    const waitMs = this.waitMs(key, nowMs);
    if (waitMs > 0) return waitMs;
    const window = Math.floor(nowMs / this.#windowMs);
    const known = this.#counts.get(key);
    const count = known?.window === window ? known.count : 0;
    this.#counts.delete(key);
    this.#counts.set(key, { window, count: count + 1 });
    if (this.#counts.size > THROTTLE_KEYS_MAX) {
      this.#counts.delete(this.#counts.keys().next().value!);
    }
    return 0;
  }
}

/** So many acts for each key in one minute of the clock. */
export class MinuteLimit extends WindowLimit {
  constructor(perMinute: number) {
    super(perMinute, 60_000);
  }
}

/** Failed sign-ins per account, or per name that no customer has: said at once, then at most once a minute with their number. */
export class FailedSignIns {
  readonly #said = new MinuteLimit(1);
  readonly #unsaid = new Map<string, number>();

  /** @returns how many to tell the owner about now; 0 for not yet. */
  note(account: string, nowMs: number): number {
    const count = (this.#unsaid.get(account) ?? 0) + 1;
    const say = this.#said.take(account, nowMs) === 0;
    if (say) this.#unsaid.delete(account);
    else this.#unsaid.set(account, count);
    if (this.#unsaid.size > THROTTLE_KEYS_MAX) {
      this.#unsaid.delete(this.#unsaid.keys().next().value!);
    }
    return say ? count : 0;
  }

  /** @returns how many the owner has not been told about yet, who is here now. */
  take(account: string): number {
    const count = this.#unsaid.get(account) ?? 0;
    this.#unsaid.delete(account);
    return count;
  }
}
