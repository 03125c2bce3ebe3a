// Days and times as this program shows them and writes them into files: those of the bank's zone, so that a statement, an export
// and a page of the same bank agree wherever they are made. A program talks to one bank; before that has told, the machine's own.
import { TimeZone, timeZoneNamed } from "../bank/time_zone.ts";
import type { Result } from "../api/methods.ts";
import type { Environment } from "./world.ts";

let shown = ownZone();

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
  const told = timeZone && timeZoneNamed(timeZone.name);
  const wished = timeZone?.chosen ? null : timeZoneNamed(TZ || "");
  shown = wished ?? told ?? ownZone();
}

/** In which days are counted here. */
export function shownZone(): TimeZone {
  return shown;
}

/** `2026-11-25 18:30`. */
export function dateTime(atMs: number): string {
  return shown.minuteOf(atMs);
}

/** `2026-11-25`. */
export function dayText(atMs: number): string {
  return shown.dayOf(atMs);
}

/** `Asia/Kolkata (+05:30)`. @param atMs the moment of which the offset is. */
export function zoneText(atMs: number): string {
  return `${shown.name} (${shown.offsetText(atMs)})`;
}
