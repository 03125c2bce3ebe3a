// Lines of another bank's statement: found their accounts by their references, booked once, assigned by staff, added up by day.
import type { CommandOf } from "../bank/command.ts";
import { HOUSE_FOR_LINES } from "../bank/house_accounts.ts";
import { LINES_WAITING_MAX, MEMO_CHARS_MAX, RECALLS_PER_ACCOUNT_MAX } from "../bank/limits.ts";
import { UNSAFE_TEXT } from "../bank/credentials.ts";
import { payeeOf } from "../bank/pay_in/decide_lines.ts";
import { lineIdOf } from "../bank/pay_in/line_id.ts";
import type { UnmatchedLine } from "../bank/pay_in/line_record.ts";
import { namedIn } from "../bank/pay_in/payment_reference.ts";
import { Refusal } from "../bank/refusal.ts";
import type { TransferView } from "../api/answers.ts";
import type { Encoded } from "../api/message.ts";
import type { Parsed, Result } from "../api/methods.ts";
import { submitFor } from "./acting.ts";
import { foreseen } from "./foreseen.ts";
import { proveAgain } from "./identity/authentication.ts";
import type { Session } from "./identity/session.ts";
import { identityOf } from "./identity/session_gate.ts";
import { accountOf } from "./payees.ts";
import { submitTransfer } from "./payments.ts";
import type { Handlers, Service } from "./service.ts";

type LineMethods = "previewLines" | "bookLines" | "waitingLines" | "assignLine" | "lineDays";

export function lineHandlers(service: Service): Pick<Handlers, LineMethods> {
  return {
    previewLines: (session, { lines }) => previewLines(service, session, lines),
    bookLines: (session, params) => bookLines(service, session, params),
    waitingLines: (_, page) => waitingLines(service, page),
    assignLine: (session, params) => assignLine(service, session, params),
    lineDays: (_, { from }) => lineDays(service, from),
  };
}

type GivenLine = Parsed<"bookLines">["lines"][number];
type BookedLine = Result<"bookLines">["lines"][number];

async function bookLines(
  service: Service,
  session: Session,
  { lines }: Parsed<"bookLines">,
): Promise<Result<"bookLines"> | Refusal> {
  const commands = commandsOf(service, session, lines);
  const used = waitingIn(service).length;
  if (used >= LINES_WAITING_MAX) {
    return new Refusal("limit_exceeded", { limit: "lines_waiting", max: LINES_WAITING_MAX, used });
  }
  const booked: BookedLine[] = [];
  for (let from = 0; from < commands.length; from += LINES_AT_ONCE) {
    const some = commands.slice(from, from + LINES_AT_ONCE);
    const outcomes = await Promise.all(some.map((one) => submitFor(service, session, one)));
    for (const [place, outcome] of outcomes.entries()) {
      // What has been booked is booked; the same request again goes on with the others.
      if (outcome instanceof Refusal) return outcome;
      const { id } = some[place]!;
      const event = outcome.find((one) => one.type === "transferred");
      const to = event ? shownTo(event) : shownTo(await service.transfer(id));
      booked.push({ id, state: event ? "booked" : "known", to });
    }
  }
  return { lines: booked };
}

/** Their ids are old, so each is looked for on the disk: half of the look-ups that one account may have under way. */
const LINES_AT_ONCE = RECALLS_PER_ACCOUNT_MAX / 2;

async function previewLines(
  service: Service,
  session: Session,
  lines: readonly GivenLine[],
): Promise<Result<"previewLines"> | Refusal> {
  const commands = commandsOf(service, session, lines);
  for (const command of commands) {
    const refusal = foreseen(service, command);
    if (refusal) return refusal;
  }
  return { lines: await Promise.all(commands.map((one) => lookAt(service, one))) };
}

function commandsOf(
  { bank: { currency } }: Service,
  session: Session,
  lines: readonly GivenLine[],
): CommandOf<"book_line">[] {
  const by = identityOf(session).account;
  return lines.map((line) => commandOf(line, currency.code, by));
}

function commandOf(line: GivenLine, currency: string, by: string): CommandOf<"book_line"> {
  const { bookedOn, amountMinor, counterparty: { name }, text, twin } = line;
  const payee = payeeNamedIn(line);
  // Who paid is needed where no reference tells it; a customer knows.
  const memo = memoOf(payee === null ? [name, text] : [text]);
  const id = lineIdOf({ ...line, currency }, twin);
  return { type: "book_line", id, amountMinor, bookedOn, memo, by, ...payee };
}

/** Two references leave it to staff whose it is. */
function payeeNamedIn(
  { text, endToEndId, amountMinor }: GivenLine,
): Pick<CommandOf<"book_line">, "to" | "number"> | null {
  // What went out carries the reference that a file of this bank gave it, whatever else stands in the text.
  const [sent] = amountMinor < 0 ? namedIn(endToEndId ?? "").numbers : [];
  if (sent !== undefined) return { number: sent };
  const { accounts: [to], accounts, numbers: [number], numbers } = namedIn(
    `${text}\n${endToEndId ?? ""}`,
  );
  if (accounts.length + numbers.length !== 1) return null;
  if (number !== undefined) return { number };
  // What went out is not for an account here, whatever stands in it.
  return amountMinor > 0 ? { to: to! } : null;
}

/** One line that may be shown, of the length that a memo may have. */
function memoOf(parts: readonly (string | null)[]): string {
  const text = parts.filter((part) => part).join(": ").replaceAll(UNSAFE_SIGNS, " ");
  return [...text.replace(/\s+/g, " ").trim()].slice(0, MEMO_CHARS_MAX).join("");
}

const UNSAFE_SIGNS = new RegExp(UNSAFE_TEXT.source, `${UNSAFE_TEXT.flags.replace("g", "")}g`);

async function lookAt(
  service: Service,
  command: CommandOf<"book_line">,
): Promise<BookedLine> {
  const { id } = command;
  const known = await service.transfer(id);
  if (known) return { id, state: "known", to: shownTo(known) };
  return { id, state: "new", to: payeeOf(service.loop.ledger, command) };
}

/** The account here: the other side of every line is the account at the other bank. */
function shownTo(booked: { readonly from: string; readonly to: string } | null): string {
  if (!booked) return "suspense";
  return booked.to === "bank" ? booked.from : booked.to;
}

function waitingIn({ loop }: Service): Readonly<UnmatchedLine>[] {
  const waiting: Readonly<UnmatchedLine>[] = [];
  for (const [, line] of loop.ledger.lines.rows()) if (!line.assignedBy) waiting.push(line);
  return waiting;
}

function waitingLines(
  service: Service,
  { after, limit }: Parsed<"waitingLines">,
): Result<"waitingLines"> {
  const waiting = waitingIn(service).sort((one, other) =>
    one.sinceMs - other.sinceMs || (one.line < other.line ? -1 : 1)
  );
  return {
    lines: waiting.slice(after, after + limit).map(({ line, amountMinor, memo, sinceMs }) => (
      { line, amountMinor, memo, sinceMs }
    )),
    count: waiting.length,
    sumMinor: waiting.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  };
}

const HOUSE: ReadonlySet<string> = new Set(HOUSE_FOR_LINES);

async function assignLine(
  service: Service,
  session: Session,
  params: Parsed<"assignLine">,
): Promise<Encoded<TransferView> | Refusal> {
  const staff = await proveAgain(service, session, params.password);
  if (staff instanceof Refusal) return staff;
  const command = await assignCommand(service, params, staff.account);
  if (command instanceof Refusal) return command;
  return await submitTransfer(service, session, { command });
}

export async function assignCommand(
  service: Service,
  { id, line, to: given, memo }: Omit<Parsed<"assignLine">, "password">,
  by: string,
): Promise<CommandOf<"assign_line"> | Refusal> {
  const about = { id, line, ...(memo === undefined ? {} : { memo }), by };
  const [number] = namedIn(given).numbers;
  if (number !== undefined) return { type: "assign_line", to: "payouts", number, ...about };
  const to = HOUSE.has(given) ? given : await accountOf(service, given, by);
  return to instanceof Refusal ? to : { type: "assign_line", to, ...about };
}

/** Days that are told unless asked from an earlier one. */
const DAYS_SHOWN = 400;

function lineDays({ loop }: Service, from: string | undefined): Result<"lineDays"> {
  let balanceMinor = 0;
  const days = [...loop.ledger.lineDays.rows()].map(([, day]) => day)
    .sort((one, other) => one.day < other.day ? -1 : 1)
    .map(({ day, lines, inMinor, outMinor }) => {
      balanceMinor += inMinor - outMinor;
      return { day, lines, inMinor, outMinor, balanceMinor };
    });
  const shown = from === undefined
    ? days.slice(-DAYS_SHOWN)
    : days.filter(({ day }) => day >= from);
  const waitingMinor = loop.ledger.accounts.get("suspense")?.bookedMinor ?? 0;
  return { days: shown, balanceMinor, waitingMinor };
}
