// Keys and values in PostgreSQL, as the store of a bank needs them. Knows how keys, checks and changes become parameters of one
// statement, and nothing of sessions.
import { Buffer } from "node:buffer";
import type { Kv, KvAtomic, KvEntry, KvKey } from "./kv.ts";
import { decodeKey, encodeKey, rangeOf } from "./key_order.ts";
import type { Row } from "./postgres_link.ts";
import { GET, LIST_AFTER, LIST_FROM } from "./postgres_tables.ts";

/** Rows of one request while listing: of 60 KiB at most. */
const PAGE_ROWS = 64;

export interface Rows {
  read(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Absent where it is open for reading only. */
  commit?(parameters: readonly unknown[]): Promise<boolean>;
  close(): void;
}

export class PostgresKv implements Kv {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  async get(key: KvKey): Promise<KvEntry> {
    const [row] = await this.#rows.read(GET, [encodeKey(key)]);
    if (!row) return { key, value: null, versionstamp: null };
    return { key, value: new Uint8Array(row.value), versionstamp: row.version };
  }

  async *list(
    { prefix, start }: { prefix: KvKey; start?: KvKey },
    { batchSize = PAGE_ROWS }: { batchSize?: number } = {},
  ): AsyncIterable<KvEntry> {
    const { after, before } = rangeOf(prefix);
    let [from, text] = start ? [encodeKey(start), LIST_FROM] : [after, LIST_AFTER];
    for (;;) {
      const rows = await this.#rows.read(text, [from, before, batchSize]);
      for (const { key, value, version } of rows) {
        yield { key: decodeKey(key), value: new Uint8Array(value), versionstamp: version };
      }
      if (rows.length < batchSize) return;
      [from, text] = [rows.at(-1)!.key, LIST_AFTER];
    }
  }

  atomic(): KvAtomic {
    const { commit } = this.#rows;
    if (!commit) throw new Error("This is open for reading only");
    return new PostgresAtomic((parameters) => commit.call(this.#rows, parameters));
  }

  close(): void {
    this.#rows.close();
  }
}

/** Versions of commits are numbers from 1 on. */
const ABSENT = "0";

class PostgresAtomic implements KvAtomic {
  readonly #commit: (parameters: readonly unknown[]) => Promise<boolean>;
  readonly #checks: { readonly key: KvKey; readonly versionstamp: string | null }[] = [];
  /** The last one of each key counts. */
  readonly #changes = new Map<
    string,
    { readonly key: Uint8Array; readonly value: Uint8Array | null }
  >();

  constructor(commit: (parameters: readonly unknown[]) => Promise<boolean>) {
    this.#commit = commit;
  }

  check(...checks: { key: KvKey; versionstamp: string | null }[]): KvAtomic {
    for (const check of checks) this.#checks.push(check);
    return this;
  }

  set(key: KvKey, value: unknown): KvAtomic {
    return this.#change(key, value as Uint8Array);
  }

  delete(key: KvKey): KvAtomic {
    return this.#change(key, null);
  }

  #change(key: KvKey, value: Uint8Array | null): KvAtomic {
    const bytes = Buffer.from(encodeKey(key));
    this.#changes.set(bytes.toString("latin1"), { key: bytes, value });
    return this;
  }

  async commit(): Promise<{ ok: boolean }> {
    const parts: Uint8Array[] = [];
    // The first byte is number 1 there.
    let at = 1;
    const put = (bytes: Uint8Array) => {
      parts.push(bytes);
      at += bytes.length;
      return [at - bytes.length, bytes.length] as const;
    };
    const checks = this.#checks.map(({ key, versionstamp }) =>
      [...put(encodeKey(key)), versionstamp ?? ABSENT] as const
    );
    const changes = [...this.#changes.values()].map(({ key, value }) => {
      const place = put(key);
      return [...place, value === null ? -1 : put(value)[1]] as const;
    });
    const column = (rows: readonly (readonly unknown[])[], place: number) =>
      `{${rows.map((row) => row[place]).join()}}`;
    const ok = await this.#commit([
      Buffer.concat(parts),
      column(checks, 0),
      column(checks, 1),
      column(checks, 2),
      column(changes, 0),
      column(changes, 1),
      column(changes, 2),
    ]);
    return { ok };
  }
}
