// Days and times as this program shows them and writes them into files: those of the bank's zone, so that a statement, an export
// and a page of the same bank agree wherever they are made. A program talks to one bank; before that has told, the machine's own.
import { TimeZone, timeZoneNamed } from "../bank/time_zone.ts";
import type { Result } from "../api/methods.ts";
import type { Environment } from "./world.ts";

/** Which zone that is, is looked up when a time is shown first: the calendars of the world take longer to load than a prompt. */
let choose: () => TimeZone = ownZone;
let shown: TimeZone | null = null;

function ownZone(): TimeZone {
  return timeZoneNamed(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? new TimeZone("UTC");
}

/**
 * What the bank's people have chosen counts. Where the bank only goes by its server, TZ of this program's environment, which a
 * person has set, is nearer to them.
 */
export function adoptZone(
  { timeZone }: Pick<Result<"hello">, "timeZone">,
  { TZ }: Environment,
): void {
  shown = null;
  choose = () => {
    const wished = timeZone?.chosen ? null : timeZoneNamed(TZ || "");
    return wished ?? (timeZone ? timeZoneNamed(timeZone.name) : null) ?? ownZone();
  };
}

/** In which days are counted here. */
export function shownZone(): TimeZone {
  return shown ??= choose();
}

/** `2026-11-25 18:30`. */
export function dateTime(atMs: number): string {
  return shownZone().minuteOf(atMs);
}

/** `2026-11-25`. */
export function dayText(atMs: number): string {
  return shownZone().dayOf(atMs);
}

/** `Asia/Kolkata (+05:30)`. @param atMs the moment of which the offset is. */
export function zoneText(atMs: number): string {
  const zone = shownZone();
  return `${zone.name} (${zone.offsetText(atMs)})`;
}
