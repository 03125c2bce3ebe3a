// Reads the journal of opened books from its first block, with a ledger of its own, and compares: with the views on
// disk where nobody writes them, or with the ledger of the bank that is running on these books.
import { Audit, type AuditReport } from "../bank/audit.ts";
import type { Account, DurableLedger } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Books } from "./books.ts";

/** The running bank goes on meanwhile; the comparison itself is one short pause. */
export async function auditBooks(
  books: Books,
  { deep }: { readonly deep: boolean },
): Promise<AuditReport | Refusal> {
  // One at a time: an audit holds a second ledger in memory.
  if (books.auditing) return new Refusal("busy", { waiting: 1 });
  books.auditing = true;
  try {
    const audit = new Audit({ trails: false });
    const { journal, loop } = books;
    // Until nothing has been written since the last look.
    for (let good = true; good && audit.head.seq < loop.head.seq;) {
      for await (const bytes of journal.blocksFrom(audit.head.seq + 1)) {
        good = audit.take(bytes);
        if (!good) break;
      }
    }
    if (audit.problems.length === 0) compare(audit, loop.ledger);
    if (deep && audit.problems.length === 0) await compareStatements(books, audit);
    return audit.report();
  } finally {
    books.auditing = false;
  }
}

function compare(audit: Audit, ledger: DurableLedger): void {
  for (const [number, account] of ledger.accounts.rows()) {
    const expected = audit.ledger.accounts.get(number);
    if (!expected) audit.problem(`Account ${number} was never opened`);
    else {for (const name of Object.keys(expected) as (keyof Account)[]) {
        const [is, should] = [String(account[name]), String(expected[name])];
        if (is !== should) audit.problem(`Account ${number}: ${name} is ${is}, not ${should}`);
      }}
  }
}

/** Every statement is read as its owner would, and adds up to the balance. */
async function compareStatements({ views }: Books, audit: Audit): Promise<void> {
  for (const [number, { entries }] of audit.ledger.accounts.rows()) {
    let booked = 0;
    for (let after = 0; after < entries;) {
      const page = await views.statements.entriesSince(number, { after, limit: 200 });
      for (const entry of page) {
        booked += entry.amountMinor;
        const fits = entry.number === ++after && entry.bookedMinor === booked;
        if (!fits) audit.problem(`Entry ${entry.number} of account ${number} is wrong`);
      }
      if (page.length === 0) {
        audit.problem(`Entries of account ${number} end at ${after}`);
        break;
      }
    }
  }
}
