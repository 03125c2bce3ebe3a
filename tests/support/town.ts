// A town of customers who pay each other while things break, and the accounts drawn up afterwards. Shared by the
// loopback and the two-hosts end-to-end tests.
import assert from "node:assert/strict";
import { join } from "node:path";
import { CommitLoop } from "../../bank/commit_loop.ts";
import { type Entry, entryOf } from "../../bank/trace.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import type { CustomersPlan } from "../e2e/customers.ts";
import { linesOf, ROOT, type Wrapper } from "./program.ts";

export interface Payment {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amountMinor: number;
  /** `booked`, or the refusal code. */
  readonly outcome: string;
}

export interface CustomersProcess {
  /** Resolves when all customers of the process have signed up. */
  readonly signedUp: Promise<void>;
  /** Lets them pay; resolves with what they were told. */
  start(): Promise<Payment[]>;
  /** Resolves when this many payments have been answered. */
  paid(count: number): Promise<void>;
}

export function startCustomers(plan: CustomersPlan, wrapper: Wrapper = []): CustomersProcess {
  const script = join(ROOT, "tests", "e2e", "customers.ts");
  const words = [...wrapper, Deno.execPath(), "run", "-A", script, JSON.stringify(plan)];
  const child = new Deno.Command(words[0]!, {
    args: words.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const payments: Payment[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const { lines } = linesOf(child.stdout);
  let ready = () => {};
  let failed: (error: Error) => void = () => {};
  const signedUp = new Promise<void>((resolve, reject) => [ready, failed] = [resolve, reject]);
  const told = (async () => {
    for await (const text of lines) {
      const message = JSON.parse(text);
      if (message.event === "signed_up") ready();
      else payments.push(message);
      for (const { count, resolve } of waiting) if (payments.length >= count) resolve();
    }
    const { code } = await child.status;
    failed(new Error("the client process ended early"));
    assert.equal(code, 0, "the client process failed");
    return payments;
  })();
  return {
    signedUp,
    paid: (count) => new Promise((resolve) => waiting.push({ count, resolve })),
    async start() {
      const writer = child.stdin.getWriter();
      await writer.write(new Uint8Array([10]));
      await writer.close();
      return await told;
    },
  };
}

/** What the journal of a stopped bank says. */
export interface Books {
  readonly loop: CommitLoop;
  readonly entries: readonly Entry[];
}

export async function readBooks(data: string): Promise<Books> {
  const kv = await Deno.openKv(join(data, "bank.kv"));
  try {
    const fail = (error: unknown) => {
      throw error;
    };
    const journal = new KvJournal(kv);
    const loop = new CommitLoop({ journal, clock: () => 0, onFailure: fail, onFatal: fail });
    const entries: Entry[] = [];
    loop.observe((_block, changes) => void entries.push(...changes.postings.map(entryOf)));
    await loop.replay();
    return { loop, entries };
  } finally {
    kv.close();
  }
}

/** Every acknowledged payment is there exactly once, nothing else is, the sum is zero, no customer is below zero. */
export function assertBooks({ loop, entries }: Books, told: readonly Payment[]): void {
  let sum = 0;
  for (const [number, account] of loop.ledger.accounts.rows()) {
    sum += account.bookedMinor;
    const overdrawn = account.kind === "customer" && account.bookedMinor - account.heldMinor < 0;
    assert.ok(!overdrawn, `account ${number} is below its floor`);
    const own = entries.filter((entry) => entry.account === number);
    assert.deepEqual(own.map((entry) => entry.number), own.map((_, place) => place + 1));
    assert.equal(
      own.reduce((total, { amountMinor }) => total + amountMinor, 0),
      account.bookedMinor,
    );
  }
  assert.equal(sum, 0, "the sum of all accounts is zero");
  const sides = new Map<string, number>();
  for (const { transfer } of entries) sides.set(transfer, (sides.get(transfer) ?? 0) + 1);
  for (const [id, count] of sides) assert.equal(count, 2, `transfer ${id} has two sides`);
  for (const { id, outcome, amountMinor } of told) {
    const transfer = loop.ledger.transfers.get(id);
    if (outcome !== "booked") {
      assert.equal(transfer, undefined, `refused ${id} (${outcome}) is absent`);
    } else assert.deepEqual([transfer?.status, transfer?.amountMinor], ["booked", amountMinor]);
  }
  const booked = told.filter(({ outcome }) => outcome === "booked").length;
  const transfers = [...loop.ledger.transfers.rows()].filter(([, { kind }]) => kind === "transfer");
  assert.equal(transfers.length, booked, "what customers were told is all that happened");
}
