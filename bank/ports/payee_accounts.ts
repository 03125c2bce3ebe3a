// The port to the accounts at other banks that payouts go to. The journal has their digests alone. Implemented by
// store/payee_accounts.ts.
import type { BankDetails } from "../pay_in/bank_details.ts";

/** An account at another bank: its holder, and its number in one of two forms. */
export type PayeeAccount = Omit<BankDetails, "upi">;

export interface PayeeAccounts {
  /** What is kept is never changed: a payout that was asked for goes where its owner had said then. @returns its digest. */
  keep(account: string, details: PayeeAccount): Promise<string>;
  /** Null where nothing has this digest. */
  get(digest: string): Promise<PayeeAccount | null>;
  forget(digest: string): Promise<void>;
}
