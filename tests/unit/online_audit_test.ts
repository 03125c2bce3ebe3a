// server/audit_books.ts on a bank that goes on booking: an audit compares at one block, so that it finds nothing where nothing
// is wrong; and what is changed in memory, in the views or in the journal it finds, and names.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { auditBooks } from "../../server/audit_books.ts";
import { type Books, openBooks } from "../../server/books.ts";
import type { AuditReport } from "../../bank/audit.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { Kv } from "../../store/kv.ts";
import { quietWorld } from "../bench/machine.ts";
import { scratch } from "../support/program.ts";

const NUMBERS = Array.from({ length: 40 }, (_, number) => `customer ${number}`);

interface Bank extends AsyncDisposable {
  readonly data: string;
  readonly books: Books;
}

async function open(data: string): Promise<Books> {
  const onFatal = (error: unknown) => assert.fail(String(error));
  return await openBooks(quietWorld, { data, onFatal });
}

async function opened(): Promise<Bank> {
  const dir = scratch();
  const books = await open(dir.path);
  await books.loop.submit({ type: "found", name: "Test Bank", currency: "INR", scale: 2 });
  books.directory.markFounded();
  for (const account of NUMBERS) {
    const welcome = { id: newId(), amountMinor: 100_000 };
    await books.loop.submit({ type: "open_account", account, welcome });
  }
  const end = async () => {
    await books.close();
    dir[Symbol.dispose]();
  };
  return { data: dir.path, books, [Symbol.asyncDispose]: end };
}

const { clock, random } = quietWorld.host;
const newId = () => transferIdOf(clock(), random(10));

/** Payments that are made at most while one audit reads: what it reads must not grow as fast as it can read. */
const PAID_BESIDE = 200;

/** Payments back and forth, each as soon as the one before is durable; so many, and then more with each audit. */
class Traffic {
  #over = false;
  #paid = 0;
  #allowed = PAID_BESIDE;
  #waiting: (() => void)[] = [];
  readonly #payers: Promise<void>[];

  constructor(readonly books: Books) {
    this.#payers = NUMBERS.map((_, place) => this.#pay(place));
  }

  async #pay(place: number): Promise<void> {
    for (let round = 0; !this.#over; round++) {
      while (this.#paid >= this.#allowed && !this.#over) {
        await new Promise<void>((wake) => this.#waiting.push(wake));
      }
      const to = NUMBERS[(place + 1 + round % 38) % NUMBERS.length]!;
      const about = { from: NUMBERS[place]!, to, amountMinor: 1, memo: "" };
      const outcome = await this.books.loop.submit({ type: "transfer", id: newId(), ...about });
      assert.ok(!(outcome instanceof Refusal), JSON.stringify(outcome));
      this.#paid++;
    }
  }

  goOn(): void {
    this.#allowed = this.#paid + PAID_BESIDE;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async stop(): Promise<number> {
    this.#over = true;
    this.goOn();
    await Promise.all(this.#payers);
    return this.#paid;
  }
}

async function audited(books: Books, deep = true): Promise<AuditReport> {
  const report = await auditBooks(books, { deep });
  assert.ok(!(report instanceof Refusal));
  return report;
}

Deno.test("online audit: a hundred of them on a busy bank, none cries wolf", async () => {
  await using bank = await opened();
  const { books } = bank;
  const traffic = new Traffic(books);
  const blocks: number[] = [];
  const wentOn = () => blocks.at(-1)! > blocks[0]! + 100;
  // On a machine that has other work the bank may need more of them to go on.
  for (let round = 0; round < 100 || round < 1_000 && !wentOn(); round++) {
    traffic.goOn();
    const { problems, blocks: seen } = await audited(books, round % 4 === 0);
    assert.deepEqual(problems, []);
    blocks.push(seen);
  }
  assert.ok(await traffic.stop() > 1_000);
  assert.ok(wentOn(), "the bank went on");
});

Deno.test("online audit: a balance that was changed in memory is found and named", async () => {
  await using bank = await opened();
  const { books } = bank;
  const traffic = new Traffic(books);
  const account = books.loop.ledger.accounts.get(NUMBERS[7]!)!;
  account.bookedMinor += 1;
  const { problems } = await audited(books, false);
  assert.match(problems.join(), /Account customer 7: bookedMinor is \d+, not \d+/);
  account.bookedMinor -= 1;
  assert.deepEqual((await audited(books)).problems, []);
  await traffic.stop();
});

Deno.test("online audit: an account that is missing in memory, or that nobody opened, is found", async () => {
  await using bank = await opened();
  const { accounts } = bank.books.loop.ledger;
  accounts.add("made up", { ...accounts.get(NUMBERS[0]!)!, number: "made up" });
  assert.match((await audited(bank.books)).problems.join(), /Account made up was never opened/);
});

/** Changes a row of a file that the bank has open, as another program would. */
async function change(file: string, key: (string | number)[]): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  const { encodeKey } = await import("../../store/key_order.ts");
  const database = new DatabaseSync(file);
  try {
    const [row] = database.prepare("select v from kv where k = ?").all(encodeKey(key)) as {
      v: Uint8Array;
    }[];
    const bytes = Uint8Array.from(row!.v);
    const place = new TextDecoder().decode(bytes).indexOf("customer 3") + 9;
    bytes[place]! ^= 1;
    // The bank may be writing at this very moment.
    database.exec("pragma busy_timeout = 5000");
    database.prepare("update kv set v = ? where k = ?").run(bytes, encodeKey(key));
  } finally {
    database.close();
  }
}

Deno.test("online audit: a row of the views that was changed on the disk is found and named", async () => {
  const first = await opened();
  await new Traffic(first.books).stop();
  using dir = scratch();
  cpSync(first.data, dir.path, { recursive: true });
  await first[Symbol.asyncDispose]();
  // A start makes and, at its end, writes all views.
  await (await open(dir.path)).close();
  const books = await open(dir.path);
  try {
    assert.deepEqual((await audited(books)).problems, []);
    await change(`${dir.path}/views.kv`, ["accounts", 0]);
    const { problems } = await audited(books, false);
    assert.match(problems.join(), /View accounts\/0 is damaged; nothing is lost: the next start/);
  } finally {
    await books.close();
  }
});

Deno.test("online audit: a block that was changed on the disk is found and named", async () => {
  await using bank = await opened();
  const { books, data } = bank;
  await new Traffic(books).stop();
  const traffic = new Traffic(books);
  const kv: Pick<Kv, "get"> = await books.directory.openKv();
  let seq = 0;
  for (let found = false; !found; seq++) {
    const { value } = await kv.get(["journal", seq]);
    found = new TextDecoder().decode(value as Uint8Array).includes("customer 3");
  }
  await change(`${data}/bank.kv`, ["journal", --seq]);
  const { problems } = await audited(books);
  assert.match(problems.join(), new RegExp(`[Bb]lock (${seq}|${seq + 1})`));
  await traffic.stop();
});
