// What the bank answered, as text for a person. With --json the answer itself is printed instead.
import { UNSAFE_TEXT } from "../bank/credentials.ts";
import { MEMO_CHARS_MAX } from "../bank/limits.ts";
import stringWidth from "fast-string-width";
import {
  accountNumberText,
  looksLikeAccountNumber,
  normalAccountNumber,
} from "../bank/account_number.ts";
import { type Currency, groupedOf, moneyText } from "../bank/money.ts";
import type { Result } from "../api/methods.ts";
import type { EntryView, ReceiptView, TransferView } from "../api/answers.ts";
import { plainId, plainText } from "../bank/pasted.ts";
import { isKnownId, isTransferId } from "../bank/transfer_id.ts";
import type { Customer } from "./customer.ts";
import { usageError } from "../console/exit.ts";
import { clean, line } from "../console/screen.ts";
import { type Column, cutTo, tableText } from "./table_text.ts";
import { dateTime, zoneText } from "../console/bank_time.ts";

const KINDS: Readonly<Record<EntryView["kind"], string>> = {
  transfer: "transfer",
  cash_in: "cash in",
  cash_out: "cash out",
  welcome: "welcome",
  sweep: "sweep",
  reversal: "reversal",
  gift: "gift",
  paid_in: "paid in",
  paid_out: "paid out",
  assigned: "paid in",
  payout: "payout",
  cash_difference: "cash difference",
};

export function balanceText(
  { bookedMinor, heldMinor, availableMinor, creditMinor }: Result<"balance">,
  currency: Currency,
): string {
  const money = (minor: number) => moneyText(minor, currency);
  return tableText([{ title: "Available", align: "left" }, {
    title: money(availableMinor),
    align: "right",
  }], [
    ["Booked", money(bookedMinor)],
    ["Held", money(heldMinor)],
    ...(creditMinor === undefined ? [] : [["Credit", money(creditMinor)]]),
  ]);
}

export function accountText(account: Result<"account">): string {
  return [
    line`Account    ${accountNumberText(account.number)}`,
    line`Holder     ${account.displayName} (${account.userName})`,
    line`Status     ${account.status}${account.role === "staff" ? ", staff" : ""}`,
    ...(account.staffFreeze === undefined
      ? []
      : [line`Frozen by  staff: ${account.staffFreeze}. Talk to them`]),
    line`Opened     ${dateTime(account.openedAtMs)}`,
    line`Times      ${zoneText(account.openedAtMs)}`,
    balanceText(account, account.currency),
  ].join("\n");
}

interface HistoryColumn extends Column {
  /** Columns of the terminal from which it is shown. */
  readonly from: number;
  readonly cell: (entry: EntryView, currency: Currency) => string;
}

/** Columns of a terminal in which a name may take all it wants. */
const WIDE = 100;

/** The same, from which the reference of each entry has its place, too. */
const WIDEST = 150;

const HISTORY: readonly HistoryColumn[] = [
  { title: "No", align: "right", from: 72, cell: ({ number }) => String(number) },
  { title: "Date", align: "left", from: 0, cell: ({ atMs }) => dateTime(atMs) },
  { title: "Kind", align: "left", from: 80, cell: ({ kind }) => KINDS[kind] ?? kind },
  {
    title: "From/To",
    align: "left",
    from: 0,
    cell: ({ counterpartyName, counterparty }) =>
      clean(counterpartyName ?? accountNumberText(counterparty)),
  },
  {
    title: "Amount",
    align: "right",
    from: 0,
    cell: ({ amountMinor }, currency) =>
      (amountMinor > 0 ? "+" : "") + groupedOf(amountMinor, currency),
  },
  {
    title: "Balance",
    align: "right",
    from: 60,
    cell: ({ bookedMinor }, currency) => groupedOf(bookedMinor, currency),
  },
  { title: "Reference", align: "left", from: WIDEST, cell: ({ transferId }) => clean(transferId) },
  { title: "Memo", align: "left", from: WIDE, cell: ({ memo }) => clean(memo) },
];

/** @param columns of the terminal: what does not fit is left out or cut. */
export function historyText(
  entries: readonly EntryView[],
  currency: Currency,
  columns = Infinity,
): string {
  if (entries.length === 0) return "No entries.";
  const shown = HISTORY.filter(({ from }) => columns >= from);
  const short = columns < 60;
  const rows = entries.map((entry) =>
    shown.map(({ title, cell }) => {
      const text = cell(entry, currency);
      return title === "Date" && short ? text.slice(5) : text;
    })
  );
  let room = columns + GAP;
  const widths = shown.map(({ title }, place) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[place]!)))
  );
  for (const [place, { title }] of shown.entries()) {
    room -= GAP + (title in TEXTS ? 0 : widths[place]!);
  }
  for (const [place, { title }] of shown.entries()) {
    const most = TEXTS[title];
    if (most === undefined) continue;
    const width = Math.max(TEXT_COLUMNS_MIN, Math.min(most, widths[place]!, room));
    for (const row of rows) row[place] = cutTo(row[place]!, width);
    room -= width;
  }
  return tableText(shown, rows);
}

/** All that is known about one entry. */
export function entryText(entry: EntryView, currency: Currency): string {
  const { number, atMs, kind, amountMinor, bookedMinor, memo, transferId } = entry;
  const { counterparty, counterpartyName } = entry;
  const other = accountNumberText(counterparty);
  return [
    line`Entry      ${number}, ${dateTime(atMs)}, ${KINDS[kind] ?? kind}`,
    line`${amountMinor > 0 ? "From" : "To  "}       ` +
    (counterpartyName === null ? line`${other}` : line`${counterpartyName}, account ${other}`),
    line`Amount     ${amountMinor > 0 ? "+" : ""}${moneyText(amountMinor, currency)}`,
    line`Balance    ${moneyText(bookedMinor, currency)}`,
    ...(memo === "" ? [] : [line`Memo       ${memo}`]),
    line`Reference  ${transferId}`,
  ].join("\n");
}

/** Columns of the terminal between two of a table. */
const GAP = 2;

/** Columns of a history that may be cut, in the order in which they take what room there is, and what they take at most. */
const TEXTS: Readonly<Record<string, number>> = { "From/To": 40, Memo: Infinity };
const TEXT_COLUMNS_MIN = 7;

const STATUSES: Readonly<Record<TransferView["status"], string>> = {
  booked: "it went through",
  held: "it waits for your confirmation",
  cancelled: "it was cancelled",
  expired: "it was not confirmed in time",
  void: "it did not go through and never will",
};

/** @param own the reader's account: only the payer can confirm. */
export function transferText(
  transfer: TransferView,
  currency: Currency,
  own: string = transfer.from,
): string {
  const { id, status, amountMinor, from, to, atMs, memo, reversedBy } = transfer;
  if (status === "void") return line`${id}: ${STATUSES.void}.`;
  const reversed = reversedBy === undefined ? "" : line` It was reversed by ${reversedBy}.`;
  return [
    line`${moneyText(amountMinor, currency)} from ${accountNumberText(from)} to ` +
    line`${accountNumberText(to)} on ${dateTime(atMs)}: ${
      status === "held" && own !== from
        ? "it waits for its payer's confirmation"
        : STATUSES[status] ?? status
    }.${reversed}`,
    ...(memo ? [line`Memo       ${memo}`] : []),
    line`Reference  ${id}`,
  ].join("\n");
}

export function receiptText(receipt: ReceiptView): string {
  const { transfer, bank, currency, block, place, hash } = receipt;
  const { id, amountMinor, from, to, memo, atMs, reversedBy } = transfer;
  return [
    line`Bank       ${bank}`,
    line`Amount     ${moneyText(amountMinor, currency)}`,
    line`From       ${accountNumberText(from)}`,
    line`To         ${accountNumberText(to)}`,
    line`Booked     ${dateTime(atMs)}`,
    ...(memo ? [line`Memo       ${memo}`] : []),
    ...(reversedBy === undefined ? [] : [line`Reversed   by ${reversedBy}`]),
    line`Reference  ${id}`,
    line`Journal    event ${place} of block ${block}, ${hash}`,
  ].join("\n");
}

/** Data on stdout: the answer as JSON, or its text. */
export function show({ flags, world }: Customer, answer: unknown, text: string): void {
  world.screen.out(flags.json ? JSON.stringify(answer) : text);
}

export function checkedId(id: string): string {
  const lower = plainId(id);
  if (isTransferId(lower)) return lower;
  throw usageError(
    line`"${id}" is not a transfer id: expected a UUID version 7 such as the bank prints`,
  );
}

/** Of a transfer that is there. @throws {CommandError} */
export function checkedKnownId(id: string): string {
  const lower = plainId(id);
  return isKnownId(lower) ? lower : checkedId(id);
}

/** @throws {CommandError} for what the bank would not take, before anything is written down. */
export function checkedMemo(given: string): string {
  const memo = plainText(given);
  const { length } = [...memo];
  if (length > MEMO_CHARS_MAX) {
    throw usageError(
      `Cannot use this text: it has ${length} characters, ${MEMO_CHARS_MAX} at most are kept`,
    );
  }
  if (UNSAFE_TEXT.test(memo)) {
    throw usageError("Cannot use this text: expected printable characters, without line breaks");
  }
  return memo;
}

export function checkedPayee(payee: string): string {
  const given = looksLikeAccountNumber(payee) ? normalAccountNumber(payee) : plainText(payee);
  if (given.length > 0 && given.length <= 64) return given;
  throw usageError("Cannot tell who is to be paid: expected a user name or an account number");
}
