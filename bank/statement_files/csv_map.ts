// How the columns of a bank's CSV file are called: a map for each export, by name. Banks rename columns when they like; what a map
// asks for and a file does not have is an error that names it.
import * as z from "zod";
import type { DayOrder } from "./written_values.ts";

/** A column's heading, and which of several that are called alike, counted from 0. */
export type ColumnName = string | readonly [heading: string, which: number];

export interface CsvMap {
  /** By which people choose it. */
  readonly name: string;
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly decimal: "." | ",";
  readonly days: DayOrder;
  /** Where the file has no column of it. */
  readonly currency: string;
  readonly columns: CsvColumns;
}

interface CsvColumns {
  readonly bookedOn: ColumnName;
  /** Signed; or with `direction` which way. */
  readonly amount?: ColumnName;
  /** What came in and what went out, each in its own column. */
  readonly credit?: ColumnName;
  readonly debit?: ColumnName;
  readonly direction?: ColumnName;
  readonly balance?: ColumnName;
  /** Whether the balance is below zero, where that is not in the number. */
  readonly balanceDirection?: ColumnName;
  readonly currency?: ColumnName;
  /** Only what the bank gives to one line for ever; numbers of cheques and of payments stand in several. */
  readonly reference?: ColumnName;
  readonly endToEndId?: ColumnName;
  readonly name?: ColumnName;
  readonly counterparty?: ColumnName;
  /** Whose account it is. */
  readonly account?: ColumnName;
  readonly text: readonly ColumnName[];
  /** Only rows with one of these words are booked. */
  readonly status?: { readonly column: ColumnName; readonly booked: readonly string[] };
}

const heading = z.string().min(1).max(100);
const column = z.union([heading, z.tuple([heading, z.int().min(0).max(20)])]);

/** A map as a file of JSON has it. */
export const CsvMapFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  delimiter: z.enum([",", ";", "\t", "|"]),
  decimal: z.enum([".", ","]),
  days: z.enum(["ymd", "dmy", "mdy"]),
  currency: z.string().regex(/^[A-Z]{3}$/),
  columns: z.strictObject({
    bookedOn: column,
    amount: column.exactOptional(),
    direction: column.exactOptional(),
    credit: column.exactOptional(),
    debit: column.exactOptional(),
    balance: column.exactOptional(),
    balanceDirection: column.exactOptional(),
    currency: column.exactOptional(),
    account: column.exactOptional(),
    reference: column.exactOptional(),
    endToEndId: column.exactOptional(),
    name: column.exactOptional(),
    counterparty: column.exactOptional(),
    text: z.array(column).max(10),
    status: z.strictObject({ column, booked: z.array(z.string().max(100)).min(1).max(20) })
      .exactOptional(),
  }).refine(
    ({ amount, credit, debit }) =>
      (amount === undefined) === (credit !== undefined && debit !== undefined),
    "either amount, or credit and debit",
  ),
});

const INDIAN = { delimiter: ",", decimal: ".", days: "dmy", currency: "INR" } as const;

/** Exports of five Indian and three European banks, as they were in 2026. */
export const CSV_MAPS: readonly CsvMap[] = [
  {
    name: "hdfc",
    ...INDIAN,
    columns: {
      bookedOn: "Date",
      debit: "Withdrawal Amt.",
      credit: "Deposit Amt.",
      balance: "Closing Balance",
      endToEndId: "Chq./Ref.No.",
      text: ["Narration"],
    },
  },
  {
    name: "sbi",
    ...INDIAN,
    columns: {
      bookedOn: "Txn Date",
      debit: "Debit",
      credit: "Credit",
      balance: "Balance",
      text: ["Description", "Ref No./Cheque No."],
    },
  },
  {
    name: "icici",
    ...INDIAN,
    columns: {
      bookedOn: "Transaction Date",
      debit: "Withdrawal Amount (INR )",
      credit: "Deposit Amount (INR )",
      balance: "Balance (INR )",
      text: ["Transaction Remarks", "Cheque Number"],
    },
  },
  {
    name: "axis",
    ...INDIAN,
    columns: {
      bookedOn: "Tran Date",
      debit: "DR",
      credit: "CR",
      balance: "BAL",
      text: ["PARTICULARS", "CHQNO"],
    },
  },
  {
    name: "kotak",
    ...INDIAN,
    columns: {
      bookedOn: "Date",
      amount: "Amount",
      direction: ["Dr / Cr", 0],
      balance: "Balance",
      balanceDirection: ["Dr / Cr", 1],
      endToEndId: "Chq / Ref number",
      text: ["Description"],
    },
  },
  {
    name: "sparkasse",
    delimiter: ";",
    decimal: ",",
    days: "dmy",
    currency: "EUR",
    columns: {
      account: "Auftragskonto",
      bookedOn: "Buchungstag",
      amount: "Betrag",
      currency: "Waehrung",
      endToEndId: "Kundenreferenz (End-to-End)",
      name: "Beguenstigter/Zahlungspflichtiger",
      counterparty: "Kontonummer/IBAN",
      text: ["Verwendungszweck", "Buchungstext"],
      status: { column: "Info", booked: ["Umsatz gebucht"] },
    },
  },
  {
    name: "ing-nl",
    delimiter: ";",
    decimal: ",",
    days: "ymd",
    currency: "EUR",
    columns: {
      account: "Account",
      bookedOn: "Date",
      amount: "Amount (EUR)",
      direction: "Debit/credit",
      balance: "Resulting balance",
      name: "Name / Description",
      counterparty: "Counterparty",
      text: ["Notifications", "Transaction type"],
    },
  },
  {
    name: "n26",
    delimiter: ",",
    decimal: ".",
    days: "ymd",
    currency: "EUR",
    columns: {
      bookedOn: "Booking Date",
      amount: "Amount (EUR)",
      name: "Partner Name",
      counterparty: "Partner Iban",
      text: ["Payment Reference", "Type"],
    },
  },
];
