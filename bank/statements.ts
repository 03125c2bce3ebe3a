// Every account's entries in order, as an observer of the journal. Knows nothing of commands.
import type { Entry } from "./apply.ts";
import type { Block } from "./block.ts";

export interface PageRequest {
  /** Only entries with a smaller number, newest first; absent: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export class Statements {
  readonly #entries = new Map<string, Entry[]>();

  readonly observe = (_block: Block, entries: readonly Entry[]): void => {
    for (const entry of entries) {
      const list = this.#entries.get(entry.account);
      if (list) list.push(entry);
      else this.#entries.set(entry.account, [entry]);
    }
  };

  /** Newest first. */
  page(account: string, { before, limit }: PageRequest): Entry[] {
    const list = this.#entries.get(account) ?? [];
    const end = before === undefined ? list.length : Math.min(before - 1, list.length);
    return list.slice(Math.max(0, end - limit), Math.max(0, end)).reverse();
  }
}
