// What the bank tells all customers, as it is shown to one: once on each machine.
import type { AnnouncementView } from "../api/announcement_methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import type { NewsWish } from "../net/client/news_receiver.ts";
import type { Customer } from "./customer.ts";

export function newsText({ text, atMs }: AnnouncementView): string {
  return line`The bank says (${dateTime(atMs)}): ${text}`;
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
      profile.keepAnnounced(announcement.number);
    },
  };
}
