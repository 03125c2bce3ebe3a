// Delivers what one webhook has to send, one after the other: the next goes out when the one before has arrived or was put aside. Where
// it is is written down after each, so what was delivered just before a crash is delivered again, and none is left out. Owns no
// sockets; nothing that a receiver does throws out of here.
import type { Cancel, Host, Log } from "../../bank/host.ts";
import type { DeadLetter, WebhookRecord, Webhooks } from "../../bank/ports/webhooks.ts";
import { signedHeaders } from "./signature.ts";
import type { Message } from "./webhook_feed.ts";

/** Milliseconds of the first wait after a failure; it doubles, up to the longest. Each is drawn between half of it and all of it. */
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60 * 60_000;

/** Milliseconds after which an event that cannot be delivered is put aside. */
export const DEAD_AFTER_MS = 3 * 24 * 60 * 60_000;

/** Events that are put aside for a webhook; the oldest goes for the next. */
const LETTERS_MAX = 1_000;

/** Letters looked at together when they are tried again. */
const LETTERS_AT_ONCE = 50;

const FAILURE_CHARS_MAX = 200;

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Nothing of it is wanted any more. */
  readonly signal: AbortSignal;
}

/** @returns the status of the answer. Throws when there is none. */
export type Post = (posting: Posting) => Promise<number>;

export interface CourierOptions {
  readonly host: Host;
  readonly store: Webhooks;
  readonly post: Post;
  readonly next: (hook: WebhookRecord) => Promise<Message | null>;
  /** Whether the account is still a customer's. */
  readonly isThere: (hook: WebhookRecord) => boolean;
}

type Delivered = { readonly status: number } | { readonly failure: string };

export class Courier {
  readonly #id: string;
  readonly #options: CourierOptions;
  readonly #log: Log;
  readonly #ending = new AbortController();
  #waiting: Cancel | null = null;
  #running: Promise<void> | null = null;
  /** Something has happened while it was busy. */
  #again = false;

  constructor(id: string, options: CourierOptions) {
    this.#id = id;
    this.#options = options;
    this.#log = options.host.log.of("webhooks");
  }

  /** There may be something to send. Does not interrupt the wait after a failure. */
  wake(): void {
    this.#again = true;
    if (this.#running || this.#waiting || this.#ending.signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.wake();
    });
  }

  /** As `wake`, and waits no longer. */
  hurry(): void {
    this.#waiting?.();
    this.#waiting = null;
    this.wake();
  }

  /** Settles when nothing of it goes on any more. */
  async end(): Promise<void> {
    this.#ending.abort();
    this.#waiting?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#waiting && !this.#ending.signal.aborted) {
        this.#again = false;
        await this.#sendAll();
      }
    } catch (error) {
      // The store cannot be read or written: where it is was not written down, so it is sent again.
      this.#log.error("a webhook cannot go on for now", {
        webhook: this.#id,
        error: String(error),
      });
      this.#wait(RETRY_MS_MAX / 60);
    }
  }

  async #sendAll(): Promise<void> {
    const { store, next, isThere } = this.#options;
    let hook = await store.get(this.#id);
    while (hook && !hook.gone && !this.#ending.signal.aborted) {
      if (!isThere(hook)) return void await store.change(this.#id, () => null);
      if (!await this.#sendLetters(hook)) return;
      const message = await next(hook);
      if (message === null) return;
      const outcome = await this.#deliver(hook, message);
      if (this.#ending.signal.aborted) return;
      hook = await this.#note(hook, message, outcome);
      if (hook && hook.tries > 0) return this.#wait(this.#retryMs(hook.tries));
    }
  }

  /** Those that are wanted again, each once. @returns false when this has ended meanwhile. */
  async #sendLetters(hook: WebhookRecord): Promise<boolean> {
    const { store } = this.#options;
    let after = 0;
    while (true) {
      const some = await store.letters(hook.id, { after, limit: LETTERS_AT_ONCE });
      for (const letter of some.filter(({ again }) => again)) {
        const outcome = await this.#deliver(hook, { id: letter.message, body: letter.body });
        if (this.#ending.signal.aborted) return false;
        const failure = failureOf(outcome);
        if (failure === null) await store.removeLetter(hook.id, letter.number);
        else {
          const failedAtMs = this.#options.host.clock();
          const tries = letter.tries + 1;
          await store.setLetter(hook.id, { ...letter, again: false, tries, failedAtMs, failure });
        }
      }
      if (some.length < LETTERS_AT_ONCE) return true;
      after = some.at(-1)!.number;
    }
  }

  async #deliver(
    { url, secrets }: WebhookRecord,
    { id, body }: Pick<Message, "id" | "body">,
  ): Promise<Delivered> {
    const { post, host } = this.#options;
    const headers = signedHeaders(secrets, { id, body, nowMs: host.clock() });
    try {
      return { status: await post({ url, headers, body, signal: this.#ending.signal }) };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      return { failure: failure.slice(0, FAILURE_CHARS_MAX) };
    }
  }

  /** Writes down what became of it. @returns the webhook as it is now. */
  async #note(hook: WebhookRecord, message: Message, outcome: Delivered) {
    const { store, host } = this.#options;
    const failure = failureOf(outcome);
    const nowMs = host.clock();
    const well = { tries: 0, failingSinceMs: null, failure: null };
    if (failure === null) {
      const { delivered } = hook;
      if (hook.tries > 0) this.#log.info("a webhook works again", { webhook: hook.id });
      return await this.#change(hook, { ...well, at: message.next, delivered: delivered + 1 });
    }
    if ("status" in outcome && outcome.status === 410) {
      this.#log.warn("the receiver of a webhook is gone", { webhook: hook.id });
      return await this.#change(hook, { gone: true, failure });
    }
    const sinceMs = hook.failingSinceMs ?? nowMs;
    const tries = hook.tries + 1;
    if (tries === 1) this.#log.warn("a webhook fails", { webhook: hook.id, failure });
    if (nowMs - Math.min(sinceMs, message.atMs) < DEAD_AFTER_MS) {
      return await this.#change(hook, { tries, failingSinceMs: sinceMs, failure });
    }
    const number = hook.nextLetter;
    const about = { message: message.id, body: message.body, tries, failedAtMs: nowMs, failure };
    if (number > LETTERS_MAX) await store.removeLetter(hook.id, number - LETTERS_MAX);
    this.#log.warn("a webhook has put an event aside", { webhook: hook.id, letter: number });
    return await this.#change(hook, { ...well, at: message.next, nextLetter: number + 1 }, {
      ...about,
      number,
      again: false,
    });
  }

  /** Unless its owner has taken it away meanwhile, or asked for something else. */
  #change(
    { at }: WebhookRecord,
    change: Partial<WebhookRecord>,
    letter?: DeadLetter,
  ): Promise<WebhookRecord | null> {
    const edit = (now: WebhookRecord | null) =>
      now && now.at[0] === at[0] && now.at[1] === at[1] ? { ...now, ...change } : now;
    return this.#options.store.change(this.#id, edit, letter);
  }

  #retryMs(tries: number): number {
    const whole = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** (tries - 1));
    const [drawn = 0] = this.#options.host.random(1);
    return Math.round(whole / 2 + (whole / 2) * (drawn / 255));
  }

  #wait(ms: number): void {
    if (this.#ending.signal.aborted) return;
    this.#waiting = this.#options.host.after(ms, () => {
      this.#waiting = null;
      this.wake();
    });
  }
}

/** Null when it has arrived. */
function failureOf(outcome: Delivered): string | null {
  if ("failure" in outcome) return outcome.failure;
  const { status } = outcome;
  return status >= 200 && status < 300 ? null : `it answered ${status}`;
}
