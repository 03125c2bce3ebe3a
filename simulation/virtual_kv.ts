// A disk in memory behind the interface of Deno KV: takes its time, is full now and then, loses its answer, says that it has not
// stored what it has, and may or may not have written what was under way when the machine crashed. What it has acknowledged
// stays, until its log is damaged.
import type { Kv, KvAtomic, KvEntry, KvKey } from "../store/kv.ts";
import type { Chance, VirtualTime } from "./virtual_time.ts";

interface Row {
  readonly key: KvKey;
  readonly value: Uint8Array;
  readonly versionstamp: string;
}

/** Commits whose undoing is kept: what the log of SQLite may hold before it is taken into the file. */
const LOG_COMMITS = 60;

/** Chance that one operation waits behind others, and for how many milliseconds at the most: what was checked before may change. */
const STALLED = 0.03;
const STALL_MS = 100;

/** What survives a crash. */
export class Disk {
  readonly rows = new Map<string, Row>();
  /** Commits so far. */
  writes = 0;
  #version = 0;
  /** For each of the newest commits the rows as they were before it. */
  readonly #log: ReadonlyMap<string, Row | undefined>[] = [];

  /** All or nothing, as one commit. */
  write(changes: readonly Change[]): void {
    this.writes++;
    const before = new Map<string, Row | undefined>();
    for (const { key, row } of changes) {
      if (!before.has(key)) before.set(key, this.rows.get(key));
      if (row) this.rows.set(key, { ...row, versionstamp: this.nextVersion() });
      else this.rows.delete(key);
    }
    this.#log.push(before);
    if (this.#log.length > LOG_COMMITS) this.#log.shift();
  }

  /**
   * The log is torn, cut or missing, or the file of yesterday was put back: the newest commits are gone.
   * @returns what makes it good again.
   */
  forget(commits: number): () => void {
    const whole = new Map(this.rows);
    for (const before of this.#log.slice(-commits).reverse()) {
      for (const [key, row] of before) {
        if (row) this.rows.set(key, row);
        else this.rows.delete(key);
      }
    }
    const log = [...this.#log];
    this.#log.length = 0;
    return () => {
      this.rows.clear();
      for (const [key, row] of whole) this.rows.set(key, row);
      this.#log.push(...log);
    };
  }

  /** One bit of this row is another one. @returns what makes it good again. */
  flip(key: KvKey, chance: Chance): () => void {
    const name = JSON.stringify(key);
    const row = this.rows.get(name)!;
    const value = new Uint8Array(row.value);
    if (value.length > 0) value[chance.whole(value.length)]! ^= 1 << chance.whole(8);
    this.rows.set(name, { ...row, value });
    return () => void this.rows.set(name, row);
  }

  nextVersion(): string {
    return String(++this.#version).padStart(20, "0");
  }

  sorted(prefix: KvKey, start?: KvKey): Row[] {
    return [...this.rows.values()]
      .filter(({ key }) => prefix.every((part, place) => part === key[place]))
      .filter(({ key }) => !start || compare(key, start) >= 0)
      .sort((a, b) => compare(a.key, b.key));
  }
}

export interface Faults {
  /** Chance that a commit is refused, and that its answer is lost although it was written. */
  refused: number;
  unanswered: number;
  /** Chance that a block was written and the store says that it was not. */
  denied: number;
  /** Milliseconds that an operation may take at the most. */
  slowMs: number;
}

export interface VirtualKvOptions {
  readonly disk: Disk;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly faults: Faults;
  /** Told of a block that was stored and denied. */
  readonly onDenied?: (seq: number) => void;
  /** Told how many bytes were read of the rows that begin with this. */
  readonly onRead?: (prefix: KvKey, bytes: number) => void;
}

interface Change {
  readonly key: string;
  /** Absent: deleted. */
  readonly row?: Row;
}

export class VirtualKv implements Kv {
  readonly #options: VirtualKvOptions;
  /** Requests that were answered from the disk. */
  reads = 0;
  #crashed = false;
  #closed = false;

  constructor(options: VirtualKvOptions) {
    this.#options = options;
  }

  /** Nothing is answered any more. */
  crash(): void {
    this.#crashed = true;
  }

  async get(key: KvKey): Promise<KvEntry> {
    this.reads++;
    await this.#wait();
    const row = this.#options.disk.rows.get(JSON.stringify(key));
    return row ?? { key, value: null, versionstamp: null };
  }

  async *list({ prefix, start }: { prefix: KvKey; start?: KvKey }): AsyncIterable<KvEntry> {
    this.reads++;
    await this.#wait();
    const rows = this.#options.disk.sorted(prefix, start);
    this.#options.onRead?.(prefix, rows.reduce((bytes, { value }) => bytes + value.length, 0));
    yield* rows;
  }

  atomic(): KvAtomic {
    const checks: { key: KvKey; versionstamp: string | null }[] = [];
    const changes: Change[] = [];
    const atomic: KvAtomic = {
      check(...more) {
        checks.push(...more);
        return atomic;
      },
      set(key, value) {
        const bytes = new Uint8Array(value as Uint8Array);
        changes.push({ key: JSON.stringify(key), row: { key, value: bytes, versionstamp: "" } });
        return atomic;
      },
      delete(key) {
        changes.push({ key: JSON.stringify(key) });
        return atomic;
      },
      commit: () => this.#commit(checks, changes),
    };
    return atomic;
  }

  close(): void {
    this.#closed = true;
  }

  async #commit(
    checks: readonly { key: KvKey; versionstamp: string | null }[],
    changes: readonly Change[],
  ): Promise<{ ok: boolean }> {
    // What a dead process still had in mind does not happen.
    if (this.#crashed) return new Promise(() => {});
    if (this.#closed) throw new Error("This database is closed");
    const { disk, chance, faults } = this.#options;
    const fate = chance.draw();
    await this.#wait(() => {
      // The machine stopped while this was under way: whether it was written is unknown.
      if (chance.happens(0.5) && fits(disk, checks)) disk.write(changes);
    });
    if (fate < faults.refused) throw new Error("The disk is full");
    if (!fits(disk, checks)) return { ok: false };
    disk.write(changes);
    // The answer takes its time, and does not come when the process dies meanwhile.
    if (chance.happens(0.3)) await this.#wait();
    if (fate > 1 - faults.unanswered) throw new Error("The answer of the disk was lost");
    const block = changes.find(({ row }) => row?.key[0] === "journal")?.row;
    if (block && fate > 1 - faults.unanswered - faults.denied) {
      this.#options.onDenied?.(Number(block.key[1]));
      return { ok: false };
    }
    return { ok: true };
  }

  #wait(crashed: () => void = () => {}): Promise<void> {
    const { time, chance, faults } = this.#options;
    const most = chance.happens(STALLED) ? STALL_MS : faults.slowMs;
    return new Promise((resolve) => {
      void time.after(chance.whole(most + 1), () => this.#crashed ? crashed() : resolve());
    });
  }
}

/** For looking only, in no time. */
export class LookingKv implements Kv {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  get(key: KvKey): Promise<KvEntry> {
    const row = this.#disk.rows.get(JSON.stringify(key));
    return Promise.resolve(row ?? { key, value: null, versionstamp: null });
  }

  async *list({ prefix, start }: { prefix: KvKey; start?: KvKey }): AsyncIterable<KvEntry> {
    yield* this.#disk.sorted(prefix, start);
  }

  atomic(): KvAtomic {
    throw new Error("This is open for reading only");
  }

  close(): void {}
}

function fits(disk: Disk, checks: readonly { key: KvKey; versionstamp: string | null }[]): boolean {
  return checks.every(({ key, versionstamp }) =>
    (disk.rows.get(JSON.stringify(key))?.versionstamp ?? null) === versionstamp
  );
}

/** Deno KV's order: part by part, texts before numbers. */
function compare(a: KvKey, b: KvKey): number {
  for (let place = 0; place < Math.min(a.length, b.length); place++) {
    const [one, other] = [a[place]!, b[place]!];
    if (one === other) continue;
    if (typeof one !== typeof other) return typeof one === "string" ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}
