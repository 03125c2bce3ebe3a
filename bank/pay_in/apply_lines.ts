// apply for lines of another bank: which of them wait in `suspense`, and what each day has moved. Total and deterministic, like
// bank/apply.ts. Whatever enters `suspense`, or leaves it, without naming the line that it settles is itself a line that waits.
import type { Applying } from "../applying.ts";
import type { EventOf } from "../event.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";

export function applyLine(
  ledger: Ledger,
  event: EventOf<"transferred">,
  applying: Applying,
): void {
  const { id, from, to, amountMinor, memo, assigns, bookedOn } = event;
  if (bookedOn !== undefined) applyDay(ledger, { ...event, bookedOn }, applying);
  if (assigns !== undefined) {
    const line = changing(ledger.lines, { name: "lines", key: assigns, applying });
    if (line) line.assignedBy = id;
    return;
  }
  if (from !== "suspense" && to !== "suspense") return;
  const record = {
    line: id,
    amountMinor: to === "suspense" ? amountMinor : -amountMinor,
    memo,
    sinceMs: applying.atMs,
    assignedBy: null,
  };
  add(ledger.lines, { name: "lines", key: id, applying, record });
}

function applyDay(
  ledger: Ledger,
  { bookedOn: day, from, amountMinor }: EventOf<"transferred"> & { readonly bookedOn: string },
  applying: Applying,
): void {
  if (!ledger.lineDays.get(day)) {
    const nothing = { day, lines: 0, inMinor: 0, outMinor: 0 };
    add(ledger.lineDays, { name: "lineDays", key: day, applying, record: nothing });
    // It is made by this event, so it does not show it yet.
    count(ledger.lineDays.edit(day));
    return;
  }
  const record = changing(ledger.lineDays, { name: "lineDays", key: day, applying });
  if (record) count(record);

  function count(row: { lines: number; inMinor: number; outMinor: number }): void {
    row.lines++;
    if (from === "bank") row.inMinor += amountMinor;
    else row.outMinor += amountMinor;
  }
}

/** Minor units that wait in `suspense`, and the account at the other bank, as the lines have them: what audits compare. */
export function linesSum({ lines, lineDays }: Pick<Ledger, "lines" | "lineDays">): {
  readonly suspenseMinor: number;
  readonly bankMinor: number;
} {
  let [suspenseMinor, bankMinor] = [0, 0];
  for (const [, line] of lines.rows()) if (!line.assignedBy) suspenseMinor += line.amountMinor;
  for (const [, day] of lineDays.rows()) bankMinor += day.outMinor - day.inMinor;
  return { suspenseMinor, bankMinor };
}
