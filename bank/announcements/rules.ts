// Decides, applies and audits what staff tell all customers: a few a day, so that what is told is read. Pure, like bank/decide.ts, and
// total, like bank/apply.ts.
import type { Applying } from "../applying.ts";
import type { Command } from "../command.ts";
import { DAY_MS } from "../days.ts";
import { type Decision, NOTHING } from "../decision.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import { ANNOUNCEMENTS_MAX, ANNOUNCEMENTS_PER_DAY_MAX } from "../limits.ts";
import { Refusal } from "../refusal.ts";
import type { Announcement, AnnouncementCommand, AnnouncementEvent } from "./announcement.ts";

const TYPES: Readonly<Record<AnnouncementCommand["type"], true>> = {
  announce: true,
  end_announcement: true,
};

export function isAnnouncementCommand(command: Command): command is AnnouncementCommand {
  return command.type in TYPES;
}

/** Those that are shown now, the newest last. */
export function currentAnnouncements(
  { announcements }: Pick<Ledger, "announcements">,
  nowMs: number,
): Announcement[] {
  const shown = [...announcements.rows()].map(([, each]) => each)
    .filter(({ ended, untilMs }) => !ended && untilMs > nowMs);
  return shown.sort((a, b) => a.number - b.number);
}

export function decideAnnouncement(
  ledger: Ledger,
  command: AnnouncementCommand,
  nowMs: number,
): Decision {
  if (command.type === "end_announcement") {
    const { number, by } = command;
    const known = ledger.announcements.get(String(number));
    if (!known) return new Refusal("no_such_announcement", { announcement: number });
    return known.ended || known.untilMs <= nowMs
      ? NOTHING
      : [{ type: "announcement_ended", number, by }];
  }
  const { text, days, by } = command;
  const shown = currentAnnouncements(ledger, nowMs);
  // Sent twice it is said once.
  if (shown.some((each) => each.text === text)) return NOTHING;
  const all = [...ledger.announcements.rows()].map(([, each]) => each);
  const today = all.filter(({ atMs }) => atMs > nowMs - DAY_MS).length;
  if (today >= ANNOUNCEMENTS_PER_DAY_MAX) {
    const max = ANNOUNCEMENTS_PER_DAY_MAX;
    return new Refusal("limit_exceeded", { limit: "announcements_per_day", max, used: today });
  }
  if (shown.length >= ANNOUNCEMENTS_MAX) {
    const max = ANNOUNCEMENTS_MAX;
    return new Refusal("limit_exceeded", { limit: "announcements", max, used: shown.length });
  }
  const untilMs = nowMs + days * DAY_MS;
  return [{ type: "announced", number: all.length + 1, text, untilMs, by }];
}

export function applyAnnouncement(
  ledger: Ledger,
  event: AnnouncementEvent,
  applying: Applying,
): void {
  const { number } = event;
  const place = { name: "announcements", key: String(number), applying } as const;
  if (event.type === "announced") {
    const { text, untilMs } = event;
    const record = { number, text, atMs: applying.atMs, untilMs, ended: false };
    return add(ledger.announcements, { ...place, record });
  }
  const known = changing(ledger.announcements, place);
  if (known) known.ended = true;
}

/** @param ledger before the event. @returns what may never be true, or null. */
export function announcementProblem(ledger: Ledger, event: AnnouncementEvent): string | null {
  const { number, by } = event;
  if (!ledger.accounts.get(by)) return `there is no account ${by}`;
  if (event.type === "announced") {
    const next = [...ledger.announcements.rows()].length + 1;
    return number === next ? null : `announcement ${number} comes in the place of ${next}`;
  }
  const known = ledger.announcements.get(String(number));
  if (!known) return `there is no announcement ${number}`;
  return known.ended ? `announcement ${number} has ended before` : null;
}
