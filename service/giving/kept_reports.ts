// What visitors have reported, in memory and in the store, each with the number by which its reporter knows it.
import { reportNumber, type ReportReason } from "../../bank/giving/report.ts";
import type { GivingStore } from "../../bank/ports/giving_store.ts";
import type { ReportRecord } from "../../bank/ports/reports.ts";
import { Refusal } from "../../bank/refusal.ts";
import { REPORTS_MAX, REPORTS_PER_ORGANISATION_MAX } from "../../api/limits.ts";

interface Told {
  readonly report: string;
  readonly organisation: string;
  readonly reason: ReportReason;
  readonly words: string;
}

export class Reports {
  readonly #store: GivingStore;
  readonly #reports = new Map<string, ReportRecord>();
  /** Ids by the number that reporters have. */
  readonly #numbers = new Map<string, string>();

  constructor(store: GivingStore) {
    this.#store = store;
  }

  async load(): Promise<void> {
    for (const report of await this.#store.reports.all()) this.#keep(report);
  }

  of(organisation: string): ReportRecord[] {
    return [...this.#reports.values()].filter((each) => each.organisation === organisation);
  }

  /** Organisations with open ones, and how many. */
  open(): ReadonlyMap<string, number> {
    const open = new Map<string, number>();
    for (const { organisation, closed } of this.#reports.values()) {
      if (!closed) open.set(organisation, (open.get(organisation) ?? 0) + 1);
    }
    return open;
  }

  get(report: string): ReportRecord | undefined {
    return this.#reports.get(report);
  }

  byNumber(number: string): ReportRecord | undefined {
    return this.#reports.get(this.#numbers.get(number) ?? "");
  }

  /** @returns the number to follow it with, or `limit_exceeded` when officers have not come to what is there. */
  async add(told: Told, nowMs: number): Promise<string | Refusal> {
    const before = this.#reports.get(told.report);
    if (before) {
      const same = before.organisation === told.organisation && before.reason === told.reason &&
        before.words === told.words;
      return same ? this.#numberOf(told.report) : new Refusal("id_reused", { id: told.report });
    }
    const here = this.of(told.organisation);
    const full = here.length >= REPORTS_PER_ORGANISATION_MAX ? here : null;
    const crowded = full ?? (this.#reports.size >= REPORTS_MAX ? [...this.#reports.values()] : []);
    if (crowded.length > 0) {
      const done = crowded.find(({ closed }) => closed !== null);
      if (!done) {
        const max = full ? REPORTS_PER_ORGANISATION_MAX : REPORTS_MAX;
        return new Refusal("limit_exceeded", { limit: "reports", max, used: crowded.length });
      }
      this.#forget(done.report);
      await this.#store.reports.delete(done.report);
    }
    // It has its place before it is written: those that come meanwhile count it.
    const report = { ...told, atMs: nowMs, closed: null };
    this.#keep(report);
    try {
      await this.#store.reports.set(report);
    } catch (error) {
      this.#forget(told.report);
      throw error;
    }
    return this.#numberOf(told.report);
  }

  async close(report: ReportRecord, closed: NonNullable<ReportRecord["closed"]>): Promise<void> {
    const done = { ...report, closed };
    await this.#store.reports.set(done);
    this.#keep(done);
  }

  #forget(report: string): void {
    this.#reports.delete(report);
    this.#numbers.delete(this.#numberOf(report));
  }

  #keep(report: ReportRecord): void {
    this.#reports.set(report.report, report);
    this.#numbers.set(this.#numberOf(report.report), report.report);
  }

  #numberOf(report: string): string {
    return reportNumber(this.#store.blind(`report ${report}`));
  }
}
