// Documents of organisations between their first part and the ledger: what comes in, and what the store keeps of it.
import type { Ledger } from "../../bank/ledger.ts";
import type { Budgets } from "../sharing/budgets.ts";
import type { GivingStore } from "../../bank/ports/giving_store.ts";
import { DOCUMENTS_PER_MINUTE } from "../../api/limits.ts";
import { StagedDocuments } from "./staged_documents.ts";
import { MinuteLimit } from "../identity/throttle.ts";
import { Turns } from "../sharing/turns.ts";

/** What is known about documents while they come. */
export class Documents {
  readonly staged: StagedDocuments;
  readonly handedIn = new MinuteLimit(DOCUMENTS_PER_MINUTE);
  readonly turns = new Turns();

  constructor({ staged }: Pick<Budgets, "staged">) {
    this.staged = new StagedDocuments(staged);
  }
}

/**
 * After a command that may have changed what the ledger knows about it, or did not get so far. Never rejects: what cannot be
 * written now stays in doubt until the next start, and what has been decided stays decided.
 */
export async function settleDocument(
  ledger: Ledger,
  store: GivingStore,
  name: string,
): Promise<void> {
  const [account, document] = name.split(" ") as [string, string];
  const known = ledger.organisations.get(account)?.documents
    .some((each) => each.document === document);
  await (known ? store.trustDocument(name) : store.deleteDocument(name)).catch(() => {});
}

/** At a start: documents of which it was not clear any more whether they belong to anything. */
export async function settleDocuments(ledger: Ledger, store: GivingStore): Promise<void> {
  for (const name of await store.doubtedDocuments()) await settleDocument(ledger, store, name);
}

/** Where the store has a document. */
export function documentName(account: string, document: string): string {
  return `${account} ${document}`;
}
