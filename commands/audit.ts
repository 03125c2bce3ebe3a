// `bank audit`: proves a data directory. Reads every block from the first one, adds everything up, compares with the
// views. Exit code 1 when something is wrong, with the first bad block named. Changes nothing.
import { join } from "node:path";
import { existsSync } from "node:fs";
import { Audit, type AuditReport } from "../bank/audit.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import { ViewAudit } from "../store/audit_views.ts";
import { CheckedKv } from "../store/checked_kv.ts";
import type { Kv } from "../store/kv.ts";
import { checkPages, openDataDirectory } from "../store/data_directory.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { AuditValue } from "./program.ts";
import { line } from "./screen.ts";
import { dataDirectory } from "./serve.ts";
import type { World } from "./world.ts";

export async function audit(world: World, words: AuditValue): Promise<number> {
  const { screen, env, runtime } = world;
  const path = dataDirectory(words.data, env);
  const { deep } = words;
  if (!existsSync(join(path, "bank.kv"))) {
    throw new CommandError(
      EXIT.refused,
      line`There is no bank in ${path}: name its data directory with --data DIR`,
    );
  }
  const directory = await openDataDirectory(path, runtime);
  try {
    const audit = new Audit({ trails: deep });
    const viewsKv = await openViewsKv(world, { path: directory.path, audit });
    const journal = new KvJournal(directory.kv);
    try {
      const views = viewsKv && await ViewAudit.open(viewsKv, audit);
      for await (const bytes of journal.blocksFrom(0)) {
        if (!audit.take(bytes)) break;
        views?.reached(audit.head.seq);
      }
      const stored = await journal.head();
      const whole = stored?.seq === audit.head.seq && stored.hash === audit.head.hash;
      if (!whole && audit.problems.length === 0) {
        audit.problem(
          `The journal ends at block ${audit.head.seq}; written were ${stored?.seq ?? "none"}, ${
            stored?.hash ?? ""
          }`,
        );
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

/** What cannot be opened is a problem, and the next start makes it again. */
async function openViewsKv(
  { runtime }: World,
  { path, audit }: { readonly path: string; readonly audit: Audit },
): Promise<Kv | null> {
  const file = join(path, "views.kv");
  if (!existsSync(file)) return null;
  try {
    await checkPages(file);
    return new CheckedKv(await runtime.openKv(file));
  } catch (error) {
    audit.problem(`The views cannot be read: ${(error as Error).message}`);
    return null;
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
