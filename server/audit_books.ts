// Reads the journal of opened books from its first block, with a ledger of its own, and compares it with the ledger of the bank
// that is running on these books. The two are compared at one and the same block: once the audit has caught up, each new
// block changes both in the same moment.
import { Audit, type AuditReport } from "../bank/audit.ts";
import { type Block, hashOf, type Head } from "../bank/block.ts";
import { pause } from "../bank/host.ts";
import type { Account, DurableLedger } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Books } from "./books.ts";

/** Blocks between the audit and the bank from which on the newest are kept for it, instead of read again. */
const NEAR_BLOCKS = 64;

/** Accounts that are compared before others get their turn: a millisecond or two. */
const SLICE = 2_000;

/** The running bank goes on meanwhile. */
export async function auditBooks(
  books: Books,
  { deep }: { readonly deep: boolean },
): Promise<AuditReport | Refusal> {
  // One at a time: an audit holds a second ledger in memory.
  if (books.auditing) return new Refusal("busy", { waiting: 1 });
  books.auditing = true;
  try {
    const audit = new Audit({ trails: deep });
    await compareWithBank(books, audit);
    for (const wrong of await books.views.damage(deep)) {
      audit.problem(`${wrong}; nothing is lost: the next start makes the views again`);
    }
    if (deep && audit.problems.length === 0) await compareStatements(books, audit);
    return audit.report();
  } finally {
    books.auditing = false;
  }
}

async function compareWithBank(books: Books, audit: Audit): Promise<void> {
  const { loop, host } = books;
  while (loop.head.seq - audit.head.seq > NEAR_BLOCKS) {
    if (!await readUpTo(books, audit, loop.head.seq)) return;
  }
  const waiting: [Block, Head][] = [];
  const followed: Head[] = [];
  let level = false;
  const follow = (block: Block, head: Head) => {
    audit.follow(block, head);
    followed.push(head);
  };
  const stop = loop.observe((block, _changes, head) =>
    level ? follow(block, head) : void waiting.push([block, head])
  );
  try {
    if (!await readUpTo(books, audit, loop.head.seq)) return;
    for (const [block, head] of waiting) {
      if (block.seq > audit.head.seq) follow(block, head);
    }
    level = true;
    let compared = 0;
    for (const [number, account] of loop.ledger.accounts.rows()) {
      compare(audit, { number, account });
      if (++compared % SLICE === 0) await pause(host, 0);
    }
    missing(audit, loop.ledger);
  } finally {
    stop();
  }
  await lookAtBytes(books, audit, followed);
}

/** Blocks up to this one, as they are stored. @returns false when they are damaged. */
async function readUpTo({ journal }: Books, audit: Audit, seq: number): Promise<boolean> {
  if (audit.head.seq >= seq) return true;
  for await (const bytes of journal.blocksFrom(audit.head.seq + 1)) {
    if (!audit.take(bytes)) return false;
    if (audit.head.seq === seq) return true;
  }
  audit.problem(`The journal ends at block ${audit.head.seq}; the running bank is at block ${seq}`);
  return false;
}

/** What is stored is what the bank says that it has written. */
async function lookAtBytes({ journal }: Books, audit: Audit, heads: Head[]): Promise<void> {
  for (const { seq, hash } of heads) {
    const bytes = await journal.block(seq);
    if (bytes && hashOf(bytes) === hash) continue;
    audit.problem(`Journal block ${seq} is ${bytes ? "not the one that was written" : "missing"}`);
  }
}

interface Compared {
  readonly number: string;
  readonly account: Readonly<Account>;
}

function compare(audit: Audit, { number, account }: Compared): void {
  const expected = audit.ledger.accounts.get(number);
  if (!expected) return audit.problem(`Account ${number} was never opened`);
  for (const name of Object.keys(expected) as (keyof Account)[]) {
    const [is, should] = [String(account[name]), String(expected[name])];
    if (is !== should) audit.problem(`Account ${number}: ${name} is ${is}, not ${should}`);
  }
}

function missing(audit: Audit, ledger: DurableLedger): void {
  const { accounts } = audit.ledger;
  if (accounts.size === ledger.accounts.size) return;
  for (const [number] of accounts.rows()) {
    if (!ledger.accounts.get(number)) audit.problem(`Account ${number} is missing in memory`);
  }
}

/** Every entry and every notice is where the journal has it, so that every statement adds up as the journal does. */
async function compareStatements({ views }: Books, audit: Audit): Promise<void> {
  for (const [, account] of audit.ledger.accounts.rows()) {
    const trail = audit.trails.get(account.ordinal);
    if (!trail) continue;
    const { bookedMinor } = trail;
    for (const stream of ["entries", "notices"] as const) {
      const refs = trail[stream];
      const wrong = await views.statements.misplacedIn(account, { stream, refs, bookedMinor });
      if (wrong !== null) audit.problem(wrong);
    }
  }
}
