// `bank audit`: proves a data directory. Reads every block from the first one, adds everything up, compares with the
// views. Exit code 1 when something is wrong, with the first bad block named. Changes nothing.
import { join } from "node:path";
import { existsSync } from "node:fs";
import { Audit, type AuditReport } from "../bank/audit.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import { ViewAudit } from "../store/audit_views.ts";
import { openDataDirectory } from "../store/data_directory.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { EXIT } from "./exit.ts";
import type { AuditValue } from "./program.ts";
import { line } from "./screen.ts";
import { dataDirectory } from "./serve.ts";
import type { World } from "./world.ts";

export async function audit(world: World, words: AuditValue): Promise<number> {
  const { screen, env, runtime } = world;
  const path = dataDirectory(words.data, env);
  const { deep } = words;
  const directory = await openDataDirectory(path, runtime);
  try {
    const audit = new Audit({ trails: deep });
    const file = join(directory.path, "views.kv");
    const viewsKv = existsSync(file) ? await runtime.openKv(file) : null;
    try {
      const views = viewsKv && await ViewAudit.open(viewsKv, audit);
      for await (const bytes of new KvJournal(directory.kv).blocksFrom(0)) {
        if (!audit.take(bytes)) break;
        views?.reached(audit.head.seq);
      }
      if (views && audit.problems.length === 0) await views.finish({ deep });
    } finally {
      viewsKv?.close();
    }
    const report = audit.report();
    const bank = audit.ledger.bank.get("bank");
    const currency = { code: bank?.currency ?? "XXX", scale: bank?.scale ?? 0 };
    const { name = "" } = bank ?? {};
    screen.out(words.json ? JSON.stringify(report) : auditText(report, { name, currency }));
    return report.problems.length === 0 ? EXIT.done : EXIT.refused;
  } finally {
    directory.close();
  }
}

export function auditText(
  report: AuditReport,
  { name, currency }: { readonly name: string; readonly currency: Currency },
): string {
  const { blocks, events, transfers, accounts, sumMinor, head, problems } = report;
  const good = problems.length === 0;
  return [
    line`${name}: ${blocks} blocks, ${events} events, ${transfers} bookings, ${accounts} accounts`,
    line`Sum        ${moneyText(sumMinor, currency)}`,
    line`Head       block ${head.seq}, ${head.hash}`,
    good ? "Everything adds up." : `WRONG: ${problems.length} problems`,
    ...problems.map((problem) => line`  ${problem}`),
  ].join("\n");
}
