// Backups of a running bank, and banks made from them, with real processes and files: nothing of before is lost, nothing that has
// ended comes back, every client is told, and what was cut or altered is refused and leaves nothing behind.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chunksOf } from "../../commands/backup/backup_reading.ts";
import { BackupWriter, readBackup } from "../../store/backup_file.ts";
import { type Desk, deskAt } from "../support/desk.ts";
import {
  type Launcher,
  type Ran,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  shipped,
  startServer,
} from "../support/program.ts";

interface Town {
  readonly launcher: Launcher;
  readonly dir: Scratch;
  readonly data: string;
  readonly desk: Desk;
  readonly server: ServerProcess;
  /** `bank backup` or `bank restore`. */
  tool(...words: string[]): Promise<Ran>;
}

async function town(launcher: Launcher, dir: Scratch): Promise<Town> {
  const data = join(dir.path, "data");
  const server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const tool = (...args: string[]) => runProgram({ launcher, args });
  return { launcher, dir, data, desk, server, tool };
}

async function pay(desk: Desk, times: number): Promise<void> {
  for (let payment = 0; payment < times; payment++) {
    const { answer, err } = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
    assert.equal(answer?.status, "booked", err);
  }
}

/** Without SQLite, on Node 20, a running bank cannot be read: it says so. */
async function backedUp({ launcher, data, server, tool }: Town, ...words: string[]) {
  const backup = ["backup", ...words, "--data", data, "--json"];
  if (launcher.name === "node") {
    const { code, err } = await tool(...backup);
    assert.deepEqual([code, /while it is running/.test(err)], [1, true], err);
    await server.stop();
  }
  const { code, out, err } = await tool(...backup);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

const passwordOf = ({ dir }: Pick<Town, "dir">) => ["--password-file", join(dir.path, "password")];

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: a bank comes back from its backup, and every client is told what is gone`, async () => {
    using dir = scratch();
    const place = await town(launcher, dir);
    const { data, desk, tool } = place;
    const { port } = place.server;
    await pay(desk, 2);
    const passphrase = dir.file("passphrase", "seven honest horses\n");
    const backups = join(dir.path, "backups");
    const made = await backedUp(place, backups, "--passphrase-file", passphrase);
    assert.deepEqual([made.people, made.keys, made.payments], [2, true, 4], "with two welcomes");

    await using second = launcher.name === "node"
      ? await startServer({ launcher, data, port })
      : place.server;
    await pay(desk, 1);
    await second.stop("SIGKILL");
    rmSync(data, { recursive: true });

    const restore = ["restore", made.file, "--data", data, "--passphrase-file"];
    const wrong = await tool(...restore, dir.file("wrong", "another passphrase"));
    assert.deepEqual([wrong.code, existsSync(data)], [2, false], wrong.err);
    const restored = await tool(...restore, passphrase);
    assert.equal(restored.code, 0, restored.err);
    const again = await tool(...restore, passphrase);
    assert.deepEqual([again.code, /it is not empty/.test(again.err)], [1, true], again.err);

    await using server = await startServer({ launcher, data, port });
    assert.match(server.stderr(), /^\S+ warn the views are missing; they are made again .*\n$/);
    const ended = await desk.json("ann", ["balance"]);
    assert.equal(ended.code, 3, "a session of the backup does not come back");
    assert.match(ended.err, /THE BANK WAS RESTORED from a backup of 20/);
    const back = await desk.json("ann", [...passwordOf(place), "balance"]);
    assert.deepEqual([back.code, back.answer?.bookedMinor], [0, 9_800], back.err);
    assert.doesNotMatch(back.err, /RESTORED|REFUSED/, "told once");
    const words = [...passwordOf(place), "transfer", "bob", "1", "--yes"];
    assert.equal((await desk.json("ann", words)).answer?.status, "booked");
    await server.stop();
    const { code, out } = await runProgram({ launcher, args: ["audit", "--data", data] });
    assert.deepEqual([code, /Restored +block \d+/.test(out)], [0, true], out);
  });
}

/** One that can read a running bank. */
const launcher: Launcher = shipped().find(({ name }) => name !== "node")!;

Deno.test("a bank comes back as it was at an earlier block, without those who came later", async () => {
  using dir = scratch();
  const place = await town(launcher, dir);
  const { data, desk, server, tool } = place;
  await pay(desk, 1);
  const early = await backedUp(place, join(dir.path, `early.bankbackup`));
  await pay(desk, 1);
  await desk.signUp("carol");
  const late = await backedUp(place, join(dir.path, "late.bankbackup"));
  await server.stop();
  const [other, keys] = [join(dir.path, "other"), ["--keys", data]];
  const until = ["--until", String(early.head.seq)];
  const slips: [string, RegExp][] = [
    ["2020-01-01T00:00Z", /the bank was founded later/],
    ["2026-02-31T10:00Z", /Cannot read --until/],
    ["2026-11-29T18:00", /a time with its offset/],
    ["99999", /--until is later/],
    ["2099-01-01T00:00Z", /--until is later/],
  ];
  for (const [slip, says] of slips) {
    const ran = await tool("restore", late.file, "--data", other, ...keys, "--until", slip);
    assert.deepEqual([ran.code, says.test(ran.err), existsSync(other)], [2, true, false], ran.err);
  }
  const unlocked = await tool("restore", late.file, "--data", other);
  assert.deepEqual([unlocked.code, existsSync(other)], [2, false], unlocked.err);
  assert.match(unlocked.err, /name the directory with its registry\.key/);
  const { code, out, err } = await tool("restore", late.file, "--data", other, ...keys, ...until);
  assert.equal(code, 0, err);
  assert.match(out, /1 people had opened their accounts later/);
  await using back = await startServer({ launcher, data: other, port: server.port });
  assert.equal(back.fingerprint, server.fingerprint);
  const { answer } = await desk.json("ann", [...passwordOf(place), "balance"]);
  assert.equal(answer?.bookedMinor, 9_900);
  const carol = await desk.signUp("carol");
  assert.equal(carol.code, 0, carol.err);
});

Deno.test("a backup that was cut or altered is refused everywhere, and leaves nothing behind", async () => {
  using dir = scratch();
  const place = await town(launcher, dir);
  const { data, server, tool } = place;
  const { file } = await backedUp(place, join(dir.path, "backups"));
  await server.stop();
  assert.deepEqual(readdirSync(join(dir.path, "backups")).filter((name) => /part/.test(name)), []);
  const good = readFileSync(file);
  const whole = await tool("restore", file, "--check");
  assert.deepEqual([whole.code, /everything adds up/.test(whole.out)], [0, true], whole.err);
  const cuts = [0, 10, 100, good.length >> 1, good.length - 1].map((end) => good.subarray(0, end));
  const turned = [20, good.length >> 1, good.length - 5].map((at) => {
    const bytes = Uint8Array.from(good);
    bytes[at]! ^= 1;
    return bytes;
  });
  const bad = join(dir.path, "bad.bankbackup");
  const target = join(dir.path, "target");
  for (const bytes of [...cuts, ...turned]) {
    writeFileSync(bad, bytes);
    const ran = await tool("restore", bad, "--data", target, "--keys", data);
    assert.deepEqual([ran.code, existsSync(target)], [1, false], ran.err);
    assert.match(ran.err, /is not good: .*Nothing was restored/);
  }
});

Deno.test("a backup that was changed without the keys is refused, however well it adds up", async () => {
  using dir = scratch();
  const place = await town(launcher, dir);
  const { data, server, tool } = place;
  await pay(place.desk, 1);
  const { file } = await backedUp(place, join(dir.path, "backups"));
  await server.stop();
  const [forged, target] = [join(dir.path, "forged.bankbackup"), join(dir.path, "target")];
  writeFileSync(forged, await forgedFrom(file));
  const checked = await tool("restore", forged, "--check");
  assert.deepEqual([checked.code, /on purpose is told with its keys/.test(checked.out)], [0, true]);
  for (const words of [["--check"], ["--data", target]]) {
    const ran = await tool("restore", forged, ...words, "--keys", data);
    assert.deepEqual([ran.code, existsSync(target)], [1, false], ran.err);
    assert.match(ran.err, /was changed since without them/);
    const good = await tool("restore", file, ...words, "--keys", data);
    assert.equal(good.code, 0, good.err);
    rmSync(target, { recursive: true, force: true });
  }
});

/** Written anew without the bank's word, as who has no key of it can: all else is as it was. */
async function forgedFrom(file: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new BackupWriter((bytes) => Promise.resolve(void pieces.push(bytes)));
  for await (const frame of readBackup(chunksOf(file))) {
    if (frame.kind === "about") await writer.about(frame.about);
    else if (frame.kind === "block") await writer.block(frame.bytes);
    else if (frame.kind === "row") await writer.row(frame.key, frame.value);
  }
  await writer.seal(new Uint8Array(32).fill(7));
  await writer.end();
  return Buffer.concat(pieces);
}

Deno.test("keeping: what is cut is not counted, what was just made stays, and nothing is written over", async () => {
  using dir = scratch();
  const place = await town(launcher, dir);
  const { data, server, tool } = place;
  const backups = join(dir.path, "backups");
  const first = await backedUp(place, backups);
  const cut = join(backups, "bank-20990101T000000Z.bankbackup");
  writeFileSync(cut, readFileSync(first.file).subarray(0, 500));
  const again = ["backup", backups, "--data", data, "--keep", "1d", "--json"];
  const { code, out, err } = await tool(...again);
  assert.equal(code, 0, err);
  const second = JSON.parse(out);
  assert.notEqual(second.file, first.file);
  assert.deepEqual(second.removed, [first.file.split("/").at(-1)]);
  assert.ok(existsSync(second.file) && existsSync(cut));
  await server.stop();
  rmSync(join(data, "bank.mark"));
  const unmarked = await tool(...again);
  assert.deepEqual([unmarked.code, /bank\.mark is missing/.test(unmarked.err)], [1, true]);
  assert.ok(existsSync(second.file), "nothing goes when nothing was made");
});

Deno.test("what cannot be backed up is told before anything is written", async () => {
  using dir = scratch();
  const { tool } = { tool: (...args: string[]) => runProgram({ launcher, args }) };
  const nowhere = join(dir.path, "nowhere");
  const cases: [string[], number, RegExp][] = [
    [["backup", nowhere, "--data", join(dir.path, "none")], 1, /There is no bank in/],
    [["backup", nowhere, "--keep", "7x"], 2, /Cannot read --keep/],
    [["backup", nowhere, "--passphrase-file", dir.file("short", "short")], 2, /shorter than 12/],
    [["backup", dir.file("a.txt", "")], 2, /neither a directory nor ends/],
    [["restore", nowhere, "--data", nowhere, "--until", "soon"], 2, /Cannot read --until/],
    [["restore", nowhere, "--check"], 2, /no such file/],
    [["restore", dir.path, "--check"], 2, /it is a directory/],
  ];
  for (const [words, code, text] of cases) {
    const ran = await tool(...words);
    assert.deepEqual([ran.code, text.test(ran.err)], [code, true], ran.err);
  }
  assert.ok(!existsSync(nowhere));
});
