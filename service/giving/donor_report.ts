// The yearly statement of donations that an organisation files (Form 10BD, from the tax year 2026-27 on Form 113): rows
// from frozen receipts, and those that do not belong in it with the reason.
import { beginningOf, taxYearText } from "../../bank/giving/calendar.ts";
import { regimeOn } from "../../bank/giving/law.ts";
import { type Currency, decimalOf } from "../../bank/money.ts";
import { deductionOf } from "../../bank/giving/deduction.ts";
import { frozenReceipt } from "./donation_receipts.ts";
import { giftsOfYear } from "./giving_history.ts";
import type { Result } from "../../api/methods.ts";
import type { Service } from "../service.ts";

type Report = Result<"donorReport">;
type Row = Report["rows"][number];
type Frozen = NonNullable<Awaited<ReturnType<typeof frozenReceipt>>>;
type Receiver = Frozen["receipt"]["organisation"];

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
    if (found) rows.push(rowOf(service, found));
  }
  const form = `Form ${
    regimeOn(new Date(beginningOf(`${year}-06-01`)).toISOString().slice(0, 10)).filing
  }`;
  const filed = rows.filter(({ excluded }) => excluded === "");
  const { currency } = service.bank;
  return {
    year: taxYearText(year),
    form,
    rows,
    csv: csvOf(FILED, filed.map((row, place) => filedCells(row, place, currency))),
    excludedCsv: csvOf(
      LEFT_OUT,
      rows.filter(({ excluded }) => excluded !== "").map((row) => leftOutCells(row, currency)),
    ),
  };
}

/** An approval's own day of issue, if the organisation has stated it; else that from which it holds. */
function issuedOn({ giving }: Service, { account, urn, urnFrom }: Receiver): string {
  const { facts, verified } = giving.directory.profile(account);
  const { eighty_g: approval } = { ...facts, ...verified };
  return approval?.urn === urn && approval.issuedOn ? approval.issuedOn : urnFrom;
}

function rowOf(service: Service, { receipt, refunded }: Frozen): Row {
  const { number, givenOn, donor, amountMinor, purpose, mode, eligible, organisation } = receipt;
  const deduction = deductionOf(eligible, donor.pan);
  const excluded = refunded
    ? "given back"
    : deduction === "no_pan"
    ? "the donor gave no PAN"
    : deduction === "deductible"
    ? ""
    : receipt.why;
  return {
    receipt: number,
    givenOn,
    section: organisation.section,
    urn: organisation.urn,
    urnIssuedOn: issuedOn(service, organisation),
    donorName: donor.name,
    donorAddress: donor.address,
    donorPan: donor.pan,
    amountMinor,
    purpose: PURPOSES[purpose]!,
    mode,
    excluded,
  };
}

/** Those of the portal's template for Part B, in its order: another column, and the file is not taken. */
const FILED = [
  "Sl. No.",
  "Pre Acknowledgement Number",
  "ID Code",
  "Unique Identification Number",
  "Section Code",
  "Unique Registration Number (URN)",
  "Date of Issuance of Unique Registration Number",
  "Name of donor",
  "Address of donor",
  "Donation Type",
  "Mode of receipt",
  "Amount of donation (Indian rupees)",
];

/** As the template's lists have them. */
const MODES: Readonly<Record<string, string>> = {
  "account transfer": "Electronic modes including account payee cheque/draft",
};

function filedCells(row: Row, place: number, currency: Currency): string[] {
  return [
    String(place + 1),
    // Only the portal gives one.
    "",
    "Permanent Account Number",
    row.donorPan,
    `Section ${row.section}`,
    row.urn,
    dayText(row.urnIssuedOn),
    row.donorName,
    row.donorAddress,
    row.purpose,
    MODES[row.mode] ?? row.mode,
    decimalOf(row.amountMinor, currency),
  ];
}

const LEFT_OUT = [
  "Receipt",
  "Date of donation",
  "Name of donor",
  "Unique Identification Number",
  "Amount of donation (Indian rupees)",
  "Left out because",
];

function leftOutCells(row: Row, currency: Currency): string[] {
  const { receipt, givenOn, donorName, donorPan, amountMinor, excluded } = row;
  const amount = decimalOf(amountMinor, currency);
  return [receipt, dayText(givenOn), donorName, donorPan, amount, excluded];
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `01-Apr-2022`, which no spreadsheet takes for January. */
function dayText(day: string): string {
  const [year, month, date] = day.split("-");
  return `${date}-${MONTHS[Number(month) - 1]}-${year}`;
}

/** Without it Excel on Windows takes the bytes of names in Tamil or Hindi for letters of its own. */
const BYTE_ORDER_MARK = "\uFEFF";

function csvOf(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = [columns, ...lines].map((cells) => cells.map(cellOf).join(",") + "\r\n");
  return BYTE_ORDER_MARK + rows.join("");
}

/** A spreadsheet must not run what a donor called themself: such a text gets a quote in front. */
export function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
