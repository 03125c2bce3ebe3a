// The couriers of all webhooks: an observer of the journal that wakes those who have something to send. What is slow or dead holds up
// its own webhook alone.
import type { Changes } from "../../bank/applying.ts";
import type { Block } from "../../bank/block.ts";
import type { WebhookRecord, Webhooks } from "../../bank/ports/webhooks.ts";
import { add, remove } from "../../bank/sets.ts";
import { Courier, type CourierOptions } from "./courier.ts";
import { type FeedSource, nextMessage, positionNow } from "./webhook_feed.ts";

export interface CouriersOptions extends Omit<CourierOptions, "next" | "isThere"> {
  readonly source: FeedSource;
}

type Owner = Pick<WebhookRecord, "of" | "account">;

export class Couriers {
  readonly store: Webhooks;
  readonly #options: CouriersOptions;
  readonly #couriers = new Map<string, Courier>();
  /** By account; those of the bank stand under "". */
  readonly #of = new Map<string, Set<string>>();

  constructor(options: CouriersOptions) {
    this.#options = options;
    this.store = options.store;
  }

  /** Goes on with those that there are. */
  async start(): Promise<void> {
    for (const hook of await this.store.all()) this.set(hook);
  }

  readonly observe = (_block: Block, { postings, notices }: Changes): void => {
    if (this.#couriers.size === 0) return;
    this.#wake("");
    if (this.#of.size === (this.#of.has("") ? 1 : 0)) return;
    const accounts = new Set([...postings, ...notices].map(({ account }) => account));
    for (const account of accounts) this.#wake(account);
  };

  /** Where one begins that is set now. */
  positionNow(of: Owner): readonly [number, number] {
    return positionNow(this.#options.source, of);
  }

  /** How many there are of its owner, and of all customers. */
  counted(of: Owner): { readonly own: number; readonly all: number } {
    const bank = this.#of.get("")?.size ?? 0;
    return { own: this.#of.get(keyOf(of))?.size ?? 0, all: this.#couriers.size - bank };
  }

  /**
   * Counts at once, and is sent to when it is written down.
   * @param still asked in the turn in which that happens. @returns null when it is not wanted any more.
   */
  async add(hook: WebhookRecord, still: () => boolean): Promise<WebhookRecord | null> {
    const courier = this.#courierOf(hook);
    let kept: WebhookRecord | null = null;
    try {
      kept = await this.store.change(hook.id, () => still() ? hook : null);
      return kept;
    } finally {
      if (kept) courier.hurry();
      else await this.#forget(hook);
    }
  }

  /** There is this one, as before or changed: it goes on at once. */
  set(hook: WebhookRecord): void {
    this.#courierOf(hook).hurry();
  }

  async remove(hook: WebhookRecord): Promise<void> {
    await this.store.change(hook.id, () => null);
    await this.#forget(hook);
  }

  #courierOf(hook: WebhookRecord): Courier {
    const known = this.#couriers.get(hook.id);
    if (known) return known;
    const { source } = this.#options;
    const courier = new Courier(hook.id, {
      ...this.#options,
      next: (now) => nextMessage(source, now),
      isThere: (now) => {
        const there = now.of === "bank" || isCustomer(source, now.account);
        if (!there) void this.#forget(now);
        return there;
      },
    });
    this.#couriers.set(hook.id, courier);
    add(this.#of, keyOf(hook), hook.id);
    return courier;
  }

  async #forget(hook: WebhookRecord): Promise<void> {
    const courier = this.#couriers.get(hook.id);
    this.#couriers.delete(hook.id);
    remove(this.#of, keyOf(hook), hook.id);
    await courier?.end();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#couriers.values()].map((courier) => courier.end()));
  }

  #wake(key: string): void {
    for (const id of this.#of.get(key) ?? []) this.#couriers.get(id)?.wake();
  }
}

const keyOf = ({ of, account }: Owner) => of === "bank" ? "" : account;

function isCustomer({ loop: { ledger } }: FeedSource, account: string): boolean {
  const known = ledger.accounts.get(account);
  return known !== undefined && known.status !== "closed";
}
