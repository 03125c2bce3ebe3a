// `bank audit`: proves a data directory. Reads every block from the first one, adds everything up, compares with the
// views. Exit code 1 when something is wrong, with the first bad block named. Changes nothing.
import { join } from "node:path";
import { existsSync } from "node:fs";
import { Audit } from "../bank/audit.ts";
import { ViewAudit } from "../store/audit_views.ts";
import { CheckedKv } from "../store/checked_kv.ts";
import type { Kv } from "../store/kv.ts";
import { damagedPage } from "../store/bank_file.ts";
import { openDataDirectory, readFormat } from "../store/data_directory.ts";
import { KvJournal } from "../store/kv_journal.ts";
import { openReadOnly } from "../store/readonly_kv.ts";
import { auditText } from "../terminal/audit_text.ts";
import { lookAtBooks } from "../server/books_proof.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { AuditValue } from "./program.ts";
import { line } from "../console/screen.ts";
import { dataDirectory } from "./settings/data_place.ts";
import { outsideOf } from "../server/outside.ts";
import type { World } from "../console/world.ts";

export async function audit(world: World, words: AuditValue): Promise<number> {
  const { screen, env, runtime } = world;
  const path = dataDirectory(words, env);
  const { deep } = words;
  if (readFormat(path) === null) {
    throw new CommandError(
      EXIT.refused,
      line`There is no bank in ${path}: name its data directory with --data DIR`,
    );
  }
  const directory = await openDataDirectory(path, runtime, outsideOf(world));
  const opened: Kv[] = [];
  try {
    const audit = new Audit({ trails: deep });
    const { behind } = await lookAtBooks(world, directory, { whole: false });
    const kv = await directory.look();
    if (kv) opened.push(kv);
    const viewsKv = await viewsIn(world, { path: directory.path, audit });
    if (viewsKv) opened.push(viewsKv);
    const views = viewsKv && await ViewAudit.open(viewsKv, audit);
    const journal = new KvJournal(kv ?? await directory.openKv());
    for await (const bytes of journal.blocksFrom(0)) {
      if (!audit.take(bytes)) break;
      views?.reached(audit.head.seq);
    }
    if (behind) audit.problem(behind.message);
    if (views && audit.problems.length === 0) await views.finish({ deep });
    const report = audit.report();
    const bank = audit.ledger.bank.get("bank");
    const currency = { code: bank?.currency ?? "XXX", scale: bank?.scale ?? 0 };
    const { name = "" } = bank ?? {};
    screen.out(words.json ? JSON.stringify(report) : auditText(report, { name, currency }));
    return report.problems.length === 0 ? EXIT.done : EXIT.refused;
  } finally {
    for (const kv of opened) kv.close();
    directory.close();
  }
}

/** Opened for reading, where the platform can. What cannot be opened is a problem that the next start mends by itself. */
async function viewsIn(
  { runtime }: World,
  { path, audit }: { readonly path: string; readonly audit: Audit },
): Promise<Kv | null> {
  const file = join(path, "views.kv");
  if (!existsSync(file)) return null;
  try {
    const damage = await damagedPage(file);
    if (damage !== null) throw new Error(damage);
    return new CheckedKv(await openReadOnly(file) ?? await runtime.openKv(file));
  } catch (error) {
    audit.problem(
      `The views cannot be read: ${
        (error as Error).message
      }; nothing is lost: the next start makes them again`,
    );
    return null;
  }
}
