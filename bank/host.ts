// The world as it is handed in: time, chance and the log. main.ts builds the real one; tests and the
// simulator build theirs. Nothing else in the program reads a clock or draws a random number.

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export interface Host {
  /** Unix time in milliseconds. */
  readonly clock: () => number;
  /** Cryptographically strong random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
}
