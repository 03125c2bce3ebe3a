// Compares the small tables of the views with the journal: how far they say they are, the rules, payments that wait, and,
// in a deep audit, every line of the index of transfer ids.
import type { Audit } from "../bank/audit.ts";
import { canonicalJson, type Json } from "../bank/canonical_json.ts";
import type { Event } from "../bank/event.ts";
import type { Transfer } from "../bank/transfer.ts";
import { refOf } from "../bank/ref.ts";
import { linesIn } from "./id_index.ts";
import type { Kv } from "./kv.ts";
import { GIVING_TABLES } from "../bank/giving/tables.ts";
import { givingTable } from "./giving_view.ts";
import type { Standing } from "./view_reader.ts";

export class TableAudit {
  readonly #audit: Audit;
  readonly #standing: Standing;
  readonly #deep: boolean;
  /** `id ref` lines that the index must have. */
  readonly #lines = new Set<string>();
  #highest = "";

  constructor(audit: Audit, standing: Standing, deep: boolean) {
    this.#audit = audit;
    this.#standing = standing;
    this.#deep = deep;
  }

  /** The audit has taken the block with these events. */
  reached(seq: number, events: readonly Event[]): void {
    const { watermark, hash, newest, newestHash, held } = this.#standing;
    const { head } = this.#audit;
    if (seq <= watermark) this.#ids(seq, events);
    if (seq === watermark) {
      if (head.hash !== hash) {
        this.#problem(`Block ${seq} is not the one that the views were made from`);
      }
      this.#tables();
    }
    if (seq !== newest) return;
    if (head.hash !== newestHash) {
      this.#problem(`Block ${seq} is not the newest one that the views were made from`);
    }
    // Otherwise some holds may be newer than others.
    if (newest === watermark) {
      this.#holds(held);
      this.#giving();
    }
  }

  async finish(kv: Kv): Promise<void> {
    const { newest, highest } = this.#standing;
    const { head } = this.#audit;
    if (newest > head.seq) {
      this.#problem(`The views go to block ${newest}, the journal ends at ${head.seq}`);
    }
    if (highest < this.#highest) {
      this.#problem(`The newest id of the views is ${highest}, the journal has ${this.#highest}`);
    }
    if (this.#deep) await this.#index(kv);
  }

  #ids(seq: number, events: readonly Event[]): void {
    for (let place = 0; place < events.length; place++) {
      const event = events[place]!;
      if (!("id" in event)) continue;
      if (event.id > this.#highest) this.#highest = event.id;
      if (!this.#deep) continue;
      const ref = refOf(seq, place);
      this.#lines.add(`${event.id} ${ref}`);
      const reverses = event.type === "transferred" ? event.reverses : undefined;
      if (reverses !== undefined) this.#lines.add(`${reverses} ${ref}`);
    }
  }

  #tables(): void {
    const { bank, policy, accounts } = this.#standing;
    const { ledger } = this.#audit;
    const known = ledger.bank.get("bank");
    for (const name of ["name", "currency", "scale", "mutual"] as const) {
      if (bank[name] === known?.[name]) continue;
      this.#problem(
        `The bank's ${name} is ${bank[name]} in the views, ${known?.[name]} in the journal`,
      );
    }
    if (accounts !== known?.accounts) {
      this.#problem(`The views count ${accounts} accounts, the journal ${known?.accounts}`);
    }
    const rules = ledger.policy.get("policy");
    // In whatever order staff have set them.
    if (canonicalJson({ ...policy } as Json) !== canonicalJson({ ...rules } as Json)) {
      this.#problem("The rules of the views (policy) are not those of the journal");
    }
  }

  #holds(rows: readonly Transfer[]): void {
    const found = new Map(rows.map((row) => [row.id, row]));
    for (const [id, transfer] of this.#audit.ledger.transfers.rows()) {
      if (transfer.status !== "held") continue;
      const row = found.get(id);
      found.delete(id);
      if (!row) this.#problem(`Payment ${id} waits, and is not among the held ones of the views`);
      else if (row.amountMinor !== transfer.amountMinor || row.from !== transfer.from) {
        this.#problem(`Payment ${id} is held with other contents in the views`);
      }
    }
    for (const id of found.keys()) this.#problem(`Payment ${id} is held in the views and over`);
  }

  #giving(): void {
    const rows = new Map(
      this.#standing.giving.map(({ table, key, record }) => [`${table} ${key}`, record]),
    );
    for (const table of GIVING_TABLES) {
      for (const [key, expected] of givingTable(this.#audit.ledger, table).rows()) {
        const row = rows.get(`${table} ${key}`);
        rows.delete(`${table} ${key}`);
        if (
          canonicalJson({ ...row } as Json) !== canonicalJson({ ...expected } as unknown as Json)
        ) {
          this.#problem(`The record of ${table} ${key} is not what the journal says`);
        }
      }
    }
    for (const name of rows.keys()) this.#problem(`The views have ${name}, the journal not`);
  }

  async #index(kv: Kv): Promise<void> {
    const strange: string[] = [];
    for (const table of ["ids", "id"]) {
      await this.#indexTable(kv, table, strange);
    }
    for (const line of this.#lines) {
      return this.#problem(`The index of ids lacks ${line.split(" ")[0]}: it could happen again`);
    }
    for (const id of strange) return this.#problem(`The index of ids has ${id}, the journal not`);
  }

  async #indexTable(kv: Kv, table: string, strange: string[]): Promise<void> {
    const last = this.#audit.head.seq;
    for await (const entry of kv.list({ prefix: [table] })) {
      for (const line of linesIn(entry)) {
        if (this.#lines.delete(line)) continue;
        const [id = "", ref = ""] = line.split(" ");
        // Lines of blocks after the watermark, and lines written twice, are fine when the id is known.
        const later = Number(ref) > refOf(this.#standing.watermark, 0);
        if (!this.#audit.knows(id) || (!later && Number(ref) > refOf(last + 1, 0))) {
          strange.push(id);
        }
      }
    }
  }

  #problem(text: string): void {
    this.#audit.problem(text);
  }
}
