// A disk in memory behind the interface of Deno KV: takes its time, is full now and then, loses its answer, and may or
// may not have written what was under way when the machine crashed. What it has acknowledged stays.
import type { Kv, KvAtomic, KvEntry, KvKey } from "../../store/kv.ts";
import type { Chance, VirtualTime } from "./virtual_time.ts";

interface Row {
  readonly key: KvKey;
  readonly value: Uint8Array;
  readonly versionstamp: string;
}

/** What survives a crash. */
export class Disk {
  readonly rows = new Map<string, Row>();
  #version = 0;

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
  /** Milliseconds that an operation may take at the most. */
  slowMs: number;
}

export interface VirtualKvOptions {
  readonly disk: Disk;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly faults: Faults;
}

type Change = (disk: Disk) => void;

export class VirtualKv implements Kv {
  readonly #options: VirtualKvOptions;
  #crashed = false;

  constructor(options: VirtualKvOptions) {
    this.#options = options;
  }

  /** Nothing is answered any more. */
  crash(): void {
    this.#crashed = true;
  }

  async get(key: KvKey): Promise<KvEntry> {
    await this.#wait();
    const row = this.#options.disk.rows.get(JSON.stringify(key));
    return row ?? { key, value: null, versionstamp: null };
  }

  async *list({ prefix, start }: { prefix: KvKey; start?: KvKey }): AsyncIterable<KvEntry> {
    await this.#wait();
    yield* this.#options.disk.sorted(prefix, start);
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
        const bytes = (value as Uint8Array).slice();
        changes.push((disk) => {
          const row = { key, value: bytes, versionstamp: disk.nextVersion() };
          disk.rows.set(JSON.stringify(key), row);
        });
        return atomic;
      },
      delete(key) {
        changes.push((disk) => void disk.rows.delete(JSON.stringify(key)));
        return atomic;
      },
      commit: () => this.#commit(checks, changes),
    };
    return atomic;
  }

  close(): void {}

  async #commit(
    checks: readonly { key: KvKey; versionstamp: string | null }[],
    changes: readonly Change[],
  ): Promise<{ ok: boolean }> {
    const { disk, chance, faults } = this.#options;
    const fate = chance.draw();
    await this.#wait(() => {
      // The machine stopped while this was under way: nobody can say whether it was written.
      if (chance.happens(0.5) && fits(disk, checks)) { for (const change of changes) change(disk); }
    });
    if (fate < faults.refused) throw new Error("The disk is full");
    if (!fits(disk, checks)) return { ok: false };
    for (const change of changes) change(disk);
    if (fate > 1 - faults.unanswered) throw new Error("The answer of the disk was lost");
    return { ok: true };
  }

  #wait(crashed: () => void = () => {}): Promise<void> {
    const { time, chance, faults } = this.#options;
    return new Promise((resolve) => {
      void time.after(chance.whole(faults.slowMs + 1), () => this.#crashed ? crashed() : resolve());
    });
  }
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
