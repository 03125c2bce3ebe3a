// A Deno KV file, read without opening it as one: what looks at a bank that may be damaged must not change it, and Deno KV
// writes the log of the last run into the file as soon as it is opened. Goes by SQLite and the documented order of keys.
import { Buffer } from "node:buffer";
import type { Kv, KvAtomic, KvEntry, KvKey } from "./kv.ts";

/** The bytes of a value as they are; others are made by programs that are not a bank. */
const ENCODED_AS_BYTES = 3;

/** First bytes of the parts of a key. */
const TEXT = 0x02;
const NUMBER = 0x21;
const NUMBER_BYTES = 8;
/** Turned over in a number that is not below zero, so that it comes after those that are. */
const SIGN = 0x80;

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
    const bytes = encodeKey(prefix);
    const first = start ? encodeKey(start) : bytes;
    for (const row of this.#many.iterate(first, Buffer.concat([bytes, Buffer.of(0xff)]))) {
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

/**
 * Parts in an order that bytes have, too (Deno KV's key encoding, that of FoundationDB's tuples). The bank's keys are texts
 * without zeros and numbers that are not below zero.
 */
export function encodeKey(key: KvKey): Uint8Array {
  return Buffer.concat(key.map((part) => {
    if (typeof part === "string") return Buffer.from(`\u0002${part}\0`);
    const bytes = Buffer.alloc(1 + NUMBER_BYTES, NUMBER);
    bytes.writeDoubleBE(part, 1);
    bytes[1]! ^= SIGN;
    return bytes;
  }));
}

/** @throws when the bank has no such keys. */
export function decodeKey(bytes: Uint8Array): (string | number)[] {
  const parts: (string | number)[] = [];
  const rest = Buffer.from(bytes);
  for (let at = 0; at < rest.length;) {
    const kind = rest[at];
    const end = kind === TEXT ? rest.indexOf(0, at) : at + NUMBER_BYTES;
    if ((kind !== TEXT && kind !== NUMBER) || end < 0 || end >= rest.length) {
      throw new Error("A key of the store has an unknown form");
    }
    if (kind === TEXT) parts.push(rest.toString("utf8", at + 1, end));
    else {
      rest[at + 1]! ^= SIGN;
      parts.push(rest.readDoubleBE(at + 1));
    }
    at = end + 1;
  }
  return parts;
}
