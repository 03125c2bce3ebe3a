// What the bank tells all customers, as it is shown to one: once on each machine, and whole.
import type { AnnouncementView } from "../api/announcement_methods.ts";
import { ANNOUNCEMENT_CHARS_MAX } from "../bank/limits.ts";
import { dateTime } from "../console/bank_time.ts";
import { cleanUpTo, line } from "../console/screen.ts";
import type { NewsWish } from "../net/client/news_receiver.ts";
import type { Customer } from "./customer.ts";

export function newsText({ text, atMs }: AnnouncementView): string {
  return line`The bank says (${dateTime(atMs)}): ` + wholeText(text);
}

/** Longer than other texts from elsewhere may be. */
export function wholeText(text: string): string {
  return cleanUpTo(text, ANNOUNCEMENT_CHARS_MAX);
}

/** For who listens: what is new on this machine, which is remembered. */
export function newsFor(
  { profile }: Pick<Customer, "profile">,
  show: (announcement: AnnouncementView) => void,
): NewsWish {
  return {
    shown: profile.announced(),
    onNews(announcement) {
      show(announcement);
      profile.keepAnnounced(announcement);
    },
  };
}
