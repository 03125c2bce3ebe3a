// A Deno KV file, read without opening it as one: what looks at a bank that may be damaged must not change it, and Deno KV
// writes the log of the last run into the file as soon as it is opened. Goes by SQLite and the documented order of keys.
import { decodeKey, encodeKey, rangeOf } from "./key_order.ts";
import type { Kv, KvAtomic, KvEntry, KvKey } from "./kv.ts";

/** The bytes of a value as they are; others are made by programs that are not a bank. */
const ENCODED_AS_BYTES = 3;

/** The part of node:sqlite that is used. */
interface Statement {
  all(...parameters: Uint8Array[]): unknown[];
  iterate(...parameters: Uint8Array[]): Iterable<unknown>;
}

interface Row {
  readonly k: Uint8Array;
  readonly v: Uint8Array;
  readonly v_encoding: number;
}

const sqliteOrNull = () => import("node:sqlite").catch(() => null);

/** Whether the runtime has an SQLite to look with; Node has one from 22 on. */
export const canLook = async (): Promise<boolean> => await sqliteOrNull() !== null;

/**
 * @param options.snapshot everything is read as it was at the first look, whatever is written meanwhile.
 * @returns null where there is no SQLite to look with (Node before 22). @throws when it is not such a file.
 */
export async function openReadOnly(
  file: string,
  { snapshot = false }: { readonly snapshot?: boolean } = {},
): Promise<Kv | null> {
  const sqlite = await sqliteOrNull();
  if (!sqlite) return null;
  const database = new sqlite.DatabaseSync(file, { readOnly: true });
  try {
    if (snapshot) database.exec("begin");
    const tables = database.prepare("select 1 from sqlite_master where name = 'kv'").all();
    // A file that is empty, or that was being made when its process ended.
    if (tables.length === 0) return new ReadOnlyKv({ ...EMPTY, close: () => database.close() });
    const select = "select k, v, v_encoding from kv where k";
    const one = database.prepare(`${select} = ?`) as Statement;
    const many = database.prepare(`${select} >= ? and k < ? order by k`) as Statement;
    return new ReadOnlyKv({ one, many, close: () => database.close() });
  } catch (error) {
    database.close();
    throw error;
  }
}

const NO_ROWS: Statement = { all: () => [], iterate: () => [] };
const EMPTY = { one: NO_ROWS, many: NO_ROWS };

class ReadOnlyKv implements Kv {
  readonly #one: Statement;
  readonly #many: Statement;
  readonly close: () => void;

  constructor({ one, many, close }: { one: Statement; many: Statement; close: () => void }) {
    this.#one = one;
    this.#many = many;
    this.close = close;
  }

  get(key: KvKey): Promise<KvEntry> {
    const [row] = this.#one.all(encodeKey(key)) as Row[];
    return Promise.resolve(
      row ? { ...entryOf(row), key } : { key, value: null, versionstamp: null },
    );
  }

  async *list({ prefix, start }: { prefix: KvKey; start?: KvKey }): AsyncIterable<KvEntry> {
    const { after, before } = rangeOf(prefix);
    const first = start ? encodeKey(start) : after;
    for (const row of this.#many.iterate(first, before)) {
      yield entryOf(row as Row);
    }
  }

  atomic(): KvAtomic {
    throw new Error("This is open for reading only");
  }
}

function entryOf({ k, v, v_encoding: encoding }: Row): KvEntry {
  const key = decodeKey(k);
  if (encoding !== ENCODED_AS_BYTES) {
    throw new Error(`Store record ${JSON.stringify(key)} is damaged: it is not bytes`);
  }
  return { key, value: new Uint8Array(v), versionstamp: "0" };
}
