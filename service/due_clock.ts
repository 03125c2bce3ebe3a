// What a bank does by itself when its time has come: looked for once a second, one look after the other.
import { type Cancel, every, type Host } from "../bank/host.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;

export class DueClock {
  readonly #due: () => readonly Promise<unknown>[];
  readonly #stop: Cancel;
  #looking = false;

  /** @param due begins what is due at this moment. */
  constructor(host: Host, due: () => readonly Promise<unknown>[]) {
    this.#due = due;
    this.#stop = every(host, LOOK_MS, () => void this.look());
  }

  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      await Promise.all(this.#due());
    } finally {
      this.#looking = false;
    }
  }

  stop(): void {
    this.#stop();
  }
}
