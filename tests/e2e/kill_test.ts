// A real bank on a real disk is killed in the middle of its work, again and again, at moments that a seed chooses.
// After every kill its directory is audited and the bank is started again; at the end the books say what the customers
// were told: each acknowledged payment once, nothing else, nothing doubled, the sum zero. KILLS=100 for a long run.
import assert from "node:assert/strict";
import { join } from "node:path";
import { auditOf } from "../support/bank_copy.ts";
import { pinAt } from "../support/pins.ts";
import { launcherNamed, type Scratch, scratch, startServer } from "../support/program.ts";
import { seeded } from "../support/relay.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { assertBooks, readBooks } from "../support/town.ts";

const KILLS = Number(Deno.env.get("KILLS") ?? 8);
const SEED = Number(Deno.env.get("SEED") ?? 20261125);

const CUSTOMERS = ["ann", "bob", "cleo", "dan"];

/** Payments of one customer under way at once. */
const DEPTH = 12;

/** Answers between two kills, at most. */
const ANSWERS_MAX = 600;

/** Turns of the event loop between an answer and the kill, at most: in the middle of whatever comes next. */
const TURNS_MAX = 8;

const launcher = launcherNamed(undefined);

/** So many answers from now, and a few turns of the event loop later. */
async function moment(payers: StubbornPayers, draw: () => number): Promise<void> {
  await payers.answered(payers.told.length + Math.floor(draw() * ANSWERS_MAX));
  for (let turns = Math.floor(draw() * TURNS_MAX); turns > 0; turns--) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function livesThroughKills(dir: Scratch): Promise<StubbornPayers> {
  const draw = seeded(SEED);
  const data = join(dir.path, "data");
  const welcome = ["--welcome", "1000"];
  let server = await startServer({ launcher, data, args: welcome });
  const { host, port } = server;
  const certificate = await pinAt({ hostname: host, port });
  const payers = new StubbornPayers({
    bank: { host, port, certificate },
    names: CUSTOMERS,
    depth: DEPTH,
    seed: SEED,
  });
  try {
    const { done } = await payers.begin();
    for (let kill = 0; kill < KILLS; kill++) {
      await Promise.race([moment(payers, draw), done]);
      payers.isDown();
      await server.stop("SIGKILL");
      const { code, out } = await auditOf(launcher, data);
      assert.equal(code, 0, `SEED=${SEED}, after kill ${kill + 1}: ${out}`);
      server = await startServer({ launcher, data, port, args: welcome });
      payers.isUp();
    }
    await Promise.race([payers.answered(payers.told.length + ANSWERS_MAX), done]);
    payers.stop();
    await done;
    await assertStatements(payers);
    await payers.close();
    const { code } = await server.stop();
    assert.equal(code, 0, server.stderr());
    assert.doesNotMatch(server.stderr(), / error /);
  } finally {
    await payers.close();
    await server[Symbol.asyncDispose]();
  }
  return payers;
}

/** The statements of all customers show every booked payment twice: with its payer and with its payee. */
async function assertStatements(payers: StubbornPayers): Promise<void> {
  const statements = await payers.statements();
  for (const { account, transfers } of statements) {
    const own = payers.told.filter(({ from, to, outcome }) =>
      outcome === "booked" && (from === account || to === account)
    );
    assert.deepEqual([...transfers].sort(), own.map(({ id }) => id).sort());
  }
  const sumMinor = statements.reduce((sum, { bookedMinor }) => sum + bookedMinor, 0);
  assert.equal(sumMinor, CUSTOMERS.length * 1_000_00, "no money came or went");
}

Deno.test(`${KILLS} kills under load lose nothing, double nothing and show nothing that is taken back`, async () => {
  using dir = scratch();
  const payers = await livesThroughKills(dir);
  const data = join(dir.path, "data");
  assertBooks(await readBooks(data), payers.told);
  const { code, out } = await auditOf(launcher, data);
  assert.equal(code, 0, out);
  assert.ok(payers.repeats >= KILLS, `only ${payers.repeats} payments were under way when killed`);
  console.log(`    ${payers.told.length} payments answered, ${payers.repeats} asked again`);
});
