// `bank connect pay-file`: a payroll from a spreadsheet. What each line would become is shown first, with names and the sum; one
// yes pays them; running it again, after whatever cut it, pays what is not paid yet and nothing twice.
import * as fs from "node:fs";
import { accountNumberText, isAccountNumber } from "../../bank/account_number.ts";
import { groupedOf, moneyText } from "../../bank/money.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { reasonText } from "../../console/reason_text.ts";
import { clean, line as said } from "../../console/screen.ts";
import { reasonsText } from "../alert_text.ts";
import { type Customer, passwordFor } from "../customer.ts";
import { show } from "../show.ts";
import { cutTo, left, right, tableText } from "../table_text.ts";
import type { ActOf } from "../words/connect_words.ts";
import {
  idsOf,
  outcomeOf,
  type Outcomes,
  paid,
  type Preview,
  type Previewed,
  previewed,
} from "./line_outcomes.ts";
import {
  PAYMENT_FILE_BYTES_MAX,
  type PaymentFile,
  PaymentFileError,
  paymentFileOf,
  type PaymentLine,
} from "./payment_file.ts";
import { checkResult, type LineOutcome, resultPathOf, writeResult } from "./result_file.ts";

export async function payFile(customer: Customer, act: ActOf<"pay-file">): Promise<void> {
  const { world: { screen }, flags, currency } = customer;
  const file = read(customer, act.file);
  const idOf = idsOf(customer, file);
  const path = resultPathOf(act.file, act.result);
  if (!act.dryRun) checkResult(path, idOf);
  if (file.unused.length > 0) screen.say(said`Not looked at: ${file.unused.join(", ")}.`);
  const preview = await previewed(customer, file);
  const outcomes = foreseen(customer, { file, preview, idOf });
  const todo = file.lines.filter(({ line }) => outcomes.get(line)!.status === "unsent");
  const sumMinor = todo.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const { availableMinor } = preview;
  const short = sumMinor > availableMinor;
  const about = { sumMinor, availableMinor, leftMinor: availableMinor - sumMinor };
  const text = [
    linesText(customer, { file, preview, outcomes }),
    said`${todo.length} of ${file.lines.length} lines to pay, ${
      moneyText(sumMinor, currency)
    } in all. ` +
    said`Available ${moneyText(availableMinor, currency)}` +
    (short ? ": not enough." : said`, after that ${moneyText(about.leftMinor, currency)}.`),
    ...countsText(outcomes),
  ].join("\n");
  const wrong = short || [...outcomes.values()].some(({ status }) => status === "refused");
  if (act.dryRun) {
    show(customer, { ...about, lines: linesOf(file, outcomes) }, text);
    if (wrong) throw new CommandError(EXIT.refused, "Not all of it could be paid now.");
    return;
  }
  if (!flags.json) screen.out(text);
  const save = () => write(path, { customer, file, outcomes });
  if (todo.length > 0) {
    if (short) throw new CommandError(EXIT.refused, "Nothing was paid: there is not enough money.");
    await agreed(customer, act.yes, { count: todo.length, sumMinor });
    const password = await proofFor(customer, { preview, count: todo.length });
    // Before anything is sent: where it cannot be written nothing is paid.
    save();
    await paidOrSaid(customer, { file, lines: todo, outcomes, password, save });
  }
  save();
  told(customer, { file, outcomes, path, about });
}

/** @throws {CommandError} */
function read({ currency }: Customer, path: string): PaymentFile {
  try {
    if (fs.statSync(path).size > PAYMENT_FILE_BYTES_MAX) {
      throw new PaymentFileError(`it is larger than ${PAYMENT_FILE_BYTES_MAX / 1024 / 1024} MiB`);
    }
    return paymentFileOf(fs.readFileSync(path), currency);
  } catch (error) {
    const why = error instanceof PaymentFileError ? error.message : reasonText(error);
    const reasons = why.split("\n").map((one) => clean(one));
    const text = reasons.length === 1 ? ` ${reasons[0]}` : `\n${reasons.join("\n")}`;
    throw usageError(said`Cannot read ${path}:` + text);
  }
}

interface Shown {
  readonly file: PaymentFile;
  readonly preview: Previewed;
  readonly outcomes: Outcomes;
}

/** Lines that may be paid are `unsent`. */
function foreseen(
  customer: Customer,
  { file, preview, idOf }: Omit<Shown, "outcomes"> & { readonly idOf: (line: number) => string },
): Outcomes {
  const outcomes: Outcomes = new Map();
  for (const { line } of file.lines) {
    const told = preview.of.get(line)!;
    const name = told.displayName ?? "";
    const before = told.outcome === "known";
    const id = idOf(line);
    const unsent = { status: "unsent" as const, id, name, refusal: "", about: "", before };
    // Whether there is enough for all of them is looked at below: none is paid where there is not.
    const lacks = told.refusal?.code === "insufficient_funds";
    outcomes.set(line, lacks ? unsent : outcomeOf(customer, unsent, told));
  }
  return outcomes;
}

const NAME_COLUMNS = 24;

function linesText(customer: Customer, { file, preview, outcomes }: Shown): string {
  const { currency } = customer;
  const columns = [right("Line"), left("Payee"), left("Name"), right("Amount"), left("")];
  return tableText(
    columns,
    file.lines.map(({ line, to, amountMinor }) => {
      const outcome = outcomes.get(line)!;
      return [
        String(line),
        cutTo(isAccountNumber(to) ? accountNumberText(to) : clean(to), NAME_COLUMNS),
        cutTo(clean(outcome.name), NAME_COLUMNS),
        groupedOf(amountMinor, currency),
        stateText(outcome, preview.of.get(line)!),
      ];
    }),
  );
}

/** What is to be said of a line before it is paid. */
function stateText({ status, about, before }: LineOutcome, { outcome, reasons }: Preview): string {
  if (status === "refused") return about;
  if (status !== "unsent") return before ? STATES[status] : "";
  if (!reasons) return "";
  return outcome === "held"
    ? said`will wait for your confirmation: ${reasonsText(reasons)}`
    : said`unusual: ${reasonsText(reasons)}`;
}

const STATES: Readonly<Record<Exclude<LineOutcome["status"], "unsent" | "refused">, string>> = {
  booked: "paid before",
  held: "waits for your confirmation",
  cancelled: "cancelled",
  expired: "not confirmed in time",
  void: "declared void",
};

function countOf(outcomes: Outcomes, fits: (outcome: LineOutcome) => boolean): number {
  return [...outcomes.values()].filter(fits).length;
}

function countsText(outcomes: Outcomes): string[] {
  const before = countOf(outcomes, (one) => one.before && one.status === "booked");
  const refused = countOf(outcomes, ({ status }) => status === "refused");
  return [
    ...(before > 0 ? [`${before} were paid before.`] : []),
    ...(refused > 0 ? [`${refused} cannot be paid.`] : []),
  ];
}

/** @throws {CommandError} where there is no yes. */
async function agreed(
  { world: { screen }, flags, currency }: Customer,
  yes: boolean,
  { count, sumMinor }: { readonly count: number; readonly sumMinor: number },
): Promise<void> {
  if (yes) return;
  if (!screen.interactive || flags.json) {
    throw usageError("Cannot ask for confirmation without a terminal: add --yes");
  }
  const question = said`Pay ${count} lines, ${moneyText(sumMinor, currency)} in all? y/N `;
  if (/^y(es)?$/i.test(await screen.ask(question))) return;
  throw new CommandError(EXIT.refused, "Nothing was paid.");
}

/** Where one payment of that sum would wait for its owner, the password is asked for here. */
async function proofFor(
  customer: Customer,
  { preview: { reasons }, count }: { readonly preview: Previewed; readonly count: number },
): Promise<string | null> {
  if (reasons.length === 0 || count === 0) return null;
  const why = reasonsText(reasons);
  customer.world.screen.say(said`One payment of that sum would wait for you (${why}).`);
  return await passwordFor(customer, "Your password: ");
}

async function paidOrSaid(
  customer: Customer,
  paying: Parameters<typeof paid>[1],
): Promise<void> {
  try {
    await paid(customer, paying);
  } catch (error) {
    const done = countOf(paying.outcomes, ({ status }) => status === "booked");
    if (done > 0) {
      customer.world.screen.say(
        said`${done} of ${paying.outcomes.size} lines are paid; the same command goes on with the others.`,
      );
    }
    throw error;
  }
}

type Writing = { readonly customer: Customer; readonly file: PaymentFile; outcomes: Outcomes };

function write(path: string, { customer: { currency }, file: { lines }, outcomes }: Writing): void {
  const known = lines.map(({ line }) => outcomes.get(line)!);
  writeResult(path, { lines, outcomes: known, currency });
}

function linesOf({ lines }: PaymentFile, outcomes: Outcomes) {
  return lines.map(({ line, to, amountMinor, text }: PaymentLine) => (
    { line, to, amountMinor, memo: text, ...outcomes.get(line)! }
  ));
}

interface Telling {
  readonly file: PaymentFile;
  readonly outcomes: Outcomes;
  readonly path: string;
  readonly about: Readonly<Record<string, number>>;
}

function told(customer: Customer, { file, outcomes, path, about }: Telling): void {
  const count = (status: LineOutcome["status"]) =>
    countOf(outcomes, (one) => one.status === status);
  const [booked, held] = [count("booked"), count("held")];
  const before = countOf(outcomes, (one) => one.before && one.status === "booked");
  const others = outcomes.size - booked - held;
  const text = [
    said`${booked - before} lines were paid` +
    (before > 0 ? said`, ${before} had been before.` : "."),
    ...(held > 0 ? [said`${held} wait for your confirmation: bank connect holds`] : []),
    ...(others > 0 ? [said`${others} were not paid: ${path} says why.`] : []),
    said`Written to ${path}.`,
  ].join("\n");
  show(customer, { ...about, result: path, lines: linesOf(file, outcomes) }, text);
  if (others > 0) throw new CommandError(EXIT.refused, "Not all lines were paid.", true);
}
