// Files of another bank, read where the person who has them is: the bank is told lines, never files.
import * as fs from "node:fs";
import { currencyOf, moneyText } from "../bank/money.ts";
import { type CsvMap, CsvMapFile } from "../bank/statement_files/csv_map.ts";
import {
  FILE_BYTES_MAX,
  type ForeignStatement,
  StatementFileError,
} from "../bank/statement_files/foreign_statement.ts";
import {
  type BalanceFault,
  type MergedAccount,
  mergedAccounts,
} from "../bank/statement_files/merged_lines.ts";
import { type ReadingOptions, statementsIn } from "../bank/statement_files/statement_file.ts";
import { shapeProblem } from "../api/methods.ts";
import { usageError } from "../console/exit.ts";
import { readText } from "../console/files.ts";
import { reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";

export interface ForeignFiles {
  readonly files: readonly string[];
  /** The name of the map of a CSV file. */
  readonly map?: string | undefined;
  /** A map of this bank's own, in JSON. */
  readonly mapFile?: string | undefined;
}

/** One for each account and currency. @throws {CommandError} */
export function readAccounts({ files, map, mapFile }: ForeignFiles): readonly MergedAccount[] {
  const own = mapFile === undefined ? null : readMap(mapFile);
  const options = { maps: own ? [own] : [], map: map ?? own?.name };
  return mergedAccounts(files.flatMap((file) => read(file, options)));
}

/** @throws {CommandError} */
function read(file: string, options: ReadingOptions): readonly ForeignStatement[] {
  try {
    if (fs.statSync(file).size > FILE_BYTES_MAX) {
      throw new StatementFileError(`it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`);
    }
    return statementsIn(fs.readFileSync(file), options);
  } catch (error) {
    const reason = error instanceof StatementFileError ? error.message : reasonText(error);
    throw usageError(line`Cannot read ${file}: ${reason}`);
  }
}

/** @throws {CommandError} */
function readMap(file: string): CsvMap {
  let given: unknown;
  try {
    given = JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw usageError(line`Cannot read ${file}: expected a map in JSON`);
  }
  const map = CsvMapFile.safeParse(given);
  if (map.success) return map.data;
  throw usageError(line`Cannot read ${file}: ${shapeProblem(map.error)}`);
}

export function faultText(
  { kind, fromDay, toDay, missingMinor }: BalanceFault,
  code: string,
): string {
  const money = moneyText(missingMinor, currencyOf(code));
  return kind === "lines"
    ? line`The lines from ${fromDay} to ${toDay} miss ${money} of what the balances say.`
    : line`Between ${fromDay} and ${toDay} lines of ${money} are missing: the balances do not meet.`;
}
