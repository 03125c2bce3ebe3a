// Timers that a test moves by hand, in place of a host's or runtime's `after`, so that seconds of hellos and keepalives
// pass in no time. What needs no timer (memory sockets, the KV in memory) runs on as it does.
import type { Host } from "../../bank/host.ts";
import { turn } from "./connection.ts";
import type { TestBank } from "./service.ts";

interface Timer {
  readonly dueMs: number;
  readonly act: () => void;
}

/** How often all that waits for the event loop and for the bank's KV gets its turn after each step. */
const TURNS = 2;

/** Milliseconds that `until` lets pass between two looks. */
const STEP_MS = 10;

/** Milliseconds between two looks of the bank for acknowledgements. */
const CHECK_MS = 100;

export class FakeTime {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  readonly #bank: TestBank;
  readonly #realAfter: Host["after"];

  readonly after: Host["after"] = (ms, act) => {
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** From now on the bank's clock and timers go by this time; what it had set before goes on as it does. */
  constructor(bank: TestBank) {
    this.#bank = bank;
    this.#realAfter = bank.host.after;
    Object.assign(bank.host, { after: this.after });
    const check = () => {
      bank.alerts.checkAcknowledged();
      this.after(CHECK_MS, check);
    };
    this.after(CHECK_MS, check);
  }

  /** Lets time pass, timer by timer in their order. */
  async passes(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#move(next.dueMs);
      this.#timers.delete(next);
      next.act();
      await this.#settle();
    }
    this.#move(endMs);
    await this.#settle();
  }

  /** Lets time pass in small steps until it is so. @returns how long it took. */
  async until(done: () => boolean, atMostMs = 60_000): Promise<number> {
    const startMs = this.#nowMs;
    while (!done()) {
      if (this.#nowMs - startMs >= atMostMs) throw new Error(`Not within ${atMostMs} ms`);
      await this.passes(STEP_MS);
    }
    return this.#nowMs - startMs;
  }

  /** All that still waits for a timer is let go, so that the bank can be closed. */
  end(): void {
    Object.assign(this.#bank.host, { after: this.#realAfter });
    const left = [...this.#timers];
    this.#timers.clear();
    for (const { act } of left) act();
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (!first || timer.dueMs < first.dueMs)) first = timer;
    }
    return first;
  }

  #move(toMs: number): void {
    const ms = toMs - this.#nowMs;
    this.#nowMs = toMs;
    this.#bank.clock.advance(ms);
  }

  async #settle(): Promise<void> {
    for (let turns = 0; turns < TURNS; turns++) {
      await turn();
      // Behind whatever the bank is reading: time does not run ahead of a slow machine.
      await this.#bank.kv.get(["nothing"]);
      await turn();
    }
  }
}
