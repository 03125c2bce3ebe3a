// A statement of the account that this bank has at another bank, as its file tells it: one shape for every format. Who is paid and
// whether a line was booked before is not known here.
import { LINE_TEXT_CHARS_MAX } from "../limits.ts";

export interface ForeignStatement {
  readonly format: StatementFormat;
  /** Whose lines these are, as the file has it: IBAN or number without spaces; null where it does not say. */
  readonly account: string | null;
  /** ISO 4217. */
  readonly currency: string;
  /** Balances before the first and after the last line; null where the file has none. */
  readonly opening: ForeignBalance | null;
  readonly closing: ForeignBalance | null;
  /** In the order of the file. */
  readonly lines: readonly ForeignLine[];
  /** Lines that the bank has only announced: they are left out, and come again when they are booked. */
  readonly pending: number;
}

export interface ForeignBalance {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly amountMinor: number;
}

export interface ForeignLine {
  /** The day on which the bank booked it, `YYYY-MM-DD`. */
  readonly bookedOn: string;
  /** Positive came in, negative went out; never 0. */
  readonly amountMinor: number;
  readonly currency: string;
  /** By which the other bank knows it for ever; null where it gives none. */
  readonly bankReference: string | null;
  /** The payer's own, handed through. */
  readonly endToEndId: string | null;
  readonly counterparty: { readonly name: string | null; readonly account: string | null };
  /** What the payment is for, and all else that is said about it. */
  readonly text: string;
  /** It takes back an earlier one. */
  readonly reversal: boolean;
  /** Payments that the bank has booked in one sum, without saying which; 1 for most. */
  readonly payments: number;
}

export const STATEMENT_FORMATS = [
  "camt.052",
  "camt.053",
  "camt.054",
  "MT940",
  "OFX",
  "CSV",
];
export type StatementFormat = typeof STATEMENT_FORMATS[number];

/** The file cannot be read, or contradicts itself; the message goes on after "Cannot read FILE: ". */
export class StatementFileError extends Error {
  override readonly name = "StatementFileError";
}

/** Bytes of a file: a hundred thousand lines of camt.053 are about as many. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Lines of one file: more are split by the bank, or asked for by day. */
export const LINES_MAX = 200_000;

/** What banks write where a payer gave nothing. */
const NOTHING = /^(?:NOTPROVIDED|NONREF|NOREF|NOTAVAILABLE|NONE|[-.0\s/]*)$/i;

/** A reference without the words that stand for none. */
export function referenceOrNone(text: string | null | undefined): string | null {
  const bare = (text ?? "").replace(/\s+/g, " ").replace(/^ | $/g, "");
  return NOTHING.test(bare) ? null : bare.slice(0, 140);
}

/** A text in one line, or null when nothing is in it. */
export function textOrNone(text: string | null | undefined): string | null {
  // deno-lint-ignore no-control-regex
  const bare = (text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").replace(/^ | $/g, "");
  return bare === "" ? null : [...bare].slice(0, LINE_TEXT_CHARS_MAX).join("");
}

/** Parts that say something, each once, in one line. */
export function textOf(parts: readonly (string | null | undefined)[]): string {
  const told = new Set<string>();
  for (const part of parts) {
    const text = textOrNone(part);
    if (text !== null && !/^[-./]+$/.test(text)) told.add(text);
  }
  return textOrNone([...told].join(" ")) ?? "";
}

/**
 * By how much the lines miss what the balances say; 0 where they meet, null where there are not two of them.
 */
export function differenceMinor({ opening, closing, lines }: ForeignStatement): number | null {
  if (!opening || !closing) return null;
  const moved = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return closing.amountMinor - opening.amountMinor - moved;
}
