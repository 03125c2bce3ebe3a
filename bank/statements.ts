// Every account's entries and notices in order, as an observer of the journal. Knows nothing of commands.
import type { Changes, Entry, Notice } from "./apply.ts";
import type { Block } from "./block.ts";

export interface PageRequest {
  /** Only entries with a smaller number, newest first; absent: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface SinceRequest {
  /** Only those with a larger number, oldest first. */
  readonly after: number;
  readonly limit: number;
}

export class Statements {
  readonly #entries = new Map<string, Entry[]>();
  readonly #notices = new Map<string, Notice[]>();

  readonly observe = (_block: Block, { entries, notices }: Changes): void => {
    for (const entry of entries) append(this.#entries, entry);
    for (const notice of notices) append(this.#notices, notice);
  };

  /** Newest first. */
  page(account: string, { before, limit }: PageRequest): Entry[] {
    const list = this.#entries.get(account) ?? [];
    const end = before === undefined ? list.length : Math.min(before - 1, list.length);
    return list.slice(Math.max(0, end - limit), Math.max(0, end)).reverse();
  }

  entriesSince(account: string, { after, limit }: SinceRequest): Entry[] {
    return this.#entries.get(account)?.slice(after, after + limit) ?? [];
  }

  noticesSince(account: string, { after, limit }: SinceRequest): Notice[] {
    return this.#notices.get(account)?.slice(after, after + limit) ?? [];
  }
}

function append<T extends { readonly account: string }>(lists: Map<string, T[]>, item: T): void {
  const list = lists.get(item.account);
  if (list) list.push(item);
  else lists.set(item.account, [item]);
}
