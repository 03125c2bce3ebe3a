// What the models of the simulated town share: how they read the journal, and how they insist.

// deno-lint-ignore no-explicit-any -- the bytes of the journal, read without the bank's own types
export type Raw = any;

/** @throws when it does not hold. */
export type Must = (holds: unknown, what: string) => void;
