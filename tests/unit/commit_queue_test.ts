// bank/commit_loop.ts when more commands come than it may keep: each is answered, the later ones with `busy` and at once.
import assert from "node:assert/strict";
import { WAITING_COMMANDS_MAX } from "../../bank/limits.ts";
import { codeOf, commandOf } from "../support/ledger.ts";
import { settled, Teller, type Words } from "../support/ledger.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

/** Fills the queue while the first block is held back; how many were told `busy`. */
async function crowd(count: number, words: (number: number) => Words) {
  const teller = await Teller.open();
  teller.journal.hold();
  void teller.say("alice", "pays", "bob", 100, "t1");
  await teller.journal.appending(1);
  let answered = 0;
  const outcomes = numbers(count).map(async (number) => {
    const outcome = await teller.loop.submit(commandOf(words(number)));
    answered++;
    return outcome;
  });
  await settled();
  const early = answered;
  teller.journal.release();
  const codes = (await Promise.all(outcomes)).map(codeOf);
  return { teller, early, codes, busy: codes.filter((code) => code === "busy").length };
}

Deno.test("commit loop: busy when so many wait, and no one of them is forgotten", async () => {
  const crowded = WAITING_COMMANDS_MAX + 3_000;
  const { teller, early, codes, busy } = await crowd(crowded, (n) => ["alice", "voids", `v${n}`]);
  const room = codes.indexOf("busy");
  assert.ok(room >= WAITING_COMMANDS_MAX, `busy after ${room}`);
  assert.deepEqual([busy, early], [crowded - room, busy], "all the later ones, at once");
  assert.ok(codes.slice(0, room).every((code) => code === "ok"));
  assert.equal(await teller.say("alice", "voids", "later"), "ok");
});

Deno.test("commit loop: commands that will be refused wait in the same bounded queue", async () => {
  const count = 2 * WAITING_COMMANDS_MAX;
  const { busy } = await crowd(count, (n) => ["alice", "pays", "bob", 1, `p${n}`]);
  assert.ok(busy > 0, `${count} commands waited and nobody was told busy`);
});
