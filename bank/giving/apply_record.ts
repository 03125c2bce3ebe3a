// A record of giving that an event makes or changes. One that a view had with this event in it is left as it is.
import type { Applying } from "../applying.ts";
import type { Ledger } from "../ledger.ts";
import type { Table } from "../table.ts";
import type { GivingRecord, Organisation } from "./record.ts";
import type { GivingTable } from "./tables.ts";

/** The record to change, or null when a view had it with this event in it. */
export function changing<R extends GivingRecord>(
  table: Table<string, R>,
  { name, key, applying }: {
    readonly name: GivingTable;
    readonly key: string;
    readonly applying: Applying;
  },
): R | null {
  const { reflects, ref, changes } = applying;
  if (reflects && (table.get(key)?.changed ?? -1) >= ref) return null;
  const record = table.edit(key);
  record.changed = ref;
  changes?.records.push({ table: name, key });
  return record;
}

/** A new record, unless a view had it. */
export function add<R extends GivingRecord>(
  table: Table<string, R>,
  { name, key, applying, record }: {
    readonly name: GivingTable;
    readonly key: string;
    readonly applying: Applying;
    readonly record: Omit<R, "changed">;
  },
): void {
  const { reflects, ref, changes } = applying;
  if (reflects && (table.get(key)?.changed ?? -1) >= ref) return;
  table.add(key, { ...record, changed: ref } as R);
  changes?.records.push({ table: name, key });
}

export function organisation(ledger: Ledger, key: string, applying: Applying): Organisation | null {
  return changing(ledger.organisations, { name: "organisations", key, applying });
}
