// Looking back: pages of entries that fit the window, a small chart of the balance, and statements to the screen or to
// a file.
import { accountNumberText } from "../../bank/account_number.ts";
import { daysLater } from "../../bank/days.ts";
import { type Currency, moneyText } from "../../bank/money.ts";
import type { EntryView } from "../../api/answers.ts";
import { writeFile } from "../../console/files.ts";
import { line } from "../../console/screen.ts";
import { entryText, historyText } from "../show.ts";
import { fileName, type Format, FORMAT_CHOICES, formatted } from "../statement/formats.ts";
import { dateTime, dayText } from "../../console/bank_time.ts";
import { dayMs, fetchStatement, type Period, periodOf } from "../statement/period.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu } from "./desk.ts";
import { transferFlow } from "./transfer_flow.ts";

/** Rows that a page leaves for its head and the question. */
const ROWS_BESIDE = 8;

export async function historyFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const before: (string | undefined)[] = [undefined];
  while (true) {
    const limit = Math.max(3, Math.min(50, terminal.rows - ROWS_BESIDE));
    const after = before.at(-1);
    const page = await ask(desk, "history", { limit, ...(after === undefined ? {} : { after }) });
    terminal.print(historyText(page.entries, customer.currency, terminal.columns));
    if (page.entries.length > 1) {
      terminal.print(chartText(page.entries, { currency: customer.currency, terminal }));
    }
    const choice = await terminal.choose({
      question: "History",
      choices: [
        ...(page.entries.length > 0 ? [{ value: "open", label: "Open an entry" }] : []),
        ...(page.cursor === null ? [] : [{ value: "older", label: "Older" }]),
        ...(before.length > 1 ? [{ value: "newer", label: "Newer" }] : []),
        { value: "back", label: "Back" },
      ],
    });
    if (choice === "older") before.push(page.cursor!);
    else if (choice === "newer") before.pop();
    else if (choice !== "open" || await openEntry(desk, page.entries) !== BACK) return;
  }
}

function openEntry(desk: Desk, entries: readonly EntryView[]): Promise<Back | void> {
  const { currency } = desk.customer;
  return menu(desk, {
    question: "Which entry?",
    choices: entries.map((entry) => ({
      value: entry,
      label: line`${dateTime(entry.atMs)}  ${entry.amountMinor > 0 ? "+" : ""}${
        moneyText(entry.amountMinor, currency)
      }  ${entry.counterpartyName ?? accountNumberText(entry.counterparty)}`,
    })),
    act: (entry) => entryFlow(desk, entry),
  });
}

async function entryFlow(desk: Desk, entry: EntryView): Promise<Back | void> {
  desk.terminal.print(entryText(entry, desk.customer.currency));
  const { kind, amountMinor, counterparty, counterpartyName } = entry;
  const payee = kind === "transfer" && amountMinor < 0 && counterpartyName !== null;
  return await menu<() => Promise<Back | void>>(desk, {
    question: "This entry",
    choices: [
      { value: () => saveReceipt(desk, entry), label: "Save its receipt, signed" },
      ...(payee
        ? [{
          value: () => transferFlow(desk, counterparty),
          label: line`Pay ${counterpartyName} again`,
        }]
        : []),
      { value: () => Promise.resolve(), label: "Back" },
    ],
    act: (chosen) => chosen(),
  });
}

async function saveReceipt(desk: Desk, { transferId: id }: EntryView): Promise<Back | void> {
  const { terminal } = desk;
  const signed = await ask(desk, "receipt", { id });
  const path = await terminal.text({
    question: "Write to",
    initial: `receipt-${id}.json`,
    check: (text) => text === "" ? "Enter the name of a file." : null,
  });
  if (path === BACK) return BACK;
  writeFile(path, `${JSON.stringify(signed, null, 2)}\n`);
  terminal.print(line`${terminal.symbols.done} Written to ${path}; \`bank verify\` checks it.`);
}

interface ChartOptions {
  readonly currency: Currency;
  readonly terminal: Pick<Desk["terminal"], "columns" | "symbols">;
}

/** The balance after each entry, oldest left, as one line of bars. */
function chartText(
  entries: readonly EntryView[],
  { currency, terminal }: ChartOptions,
): string {
  const { bars } = terminal.symbols;
  const room = Math.max(8, Math.min(60, terminal.columns - 30));
  const balances = entries.slice(0, room).map(({ bookedMinor }) => bookedMinor).reverse();
  const [low, high] = [Math.min(...balances), Math.max(...balances)];
  const step = (high - low) / (bars.length - 1) || 1;
  const drawn = balances.map((balance) => bars[Math.round((balance - low) / step)]).join("");
  return `Balance ${drawn} from ${moneyText(low, currency)} to ${moneyText(high, currency)}`;
}

export async function statementFlow(desk: Desk): Promise<void> {
  while (true) {
    const period = await choosePeriod(desk);
    if (period === BACK || await statementOf(desk, period) !== BACK) return;
  }
}

async function statementOf(desk: Desk, period: Period): Promise<Back | void> {
  const { terminal, customer } = desk;
  const statement = await fetchStatement(customer, period);
  return await menu<Format>(desk, {
    question: line`Statement ${dayText(period.fromMs)} to ${
      dayText(period.toMs - 1)
    }, ${statement.entries.length} entries`,
    choices: FORMAT_CHOICES,
    act: async (format): Promise<Back | void> => {
      const text = formatted(statement, format, {
        byteOrderMark: format === "csv",
        columns: terminal.columns,
      });
      if (format === "text") return terminal.print(text);
      const initial = fileName(statement, format);
      const path = await terminal.text({ question: "Write to", initial });
      if (path === BACK) return BACK;
      writeFile(path, text);
      terminal.print(line`${terminal.symbols.done} Written to ${path}`);
    },
  });
}

async function choosePeriod({ terminal, customer }: Desk) {
  const now = customer.world.host.clock();
  const today = dayText(now);
  const choice = await terminal.choose({
    question: "Which period?",
    choices: [
      { value: "month", label: "This month" },
      { value: "last", label: "Last month" },
      { value: "year", label: "This year" },
      { value: "other", label: "Other days" },
    ],
  });
  if (choice === BACK) return BACK;
  if (choice === "month") return periodOf(undefined, undefined, now);
  if (choice === "last") {
    const end = daysLater(`${today.slice(0, 8)}01`, -1);
    return periodOf(`${end.slice(0, 8)}01`, end, now);
  }
  if (choice === "year") return periodOf(`${today.slice(0, 5)}01-01`, undefined, now);
  const check = (text: string) => dayMs(text) === null ? "A day is written YYYY-MM-DD." : null;
  const from = await terminal.text({ question: "From (YYYY-MM-DD)", check });
  if (from === BACK) return BACK;
  const to = await terminal.text({ question: "To, included", initial: dayText(now), check });
  return to === BACK ? BACK : periodOf(from, to, now);
}
