// What the bank's staff tell all customers, each once and in order, however it arrives. Owns no socket.
import { AnnouncementView } from "../../api/announcement_methods.ts";
import type { Client } from "./client.ts";

export interface NewsWish {
  /** Number of the newest announcement that has been shown before; 0 for none. */
  readonly shown: number;
  /** Told of each one that is new, and what is remembered of it. */
  readonly onNews: (announcement: AnnouncementView) => void;
}

export class NewsReceiver {
  readonly #client: Client;
  readonly #onNews: NewsWish["onNews"];
  #shown: number;
  /** A bank of an earlier release knows none, and would not understand who counts them. */
  #known = false;
  #fetching = false;

  constructor(client: Client, { shown, onNews }: NewsWish) {
    this.#client = client;
    this.#onNews = onNews;
    this.#shown = shown;
  }

  /** Number of the newest that has been shown; absent until the bank is known to have such. */
  get shown(): number | undefined {
    return this.#known ? this.#shown : undefined;
  }

  /** One that has come by itself. */
  take(raw: unknown): void {
    const parsed = AnnouncementView.safeParse(raw);
    if (!parsed.success) return;
    const { number } = parsed.data;
    if (number === this.#shown + 1) this.#show(parsed.data);
    else this.learn(number);
  }

  /** @param newest number of what has been said last: what did not arrive is fetched. */
  learn(newest: number): void {
    if (newest > this.#shown) void this.fetch();
  }

  /** What is shown now. */
  async fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { announcements } = await this.#client.call("announcements", {});
      this.#known = true;
      for (const each of announcements) if (each.number > this.#shown) this.#show(each);
    } catch {
      // The next head tells again that there is something.
    } finally {
      this.#fetching = false;
    }
  }

  #show(announcement: AnnouncementView): void {
    this.#shown = announcement.number;
    this.#onNews(announcement);
  }
}
