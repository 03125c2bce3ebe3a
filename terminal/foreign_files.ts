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
export async function readAccounts(
  { files, map, mapFile }: ForeignFiles,
): Promise<readonly MergedAccount[]> {
  const own = mapFile === undefined ? null : readMap(mapFile);
  const options = { maps: own ? [own] : [], map: map ?? own?.name };
  const statements: ForeignStatement[] = [];
  for (const file of files) statements.push(...await read(file, options));
  return mergedAccounts(statements);
}

/** @throws {CommandError} */
async function read(
  file: string,
  options: ReadingOptions,
): Promise<readonly ForeignStatement[]> {
  try {
    if (fs.statSync(file).size > FILE_BYTES_MAX) {
      throw new StatementFileError(`it is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB`);
    }
    const bytes = fs.readFileSync(file);
    if (!isZip(bytes)) return statementsIn(bytes, options);
    const { filesIn } = await import("./zip_archive.ts");
    return (await filesIn(bytes)).flatMap(({ name, content }) => inside(name, content, options));
  } catch (error) {
    const reason = error instanceof StatementFileError ? error.message : reasonText(error);
    throw usageError(line`Cannot read ${file}: ${reason}`);
  }
}

/** What is wrong is said of the file in the archive. @throws {StatementFileError} */
function inside(
  name: string,
  content: Uint8Array,
  options: ReadingOptions,
): readonly ForeignStatement[] {
  try {
    return statementsIn(content, options);
  } catch (error) {
    if (!(error instanceof StatementFileError)) throw error;
    throw new StatementFileError(line`${name} in it: ${error.message}`);
  }
}

/** By its first bytes (PKWARE APPNOTE, 4.3.7 and 4.3.16), also one of nothing. */
function isZip(bytes: Uint8Array): boolean {
  const [one, two, three, four] = bytes;
  return one === 0x50 && two === 0x4b && (three === 3 && four === 4 || three === 5 && four === 6);
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
