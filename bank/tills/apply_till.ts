// apply for tills: total and deterministic, like bank/apply.ts. The safe has what is in no till, and no record of its own.
import type { Applying } from "../applying.ts";
import type { EventOf } from "../event.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import type { TillEvent } from "./event.ts";

export function applyTill(ledger: Ledger, event: TillEvent, applying: Applying): void {
  switch (event.type) {
    case "till_opened":
      return applyOpened(ledger, event, applying);
    case "till_closed": {
      const till = changing(ledger.tills, { name: "tills", key: event.account, applying });
      if (till) Object.assign(till, { openedAtMs: null, closing: event.closing });
      return;
    }
    case "safe_counted":
      return;
  }
}

function applyOpened(
  ledger: Ledger,
  { account: teller, floatMinor }: Extract<TillEvent, { type: "till_opened" }>,
  applying: Applying,
): void {
  const place = { name: "tills", key: teller, applying } as const;
  const now = { openedAtMs: applying.atMs, floatMinor, inMinor: 0, outMinor: 0 };
  if (!ledger.tills.get(teller)) {
    return add(ledger.tills, { ...place, record: { teller, ...now, closing: null } });
  }
  const till = changing(ledger.tills, place);
  if (till) Object.assign(till, now);
}

/** Cash that a teller with an open till takes or gives, also where it takes an earlier booking back. */
export function applyCash(
  ledger: Ledger,
  event: EventOf<"transferred">,
  applying: Applying,
): void {
  const { by, from, to, amountMinor } = event;
  if (by === undefined || !movesCash(event)) return;
  const known = ledger.tills.get(by);
  if (!known || known.openedAtMs === null) return;
  const till = changing(ledger.tills, { name: "tills", key: by, applying });
  if (!till) return;
  if (from === "cash") till.inMinor += amountMinor;
  else if (to === "cash") till.outMinor += amountMinor;
}

/** Whether cash changes hands at the counter. */
export function movesCash({ kind, from, to }: EventOf<"transferred">): boolean {
  const counter = kind === "cash_in" || kind === "cash_out" || kind === "reversal";
  return counter && (from === "cash" || to === "cash");
}
