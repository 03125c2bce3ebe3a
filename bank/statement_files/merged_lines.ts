// Several files of one account as one list: a line that stands in two of them counts once, and balances that do not meet are named.
// A line is known by the bank's own reference, else by all that is said about it; lines that are alike in all of that, true twins,
// are told apart by counting them within one statement, so that two of them stay two however often a file comes again.
import { createHash } from "node:crypto";
import { lineKey } from "../pay_in/line_id.ts";
import {
  differenceMinor,
  type ForeignBalance,
  type ForeignLine,
  type ForeignStatement,
} from "./foreign_statement.ts";

export interface MergedAccount {
  readonly account: string | null;
  readonly currency: string;
  /** By day; what stands in several statements once. */
  readonly lines: readonly MergedLine[];
  readonly faults: readonly BalanceFault[];
  /** The earliest and the latest balance that the files tell; null where they tell none. */
  readonly opening: ForeignBalance | null;
  readonly closing: ForeignBalance | null;
}

export interface MergedLine {
  readonly line: ForeignLine;
  /** The same for the same line, in whatever file it stands: 64 hex digits. */
  readonly identity: string;
  /** How many lines of its statement that are alike in everything come before it. */
  readonly twin: number;
  /** Statements that have it. */
  readonly seen: number;
}

/** Balances of a bank that do not follow from each other. */
export interface BalanceFault {
  /** `lines`: those of one statement miss what its balances say. `gap`: a statement does not begin as the one before ended. */
  readonly kind: "lines" | "gap";
  readonly fromDay: string;
  readonly toDay: string;
  readonly missingMinor: number;
}

/** One for each account and currency, in the order in which they come first. */
export function mergedAccounts(statements: readonly ForeignStatement[]): readonly MergedAccount[] {
  const groups = new Map<string, ForeignStatement[]>();
  for (const statement of statements) {
    const name = JSON.stringify([statement.account, statement.currency]);
    const group = groups.get(name);
    if (group) group.push(statement);
    else groups.set(name, [statement]);
  }
  return [...groups.values()].map((group) => {
    const parts = group.map(identified);
    return {
      account: group[0]!.account,
      currency: group[0]!.currency,
      lines: mergedLines(parts),
      faults: [...lineFaults(group), ...gapFaults(parts)],
      ...balancesOf(parts),
    };
  });
}

interface Identified {
  readonly statement: ForeignStatement;
  /** Lines by their identities. */
  readonly lines: ReadonlyMap<string, IdentifiedLine>;
}

interface IdentifiedLine {
  readonly line: ForeignLine;
  readonly twin: number;
}

function identified(statement: ForeignStatement): Identified {
  const twins = new Map<string, number>();
  const lines = new Map<string, IdentifiedLine>();
  for (const line of statement.lines) {
    const about = JSON.stringify([statement.account, lineKey(line)]);
    const twin = twins.get(about) ?? 0;
    twins.set(about, twin + 1);
    const identity = createHash("sha256").update(JSON.stringify([about, twin])).digest("hex");
    lines.set(identity, { line, twin });
  }
  return { statement, lines };
}

function mergedLines(statements: readonly Identified[]): readonly MergedLine[] {
  const found = new Map<string, IdentifiedLine & { seen: number }>();
  for (const { lines } of statements) {
    for (const [identity, line] of lines) {
      const known = found.get(identity);
      if (known) known.seen++;
      else found.set(identity, { ...line, seen: 1 });
    }
  }
  return [...found].map(([identity, line]) => ({ ...line, identity })).sort((a, b) =>
    order(a.line.bookedOn, b.line.bookedOn) || order(a.identity, b.identity)
  );
}

function lineFaults(statements: readonly ForeignStatement[]): readonly BalanceFault[] {
  return statements.flatMap((statement): readonly BalanceFault[] => {
    const missingMinor = differenceMinor(statement);
    if (!missingMinor) return [];
    const { opening, closing } = statement;
    return [{ kind: "lines", fromDay: opening!.day, toDay: closing!.day, missingMinor }];
  });
}

interface Bounded extends Identified {
  readonly opening: ForeignBalance;
  readonly closing: ForeignBalance;
}

function bounded(statements: readonly Identified[]): Bounded[] {
  return statements.flatMap((one): readonly Bounded[] => {
    const { opening, closing } = one.statement;
    return opening && closing ? [{ ...one, opening, closing }] : [];
  }).sort((a, b) =>
    order(a.opening.day, b.opening.day) || order(a.closing.day, b.closing.day) ||
    a.lines.size - b.lines.size
  );
}

function balancesOf(statements: readonly Identified[]): Pick<MergedAccount, "opening" | "closing"> {
  const told = bounded(statements);
  const latest = [...told].sort((a, b) => order(a.closing.day, b.closing.day)).at(-1);
  return { opening: told[0]?.opening ?? null, closing: latest?.closing ?? null };
}

/** The first balance and all lines until then must make up each later balance, however the statements overlap. */
function gapFaults(statements: readonly Identified[]): readonly BalanceFault[] {
  const [first, ...others] = bounded(statements);
  if (!first) return [];
  const faults: BalanceFault[] = [];
  const seen = new Set(first.lines.keys());
  let { closing } = first;
  for (const one of others) {
    let expectedMinor = closing.amountMinor;
    const before = seen.size;
    for (const [identity, { line }] of one.lines) {
      if (!seen.has(identity)) expectedMinor += line.amountMinor;
      seen.add(identity);
    }
    // One that says less about the same days than another.
    if (seen.size === before && one.closing.day <= closing.day) continue;
    const own = differenceMinor(one.statement) ?? 0;
    const missingMinor = one.closing.amountMinor - expectedMinor - own;
    if (missingMinor !== 0) {
      faults.push({ kind: "gap", fromDay: closing.day, toDay: one.opening.day, missingMinor });
    }
    if (one.closing.day >= closing.day) closing = one.closing;
  }
  return faults;
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
