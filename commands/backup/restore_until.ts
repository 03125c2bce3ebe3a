// Up to when a bank is restored.
import { isDay } from "../../bank/days.ts";
import { plainCode } from "../../bank/pasted.ts";
import type { BackupContent, Until } from "./backup_reading.ts";
import { usageError } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";

/** A block's number, or a moment with its offset from UTC: without the offset the hour would be a guess. */
export function untilOf(given: string): Until {
  const text = plainCode(given);
  if (/^\d{1,15}$/.test(text)) return { block: Number(text) };
  const [, day = "", time = "", zone = ""] =
    /^(\d{4}-\d\d-\d\d)[T ]([012]\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const atMs = isDay(day) ? Date.parse(`${day}T${time}${zone}`) : NaN;
  if (!Number.isNaN(atMs)) return { atMs };
  throw usageError(
    line`Cannot read --until "${text}": expected the number of a block, or a time with its offset such as ` +
      "2026-11-29T18:00+05:30 or 2026-11-29T12:30Z",
  );
}

/** What is wanted has to be in the backup. */
export function untilFits(until: Until | undefined, { about, head }: BackupContent): void {
  if (head.seq < 0) {
    throw usageError(
      "Nothing had happened at --until: the bank was founded later. Nothing was restored",
    );
  }
  if (until === undefined) return;
  const { head: { seq }, madeAtMs } = about;
  const beyond = "block" in until ? until.block > seq : until.atMs > madeAtMs;
  if (!beyond) return;
  throw usageError(
    line`The backup goes up to block ${seq}, of ${
      minuteOf(madeAtMs)
    }: --until is later. Nothing was restored`,
  );
}

function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
