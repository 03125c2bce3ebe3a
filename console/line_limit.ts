// How often one message is written: what others make happen must not fill a disk. What is left out is counted and told.
import type { Host } from "../bank/host.ts";

const WINDOW_MS = 60_000;

/** Lines of one message in a minute. Those that were asked for may be more: each tells of a request. */
const LINES_MAX = 60;
const DEBUG_LINES_MAX = 3_000;

export interface LineLimitOptions {
  readonly host: Pick<Host, "after">;
  /** @param key of the message. */
  readonly leftOut: (key: string, count: number) => void;
}

/** Messages are texts of the program, so there are not many. */
export class LineLimit {
  readonly #options: LineLimitOptions;
  readonly #windows = new Map<string, { lines: number; readonly max: number }>();

  constructor(options: LineLimitOptions) {
    this.#options = options;
  }

  /** @returns whether there is room for one more line now. */
  take(key: string, { debug }: { readonly debug: boolean }): boolean {
    const known = this.#windows.get(key);
    const window = known ?? { lines: 0, max: debug ? DEBUG_LINES_MAX : LINES_MAX };
    if (!known) {
      this.#windows.set(key, window);
      this.#options.host.after(WINDOW_MS, () => this.#over(key));
    }
    return ++window.lines <= window.max;
  }

  /** Nothing more will be written: what has been left out so far is told. */
  settle(): void {
    for (const key of [...this.#windows.keys()]) this.#over(key);
  }

  #over(key: string): void {
    const { lines = 0, max = 0 } = this.#windows.get(key) ?? {};
    this.#windows.delete(key);
    if (lines > max) this.#options.leftOut(key, lines - max);
  }
}
