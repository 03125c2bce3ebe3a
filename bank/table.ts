// Tables of small records. `MemoryTable` holds what is durable. `OverlayTable` lies over it and holds what
// has been decided but not yet written: dropping the overlay undoes the decisions, and readers of the
// base never see what a crash could take back.

export interface Table<K, V extends object> {
  get(key: K): Readonly<V> | undefined;
  add(key: K, value: V): void;
  /** The record to change in place. The key must exist: callers have just read it. */
  edit(key: K): V;
  /** All of them; for what happens rarely. */
  rows(): IterableIterator<[K, Readonly<V>]>;
}

export class MemoryTable<K, V extends object> implements Table<K, V> {
  readonly #rows = new Map<K, V>();

  get size(): number {
    return this.#rows.size;
  }

  get(key: K): V | undefined {
    return this.#rows.get(key);
  }

  add(key: K, value: V): void {
    this.#rows.set(key, value);
  }

  edit(key: K): V {
    const row = this.#rows.get(key);
    if (!row) throw new Error(`No row ${String(key)} to edit`);
    return row;
  }

  rows(): IterableIterator<[K, V]> {
    return this.#rows.entries();
  }
}

interface Speculation<V> {
  row: V;
  batch: number;
}

export class OverlayTable<K, V extends object> implements Table<K, V> {
  readonly #base: Table<K, V>;
  readonly #rows = new Map<K, Speculation<V>>();
  #batch = 0;
  #touched: K[] = [];
  readonly #sealed: { batch: number; keys: K[] }[] = [];

  constructor(base: Table<K, V>) {
    this.#base = base;
  }

  get(key: K): Readonly<V> | undefined {
    return this.#rows.get(key)?.row ?? this.#base.get(key);
  }

  add(key: K, row: V): void {
    this.#rows.set(key, { row, batch: this.#batch });
    this.#touched.push(key);
  }

  *rows(): IterableIterator<[K, Readonly<V>]> {
    for (const [key, row] of this.#base.rows()) yield [key, this.#rows.get(key)?.row ?? row];
    for (const [key, { row }] of this.#rows) if (!this.#base.get(key)) yield [key, row];
  }

  edit(key: K): V {
    const known = this.#rows.get(key);
    if (known) {
      if (known.batch !== this.#batch) {
        known.batch = this.#batch;
        this.#touched.push(key);
      }
      return known.row;
    }
    const base = this.#base.get(key);
    if (!base) throw new Error(`No row ${String(key)} to edit`);
    const row = { ...base };
    this.add(key, row);
    return row;
  }

  /** Ends the batch that is being collected; the next edits belong to the following one. */
  seal(): void {
    this.#sealed.push({ batch: this.#batch, keys: this.#touched });
    this.#batch++;
    this.#touched = [];
  }

  /** The oldest sealed batch is now in the base: rows that no later batch changed are dropped here. */
  settle(): void {
    const oldest = this.#sealed.shift();
    if (!oldest) return;
    for (const key of oldest.keys) {
      if (this.#rows.get(key)?.batch === oldest.batch) this.#rows.delete(key);
    }
  }

  /** Forgets everything that is not durable. */
  reset(): void {
    this.#rows.clear();
    this.#touched = [];
    this.#sealed.length = 0;
  }
}
