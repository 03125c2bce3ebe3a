// What applying an event is told, and what it tells.
import type { TouchedRecord } from "./giving/tables.ts";
import type { Account } from "./ledger.ts";
import type { Notice, Posting } from "./trace.ts";
import type { Ref } from "./ref.ts";

/** What the events of one block changed, in order: both sides of each booking, notices. */
export interface Changes {
  readonly postings: Posting[];
  readonly notices: Notice[];
  /** Accounts that changed, some of them several times. */
  readonly touched: Readonly<Account>[];
  /** Records of giving that changed, likewise. */
  readonly records: TouchedRecord[];
}

export function noChanges(): Changes {
  return { postings: [], notices: [], touched: [], records: [] };
}

export interface Applying {
  readonly atMs: number;
  readonly ref: Ref;
  /** Collects entries, notices and changed accounts, where an observer wants them. */
  readonly changes?: Changes | undefined;
  /** Recovery: whether an account that was read from a view shows this event already. */
  readonly reflects?: ((account: Readonly<Account>) => boolean) | undefined;
}
