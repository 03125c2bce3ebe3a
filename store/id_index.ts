// Transfer ids that memory has let go. Most are found by the second that they carry and a part of their hash: rows of
// "id ref" lines, never more than so many lines for one part. Ids that come long before or after their time, or when their
// part is full, have a row of their own: so a look-up reads little, however many ids carry the same second. An id may stand
// in several lines: that of its own event and of each event that changed the transfer later.
import type { Block } from "../bank/block.ts";
import type { Event } from "../bank/event.ts";
import type { Transfer } from "../bank/transfer.ts";
import { blockOf, type Ref, refOf } from "../bank/ref.ts";
import { lastIdAt, timeOfId, type TransferId } from "../bank/transfer_id.ts";
import type { BlockCache } from "./block_cache.ts";
import { bytesOf, type Kv, type KvEntry, type KvKey } from "./kv.ts";

/** Lines of one row: 54 bytes each stay below the 64 KiB of a KV value. */
const LINES_PER_ROW = 1_000;

/** Lines of one take: 216 KB at the most, a part of what one commit may have. */
const LINES_PER_TAKE_MAX = 4_000;

const SECOND_MS = 1_000;

/** Milliseconds between an id's time and its block's within which it shares rows with others. */
const ON_TIME_MS = 30_000;

/** Parts of a second, told apart by a hash of the id. */
const PARTS = 64;

/** Lines of one part of a second: all of them are read by a look-up. */
const LINES_PER_PART_MAX = 4_000;

/** Parts whose lines are counted: those of all seconds that are on time now, and as many again. */
const PARTS_COUNTED_MAX = 2 * PARTS * 2 * ON_TIME_MS / SECOND_MS;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

interface Line {
  readonly id: TransferId;
  readonly ref: Ref;
  /** The part of its second, or null for a row of its own. */
  readonly part: number | null;
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
  /** Refs of the pending lines. */
  readonly #refs = new Map<TransferId, Ref[]>();
  /** Lines of each part so far, by "second part"; the ones asked for last are the newest. */
  readonly #counts = new Map<string, number>();
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
    if (this.#refs.has(id)) {
      for (let place = from; place < this.#pending.length; place++) {
        if (this.#pending[place]!.id === id) return true;
      }
    }
    // More have been added and written since than are still here: that cannot be told any more.
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

  add({ seq, at, events }: Pick<Block, "seq" | "at" | "events">): void {
    for (let place = 0; place < events.length; place++) {
      const event = events[place]!;
      if (!("id" in event)) continue;
      const ref = refOf(seq, place);
      this.#push(event.id, ref, at);
      if (event.id > this.#highest) this.#highest = event.id;
      if (event.type === "transferred" && event.reverses !== undefined) {
        this.#push(event.reverses, ref, at);
      }
    }
  }

  #push(id: TransferId, ref: Ref, atMs: number): void {
    this.#pending.push({ id, ref, part: this.#partFor(id, atMs) });
    const refs = this.#refs.get(id);
    if (refs) refs.push(ref);
    else this.#refs.set(id, [ref]);
    this.#added++;
  }

  #partFor(id: TransferId, atMs: number): number | null {
    const time = timeOfId(id);
    if (!(Math.abs(time - atMs) <= ON_TIME_MS)) return null;
    const part = partOf(id);
    const name = `${secondOf(id)} ${part}`;
    const count = this.#counts.get(name) ?? 0;
    if (count >= LINES_PER_PART_MAX) return null;
    if (count === 0 && this.#counts.size >= PARTS_COUNTED_MAX) {
      this.#counts.delete(this.#counts.keys().next().value!);
    }
    this.#counts.set(name, count + 1);
    return part;
  }

  /** Ids that carry a later time than this. @returns null when there are more than `max` lines of them. */
  async later(atMs: number, max: number): Promise<TransferId[] | null> {
    const ids = new Set<TransferId>();
    let lines = 0;
    const shared = { prefix: ["ids"], start: ["ids", Math.floor(atMs / SECOND_MS)] };
    for await (const entry of this.#kv.list(shared)) {
      for (const line of decoder.decode(bytesOf(entry)!).split("\n")) {
        const id = line.split(" ")[0]!;
        if (id !== "" && timeOfId(id) > atMs) ids.add(id);
        if (++lines > max) return null;
      }
    }
    for await (const { key } of this.#kv.list({ prefix: ["id"], start: ["id", lastIdAt(atMs)] })) {
      ids.add(String(key[1]));
      if (++lines > max) return null;
    }
    return [...ids];
  }

  /** The oldest pending lines as rows, at most so many rows. */
  take(rowsMax: number): IdRows {
    const rows: Line[][] = [];
    const open = new Map<string, Line[]>();
    let taken = 0;
    for (const line of this.#pending) {
      if (taken === LINES_PER_TAKE_MAX) break;
      const name = line.part === null ? "" : `${secondOf(line.id)} ${line.part}`;
      let lines = open.get(name);
      if (!lines || line.part === null || lines.length === LINES_PER_ROW) {
        if (rows.length === rowsMax) break;
        lines = [];
        open.set(name, lines);
        rows.push(lines);
      }
      lines.push(line);
      taken++;
    }
    return { rows: rows.map(rowOf), lines: taken };
  }

  /** So many of the oldest lines are durable. */
  written(lines: number): void {
    for (const { id } of this.#pending.slice(0, lines)) {
      const refs = this.#refs.get(id)!;
      if (refs.length === 1) this.#refs.delete(id);
      else refs.shift();
    }
    this.#pending = this.#pending.slice(lines);
  }

  /** The transfer as its events tell it, or null when the index has no such id. */
  async transfer(id: TransferId): Promise<Transfer | null> {
    const refs = new Set<Ref>(this.#refs.get(id));
    for await (const entry of this.#kv.list({ prefix: ["ids", secondOf(id), partOf(id)] })) {
      const text = decoder.decode(bytesOf(entry)!);
      for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
        refs.add(Number(text.slice(at + id.length + 1, text.indexOf("\n", at))));
      }
    }
    for await (const { key } of this.#kv.list({ prefix: ["id", id] })) refs.add(Number(key[2]));
    let transfer: Transfer | null = null;
    for (const ref of [...refs].sort((a, b) => a - b)) {
      const { event, atMs } = await this.#blocks.find(ref);
      transfer = afterEvent(transfer, { id, event, atMs, ref });
    }
    return transfer;
  }
}

/** `id ref` of each line in a row of the views; for audits. */
export function linesIn({ key, value }: KvEntry): string[] {
  if (key[0] === "id") return [`${key[1]} ${key[2]}`];
  const text = decoder.decode(bytesOf({ key, value, versionstamp: null })!);
  return text.split("\n").filter((line) => line !== "");
}

const NOTHING = new Uint8Array();

/** Named by its first event; writing it again after a crash, with more or fewer lines, loses none. */
function rowOf(lines: readonly Line[]) {
  const [{ id, ref, part }] = lines as [Line];
  if (part === null) return { key: ["id", id, ref], bytes: NOTHING };
  const text = lines.map((line) => `${line.id} ${line.ref}\n`).join("");
  return { key: ["ids", secondOf(id), part, ref, id], bytes: encoder.encode(text) };
}

/** Infinity when there is none. */
export function oldestBlock(ref: Ref | null): number {
  return ref === null ? Infinity : blockOf(ref);
}

function secondOf(id: TransferId): number {
  return Math.floor(timeOfId(id) / SECOND_MS);
}

/** FNV-1a over the characters that are random (RFC 9562: those after the time). */
function partOf(id: TransferId): number {
  let hash = 0x811c9dc5;
  for (let place = 14; place < id.length; place++) {
    hash = Math.imul(hash ^ id.charCodeAt(place), 0x01000193);
  }
  return (hash >>> 16) % PARTS;
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
      const { kind, from, to, amountMinor, memo, reverses, gift, spending, request } = event;
      const plain = { id, kind, from, to, amountMinor, memo, atMs, ref, status: "booked" as const };
      const asked = request === undefined ? {} : { request };
      const about = { ...(gift ? { gift } : {}), ...(spending ? { spending } : {}), ...asked };
      const whole = { ...plain, ...about };
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
