// Transfer ids that memory has let go, by the second that they carry: rows of "id ref" lines. An id may stand in
// several lines: that of its own event and of each event that changed the transfer later.
import type { Event } from "../bank/event.ts";
import type { Transfer } from "../bank/ledger.ts";
import { blockOf, type Ref, refOf } from "../bank/trace.ts";
import { timeOfId, type TransferId } from "../bank/transfer_id.ts";
import type { BlockCache } from "./block_cache.ts";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";

/** Lines of one row: 54 bytes each stay below the 64 KiB of a KV value. */
const LINES_PER_ROW = 1_000;

/** Lines of one take: 216 KB at the most, a part of what one commit may have. */
const LINES_PER_TAKE_MAX = 4_000;

const SECOND_MS = 1_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Line {
  readonly id: TransferId;
  readonly ref: Ref;
}

export interface IdRows {
  readonly rows: readonly { readonly key: KvKey; readonly bytes: Uint8Array }[];
  /** How many pending lines they hold. */
  readonly lines: number;
}

export class IdIndex {
  readonly #kv: Kv;
  readonly #blocks: BlockCache;
  #pending: Line[] = [];
  #added = 0;
  #highest: TransferId = "";

  constructor(kv: Kv, blocks: BlockCache) {
    this.#kv = kv;
    this.#blocks = blocks;
  }

  /** Lines added so far: what is added later is told by `changedSince`. */
  get mark(): number {
    return this.#added;
  }

  /** Whether an event that names this id has been added after the mark. */
  changedSince(id: TransferId, mark: number): boolean {
    const from = Math.max(0, this.#pending.length - (this.#added - mark));
    for (let place = from; place < this.#pending.length; place++) {
      if (this.#pending[place]!.id === id) return true;
    }
    // More have been added and written since than are still here: nobody can tell.
    return this.#added - mark > this.#pending.length;
  }

  /** The smallest id that is not durable yet, or null. */
  lowestPending(): TransferId | null {
    let lowest: TransferId | null = null;
    for (const { id } of this.#pending) if (lowest === null || id < lowest) lowest = id;
    return lowest;
  }

  /** The newest id there has been: after a start all of them are in the index only. */
  get highest(): TransferId {
    return this.#highest;
  }

  restore(highest: TransferId): void {
    this.#highest = highest;
  }

  /** The oldest pending line, those before `from` not counted, or null. */
  oldest(from = 0): Ref | null {
    return this.#pending[from]?.ref ?? null;
  }

  add(seq: number, events: readonly Event[]): void {
    for (let place = 0; place < events.length; place++) {
      const event = events[place]!;
      if (!("id" in event)) continue;
      const ref = refOf(seq, place);
      this.#push({ id: event.id, ref });
      if (event.id > this.#highest) this.#highest = event.id;
      if (event.type === "transferred" && event.reverses !== undefined) {
        this.#push({ id: event.reverses, ref });
      }
    }
  }

  #push(line: Line): void {
    this.#pending.push(line);
    this.#added++;
  }

  /** Ids that carry a later time than this: they are few, and have to be in memory. */
  async later(atMs: number): Promise<TransferId[]> {
    const ids = new Set<TransferId>();
    const selector = { prefix: ["ids"], start: ["ids", Math.floor(atMs / SECOND_MS)] };
    for await (const entry of this.#kv.list(selector)) {
      for (const line of decoder.decode(bytesOf(entry)!).split("\n")) {
        const id = line.split(" ")[0]!;
        if (id !== "" && timeOfId(id) > atMs) ids.add(id);
      }
    }
    return [...ids];
  }

  /** The oldest pending lines as rows, at most so many rows. */
  take(rowsMax: number): IdRows {
    const rows: { readonly second: number; readonly lines: Line[] }[] = [];
    const open = new Map<number, Line[]>();
    let taken = 0;
    for (const line of this.#pending) {
      if (taken === LINES_PER_TAKE_MAX) break;
      const second = secondOf(line.id);
      let lines = open.get(second);
      if (!lines || lines.length === LINES_PER_ROW) {
        if (rows.length === rowsMax) break;
        lines = [];
        open.set(second, lines);
        rows.push({ second, lines });
      }
      lines.push(line);
      taken++;
    }
    return { rows: rows.map(rowOf), lines: taken };
  }

  /** So many of the oldest lines are durable. */
  written(lines: number): void {
    this.#pending = this.#pending.slice(lines);
  }

  /** The transfer as its events tell it, or null when the index has no such id. */
  async transfer(id: TransferId): Promise<Transfer | null> {
    const refs = new Set<Ref>();
    for (const line of this.#pending) if (line.id === id) refs.add(line.ref);
    for await (const entry of this.#kv.list({ prefix: ["ids", secondOf(id)] })) {
      const text = decoder.decode(bytesOf(entry)!);
      for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
        refs.add(Number(text.slice(at + id.length + 1, text.indexOf("\n", at))));
      }
    }
    let transfer: Transfer | null = null;
    for (const ref of [...refs].sort((a, b) => a - b)) {
      const { event, atMs } = await this.#blocks.find(ref);
      transfer = afterEvent(transfer, { id, event, atMs, ref });
    }
    return transfer;
  }
}

/** Named by its first event; writing it again after a crash, with more or fewer lines, loses none. */
function rowOf({ second, lines }: { readonly second: number; readonly lines: readonly Line[] }) {
  const text = lines.map(({ id, ref }) => `${id} ${ref}\n`).join("");
  const [{ id, ref }] = lines as [Line];
  return { key: ["ids", second, ref, id], bytes: encoder.encode(text) };
}

/** Infinity when there is none. */
export function oldestBlock(ref: Ref | null): number {
  return ref === null ? Infinity : blockOf(ref);
}

function secondOf(id: TransferId): number {
  return Math.floor(timeOfId(id) / SECOND_MS);
}

/** What becomes of a transfer through one event that names its id. */
function afterEvent(
  transfer: Transfer | null,
  { id, event, atMs, ref }: {
    readonly id: TransferId;
    readonly event: Event;
    readonly atMs: number;
    readonly ref: Ref;
  },
): Transfer | null {
  switch (event.type) {
    case "transferred": {
      if (event.id !== id) return transfer && { ...transfer, reversedBy: event.id };
      const { kind, from, to, amountMinor, memo, reverses, gift, spending } = event;
      const plain = { id, kind, from, to, amountMinor, memo, atMs, ref, status: "booked" as const };
      const whole = { ...plain, ...(gift ? { gift } : {}), ...(spending ? { spending } : {}) };
      return reverses === undefined ? whole : { ...whole, reverses };
    }
    case "held": {
      const { type: _, ...about } = event;
      return { ...about, kind: event.gift ? "gift" : "transfer", atMs, ref, status: "held" };
    }
    case "hold_confirmed":
      return transfer &&
        { ...transfer, ref, status: "booked", ...(event.gift ? { gift: event.gift } : {}) };
    case "hold_ended":
      return transfer && { ...transfer, ref, status: event.why };
    case "voided": {
      const nothing = { kind: "transfer", amountMinor: 0, memo: "" } as const;
      return { id, ...nothing, from: event.from, to: event.from, atMs, ref, status: "void" };
    }
    default:
      return transfer;
  }
}
