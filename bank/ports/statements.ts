// The port to statements: entries and notices of any age. Implemented by store/views.ts.
import type { Entry, Notice } from "../trace.ts";

export interface PageRequest {
  /** Only entries with a smaller number, newest first; absent: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface SinceRequest {
  /** Only those with a larger number, oldest first. */
  readonly after: number;
  readonly limit: number;
}

/** The statements port: entries and notices of any age. */
export interface Statements {
  /** Newest first. */
  page(account: string, request: PageRequest): Promise<Entry[]>;
  entriesSince(account: string, request: SinceRequest): Promise<Entry[]>;
  noticesSince(account: string, request: SinceRequest): Promise<Notice[]>;
  /** The number of the first entry at or after this time; one more than the newest if there is none. */
  firstAt(account: string, atMs: number): Promise<number>;
}
