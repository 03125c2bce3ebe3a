// The audit of a simulated bank that has stopped: its disks alone, in a time of its own.
import { setImmediate } from "node:timers/promises";
import { Audit } from "../bank/audit.ts";
import { CheckedKv } from "../store/checked_kv.ts";
import { ViewAudit } from "../store/audit_views.ts";
import { Violation } from "./model.ts";
import { type Disk, VirtualKv } from "./virtual_kv.ts";
import { type Chance, VirtualTime } from "./virtual_time.ts";

/** @throws {Violation} when something on the disks is not what the journal says. */
export async function auditDisks(
  { bank, views }: { readonly bank: Disk; readonly views: Disk },
  chance: Chance,
): Promise<void> {
  const audit = new Audit({ trails: true });
  const calm = { refused: 0, unanswered: 0, denied: 0, slowMs: 0 };
  const time = new VirtualTime(0);
  const kv = new CheckedKv(new VirtualKv({ disk: views, time, chance, faults: calm }));
  let over = false;
  const proving = (async () => {
    const viewAudit = await ViewAudit.open(kv, audit);
    for (const { value } of bank.sorted(["journal"])) {
      audit.take(value);
      viewAudit?.reached(audit.head.seq);
    }
    await viewAudit?.finish({ deep: true });
    over = true;
  })();
  while (!over) {
    time.step();
    await setImmediate();
  }
  await proving;
  const { problems } = audit.report();
  if (problems.length > 0) throw new Violation(`The audit found: ${problems.join("; ")}`);
}
