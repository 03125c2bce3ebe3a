// What the bank's staff tell all customers, each once and in order, however it arrives. Owns no socket.
import { AnnouncementView, isNews, type NewsMark } from "../../api/announcement_methods.ts";
import { type Client, RefusedError } from "./client.ts";

export interface NewsWish {
  /** The newest that has been shown before, on any connection. */
  readonly shown: NewsMark;
  /** Told of each one that is new, and what is to be remembered of it. */
  readonly onNews: (announcement: AnnouncementView) => void;
}

export class NewsReceiver {
  readonly #client: Client;
  readonly #wish: NewsWish;
  /** Number of the last one that is known here, shown or over; null before the first answer. */
  #reached: number | null = null;
  /** A bank of an earlier release knows none, and would not understand who counts them. */
  #known = false;
  #fetching = false;
  #again = false;

  constructor(client: Client, wish: NewsWish) {
    [this.#client, this.#wish] = [client, wish];
  }

  /** Number of the last one that is known here; absent until the bank is known to have such. */
  get reached(): number | undefined {
    return this.#known ? this.#reached ?? 0 : undefined;
  }

  /** One that has come by itself. */
  take(raw: unknown): void {
    const parsed = AnnouncementView.safeParse(raw);
    if (!parsed.success) return;
    const { number } = parsed.data;
    if (number === (this.#reached ?? -1) + 1) this.#show(parsed.data);
    else this.learn(number);
  }

  /** @param newest number of the one that was said last: what did not arrive is fetched. */
  learn(newest: number): void {
    if (newest > (this.#reached ?? -1)) void this.fetch();
  }

  /** What is shown now. */
  async fetch(): Promise<void> {
    this.#again = this.#fetching;
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { announcements, newest } = await this.#client.call("announcements", {});
      this.#known = true;
      for (const each of announcements) if (this.#isNew(each)) this.#show(each);
      this.#reached = Math.max(this.#reached ?? 0, newest);
    } catch (error) {
      // One that is busy has some: the next head tells again that there is something.
      this.#known ||= error instanceof RefusedError;
    } finally {
      this.#fetching = false;
    }
    if (this.#again) await this.fetch();
  }

  #isNew(announcement: AnnouncementView): boolean {
    return this.#reached === null
      ? isNews(announcement, this.#wish.shown)
      : announcement.number > this.#reached;
  }

  #show(announcement: AnnouncementView): void {
    if (this.#reached !== null) this.#reached = announcement.number;
    this.#wish.onNews(announcement);
  }
}
