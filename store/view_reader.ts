// Reads the views at a start: all pages, the open holds and how far everything is. Whatever is damaged or missing
// is an error: the views are made again from the journal.
import type { Transfer } from "../bank/transfer.ts";
import { decodePage, type PageAccount } from "./account_page.ts";
import { readRecords, type StandingRecord } from "./giving_view.ts";
import { bytesOf, type Kv } from "./kv.ts";
import { decodeMeta, type Meta, VIEWS_FORMAT_MIN } from "./view_meta.ts";

/** Pages of one list request. */
const PAGES_PER_REQUEST = 200;

export interface StandingPage {
  readonly page: number;
  readonly asOf: number;
  readonly accounts: readonly PageAccount[];
}

export interface Standing extends Meta {
  readonly pages: readonly StandingPage[];
  readonly held: readonly Transfer[];
  readonly giving: readonly StandingRecord[];
}

/** How far the views are. @returns null when there are none. @throws when that row is damaged. */
export async function readMeta(kv: Kv): Promise<Meta | null> {
  const bytes = bytesOf(await kv.get(["meta"]));
  return bytes && decodeMeta(bytes);
}

/** @returns null when there are no views, or only those of an older program. */
export async function readViews(kv: Kv): Promise<Standing | null> {
  const standing = await readMeta(kv);
  if (!standing || standing.format < VIEWS_FORMAT_MIN) return null;
  const pages: StandingPage[] = [];
  let accounts = 0;
  const batch = { batchSize: PAGES_PER_REQUEST };
  for await (const entry of kv.list({ prefix: ["accounts"] }, batch)) {
    const page = Number(entry.key[1]);
    const decoded = decodePage(bytesOf(entry)!);
    // Accounts that were opened after the watermark may be there or not.
    for (const { account } of decoded.accounts) if (account.ordinal < standing.accounts) accounts++;
    pages.push({ page, ...decoded });
  }
  if (accounts < standing.accounts) {
    throw new Error(`${standing.accounts - accounts} accounts are missing in the views`);
  }
  const held: Transfer[] = [];
  for await (const entry of kv.list({ prefix: ["held"] })) {
    held.push(JSON.parse(new TextDecoder().decode(bytesOf(entry)!)) as Transfer);
  }
  const giving = await readRecords(kv);
  // Like accounts, those that were made after the watermark may be there or not.
  if (giving.length < (standing.records ?? 0)) {
    throw new Error(`${standing.records! - giving.length} records of giving are missing`);
  }
  await lookAtChunks(kv);
  return { ...standing, pages, held, giving };
}

/** Chunks and lines of ids that every start looks at: those of a small bank, all of them. */
const LOOKED_AT_MAX = 20_000;

/** Damage shows itself when a row is read; in a larger bank when it is asked for, or in an audit. */
async function lookAtChunks(kv: Kv): Promise<void> {
  let rows = 0;
  for (const table of ["entries", "notices", "ids", "id"]) {
    for await (const { value } of kv.list({ prefix: [table] }, { batchSize: PAGES_PER_REQUEST })) {
      if (value === null || ++rows > LOOKED_AT_MAX) return;
    }
  }
}
