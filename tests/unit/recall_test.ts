// bank/commit_loop.ts with an archive that answers when told to: which ids are looked up, in which order their
// commands are decided, and what happens when transfers leave memory, or the archive fails, in between.
import assert from "node:assert/strict";
import type { Archive } from "../../bank/archive.ts";
import type { Command } from "../../bank/command.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import type { Transfer } from "../../bank/transfer.ts";
import { RECALLS_MAX, RECALLS_PER_ACCOUNT_MAX } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { Books, type Code, codeOf, settled, T0 } from "../support/ledger.ts";
import { MemoryJournal } from "../support/memory_journal.ts";

const idAt = (ms: number, byte = 0) => transferIdOf(ms, new Uint8Array(10).fill(byte));

/** The newest of the ids that may have left memory. */
const HORIZON_MS = T0 - 60_000;

const old = (number: number) => idAt(HORIZON_MS - 60_000 + number);

/** Answers look-ups when told to. */
class SlowArchive implements Archive {
  readonly horizon = idAt(HORIZON_MS, 0xff);
  evictions = 0;
  readonly mark = 0;
  readonly asked: TransferId[] = [];
  readonly #waiting: PromiseWithResolvers<Transfer | null>[] = [];

  changedSince(): boolean {
    return false;
  }

  transfer(id: TransferId): Promise<Transfer | null> {
    this.asked.push(id);
    const waiting = Promise.withResolvers<Transfer | null>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** Answers a look-up, the first being 0, and waits until nothing more follows from it. */
  async answers(place: number, transfer: Transfer | null = null): Promise<void> {
    this.#waiting[place]!.resolve(transfer);
    await settled();
  }

  async fails(place: number): Promise<void> {
    this.#waiting[place]!.reject(new Error("The archive burns"));
    await settled();
  }
}

class Desk {
  readonly archive = new SlowArchive();
  readonly journal = new MemoryJournal();
  readonly failures: unknown[] = [];
  readonly answers: string[] = [];
  readonly loop = new CommitLoop({
    journal: this.journal,
    archive: this.archive,
    clock: () => T0,
    onFailure: (error) => void this.failures.push(error),
    onFatal: (error) => void this.failures.push(error),
  });

  /** alice and bob have 100 each. */
  static async open(): Promise<Desk> {
    const desk = new Desk();
    desk.journal.rivalWrites(new Books({ funds: { alice: 100, bob: 100 } }).events);
    await desk.loop.replay();
    return desk;
  }

  async say(command: Command): Promise<Code> {
    const code = codeOf(await this.loop.submit(command));
    this.answers.push(code);
    return code;
  }

  pay(id: TransferId, amountMinor = 1): Promise<Code> {
    return this.say({ type: "transfer", id, from: "alice", to: "bob", amountMinor, memo: "" });
  }

  reverse(transfer: TransferId, id: TransferId): Promise<Code> {
    return this.say({ type: "reverse", transfer, id, reason: "", by: "boss" });
  }

  /** All transfers leave memory. */
  evict(): void {
    const { transfers } = this.loop.ledger;
    for (const name of transfers.names()) transfers.drop(name);
    this.archive.evictions++;
  }
}

const PAID: Omit<Transfer, "id"> = {
  kind: "transfer",
  from: "alice",
  to: "bob",
  amountMinor: 1,
  memo: "",
  ref: 0,
  atMs: HORIZON_MS,
  status: "booked",
};

Deno.test("recall: new ids and those in memory are not looked up, all others are, up to the horizon", async () => {
  const desk = await Desk.open();
  const fresh = idAt(HORIZON_MS + 1);
  assert.deepEqual([await desk.pay(fresh), await desk.pay(fresh)], ["ok", "again"]);
  assert.deepEqual(desk.archive.asked, []);
  const edge = desk.archive.horizon;
  const said = [desk.pay(edge), desk.reverse(old(1), old(2))];
  await settled();
  assert.deepEqual(desk.archive.asked, [edge, old(2)]);
  await desk.archive.answers(1);
  assert.deepEqual(desk.archive.asked, [edge, old(2), old(1)]);
  await desk.archive.answers(2);
  await desk.archive.answers(0);
  assert.deepEqual(await Promise.all(said), ["ok", "no_such_transfer"]);
  assert.equal(await desk.pay(edge), "again");
  assert.equal(desk.archive.asked.length, 3, "what has been booked again is in memory");
});

Deno.test("recall: commands whose ids are looked up are decided in the order of their arrival", async () => {
  const desk = await Desk.open();
  for (const number of [0, 1, 2]) void desk.pay(old(number), 60 - number);
  await desk.pay(idAt(T0), 2);
  await desk.archive.answers(2);
  await desk.archive.answers(1);
  assert.deepEqual(desk.answers, ["ok"], "others need not wait for them");
  await desk.archive.answers(0);
  await desk.loop.drain();
  assert.deepEqual(desk.answers, ["ok", "ok", "insufficient_funds", "insufficient_funds"]);
  const [, , written] = desk.journal.events;
  assert.deepEqual(written!.map((event) => "id" in event && event.id), [old(0)]);
});

Deno.test("recall: who is sent away while a command waits is asked about in the moment of the decision", async () => {
  const desk = await Desk.open();
  let present = true;
  const barred = () => present ? null : new Refusal("session_expired");
  const pay = (id: TransferId) =>
    new Promise<Code>((settle) => {
      const about = { from: "alice", to: "bob", amountMinor: 1, memo: "" };
      const command = { type: "transfer" as const, id, ...about };
      desk.loop.send(command, (outcome) => settle(codeOf(outcome)), barred);
    });
  const [before, after] = [pay(old(0)), pay(old(1))];
  await settled();
  await desk.archive.answers(0);
  present = false;
  await desk.archive.answers(1);
  assert.deepEqual(await Promise.all([before, after]), ["ok", "session_expired"]);
  present = true;
  assert.equal(await pay(idAt(T0)), "ok", "the next one is asked about anew");
});

Deno.test("recall: an answer waits for the look-up and for the block", async () => {
  const desk = await Desk.open();
  desk.journal.hold();
  void desk.pay(idAt(T0));
  void desk.pay(old(1));
  await desk.archive.answers(0);
  assert.deepEqual(desk.answers, []);
  desk.journal.release();
  await desk.loop.drain();
  assert.deepEqual(desk.answers, ["ok", "ok"]);
});

Deno.test("recall: what left memory since the look-up is looked up again", async () => {
  const desk = await Desk.open();
  const said = [desk.pay(old(0)), desk.pay(old(1))];
  await desk.archive.answers(1);
  desk.evict();
  await desk.archive.answers(0);
  assert.deepEqual(desk.archive.asked, [old(0), old(1), old(0), old(1)]);
  assert.deepEqual(desk.answers, []);
  await desk.archive.answers(3, { ...PAID, id: old(1) });
  await desk.archive.answers(2);
  assert.deepEqual(await Promise.all(said), ["ok", "again"]);
});

Deno.test("recall: what was read before a transfer changed does not come back into memory", async () => {
  const desk = await Desk.open();
  const paid = { ...PAID, id: old(0) };
  const said = [desk.reverse(paid.id, idAt(T0, 1)), desk.reverse(paid.id, idAt(T0, 2))];
  await desk.archive.answers(0, { ...paid });
  assert.deepEqual(desk.answers, ["ok"]);
  desk.evict();
  await desk.archive.answers(1, { ...paid });
  const reversed = { ...paid, reversedBy: idAt(T0, 1) };
  if (desk.archive.asked.length > 2) await desk.archive.answers(2, reversed);
  assert.deepEqual(await Promise.all(said), ["ok", "already_reversed"]);
  assert.equal(desk.loop.ledger.accounts.get("bob")?.bookedMinor, 99);
});

Deno.test("recall: what was looked up twice at once is in memory as it has become since", async () => {
  const desk = await Desk.open();
  const paid = { ...PAID, id: old(0) };
  const said = [desk.reverse(paid.id, idAt(T0, 1)), desk.reverse(paid.id, idAt(T0, 2))];
  await desk.archive.answers(0, { ...paid });
  await desk.archive.answers(1, { ...paid });
  assert.deepEqual(await Promise.all(said), ["ok", "already_reversed"]);
});

Deno.test("recall: a failing archive: its command is told, the others and the next are not held up", async () => {
  const desk = await Desk.open();
  const said = [desk.pay(old(0)), desk.pay(old(1))];
  await desk.archive.fails(0);
  await desk.archive.answers(1);
  assert.deepEqual(await Promise.all(said), ["storage_failed", "ok"]);
  assert.match(String(desk.failures), /^Error: The archive burns$/);
  const again = desk.pay(old(0));
  await desk.archive.answers(2);
  assert.equal(await again, "ok");
  const last = desk.pay(old(2));
  const drained = desk.loop.drain().then(() => desk.answers.push("busy"));
  await desk.archive.fails(3);
  await Promise.all([last, drained]);
  assert.deepEqual(desk.answers, ["storage_failed", "ok", "ok", "storage_failed", "busy"]);
});

Deno.test("recall: so many look-ups at once, then busy; drain waits for all of them", async () => {
  const desk = await Desk.open();
  const count = RECALLS_MAX + 3;
  const payment = { type: "transfer", to: "bob", amountMinor: 101, memo: "" } as const;
  const said = Array.from(
    { length: count },
    (_, number) => desk.say({ ...payment, id: old(number), from: `payer ${number}` }),
  );
  await settled();
  assert.deepEqual(desk.answers, ["busy", "busy", "busy"]);
  let drained = false;
  const draining = desk.loop.drain().then(() => drained = true);
  for (let place = RECALLS_MAX - 1; place > 0; place--) void desk.archive.answers(place);
  await settled();
  assert.equal(drained, false);
  await desk.archive.answers(0);
  await draining;
  const codes = await Promise.all(said);
  assert.deepEqual(codes.slice(0, -3), codes.slice(0, -3).map(() => "no_such_account"));
  assert.equal(await desk.pay(old(0)), "shutting_down");
});

Deno.test("recall: one account has so many look-ups under way, and leaves the others to others", async () => {
  const desk = await Desk.open();
  const own = RECALLS_PER_ACCOUNT_MAX;
  const said = Array.from({ length: own + 1 }, (_, number) => desk.pay(old(number), 101));
  await settled();
  assert.deepEqual(desk.answers, ["busy"]);
  const other = desk.say({
    type: "transfer",
    id: old(own + 2),
    from: "bob",
    to: "alice",
    amountMinor: 1,
    memo: "",
  });
  for (let place = 0; place <= own; place++) void desk.archive.answers(place);
  await Promise.all(said);
  assert.equal(await other, "ok");
  const again = desk.pay(old(own + 3), 102);
  await settled();
  await desk.archive.answers(own + 1);
  assert.equal(await again, "insufficient_funds", "what is over is not counted");
});
