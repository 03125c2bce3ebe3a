// The view of giving: one row per record, as JSON, each of which says itself which event it reflects. Records that have
// changed wait here until the writer (store/view_writer.ts) takes them.
import type { DurableLedger } from "../bank/ledger.ts";
import { GIVING_TABLES, type GivingTable, type TouchedRecord } from "../bank/giving/tables.ts";
import type { GivingRecord } from "../bank/giving/record.ts";
import { bytesOf, type Kv } from "./kv.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Records in one commit. */
const RECORDS_MAX = 200;

export interface StandingRecord extends TouchedRecord {
  readonly record: GivingRecord;
}

/** What the store does with a table, whatever its records are. */
export interface AnyTable {
  readonly size: number;
  get(key: string): GivingRecord | undefined;
  add(key: string, record: GivingRecord): void;
  rows(): IterableIterator<[string, GivingRecord]>;
}

/** The tables of a ledger, each as a table of some kind of record. */
export function givingTable({ giving }: DurableLedger, name: GivingTable): AnyTable {
  return giving[name] as unknown as AnyTable;
}

export function recordsIn(ledger: DurableLedger): number {
  return GIVING_TABLES.reduce((sum, name) => sum + givingTable(ledger, name).size, 0);
}

/** @throws when a row is not a record. */
export async function readRecords(kv: Kv): Promise<StandingRecord[]> {
  const records: StandingRecord[] = [];
  for await (const entry of kv.list({ prefix: ["giving"] }, { batchSize: RECORDS_MAX })) {
    const [, table, key] = entry.key as [string, GivingTable, string];
    const record = JSON.parse(decoder.decode(bytesOf(entry)!)) as GivingRecord;
    if (!GIVING_TABLES.includes(table) || !Number.isSafeInteger(record.changed)) {
      throw new Error(`${table} ${key} is not a record of giving`);
    }
    records.push({ table, key, record });
  }
  return records;
}

export interface RecordRow {
  readonly key: readonly string[];
  readonly bytes: Uint8Array;
}

export class GivingView {
  readonly #ledger: DurableLedger;
  /** Changed records by table and key, with the block in which they first changed; oldest first. */
  #waiting = new Map<string, number>();

  constructor(ledger: DurableLedger) {
    this.#ledger = ledger;
  }

  note(seq: number, records: readonly TouchedRecord[]): void {
    for (const { table, key } of records) {
      const name = `${table} ${key}`;
      if (!this.#waiting.has(name)) this.#waiting.set(name, seq);
    }
  }

  /** The first block that is not in the view, or infinity. */
  get oldest(): number {
    const [first] = this.#waiting.values();
    return first ?? Infinity;
  }

  /** Those that have waited longest, as rows; they wait no more unless they are put back. */
  take(
    bytesMax: number,
  ): { readonly rows: readonly RecordRow[]; readonly taken: ReadonlyMap<string, number> } {
    const taken = new Map<string, number>();
    const rows: RecordRow[] = [];
    let bytes = 0;
    for (const [name, since] of this.#waiting) {
      if (rows.length === RECORDS_MAX || bytes >= bytesMax) break;
      taken.set(name, since);
      this.#waiting.delete(name);
      const at = name.indexOf(" ");
      const [table, key] = [name.slice(0, at) as GivingTable, name.slice(at + 1)];
      const record = givingTable(this.#ledger, table).get(key);
      const row = { key: ["giving", table, key], bytes: encoder.encode(JSON.stringify(record)) };
      bytes += row.bytes.length;
      rows.push(row);
    }
    return { rows, taken };
  }

  /** They were not written after all. */
  putBack(taken: ReadonlyMap<string, number>): void {
    this.#waiting = new Map([...taken, ...this.#waiting, ...taken]);
  }
}
