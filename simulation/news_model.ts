// What must be true of what staff tell all customers, worked out from the bytes of the journal: numbered without a gap, and shown to each
// who listens once, in order, in the words that were said, through whatever cuts and crashes.
import { type AnnouncementView, type NewsMark, NO_NEWS } from "../api/announcement_methods.ts";
import type { Must, Raw } from "./must.ts";

type Shown = Pick<AnnouncementView, "number" | "atMs" | "text">;

export class NewsModel {
  readonly #must: Must;
  readonly #said: string[] = [];
  readonly #shown = new Map<string, Shown>();
  /** How often one was shown. */
  shows = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  event(event: Raw): void {
    if (event.type === "announcement_ended") {
      const { number } = event;
      return this.#must(number <= this.#said.length, `announcement ${number} ends, unsaid`);
    }
    if (event.type !== "announced") return;
    const place = this.#said.push(event.text);
    this.#must(event.number === place, `announcement ${event.number} comes in place ${place}`);
  }

  /** What this customer's machine remembers. */
  shownTo(name: string): NewsMark {
    return this.#shown.get(name) ?? NO_NEWS;
  }

  show(name: string, shown: Shown): void {
    const { number, text } = shown;
    const before = this.#shown.get(name)?.number ?? 0;
    this.#must(number > before, `${name} is shown announcement ${number} after ${before}`);
    this.#must(this.#said[number - 1] === text, `${name} is shown "${text}" as ${number}`);
    this.#shown.set(name, shown);
    this.shows++;
  }
}
