// What a customer can prove, with real processes: a receipt is checked without the bank and not a letter of it can be
// changed; staff audit a running bank and customers may not; a bank that was put back to an older copy of its data, or
// that lost its signing key, is refused loudly by clients that have seen more.
import assert from "node:assert/strict";
import { cpSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Desk, deskAt } from "../support/desk.ts";
import {
  launcherNamed,
  type Ran,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "../support/program.ts";

const launcher = launcherNamed(undefined);

interface Bank extends AsyncDisposable {
  readonly dir: Scratch;
  readonly data: string;
  readonly server: ServerProcess;
  readonly desk: Desk;
}

/** Ann and Bob with 100 each, and one of the staff. */
async function openBank(): Promise<Bank> {
  const dir = scratch();
  const data = join(dir.path, "data");
  const server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server });
  for (const words of [["ann"], ["bob"], ["desk", "--staff-code", server.staffCode!]] as const) {
    const [user, ...flags] = words;
    const { code, err } = await desk.signUp(user, ...flags);
    assert.equal(code, 0, err);
  }
  const end = async () => {
    await server[Symbol.asyncDispose]();
    dir[Symbol.dispose]();
  };
  return { dir, data, server, desk, [Symbol.asyncDispose]: end };
}

async function pays(desk: Desk, amount = "7.50"): Promise<string> {
  const { answer, code, err } = await desk.json("ann", ["transfer", "bob", amount, "--yes"]);
  assert.equal(code, 0, err);
  return answer.id;
}

function assertPlain({ out, err }: Ran): void {
  assert.doesNotMatch(out + err, /\n\s+at |unexpected failure|undefined|\[object/);
}

async function verify(words: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await runProgram({ launcher, args: ["verify", ...words], env });
  assertPlain(ran);
  return ran;
}

Deno.test("a receipt is checked without the bank, with its key or with what this machine knows", async () => {
  await using bank = await openBank();
  const { dir, desk, server } = bank;
  const id = await pays(desk);
  const file = join(dir.path, "receipt.json");
  const written = await desk.run("bob", ["receipt", id, "--out", file]);
  assert.equal(written.code, 0, written.err);
  await server.stop();
  const receipt = JSON.parse(readFileSync(file, "utf8"));
  const { signedBy } = receipt;
  const home = { HOME: dir.path };
  const profile = ["--profile", join(dir.path, "profile")];
  for (const flags of [["--key", signedBy], profile]) {
    const { code, out, err } = await verify([file, ...flags], home);
    assert.equal(code, 0, err);
    assert.match(out, new RegExp(`^Genuine[\\s\\S]*7\\.50 INR[\\s\\S]*${id}`));
  }
  const stranger = await verify([file, "--profile", join(dir.path, "nobody")], home);
  assert.equal(stranger.code, 1);
  assert.match(stranger.err, /Cannot tell.*--key/);
  const otherKey = await verify([file, "--key", "ab".repeat(32)], home);
  assert.equal(otherKey.code, 1);
  assert.match(otherKey.out, /^NOT GENUINE/);
  await assertTampered(dir, receipt, profile);
});

interface Receipt {
  readonly [name: string]: unknown;
  readonly transfer: Readonly<Record<string, unknown>>;
}

async function assertTampered(dir: Scratch, receipt: Receipt, flags: string[]): Promise<void> {
  const { transfer } = receipt;
  const tampered: Readonly<Record<string, Receipt>> = {
    amount: { ...receipt, transfer: { ...transfer, amountMinor: 75_000 } },
    payee: { ...receipt, transfer: { ...transfer, to: transfer.from } },
    memo: { ...receipt, transfer: { ...transfer, memo: "rent" } },
    bank: { ...receipt, bank: "Another Bank" },
    block: { ...receipt, block: 1 },
    more: { ...receipt, paid: true },
  };
  for (const [what, changed] of Object.entries(tampered)) {
    const file = dir.file("tampered.json", JSON.stringify(changed));
    const { code, out } = await verify([file, ...flags], { HOME: dir.path });
    assert.deepEqual([code, out], [1, "NOT GENUINE: this is not what the bank signed.\n"], what);
  }
  const json = await verify([join(dir.path, "tampered.json"), ...flags, "--json"]);
  assert.deepEqual([json.code, JSON.parse(json.out).genuine], [1, false]);
  for (const text of ["", "{", "[]", '{"signature":"x"}']) {
    const { code, err } = await verify([dir.file("no.json", text), ...flags]);
    assert.deepEqual([code, /expected a signed receipt/.test(err)], [2, true], err);
  }
  const absent = await verify([join(dir.path, "absent.json"), ...flags]);
  assert.deepEqual([absent.code, /Cannot read/.test(absent.err)], [2, true]);
}

Deno.test("a receipt is for payer, payee and staff, and only of what was booked", async () => {
  await using bank = await openBank();
  const { desk } = bank;
  const id = await pays(desk);
  const { code } = await desk.signUp("eve");
  assert.equal(code, 0);
  const rows: [string, string, number][] = [["ann", id, 0], ["bob", id, 0], ["desk", id, 0], [
    "eve",
    id,
    1,
  ], ["ann", "01a20bd5-8510-7266-8dc5-51817c336f23", 1]];
  for (const [user, transfer, code] of rows) {
    const ran = await desk.run(user, ["receipt", transfer]);
    assert.equal(ran.code, code, `${user}: ${ran.err}`);
    assertPlain(ran);
    if (code === 1) assert.match(ran.err, /knows no transfer/);
  }
});

Deno.test("staff audit a running bank, customers may not", async () => {
  await using bank = await openBank();
  const { desk } = bank;
  await pays(desk);
  const { code, answer, err } = await desk.json("desk", ["audit", "--deep"]);
  assert.equal(code, 0, err);
  const { sumMinor, problems, accounts, transfers } = answer;
  assert.deepEqual({ sumMinor, problems, accounts, transfers }, {
    sumMinor: 0,
    problems: [],
    accounts: 5,
    transfers: 4,
  });
  const words = await desk.run("desk", ["audit"]);
  assert.match(words.out, /Everything adds up\./);
  const customer = await desk.run("ann", ["audit", "--deep"]);
  assert.equal(customer.code, 1);
  assert.match(customer.err, /[Oo]nly staff/);
});

Deno.test("a bank that was put back to an older copy of its data is refused by a client that saw more", async () => {
  await using bank = await openBank();
  const { dir, data, server, desk } = bank;
  await pays(desk, "1");
  await server.stop();
  const older = join(dir.path, "older");
  cpSync(data, older, { recursive: true });
  const { port } = server;
  const second = await startServer({ launcher, data, port });
  // Bob leaves before the payments that will be undone; Ann sees them.
  const bob = deskAt({ launcher, dir, server: second, profile: "bob" });
  assert.equal((await bob.run(null, ["--user", "bob", ...password(dir), "balance"])).code, 0);
  await pays(desk, "2");
  await pays(desk, "3");
  assert.equal((await desk.run("ann", ["balance"])).code, 0);
  await second.stop();
  rmSync(data, { recursive: true });
  renameSync(older, data);
  await using third = await startServer({ launcher, data, port });
  for (const words of [["balance"], ["transfer", "bob", "1", "--yes"]]) {
    const refused = await desk.run("ann", words);
    assert.equal(refused.code, 1, refused.out);
    assert.match(refused.err, /REFUSED[\s\S]*rolled back.*has seen block \d+, the bank is at \d+/);
    assert.match(refused.err, /Nothing was sent/);
    assertPlain(refused);
  }
  const unaware = await bob.run(null, ["--user", "bob", ...password(dir), "balance"]);
  assert.equal(unaware.code, 0, unaware.err);
  assert.equal(third.stderr(), "", "the copy itself is sound");
});

const password = (dir: Scratch) => ["--password-file", join(dir.path, "password")];

Deno.test("a rolled-back bank that has grown past the known block again is refused", async () => {
  await using bank = await openBank();
  const { dir, data, server, desk } = bank;
  await server.stop();
  const older = join(dir.path, "older");
  cpSync(data, older, { recursive: true });
  const { port } = server;
  const second = await startServer({ launcher, data, port });
  await pays(desk, "1");
  assert.equal((await desk.run("ann", ["balance"])).code, 0);
  await second.stop();
  rmSync(data, { recursive: true });
  renameSync(older, data);
  await using third = await startServer({ launcher, data, port });
  const bob = deskAt({ launcher, dir, server: third, profile: "bob" });
  for (let n = 0; n < 4; n++) {
    const words = ["--user", "bob", ...password(dir), "transfer", "ann", "1", "--yes"];
    assert.equal((await bob.run(null, words)).code, 0);
  }
  const refused = await desk.run("ann", ["balance"]);
  assert.equal(refused.code, 1, refused.out);
  assert.match(refused.err, /REFUSED[\s\S]*its history is another one: block \d+ was/);
  assertPlain(refused);
  const file = join(dir.path, "profile", "banks", `127.0.0.1_${port}`, "evidence.json");
  const evidence = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(evidence.length, 2);
  assert.equal(evidence[0].seq, evidence[1].seq);
  assert.notEqual(evidence[0].hash, evidence[1].hash);
  for (const [n, head] of evidence.entries()) {
    const flags = ["--key", head.signedBy];
    const { code, out } = await verify([dir.file(`head${n}.json`, JSON.stringify(head)), ...flags]);
    assert.deepEqual([code, /^Genuine/.test(out)], [0, true], "it convicts the bank");
  }
});
