// A batch of payouts as a file that the other bank takes: ISO 20022 pain.001 in the version of today and in the one that most banks
// learned first, a table for bulk transfers in India, and a plain table. The same batch has the same references in each of them,
// whenever the file is made: the other bank knows by them that it has paid it before.
import { csvLine, harmless } from "../csv_line.ts";
import { decimalOf } from "../money.ts";
import type { PayeeAccount } from "../ports/payee_accounts.ts";
import { isLatinName } from "../payouts/latin_text.ts";
import { pain001Text } from "./pain001.ts";
import type { PayoutForm } from "./payout_form.ts";
import { nameIn, type PayoutFileBatch, type PayoutLine, remarks } from "./payout_line.ts";

interface Form {
  readonly suffix: "xml" | "csv";
  readonly text: (batch: PayoutFileBatch) => string;
}

const FORMS: Readonly<Record<PayoutForm, Form>> = {
  "pain.001.001.09": { suffix: "xml", text: (batch) => pain001Text(batch, "09") },
  "pain.001.001.03": { suffix: "xml", text: (batch) => pain001Text(batch, "03") },
  neft: { suffix: "csv", text: neftText },
  csv: { suffix: "csv", text: plainText },
};

/** A batch as the bank tells it: what is not known is null. */
export interface ToldBatch extends Pick<PayoutFileBatch, "reference" | "madeAtMs"> {
  readonly payer: PayeeAccount | null;
  readonly lines: readonly ToldLine[];
}

interface ToldLine extends Omit<PayoutLine, "payee"> {
  readonly payout: string;
  readonly payee: PayeeAccount | null;
}

export interface PayoutFile {
  readonly name: string;
  /** For UTF-8. */
  readonly text: string;
}

/** What is missing for a file: the bank's own account with a name that payments carry, or that of one payout. */
export type Missing = { readonly missing: "payer" } | { readonly missing: ToldLine };

export function fileOf(
  { reference, madeAtMs, payer, lines }: ToldBatch,
  { form, payOn, currency }: Pick<PayoutFileBatch, "payOn" | "currency"> & {
    readonly form: PayoutForm;
  },
): PayoutFile | Missing {
  const known = payer && (payer.account ?? payer.iban) !== undefined && isLatinName(payer.holder);
  if (!known) return { missing: "payer" };
  const whole: PayoutLine[] = [];
  for (const line of lines) {
    const { payee } = line;
    if (!payee) return { missing: line };
    whole.push({ ...line, payee });
  }
  const { suffix, text } = FORMS[form];
  return {
    name: `payouts-${reference}.${suffix}`,
    text: text({ reference, madeAtMs, payOn, currency, payer, lines: whole }),
  };
}

/** Minor units from which India's banks take RTGS and not NEFT: two lakh rupees. */
const RTGS_MINOR = 200_000_00;

/** Columns as most Indian banks ask for them; each bank's own sheet has these under its own names. */
function neftText({ lines, payOn, currency, payer }: PayoutFileBatch): string {
  const day = payOn.split("-").reverse().join("/");
  const rows = lines.map(({ reference, amountMinor, memo, payee }) => [
    amountMinor >= RTGS_MINOR ? "RTGS" : "NEFT",
    payer.account ?? "",
    harmless(nameIn(payee)),
    payee.account ?? "",
    payee.ifsc ?? "",
    decimalOf(amountMinor, currency),
    day,
    reference,
    harmless(remarks(reference, memo)),
  ]);
  const titles = [
    "Payment Type",
    "Debit Account Number",
    "Beneficiary Name",
    "Beneficiary Account Number",
    "IFSC Code",
    "Amount",
    "Value Date (DD/MM/YYYY)",
    "Customer Reference",
    "Remarks",
  ];
  return [titles, ...rows].map(csvLine).join("");
}

function plainText({ lines, payOn, currency, reference: batch }: PayoutFileBatch): string {
  const titles = [
    "batch",
    "reference",
    "pay_on",
    "holder",
    "account",
    "ifsc",
    "iban",
    "bic",
    "amount",
    "currency",
    "memo",
  ];
  const rows = lines.map(({ reference, amountMinor, memo, payee }) => [
    batch,
    reference,
    payOn,
    harmless(payee.holder),
    payee.account ?? "",
    payee.ifsc ?? "",
    payee.iban ?? "",
    payee.bic ?? "",
    decimalOf(amountMinor, currency),
    currency.code,
    harmless(memo),
  ]);
  return [titles, ...rows].map(csvLine).join("");
}
