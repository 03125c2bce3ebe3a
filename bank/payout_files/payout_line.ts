// What the files of a batch of payouts are made of.
import type { Currency } from "../money.ts";
import type { PayeeAccount } from "../ports/payee_accounts.ts";
import { namedIn } from "../pay_in/payment_reference.ts";
import { latinText } from "../payouts/latin_text.ts";

/** What a file needs of one payout. */
export interface PayoutLine {
  /** `RF` and 14 digits. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly memo: string;
  readonly payee: PayeeAccount;
}

/** What a file needs of a batch. */
export interface PayoutFileBatch {
  /** `RF` and 14 digits. */
  readonly reference: string;
  readonly madeAtMs: number;
  /** `YYYY-MM-DD` on which the other bank is to pay. */
  readonly payOn: string;
  readonly currency: Currency;
  /** The bank's own account. */
  readonly payer: PayeeAccount;
  readonly lines: readonly PayoutLine[];
}

/** Characters of a name: of 140 in the schemas SEPA takes these, and sheets of Indian banks no more. */
const NAME_CHARS_MAX = 70;

export function nameIn({ holder }: PayeeAccount): string {
  return latinText(holder).slice(0, NAME_CHARS_MAX).trim();
}

/** Signs that payments between banks carry with them. */
const REMARKS_CHARS_MAX = 140;

/**
 * Statements often show only this. A memo that has another reference in it would name something else, and one that begins with a
 * digit would go on with the reference where a bank leaves spaces away.
 */
export function remarks(reference: string, memo: string): string {
  const { accounts, numbers } = namedIn(memo);
  const words = accounts.length + numbers.length > 0 ? "" : latinText(memo);
  const about = /^[0-9]/.test(words) ? `for ${words}` : words;
  return latinText(`${reference} ${about}`.slice(0, REMARKS_CHARS_MAX));
}
