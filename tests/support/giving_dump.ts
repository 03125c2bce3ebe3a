// The tables of giving as text, to compare two ledgers.
import { GIVING_TABLES } from "../../bank/giving/tables.ts";
import type { DurableLedger } from "../../bank/ledger.ts";

const sorted = (_key: string, value: unknown) =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1))
    : value;

/** The tables of giving as text, members sorted. */
export function dumpGiving({ giving }: DurableLedger): string {
  const tables = GIVING_TABLES.map((name) => {
    const rows = [...giving[name].rows()] as [string, object][];
    return [name, rows.sort(([a], [b]) => a < b ? -1 : 1)];
  });
  return JSON.stringify(tables, sorted, 1);
}
