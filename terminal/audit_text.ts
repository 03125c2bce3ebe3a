// What an audit has found, in words: of the books on disk (`bank audit`) and of a running bank (`bank connect audit`).
import type { AuditReport } from "../bank/audit.ts";
import type { Loss } from "../bank/ledger.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import { line } from "../console/screen.ts";

function lossLine({ block, kept, seq, payments, restoredFromMs }: Loss): string {
  if (restoredFromMs !== undefined) {
    const made = new Date(restoredFromMs).toISOString().slice(0, 16).replace("T", " ");
    return line`Restored   block ${block}: from a backup of ${made} UTC; what came after block ${kept} is gone`;
  }
  return line`Loss       block ${block}: blocks ${
    kept + 1
  } to ${seq} were acknowledged and are gone` +
    (payments < 0 ? "" : line`, with ${payments} payments`);
}

export function auditText(
  report: AuditReport,
  { name, currency }: { readonly name: string; readonly currency: Currency },
): string {
  const { blocks, events, transfers, accounts, sumMinor, head, problems, losses = [] } = report;
  const good = problems.length === 0;
  return [
    line`${name}: ${blocks} blocks, ${events} events, ${transfers} bookings, ${accounts} accounts`,
    line`Sum        ${moneyText(sumMinor, currency)}`,
    line`Head       block ${head.seq}, ${head.hash}`,
    ...losses.map(lossLine),
    good ? "Everything adds up." : wrongLine(problems.length),
    ...problems.map((problem) => line`  ${problem}`),
  ].join("\n");
}

function wrongLine(count: number): string {
  return count === 1 ? "WRONG: 1 problem" : `WRONG: ${count} problems`;
}
