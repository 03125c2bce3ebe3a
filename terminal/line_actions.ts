// `bank connect import`, `unmatched`, `assign` and `reconcile`: from the statements of another bank to the books of this one. Files
// are read here; what is booked where is decided by the bank, which knows each line for ever.
import { accountNumberText, isAccountNumber } from "../bank/account_number.ts";
import { pause } from "../bank/host.ts";
import { type Currency, groupedOf, moneyText } from "../bank/money.ts";
import type { MergedAccount, MergedLine } from "../bank/statement_files/merged_lines.ts";
import { Buffer } from "node:buffer";
import { FRAME_BYTES_MAX } from "../api/limits.ts";
import { LINES_PER_REQUEST } from "../api/line_methods.ts";
import type { Params, Result } from "../api/methods.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { faultText, type ForeignFiles, readAccounts } from "./foreign_files.ts";
import { balanceProblem, dayProblems, withOpening } from "./line_balances.ts";
import { backOffMs, worthRetrying } from "./retrying.ts";
import { checkedId, checkedKnownId, checkedMemo, show, transferText } from "./show.ts";
import { type Column, cutTo, tableText } from "./table_text.ts";
import { propose } from "./proposal_actions.ts";
import type { ActOf } from "./words/connect_words.ts";

type Placed = Result<"previewLines">["lines"][number];

export async function importStatements(
  customer: Customer,
  act: ActOf<"import">,
): Promise<void> {
  const { world: { screen }, flags, currency } = customer;
  const read = await ownAccount(customer, act);
  const account = act.opening ? withOpening(read) : read;
  const placed = await inParts(customer, "previewLines", account.lines);
  const fresh = account.lines.filter((_, place) => placed[place]!.state === "new");
  const days = await customer.call("lineDays", {});
  const wrong = [
    ...account.faults.map((fault) => faultText(fault, currency.code)),
    ...balanceProblem(account, { fresh, days, currency }),
  ];
  const preview = [
    linesText(account.lines, placed, { currency, columns: screen.columns }),
    summaryText(placed),
    ...wrong,
  ].join("\n");
  if (act.dryRun || fresh.length === 0 || wrong.length > 0 && !act.despiteBalances) {
    show(customer, { lines: placed, problems: wrong }, preview);
    if (wrong.length === 0) return;
    throw new CommandError(
      EXIT.refused,
      act.dryRun || fresh.length === 0
        ? "The balances do not meet."
        : "Nothing was booked: the balances do not meet. Get what is missing, or add --despite-balances.",
    );
  }
  if (!flags.json) screen.out(preview);
  await agreed(customer, act.yes, line`Book ${fresh.length} lines? y/N `);
  const booked = await inParts(customer, "bookLines", fresh);
  const { balanceMinor, waitingMinor } = await customer.call("lineDays", {});
  show(
    customer,
    { lines: booked, problems: wrong, balanceMinor, waitingMinor },
    [
      summaryText(booked),
      line`At the other bank ${moneyText(balanceMinor, currency)}, of which ${
        moneyText(waitingMinor, currency)
      } wait for their accounts: bank connect unmatched`,
    ].join("\n"),
  );
}

/** The one account that the files are of. @throws {CommandError} when it is not the one that this bank has. */
async function ownAccount(customer: Customer, files: ForeignFiles): Promise<MergedAccount> {
  const [account, ...others] = await readAccounts(files);
  if (!account) throw usageError("There are no statements in these files.");
  if (others.length > 0) {
    const names = [account, ...others].map((one) => one.account ?? "one that is not named");
    throw usageError(
      line`These files are of several accounts: ${names.join(", ")}. Give those of one.`,
    );
  }
  const { code } = customer.currency;
  if (account.currency !== code) {
    throw usageError(line`The files are in ${account.currency}; this bank is in ${code}.`);
  }
  const { details } = await customer.call("payIn", {});
  const own = [details?.account, details?.iban].filter((number) => number !== undefined);
  if (account.account !== null && own.length > 0 && !own.some((number) => isOf(account, number))) {
    throw usageError(
      line`The files are of account ${account.account}; this bank's account is ${
        own.join(", ")
      } (bank connect bank-details).`,
    );
  }
  return account;
}

/** Banks leave zeros away in front, and some write X for digits in the middle; an IBAN ends with the number. */
function isOf({ account }: MergedAccount, own: string): boolean {
  const bare = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/^0+/, "");
  const [given, known] = [bare(account ?? ""), bare(own)];
  if (known.endsWith(given) || given.endsWith(known)) return true;
  const shown = new RegExp(`${given.replace(/[X]+/g, "[0-9A-Z]*")}$`);
  return given.includes("X") && shown.test(known);
}

async function inParts(
  customer: Customer,
  method: "previewLines" | "bookLines",
  lines: readonly MergedLine[],
): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const part of partsOf(lines.map(givenLine))) {
    try {
      placed.push(...(await whenFree(customer, method, { lines: part })).lines);
    } catch (error) {
      if (method === "bookLines" && placed.length > 0) {
        customer.world.screen.say(
          line`${placed.length} of ${lines.length} lines are booked; the same command goes on with the others.`,
        );
      }
      throw error;
    }
  }
  return placed;
}

type GivenLine = Params<"bookLines">["lines"][number];

/** Bytes of the lines of one request: with what stands around them they fit into a frame. */
const PART_BYTES_MAX = FRAME_BYTES_MAX / 2;

/** As many as one request may have. */
function partsOf(lines: readonly GivenLine[]): GivenLine[][] {
  const parts: GivenLine[][] = [];
  let [part, bytes]: [GivenLine[], number] = [[], 0];
  for (const one of lines) {
    const size = Buffer.byteLength(JSON.stringify(one));
    if (part.length === LINES_PER_REQUEST || part.length > 0 && bytes + size > PART_BYTES_MAX) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(one);
    bytes += size;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** Tries again while the bank is busy: lines that are booked stay booked once. */
async function whenFree(
  customer: Customer,
  method: "previewLines" | "bookLines",
  params: Params<"bookLines">,
): Promise<Result<"bookLines">> {
  for (let tries = 0;; tries++) {
    try {
      return await customer.call(method, params);
    } catch (error) {
      if (!worthRetrying(error) || tries === TRIES_MAX) throw error;
      await pause(customer.world.host, backOffMs(tries));
    }
  }
}

const TRIES_MAX = 8;

function givenLine({ line: read, twin }: MergedLine): GivenLine {
  const { bookedOn, amountMinor, bankReference, endToEndId, counterparty, text } = read;
  return { bookedOn, amountMinor, bankReference, endToEndId, counterparty, text, twin };
}

const COLUMNS: readonly Column[] = [
  { title: "Day", align: "left" },
  { title: "Amount", align: "right" },
  { title: "", align: "left" },
  { title: "To", align: "left" },
  { title: "Counterparty", align: "left" },
  { title: "Text", align: "left" },
];

const NAME_COLUMNS = 20;
const TEXT_COLUMNS_MIN = 24;

function linesText(
  lines: readonly MergedLine[],
  placed: readonly Placed[],
  { currency, columns }: { readonly currency: Currency; readonly columns: number },
): string {
  return tableText(
    COLUMNS,
    lines.map(({ line: read }, place) => {
      const { state, to } = placed[place]!;
      return [
        read.bookedOn,
        groupedOf(read.amountMinor, currency),
        state === "known" ? "booked before" : "",
        isAccountNumber(to) ? accountNumberText(to) : line`${to}`,
        cutTo(line`${read.counterparty.name ?? ""}`, NAME_COLUMNS),
        cutTo(line`${read.text}`, Math.max(TEXT_COLUMNS_MIN, columns - 90)),
      ];
    }),
  );
}

function summaryText(placed: readonly Placed[]): string {
  const count = (fits: (line: Placed) => boolean) => placed.filter(fits).length;
  const found = count(({ state, to }) => state !== "known" && to !== "suspense");
  const waiting = count(({ state, to }) => state !== "known" && to === "suspense");
  const known = count(({ state }) => state === "known");
  return line`${placed.length} lines: ${found} for accounts here, ${waiting} to suspense, ${known} booked before`;
}

/** @throws {CommandError} where there is no yes. */
async function agreed(customer: Customer, yes: boolean, question: string): Promise<void> {
  const { world: { screen }, flags } = customer;
  if (yes) return;
  if (!screen.interactive || flags.json) {
    throw new CommandError(EXIT.refused, "Nothing was booked: add --yes.");
  }
  if (/^y(es)?$/i.test(await screen.ask(question))) return;
  throw new CommandError(EXIT.refused, "Nothing was booked.");
}

export async function unmatched(customer: Customer): Promise<void> {
  const { currency } = customer;
  let told = await customer.call("waitingLines", {});
  const lines = [...told.lines];
  while (told.lines.length > 0 && lines.length < told.count) {
    told = await customer.call("waitingLines", { after: lines.length });
    lines.push(...told.lines);
  }
  const { count, sumMinor } = told;
  const table = tableText(
    [
      { title: "Since", align: "left" },
      { title: "Amount", align: "right" },
      { title: "Line", align: "left" },
      { title: "Text", align: "left" },
    ],
    lines.map(({ sinceMs, amountMinor, line: id, memo }) => [
      dateTime(sinceMs),
      groupedOf(amountMinor, currency),
      id,
      line`${memo}`,
    ]),
  );
  const text = count === 0
    ? "No line waits."
    : `${table}\n${count} lines, ${
      moneyText(sumMinor, currency)
    } in all: bank connect assign LINE TO`;
  show(customer, { lines, count, sumMinor }, text);
}

export async function assign(customer: Customer, act: ActOf<"assign">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const memo = act.memo === undefined ? {} : { memo: checkedMemo(act.memo) };
  const about = { id, line: checkedKnownId(act.line), to: act.to, ...memo };
  const why = act.propose;
  if (why !== undefined) {
    return await propose(customer, { method: "assignLine", params: about, why });
  }
  const password = await passwordFor(customer, "Your password: ");
  const done = await customer.call("assignLine", { ...about, password });
  show(customer, done, transferText(done, customer.currency));
}

/** Day by day, whether the books here say what the other bank's statements say. */
export async function reconcile(customer: Customer, files: ActOf<"reconcile">): Promise<void> {
  const { currency } = customer;
  const account = await ownAccount(customer, files);
  const first = account.lines[0]?.line.bookedOn;
  const days = await customer.call("lineDays", first === undefined ? {} : { from: first });
  const problems = [
    ...account.faults.map((fault) => faultText(fault, currency.code)),
    ...dayProblems(account, { days, currency }),
  ];
  const { closing } = account;
  const text = problems.length > 0
    ? problems.join("\n")
    : closing
    ? line`The books agree with the statements to the end of ${closing.day}: ${
      moneyText(closing.amountMinor, currency)
    }.`
    : "The books have all lines of these files; the files tell no balance.";
  const { waitingMinor } = days;
  show(
    customer,
    { problems, waitingMinor },
    `${text}\n${moneyText(waitingMinor, currency)} wait for their accounts.`,
  );
  if (problems.length > 0) throw new CommandError(EXIT.refused, "The books do not agree.");
}
