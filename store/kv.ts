// The part of Deno KV that the store uses, as an interface, so that the embedded file, the remote store,
// @deno/kv on Node and a failing one in tests are alike. Values are always bytes.

export type KvKey = readonly (string | number)[];

/** Its `versionstamp` is null where there is no such key. */
export interface KvEntry {
  readonly key: readonly unknown[];
  readonly value: unknown;
  readonly versionstamp: string | null;
}

/** All of it or nothing: `commit` tells `ok: false` when a check did not hold. */
export interface KvAtomic {
  check(...checks: { key: KvKey; versionstamp: string | null }[]): KvAtomic;
  set(key: KvKey, value: unknown): KvAtomic;
  delete(key: KvKey): KvAtomic;
  commit(): Promise<{ ok: boolean }>;
}

export interface Kv {
  get(key: KvKey): Promise<KvEntry>;
  list(
    selector: { prefix: KvKey; start?: KvKey },
    options?: { batchSize?: number },
  ): AsyncIterable<KvEntry>;
  atomic(): KvAtomic;
  close(): void;
}

/** The memory gate of raw values: bytes or nothing. */
export function bytesOf(entry: KvEntry): Uint8Array | null {
  if (entry.value === null || entry.value === undefined) return null;
  if (entry.value instanceof Uint8Array) return entry.value;
  throw new Error(`Store record ${JSON.stringify(entry.key)} is damaged: it is not bytes`);
}
