// What may never be true of a line of another bank that has found its account: an audit asks this of every booking.
import type { EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";

export function assignmentProblem(
  ledger: Ledger,
  { assigns, from, to, amountMinor }: EventOf<"transferred">,
): string | null {
  if (assigns === undefined) return null;
  const line = ledger.lines.get(assigns);
  if (!line) return `it settles ${assigns}, which never waited`;
  if (line.assignedBy !== null) return `${assigns} was settled before`;
  const sameMinor = to === "suspense" ? -amountMinor : from === "suspense" ? amountMinor : null;
  return line.amountMinor === sameMinor ? null : `it is not what waited as ${assigns}`;
}
