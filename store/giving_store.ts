// What giving keeps outside the journal, sealed at rest: profiles and the fields of facts, updates' texts, donors' details,
// frozen receipts, documents in parts. Implements the port that bank/ports/giving_store.ts declares.
import { Buffer } from "node:buffer";
import { StorageError } from "../bank/journal.ts";
import { bytesOf, type Kv, type KvAtomic, type KvKey } from "./kv.ts";
import { KvReports } from "./reports.ts";
import type { Seal } from "./seal.ts";

/** Bytes of a document in one value: with its seal below the 65,536 of Deno KV. */
const PART_BYTES = 60 * 1024;

/** Names of documents of which it is not clear yet whether they belong to anything. */
const DOUBTED = "document_doubted";

/** Parts in one commit: below its 819,200 bytes. */
const PARTS_PER_COMMIT = 12;

/** Donors kept at hand. */
const DONORS_MAX = 10_000;

const PARTICULARS = "receipt_particulars";

const PARTICULARS_UP_TO: KvKey = ["receipt_particulars_up_to"];

interface Particulars {
  readonly block: number;
  readonly gifts: readonly (readonly [place: number, about: { shared: string; own: string }])[];
}

interface Profile {
  readonly account: string;
  readonly about: string;
  readonly website: string;
  readonly facts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly verified?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly checked?: { readonly about: string; readonly website: string };
}

interface Details {
  readonly name: string;
  readonly address: string;
  readonly pan: string;
}

export class KvGivingStore {
  readonly #kv: Kv;
  readonly #seal: Seal;
  readonly reports: KvReports;
  readonly #donors = new Map<string, Details | null>();

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#seal = seal;
    this.reports = new KvReports(kv, seal);
  }

  blind(text: string): string {
    return this.#seal.blind(`giving ${text}`);
  }

  async profiles(): Promise<Profile[]> {
    const profiles: Profile[] = [];
    for await (const entry of this.#kv.list({ prefix: ["org"] }, { batchSize: 500 })) {
      const text = this.#open(entry.key as KvKey, bytesOf(entry)!);
      profiles.push(JSON.parse(Buffer.from(text).toString()) as Profile);
    }
    return profiles;
  }

  setProfile(profile: Profile): Promise<void> {
    return this.#write(["org", profile.account], JSON.stringify(profile));
  }

  updateText(update: string): Promise<string | null> {
    return this.#read(["org_update", update]);
  }

  setUpdateText(update: string, text: string): Promise<void> {
    return this.#write(["org_update", update], text);
  }

  /** Asked for with every gift, so those of the busiest donors are kept at hand. */
  async donor(account: string): Promise<Details | null> {
    const known = this.#donors.get(account);
    if (known !== undefined) return known;
    const text = await this.#read(["donor", account]);
    const details = text === null ? null : JSON.parse(text) as Details;
    this.#donors.set(account, details);
    if (this.#donors.size > DONORS_MAX) this.#donors.delete(this.#donors.keys().next().value!);
    return details;
  }

  async setDonor(account: string, details: Details): Promise<void> {
    await this.#write(["donor", account], JSON.stringify(details));
    this.#donors.delete(account);
  }

  async eraseDonor(account: string): Promise<void> {
    await this.#commit(this.#kv.atomic().delete(["donor", account]));
    this.#donors.delete(account);
  }

  receipt(transferId: string): Promise<string | null> {
    return this.#read(["receipt", transferId]);
  }

  async freezeReceipt(transferId: string, text: string): Promise<string> {
    const key = ["receipt", transferId];
    const { ok } = await this.#commit(
      this.#kv.atomic().check({ key, versionstamp: null }).set(key, this.#close(key, text)),
    );
    return ok ? text : await this.#read(key) ?? text;
  }

  /** The gifts of a block share a value, sealed once: there are thousands a second. */
  async setParticulars(blocks: readonly Particulars[], upTo: number): Promise<void> {
    const rows = blocks.flatMap(rowsOf);
    for (let first = 0; first < rows.length; first += PARTS_PER_COMMIT) {
      const atomic = this.#kv.atomic();
      for (const { key, text } of rows.slice(first, first + PARTS_PER_COMMIT)) {
        atomic.set(key, this.#close(key, text));
      }
      await this.#commit(atomic);
    }
    await this.#write(PARTICULARS_UP_TO, String(upTo));
  }

  async particulars(block: number, place: number): Promise<string | null> {
    for await (const { key, value } of this.#kv.list({ prefix: [PARTICULARS, block] })) {
      const text = Buffer.from(this.#open(key as KvKey, value as Uint8Array)).toString();
      const { shared, [place]: found } = JSON.parse(text) as ParticularsRow;
      if (Array.isArray(found)) return JSON.stringify({ ...shared![found[0]]!, ...found[1] });
      if (found !== undefined) return JSON.stringify(found);
    }
    return null;
  }

  async particularsUpTo(): Promise<number> {
    return Number(await this.#read(PARTICULARS_UP_TO) ?? -1);
  }

  async receiptHandedOutAt(transferId: string, nowMs: number): Promise<number> {
    const key = ["receipt_handed_out", transferId];
    const known = await this.#read(key);
    if (known === null) await this.#write(key, String(nowMs));
    return known === null ? nowMs : Number(known);
  }

  /**
   * The row that says how many parts there are comes last: half a document is none.
   * @returns false, and keeps what is there, when there is such a document.
   */
  async setDocument(document: string, bytes: Uint8Array): Promise<boolean> {
    const done = ["document_parts", document];
    if (bytesOf(await this.#kv.get(done))) return false;
    const parts = Math.ceil(bytes.length / PART_BYTES);
    for (let first = 0; first < parts; first += PARTS_PER_COMMIT) {
      const atomic = this.#kv.atomic();
      for (let part = first; part < Math.min(parts, first + PARTS_PER_COMMIT); part++) {
        const key = ["document", document, part];
        const plain = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
        atomic.set(key, this.#seal.close(plain, placeOf(key)));
      }
      await this.#commit(atomic);
    }
    const { ok } = await this.#commit(
      this.#kv.atomic().check({ key: done, versionstamp: null })
        .set(done, this.#close(done, String(parts))),
    );
    return ok;
  }

  async document(document: string): Promise<Uint8Array | null> {
    const parts = await this.#read(["document_parts", document]);
    if (parts === null) return null;
    const plain: Uint8Array[] = [];
    for (let part = 0; part < Number(parts); part++) {
      const key = ["document", document, part];
      plain.push(this.#open(key, bytesOf(await this.#kv.get(key))!));
    }
    return new Uint8Array(Buffer.concat(plain));
  }

  doubtDocument(document: string): Promise<void> {
    return this.#write([DOUBTED, document], "");
  }

  async doubtedDocuments(): Promise<string[]> {
    const names: string[] = [];
    for await (const { key } of this.#kv.list({ prefix: [DOUBTED] })) names.push(String(key[1]));
    return names;
  }

  async trustDocument(document: string): Promise<void> {
    await this.#commit(this.#kv.atomic().delete([DOUBTED, document]));
  }

  /** The row that says how many parts there are goes first, the doubt last: what is cut off is gone on with. */
  async deleteDocument(document: string): Promise<void> {
    await this.#commit(this.#kv.atomic().delete(["document_parts", document]));
    const keys: KvKey[] = [];
    for await (const { key } of this.#kv.list({ prefix: ["document", document] })) {
      keys.push(key as KvKey);
    }
    for (let first = 0; first < keys.length; first += PARTS_PER_COMMIT) {
      const atomic = this.#kv.atomic();
      for (const key of keys.slice(first, first + PARTS_PER_COMMIT)) atomic.delete(key);
      await this.#commit(atomic);
    }
    await this.trustDocument(document);
  }

  webSession(name: string): Promise<string | null> {
    return this.#read(["web_session", name]);
  }

  async setWebSession(name: string, text: string | null, before: string | null): Promise<boolean> {
    const key = ["web_session", name];
    const entry = await this.#kv.get(key);
    const bytes = bytesOf(entry);
    const now = bytes && Buffer.from(this.#open(key, bytes)).toString();
    if (now !== before) return false;
    const atomic = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp });
    if (text === null) atomic.delete(key);
    else atomic.set(key, this.#close(key, text));
    return (await this.#commit(atomic)).ok;
  }

  async #read(key: KvKey): Promise<string | null> {
    const bytes = bytesOf(await this.#kv.get(key));
    return bytes && Buffer.from(this.#open(key, bytes)).toString();
  }

  async #write(key: KvKey, text: string): Promise<void> {
    await this.#commit(this.#kv.atomic().set(key, this.#close(key, text)));
  }

  #open(key: KvKey, bytes: Uint8Array): Uint8Array {
    return this.#seal.open(bytes, placeOf(key));
  }

  #close(key: KvKey, text: string): Uint8Array {
    return this.#seal.close(new TextEncoder().encode(text), placeOf(key));
  }

  /** @throws {StorageError} when the disk does not take it. */
  async #commit(atomic: KvAtomic): Promise<{ ok: boolean }> {
    try {
      return await atomic.commit();
    } catch (error) {
      throw new StorageError(`What belongs to giving could not be written: ${String(error)}`);
    }
  }
}

/** Rows of the first banks had whole objects and nothing shared. */
interface ParticularsRow {
  readonly shared?: readonly object[];
  readonly [place: number]: object | readonly [shared: number, own: object];
}

/** Bytes of a row's own brackets. */
const ROW_FRAME_BYTES = 16;

/** JSON objects by place, none larger than a value may be. */
function rowsOf({ block, gifts }: Particulars): { key: KvKey; text: string }[] {
  const rows: { key: KvKey; text: string }[] = [];
  let shares = new Map<string, number>();
  let [members, bytes]: [string[], number] = [[], ROW_FRAME_BYTES];
  const end = () => {
    if (members.length === 0) return;
    const text = `{"shared":[${[...shares.keys()].join(",")}],${members.join(",")}}`;
    rows.push({ key: [PARTICULARS, block, rows.length], text });
    shares = new Map();
    [members, bytes] = [[], ROW_FRAME_BYTES];
  };
  for (const [place, { shared, own }] of gifts) {
    const ownBytes = Buffer.byteLength(own) + ROW_FRAME_BYTES;
    const sharedBytes = () => shares.has(shared) ? 0 : Buffer.byteLength(shared) + 1;
    if (bytes + ownBytes + sharedBytes() > PART_BYTES) end();
    bytes += ownBytes + sharedBytes();
    const at = shares.get(shared) ?? shares.size;
    shares.set(shared, at);
    members.push(`"${place}":[${at},${own}]`);
  }
  end();
  return rows;
}

function placeOf(key: KvKey): string {
  return key.join("/");
}
