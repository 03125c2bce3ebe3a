// The port to webhooks: where events are sent to, how far each receiver has them, and what could not be delivered. Implemented by
// store/webhooks.ts.

/** One of a webhook's secrets, newest first; `untilMs` is null for the one that stays. */
export interface WebhookSecret {
  readonly secret: string;
  readonly untilMs: number | null;
}

/** As it is kept (store/webhooks.ts). */
export interface WebhookRecord {
  /** The account, or `bank`, a dot and a number drawn by lot. */
  readonly id: string;
  /** Events of the whole bank, or entries and notices of an account. */
  readonly of: "bank" | "account";
  /** Who has set it; of an account, whose events they are. */
  readonly account: string;
  readonly url: string;
  readonly secrets: readonly WebhookSecret[];
  readonly createdAtMs: number;
  /** The next to be delivered: block and event of the bank; the newest entry and notice of an account that were. */
  readonly at: readonly [number, number];
  readonly delivered: number;
  /** Of the next one, since its first try. */
  readonly tries: number;
  readonly failingSinceMs: number | null;
  readonly failure: string | null;
  /** The receiver has said that it is gone (410): nothing is sent until its owner says so. */
  readonly gone: boolean;
  /** Given to the next one that is put aside. */
  readonly nextLetter: number;
}

/** What could not be delivered. */
export interface DeadLetter {
  readonly number: number;
  readonly message: string;
  readonly body: string;
  readonly tries: number;
  readonly failedAtMs: number;
  readonly failure: string;
  /** Its owner wants it to be tried again. */
  readonly again: boolean;
}

/** Changes nothing where it gives back the same record; null takes it away with all its letters. */
export type WebhookEdit = (now: WebhookRecord | null) => WebhookRecord | null;

export interface Webhooks {
  get(id: string): Promise<WebhookRecord | null>;
  all(): Promise<WebhookRecord[]>;
  /** Atomically, with a letter that is put aside. @returns what is there now. */
  change(id: string, edit: WebhookEdit, letter?: DeadLetter): Promise<WebhookRecord | null>;
  /** Oldest first. */
  letters(
    id: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<DeadLetter[]>;
  setLetter(id: string, letter: DeadLetter): Promise<void>;
  removeLetter(id: string, number: number): Promise<void>;
}
