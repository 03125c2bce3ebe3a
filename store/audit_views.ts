// Compares the views with what the journal adds up to: each page of accounts at the block that it reflects, and, in a
// deep audit, every chunk of every statement.
import type { Audit, Trail } from "../bank/audit.ts";
import type { Account } from "../bank/ledger.ts";
import type { Ref } from "../bank/ref.ts";
import type { PageAccount } from "./account_page.ts";
import { TableAudit } from "./audit_tables.ts";
import { ViewDamage } from "./checked_kv.ts";
import { bytesOf, type Kv } from "./kv.ts";
import { CHUNK, type Chunk, type StreamName } from "./statement_index.ts";
import { readViews, type Standing, type StandingPage } from "./view_reader.ts";

export class ViewAudit {
  readonly #kv: Kv;
  readonly #audit: Audit;
  readonly #standing: Standing;
  readonly #tables: TableAudit;
  /** Pages by the block that they reflect. */
  readonly #pages = new Map<number, StandingPage[]>();

  private constructor(kv: Kv, audit: Audit, standing: Standing) {
    this.#kv = kv;
    this.#audit = audit;
    this.#standing = standing;
    this.#tables = new TableAudit(audit, standing, audit.deep);
    for (const page of standing.pages) {
      const some = this.#pages.get(page.asOf);
      if (some) some.push(page);
      else this.#pages.set(page.asOf, [page]);
    }
  }

  /** @returns null when there are no views: a start makes them. */
  static async open(kv: Kv, audit: Audit): Promise<ViewAudit | null> {
    try {
      const standing = await readViews(kv);
      return standing && new ViewAudit(kv, audit, standing);
    } catch (error) {
      audit.problem(
        `The views are damaged: ${(error as Error).message}; the next start makes them again`,
      );
      return null;
    }
  }

  /** The audit has taken block `seq`: pages that reflect exactly this one are compared. */
  reached(seq: number): void {
    const { ledger, events } = this.#audit;
    this.#tables.reached(seq, events);
    for (const { page, accounts } of this.#pages.get(seq) ?? []) {
      for (const row of accounts) {
        const expected = ledger.accounts.get(row.account.number);
        const wrong = expected ? difference(expected, row) : "it was never opened";
        if (wrong) this.#audit.problem(`Page ${page}, account ${row.account.number}: ${wrong}`);
      }
    }
    this.#pages.delete(seq);
  }

  /** The journal is at its end: what reflects something beyond it cannot be true. */
  async finish({ deep }: { readonly deep: boolean }): Promise<void> {
    for (const [asOf, pages] of this.#pages) {
      this.#audit.problem(
        `${pages.length} pages reflect block ${asOf}, which the journal does not have`,
      );
    }
    try {
      await this.#tables.finish(this.#kv);
      if (deep) await this.#compareChunks();
    } catch (error) {
      if (!(error instanceof ViewDamage)) throw error;
      this.#audit.problem(`${error.message}; the next start makes the views again`);
    }
  }

  async #compareChunks(): Promise<void> {
    for (const { accounts } of this.#standing.pages) {
      for (const { account, entries, notices } of accounts) {
        const trail = this.#audit.trails.get(account.ordinal) ?? EMPTY;
        await this.#compareStream(account, { stream: "entries", trail, rest: entries });
        await this.#compareStream(account, { stream: "notices", trail, rest: notices });
      }
    }
  }

  async #compareStream(account: Account, { stream, trail, rest }: Stream): Promise<void> {
    const refs = trail[stream];
    const chunks = (account[stream] - rest.length) / CHUNK;
    for (let number = 0; number < chunks; number++) {
      const bytes = bytesOf(await this.#kv.get([stream, account.ordinal, number]));
      const expected = refs.slice(number * CHUNK, (number + 1) * CHUNK);
      const bookedMinor = stream === "entries" ? trail.bookedMinor[(number + 1) * CHUNK - 1] : 0;
      const chunk = bytes && chunkOf(bytes);
      if (!chunk || !same(chunk.refs, expected) || chunk.bookedMinor !== bookedMinor) {
        this.#audit.problem(
          `Chunk ${number} of the ${stream} of account ${account.number} is wrong`,
        );
      }
    }
    const last = refs.slice(chunks * CHUNK, account[stream]);
    if (!same(rest, last)) {
      this.#audit.problem(`The newest ${stream} of account ${account.number} are wrong`);
    }
  }
}

interface Stream {
  readonly stream: StreamName;
  readonly trail: Trail;
  readonly rest: readonly Ref[];
}

function chunkOf(bytes: Uint8Array): Chunk | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Chunk;
  } catch {
    return null;
  }
}

const EMPTY: Trail = { entries: [], notices: [], bookedMinor: [] };

function difference(expected: Readonly<Account>, { account }: PageAccount): string | null {
  for (const name of Object.keys(expected) as (keyof Account)[]) {
    const [is, should] = [account[name], expected[name]];
    const alike = Array.isArray(is) && Array.isArray(should) ? same(is, should) : is === should;
    if (!alike) return `${name} is ${String(is)}, the journal says ${String(should)}`;
  }
  return null;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}
