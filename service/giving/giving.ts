// Giving as the service of a bank: what its handlers share.
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { DocumentViews } from "./document_views.ts";
import { settleDocuments } from "./kept_documents.ts";
import { Directory } from "./directory.ts";
import type { GivingStore } from "../../bank/ports/giving_store.ts";
import { GivingRegister } from "./giving_register.ts";
import { OpenLimits } from "./open_limits.ts";
import { Reports } from "./kept_reports.ts";

export interface Giving {
  readonly store: GivingStore;
  readonly register: GivingRegister;
  readonly directory: Directory;
  readonly documentViews: DocumentViews;
  readonly reports: Reports;
  readonly limits: OpenLimits;
}

/** Observes the ledger from now on; what it has already is taken over. */
export function giving(loop: CommitLoop, store: GivingStore): Giving {
  const register = new GivingRegister(loop.ledger);
  loop.observe(register.observe);
  const directory = new Directory(loop, store, register);
  loop.observe(directory.observe);
  const reports = new Reports(store);
  const [documentViews, limits] = [new DocumentViews(), new OpenLimits()];
  return { store, register, directory, documentViews, reports, limits };
}

/** After the ledger has been replayed; with the profiles that are in the store. */
export async function openGiving(loop: CommitLoop, store: GivingStore): Promise<Giving> {
  const opened = giving(loop, store);
  await opened.directory.load();
  await opened.reports.load();
  await settleDocuments(loop.ledger, store);
  return opened;
}
