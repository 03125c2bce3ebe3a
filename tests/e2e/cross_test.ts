// One bank, three runtimes: every pair of server and client out of Deno, Node and the executable, and one data directory
// that moves through all of them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import { type Launcher, launchers, runProgram, scratch, startServer } from "../support/program.ts";

const all = launchers();

const TRANSFERS = 5;

async function pair(serving: Launcher, paying: Launcher): Promise<void> {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher: serving, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher: paying, dir, server });
  const ann = await desk.signUp("ann", "--name", "Ann Lee");
  assert.deepEqual([ann.code, ann.answer?.displayName], [0, "Ann Lee"], ann.err);
  assert.equal((await desk.signUp("bob")).code, 0);
  await using follower = follow(paying, [
    "--host",
    server.host,
    "--port",
    String(server.port),
    "--user",
    "bob",
    "--profile",
    join(dir.path, "profile"),
  ]);
  await follower.said(/Alerts arrive over UDP\./);
  const ids: string[] = [];
  for (let number = 1; number <= TRANSFERS; number++) {
    const words = ["transfer", "bob", `${number}.25`, "--memo", `número ${number} 🍋`, "--yes"];
    const { answer, err } = await desk.json("ann", words);
    assert.equal(answer?.status, "booked", err);
    ids.push(answer.id);
  }
  await follower.printed(1 + TRANSFERS);
  assert.deepEqual(follower.alerts.slice(1).map(({ transferId }) => transferId), ids);
  const { out } = await desk.run("bob", ["--json", "history"]);
  const entries = out.trim().split("\n").map((text) => JSON.parse(text));
  assert.deepEqual(entries.map(({ bookedMinor }) => bookedMinor), [
    116_25,
    111_00,
    106_75,
    103_50,
    101_25,
    100_00,
  ]);
  assert.equal(entries[0].memo, "número 5 🍋");
  assert.equal((await server.stop()).code, 0, server.stderr());
}

for (const serving of all) {
  for (const paying of all) {
    Deno.test(`${serving.name} serves ${paying.name}: sign-up, payments, alerts over UDP, history`, () =>
      pair(serving, paying));
  }
}

interface Seen {
  readonly balances: readonly unknown[];
  /** Of the two, from the first entry to the last. */
  readonly histories: readonly string[];
  readonly fingerprint: string;
  readonly holds: string;
}

/** The data directory under this runtime: one more payment, then the books, proved by the same runtime. */
async function stage(launcher: Launcher, dir: ReturnType<typeof scratch>): Promise<Seen> {
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "20000"] });
  // A profile belongs to a port, and every server has another one.
  const desk = deskAt({ launcher, dir, server });
  const password = ["--password-file", join(dir.path, "password")];
  const paid = await desk.json("ann", [...password, "transfer", "bob", "1", "--yes"]);
  assert.equal(paid.answer?.status, "booked", paid.err);
  const asked = (user: string, ...words: string[]) => desk.json(user, [...password, ...words]);
  const balances = [await asked("ann", "balance"), await asked("bob", "balance")];
  const histories = [await asked("ann", "history"), await asked("bob", "history")];
  const { out: holds } = await asked("ann", "holds");
  assert.equal((await server.stop()).code, 0, server.stderr());
  const proved = await runProgram({ launcher, args: ["audit", "--data", data, "--deep"] });
  assert.deepEqual([proved.code, /Everything adds up\./.test(proved.out)], [0, true], proved.out);
  return {
    balances: balances.map(({ answer }) => [answer.bookedMinor, answer.heldMinor]),
    histories: histories.map(({ out }) => out.trim().split("\n").toReversed().join("\n")),
    fingerprint: server.fingerprint,
    holds,
  };
}

Deno.test({
  name: "one data directory through all runtimes and back keeps money, history, holds and identity",
  ignore: all.length < 2,
  async fn() {
    using dir = scratch();
    dir.file("password", PASSWORD);
    const data = join(dir.path, "data");
    {
      const launcher = all[0]!;
      await using server = await startServer({ launcher, data, args: ["--welcome", "20000"] });
      const desk = deskAt({ launcher, dir, server });
      for (const user of ["ann", "bob"]) assert.equal((await desk.signUp(user)).code, 0);
      const held = await desk.json("ann", ["transfer", "bob", "19000", "--yes"]);
      assert.equal(held.answer?.status, "held", held.err);
      await server.stop();
    }
    const stages: Seen[] = [];
    for (const launcher of [...all, all[0]!]) stages.push(await stage(launcher, dir));
    const [first] = stages;
    for (const [moves, seen] of stages.entries()) {
      const paid = (moves + 1) * 1_00;
      assert.deepEqual(seen.balances, [[20_000_00 - paid, 19_000_00], [20_000_00 + paid, 0]]);
      for (const [who, history] of seen.histories.entries()) {
        const before = stages[moves - 1]?.histories[who] ?? "";
        assert.ok(history.startsWith(before), `what was written stays: ${history}`);
        assert.equal(history.split("\n").length, moves + 2);
      }
      assert.deepEqual([seen.fingerprint, seen.holds], [first!.fingerprint, first!.holds]);
    }
  },
});
