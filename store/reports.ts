// What visitors report, sealed like everything of giving. Implements the port that bank/ports/reports.ts declares.
import * as z from "zod";
import { REPORT_REASONS } from "../bank/giving/report.ts";
import { bytesOf, type Kv, type KvKey } from "./kv.ts";
import type { Seal } from "./seal.ts";
import { SealedRecords } from "./sealed_records.ts";

const REPORT = "report";

const Report = z.object({
  report: z.string(),
  organisation: z.string(),
  reason: z.enum(REPORT_REASONS),
  words: z.string(),
  atMs: z.int(),
  closed: z.object({ answer: z.string(), atMs: z.int(), by: z.string() }).nullable(),
});
type Report = z.infer<typeof Report>;

export class KvReports {
  readonly #kv: Kv;
  readonly #records: SealedRecords;

  constructor(kv: Kv, seal: Seal) {
    this.#kv = kv;
    this.#records = new SealedRecords(kv, seal);
  }

  async all(): Promise<Report[]> {
    const all: Report[] = [];
    for await (const entry of this.#kv.list({ prefix: [REPORT] }, { batchSize: 500 })) {
      const bytes = bytesOf(entry);
      if (bytes) all.push(this.#records.decode(entry.key as KvKey, bytes, Report));
    }
    return all;
  }

  async set(report: Report): Promise<void> {
    const key = [REPORT, report.report];
    await this.#records.commit(this.#kv.atomic().set(key, this.#records.encode(key, report)));
  }

  async delete(report: string): Promise<void> {
    await this.#records.commit(this.#kv.atomic().delete([REPORT, report]));
  }
}
