// apply for credit: total and deterministic, like bank/apply.ts.
import type { Applying } from "../applying.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import type { CreditEvent } from "./event.ts";

export function applyCredit(
  ledger: Ledger,
  { account, creditMinor }: CreditEvent,
  applying: Applying,
): void {
  const place = { name: "credits", key: account, applying } as const;
  if (!ledger.credits.get(account)) {
    return add(ledger.credits, { ...place, record: { account, creditMinor } });
  }
  const row = changing(ledger.credits, place);
  if (row) row.creditMinor = creditMinor;
}
