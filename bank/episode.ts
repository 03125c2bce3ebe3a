// Something that fails again and again is said once, and once more when it is over, with how often and how long.
import type { Log } from "./host.ts";

export interface EpisodeOptions {
  readonly log: Log;
  readonly clock: () => number;
  /** What cannot be done while it lasts, and that it can be done again. */
  readonly began: string;
  readonly ended: string;
}

/** One for each thing that can fail again and again. */
export class Episode {
  readonly #options: EpisodeOptions;
  #failures = 0;
  #sinceMs = 0;

  constructor(options: EpisodeOptions) {
    this.#options = options;
  }

  failed(error: unknown): void {
    const { log, clock, began } = this.#options;
    if (this.#failures++ > 0) return;
    this.#sinceMs = clock();
    log.error(began, { error: String(error) });
  }

  /** It has worked. Costs nothing while nothing is wrong. */
  worked(): void {
    if (this.#failures === 0) return;
    const { log, clock, ended } = this.#options;
    const failures = this.#failures;
    this.#failures = 0;
    log.info(ended, { failures, seconds: Math.round((clock() - this.#sinceMs) / 1_000) });
  }
}
