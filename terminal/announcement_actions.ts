// `bank connect announcements`, `announce` and `announcement-end`: what staff tell all customers.
import type { AnnouncementView } from "../api/announcement_methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import { confirmed } from "./confirmed.ts";
import type { Customer } from "./customer.ts";
import { wholeText } from "./news.ts";
import { show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

async function announcements(customer: Customer): Promise<void> {
  const found = await customer.call("announcements", {});
  show(customer, found, announcementsText(found.announcements));
}

export function announcementsText(announcements: readonly AnnouncementView[]): string {
  if (announcements.length === 0) return "Nothing is announced.";
  return announcements.map(
    ({ number, text, untilMs }) =>
      line`${number}  ` + wholeText(text) + line`  (until ${dateTime(untilMs)})`,
  ).join("\n");
}

async function announce(
  customer: Customer,
  { text, days, yes }: ActOf<"announce">,
): Promise<void> {
  if (!yes) await confirmed(customer, sayingText(text, days), "Nothing was said.");
  const said = await customer.call("announce", { text, days });
  show(customer, said, announcedText(said));
}

async function end(customer: Customer, { number }: ActOf<"announcement-end">): Promise<void> {
  await customer.call("endAnnouncement", { number });
  show(customer, { number }, line`Announcement ${number} is not shown any more.`);
}

/** What is asked before it is said. */
export function sayingText(text: string, days: number): string {
  const span = days === 1 ? "a day" : line`${days} days`;
  return `Tell all customers for ${span}: "${wholeText(text)}"?`;
}

export function announcedText({ number, untilMs }: AnnouncementView): string {
  return line`All customers are told, until ${dateTime(untilMs)}: announcement ${number}.`;
}

export const ANNOUNCEMENT_ACTIONS = {
  announcements,
  announce,
  "announcement-end": end,
} as const;
