// The yearly statement of donations that an organisation files (Form 10BD, from the tax year 2026-27 on Form 113): rows
// from frozen receipts, and those that do not belong in it with the reason.
import { beginningOf, taxYearText } from "../bank/giving/calendar.ts";
import { regimeOn } from "../bank/giving/law.ts";
import { decimalOf } from "../bank/money.ts";
import { frozenReceipt } from "./donation_receipts.ts";
import { giftsOfYear } from "./giving_history.ts";
import type { Result } from "./methods.ts";
import type { Service } from "./service.ts";

type Report = Result<"donorReport">;
type Row = Report["rows"][number];

/** Donations to the general funds, for a specific purpose, to the corpus: as the form says them. */
const PURPOSES: Readonly<Record<string, string>> = {
  general: "Others",
  need: "Specific grant",
  corpus: "Corpus",
};

export async function donorReport(
  service: Service,
  account: string,
  year: number,
): Promise<Report> {
  const rows: Row[] = [];
  const { foreignAccount } = service.loop.ledger.organisations.get(account)!;
  const gifts = [
    ...await giftsOfYear(service, account, year),
    ...await giftsOfYear(service, foreignAccount, year),
  ];
  gifts.sort((a, b) => (a.gift?.receipt ?? 0) - (b.gift?.receipt ?? 0));
  for (const { transfer, amountMinor } of gifts) {
    if (amountMinor < 0) continue;
    const found = await frozenReceipt(service, transfer);
    if (found) rows.push(rowOf(found));
  }
  const form = `Form ${
    regimeOn(new Date(beginningOf(`${year}-06-01`)).toISOString().slice(0, 10)).filing
  }`;
  return { year: taxYearText(year), form, rows, csv: csvOf(service, rows) };
}

function rowOf(
  { receipt, refunded }: NonNullable<Awaited<ReturnType<typeof frozenReceipt>>>,
): Row {
  const { number, givenOn, donor, amountMinor, purpose, mode, eligible, organisation } = receipt;
  const excluded = refunded
    ? "given back"
    : eligible !== "eligible"
    ? receipt.why
    : donor.pan === ""
    ? "the donor gave no PAN"
    : "";
  return {
    receipt: number,
    givenOn,
    ...{ section: organisation.section, urn: organisation.urn },
    donorName: donor.name,
    donorAddress: donor.address,
    donorPan: donor.pan,
    amountMinor,
    purpose: PURPOSES[purpose]!,
    mode,
    excluded,
  };
}

/**
 * Those of the form, in its order: the first twelve can be filed as they are. What only the tax office or the order of
 * approval says is left empty.
 */
const COLUMNS = [
  "Sl. No.",
  "Pre Acknowledgement Number",
  "ID Code",
  "Unique Identification Number of the donor",
  "Section Code",
  "Unique Registration Number (URN)",
  "Date of Issuance of Unique Registration Number",
  "Name of donor",
  "Address of donor",
  "Donation Type",
  "Mode of receipt",
  "Amount of donation",
  "Receipt",
  "Date of donation",
  "Excluded because",
];

function csvOf({ bank }: Service, rows: readonly Row[]): string {
  const sorted = [
    ...rows.filter((row) => row.excluded === ""),
    ...rows.filter((row) => row.excluded !== ""),
  ];
  const lines = sorted.map((row, place) => [
    // What is excluded has no number: the others have theirs without gaps.
    row.excluded === "" ? String(place + 1) : "",
    "",
    row.donorPan === "" ? "" : "1",
    row.donorPan,
    row.section,
    row.urn,
    "",
    row.donorName,
    row.donorAddress,
    row.purpose,
    row.mode === "account transfer"
      ? "Electronic modes including account payee cheque/draft"
      : row.mode,
    decimalOf(row.amountMinor, bank.currency),
    row.receipt,
    row.givenOn,
    row.excluded,
  ]);
  return [COLUMNS, ...lines].map((cells) => cells.map(cellOf).join(",") + "\r\n").join("");
}

/** A spreadsheet must not run what a donor called themself: such a text gets a quote in front. */
export function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
