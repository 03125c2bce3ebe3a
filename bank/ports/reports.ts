// The port to what visitors report. Implemented by store/reports.ts.
import type { ReportReason } from "../giving/report.ts";

export interface ReportRecord {
  /** Its id (UUIDv7), which officers know. */
  readonly report: string;
  readonly organisation: string;
  readonly reason: ReportReason;
  readonly words: string;
  readonly atMs: number;
  /** Null while it is open; what its reporter is told, and when it was closed by whom. */
  readonly closed: { readonly answer: string; readonly atMs: number; readonly by: string } | null;
}

export interface Reports {
  all(): Promise<ReportRecord[]>;
  set(report: ReportRecord): Promise<void>;
  delete(report: string): Promise<void>;
}
