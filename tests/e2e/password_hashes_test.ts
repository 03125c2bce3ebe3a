// Passwords in a bank that runs, in every form in which it is shipped: threads make the hashes, one of release 0.1 is replaced by a sign-in,
// and a stop waits for none of them.
import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import { join } from "node:path";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { openBooks } from "../../server/books.ts";
import { quietWorld } from "../bench/machine.ts";
import { Speaker } from "../siege/speaker.ts";
import { bare64 } from "../support/hashes.ts";
import { launchers, scratch, startServer } from "../support/program.ts";

const PASSWORD = "Quiet-river-at-noon";

const salt = new Uint8Array(16).fill(7);
const key = scryptSync(PASSWORD, salt, 32, { N: 2 ** 14, r: 8, p: 5, maxmem: 2 ** 26 });
const EARLIER = `$scrypt$ln=14,r=8,p=5$${bare64(salt)}$${bare64(key)}`;

const PEOPLE = 8;

/** Milliseconds that a stop may take on a machine that does other things; a hash in each slot, and those that wait, take longer. */
const STOP_MS_MAX = 8_000;

async function hashesIn(data: string, accounts: readonly string[]): Promise<string[]> {
  const books = await openBooks(quietWorld, {
    data,
    onFatal: (error) => assert.fail(String(error)),
  });
  try {
    const people = await Promise.all(accounts.map((account) => books.people.person(account)));
    return people.map((person) => person!.passwordHash.split("$").slice(1, 4).join(" "));
  } finally {
    await books.close();
  }
}

async function speakers(port: number, count: number): Promise<Speaker[]> {
  const all = Array.from({ length: count }, (_, n) => Speaker.open(port, `127.97.0.${n + 1}`));
  return (await Promise.all(all)).map((speaker) => speaker ?? assert.fail("turned away"));
}

for (const launcher of launchers()) {
  Deno.test(`passwords, ${launcher.name}: hashes of release 0.1 let their owners in, and are replaced`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const { payees } = await foundBenchBank(quietWorld, {
      data,
      accounts: PEOPLE,
      clients: PEOPLE,
      passwordHash: EARLIER,
    });
    const server = await startServer({ launcher, data, args: ["--http", "off"] });
    await using _server = server;
    const all = await speakers(server.port, PEOPLE);
    const logIn = (speaker: Speaker, n: number, password = PASSWORD) =>
      speaker.call("logIn", { userName: `c${payees[n]}`, password }, 120_000);
    const wrong = await logIn(all[0]!, 0, "not this one");
    assert.equal(wrong.code, "wrong_credentials");
    const said = await Promise.all(all.slice(1).map((speaker, n) => logIn(speaker, n + 1)));
    assert.deepEqual(said.map(({ code }) => code), Array(PEOPLE - 1).fill("ok"));
    // Again, with what is kept by now.
    const [more] = await speakers(server.port, 1);
    assert.equal((await logIn(more!, 1)).code, "ok");
    await server.stop();
    const [first, ...others] = await hashesIn(data, payees);
    assert.equal(first, "scrypt ln=14,r=8,p=5 " + bare64(salt));
    for (const hash of others) assert.match(hash, /^argon2id v=19 m=19456,t=2,p=1$/);
    assert.doesNotMatch(server.stderr(), / (?:warn|error) /);
  });

  Deno.test(`passwords, ${launcher.name}: a stop while hashes are made ends in time, and everybody is answered or cut off`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const { payees } = await foundBenchBank(quietWorld, {
      data,
      accounts: PEOPLE,
      clients: PEOPLE,
      passwordHash: EARLIER,
    });
    const server = await startServer({ launcher, data, args: ["--http", "off"] });
    await using _server = server;
    const all = await speakers(server.port, 100);
    const guess = (speaker: Speaker, n: number) =>
      speaker.call("logIn", { userName: `c${payees[n % PEOPLE]}`, password: "not this one" });
    const said = all.map(guess);
    // All threads are at work when the first is done.
    await Promise.race(said);
    const began = performance.now();
    const { code, signal } = await server.stop("SIGTERM");
    const took = performance.now() - began;
    assert.deepEqual([code, signal], [0, null]);
    assert.ok(took < STOP_MS_MAX, `${took} ms`);
    const known = new Set(["wrong_credentials", "busy", "shutting_down", "gone"]);
    for (const { code } of await Promise.all(said)) assert.ok(known.has(code), code);
    assert.doesNotMatch(server.stderr(), /incident|internal|thread/);
  });
}
