// The cash of the bank: in open tills, and in the safe.
import type { Ledger } from "../ledger.ts";
import { tillMinor } from "./till_record.ts";

/** Minor units that should be in the safe: all the cash of the bank but what is in open tills. Below zero where none was brought. */
export function safeMinor({ accounts, tills }: Pick<Ledger, "accounts" | "tills">): number {
  let minor = cashMinor({ accounts });
  for (const [, till] of tills.rows()) if (till.openedAtMs !== null) minor -= tillMinor(till);
  return minor;
}

/** Minor units of cash that the bank should have: the house account `cash` is short of them. */
export function cashMinor({ accounts }: Pick<Ledger, "accounts">): number {
  return 0 - (accounts.get("cash")?.bookedMinor ?? 0);
}
