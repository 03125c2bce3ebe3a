// A long answer of the directory is read page by page. Its cursor names the last one shown and its place, so that the next page
// goes on behind it, also when others have come or gone in front.
import type { Organisation } from "../../bank/giving/record.ts";

type Found = Readonly<Organisation>;

export interface PageWish {
  /** The cursor of the page before; absent for the first page. */
  readonly after: string | undefined;
  /** Organisations on a page. */
  readonly limit: number;
}

export interface DirectoryPage {
  readonly page: readonly Found[];
  /** Null on the last page. */
  readonly cursor: string | null;
}

export function pageOf(found: readonly Found[], { after, limit }: PageWish): DirectoryPage {
  const begin = after === undefined ? 0 : placeAfter(after, found);
  const end = begin + limit;
  const page = found.slice(begin, end);
  const last = page.at(-1);
  return { page, cursor: last && end < found.length ? `${end}.${last.account}` : null };
}

function placeAfter(cursor: string, found: readonly Found[]): number {
  const [place = "0", account = ""] = cursor.split(".");
  const at = found.findIndex((organisation) => organisation.account === account);
  return at >= 0 ? at + 1 : Number(place) || 0;
}
