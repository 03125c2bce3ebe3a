// The writer of the views rests while little waits for it, and hurries when the next start would take long.
import assert from "node:assert/strict";
import { restMs, WAITING_MAX } from "../../store/view_pace.ts";
import { MemoryJournal } from "../support/memory_journal.ts";
import { memoryKv } from "../support/service.ts";
import { ViewBank } from "../support/view_bank.ts";

Deno.test("view pace: three times as long as it worked while nothing waits, ever less the more waits", () => {
  assert.equal(restMs(20, 0), 60);
  assert.equal(restMs(20, WAITING_MAX / 2), 30);
  assert.equal(restMs(20, WAITING_MAX), 5);
  assert.equal(restMs(20, 10 * WAITING_MAX), 5);
});

Deno.test("view pace: never less than a moment, never asleep for long, whatever the clock has done", () => {
  assert.equal(restMs(0, 0), 5);
  assert.equal(restMs(-3_600_000, 0), 5);
  assert.equal(restMs(3_600_000, 0), 250);
});

Deno.test("view pace: what waits is counted in events, until it is written", async () => {
  const bank = await ViewBank.open({ journal: new MemoryJournal(), kv: await memoryKv() });
  await bank.found(["alice", "bob"]);
  await bank.flush();
  assert.equal(bank.views.waiting, 0);
  for (let paid = 1; paid <= 3; paid++) await bank.pay(bank.id(), ["alice", "bob"]);
  assert.equal(bank.views.waiting, 3);
  await bank.flush();
  assert.equal(bank.views.waiting, 0);
});
