// Data directories of every format that was ever released (tests/fixtures, each made by its program with
// `deno run -A tests/fixtures/make_format.ts`): the present program opens them and tells what was told then. Those of
// newer programs, and damaged ones, are refused in words and left as they are.
import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_FORMAT } from "../../store/data_directory.ts";
import { type Desk, deskAt, PASSWORD } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import {
  type Launcher,
  launchers,
  ROOT,
  runProgram,
  type Scratch,
  scratch,
  shipped,
  startServer,
} from "../support/program.ts";
import { tool } from "../support/shipped.ts";

const FIXTURES = join(ROOT, "tests", "fixtures");

interface Entry {
  readonly number: number;
  readonly transferId: string;
  readonly kind: string;
  readonly amountMinor: number;
  readonly bookedMinor: number;
  readonly counterparty: string;
  readonly counterpartyName: string | null;
  readonly memo: string;
  readonly atMs: number;
}

interface Account {
  readonly number: string;
  readonly displayName: string;
  readonly status: string;
  readonly openedAtMs: number;
  readonly bookedMinor: number;
}

/** What make_format.ts wrote down. */
interface Noted {
  readonly fingerprint: string;
  readonly signingKey: string;
  readonly wrong: { readonly id: string };
  readonly reversal: { readonly id: string };
  readonly held: { readonly id: string };
  readonly customers: Readonly<
    Record<string, { readonly account: Account; readonly history: readonly Entry[] }>
  >;
}

/** A copy to open. */
function unpacked(dir: Scratch, format: number): { data: string; noted: Noted } {
  const { code, err } = tool(["tar", "-xzf", join(FIXTURES, `format_${format}.tar.gz`)], {
    cwd: dir.path,
  });
  assert.equal(code, 0, err);
  const noted = JSON.parse(readFileSync(join(dir.path, "noted.json"), "utf8"));
  return { data: join(dir.path, "data"), noted };
}

async function proves(launcher: Launcher, data: string): Promise<string> {
  const { code, out, err } = await runProgram({
    launcher,
    args: ["audit", "--data", data, "--deep"],
  });
  assert.deepEqual([code, /Everything adds up\./.test(out)], [0, true], out + err);
  return out;
}

async function tellsWhatItTold(desk: Desk, noted: Noted, password: string): Promise<void> {
  for (const [user, { account, history }] of Object.entries(noted.customers)) {
    const said = await desk.json(user, ["--password-file", password, "account"]);
    assert.equal(said.code, 0, said.err);
    const { number, displayName, status, openedAtMs, bookedMinor } = account;
    // The hold of the fixture is long over.
    const expected = { number, displayName, status, openedAtMs, bookedMinor, heldMinor: 0 };
    assert.deepEqual({ ...said.answer, ...expected }, said.answer, user);
    const { out } = await desk.run(user, ["--password-file", password, "--json", "history"]);
    const entries: Entry[] = out.trim().split("\n").map((text) => JSON.parse(text));
    assert.deepEqual(entries, history);
  }
}

async function opens(launcher: Launcher, format: number): Promise<void> {
  using dir = scratch();
  const { data, noted } = unpacked(dir, format);
  const password = dir.file("password", PASSWORD);
  const asked = await runProgram({ launcher, args: ["upgrade-check", "--data", data] });
  assert.equal(asked.code, 0, asked.err);
  assert.match(
    asked.out,
    format === DATA_FORMAT ? /opens it as it is/ : /opens it and .* format 2/,
  );
  assert.match(await proves(launcher, data), /^Old Village Bank: .* 10 bookings, 7 accounts/);
  await using server = await startServer({ launcher, data });
  assert.equal(server.fingerprint, noted.fingerprint);
  const desk = deskAt({ launcher, dir, server });
  const at = ["--host", server.host, "--port", String(server.port), "--user", "ann"];
  const profile = ["--profile", join(dir.path, "profile"), "--fingerprint", server.fingerprint];
  // From format 2 on the bank knows when it was last alive, and that was years ago.
  const confirmed = await desk.json("boss", ["--password-file", password, "clock", "--confirm"]);
  assert.equal(confirmed.code, 0, confirmed.err);
  {
    await using follower = follow(launcher, [...at, ...profile, "--password-file", password]);
    await follower.printedKind("expired");
  }
  await tellsWhatItTold(desk, noted, password);
  const status = async (id: string) =>
    (await desk.json("ann", ["--password-file", password, "status", id])).answer?.status;
  assert.equal(await status(noted.held.id), "expired");
  const { answer } = await desk.json("bob", [
    "--password-file",
    password,
    "status",
    noted.wrong.id,
  ]);
  assert.deepEqual([answer.status, answer.reversedBy], ["booked", noted.reversal.id]);
  const paid = await desk.json("ann", [
    "--password-file",
    password,
    "transfer",
    "bob",
    "1",
    "--yes",
  ]);
  assert.equal(paid.answer?.status, "booked", paid.err);
  assert.equal((await server.stop()).code, 0, server.stderr());
  await proves(launcher, data);
  const receipt = join(dir.path, "receipt.json");
  const args = ["verify", receipt, "--key", noted.signingKey];
  assert.equal((await runProgram({ launcher, args })).code, 0);
}

const formats = readdirSync(FIXTURES).flatMap((name) =>
  /^format_(\d+)\.tar\.gz$/.exec(name)?.[1] ?? []
)
  .map(Number);

Deno.test("there is a fixture of every format up to the present one, and each is small", () => {
  assert.deepEqual(
    formats.toSorted(),
    Array.from({ length: DATA_FORMAT }, (_, place) => place + 1),
  );
  for (const format of formats) {
    assert.ok(Deno.statSync(join(FIXTURES, `format_${format}.tar.gz`)).size < 200_000);
  }
});

for (const launcher of shipped()) {
  for (const format of formats) {
    Deno.test(`${launcher.name}: format ${format} opens, and every balance and statement is as it was`, () =>
      opens(launcher, format));
  }
}

const NEWER = /has format \d+, .*knows 2[;:] install a newer bank/;
const DAMAGED = /damaged/;

/** What the file says, and what both commands say to that. */
const FORMATS: readonly (readonly [what: string, text: string | null, says: RegExp])[] = [
  ["format 3", "3\nfounded\n", NEWER],
  ["format 99 with more to it", "99\nfounded\nsharded\n", NEWER],
  ["an empty file", "", DAMAGED],
  ["zeros, as a crash leaves them", "\0\0\0\0\0\0\0\0\0\0", DAMAGED],
  ["a word", "one\nfounded\n", DAMAGED],
  ["format 0", "0\nfounded\n", DAMAGED],
  ["a negative one", "-1\nfounded\n", DAMAGED],
  ["a fraction", "1.5\nfounded\n", DAMAGED],
  ["half of its second line", "1\nfoun", DAMAGED],
  ["no file beside a bank", null, /"format" is missing/],
];

/** Every file with its bytes, but for the lock. */
function contents(data: string): Record<string, string> {
  const names = readdirSync(data).filter((name) => name !== "bank.lock").sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(data, name)).toString("hex")]),
  );
}

for (const launcher of shipped()) {
  for (const [what, text, says] of FORMATS) {
    Deno.test(`${launcher.name}: ${what} is refused by serve and upgrade-check, and left alone`, async () => {
      using dir = scratch();
      const { data } = unpacked(dir, DATA_FORMAT);
      const file = join(data, "format");
      if (text === null) Deno.removeSync(file);
      else Deno.writeTextFileSync(file, text);
      const before = contents(data);
      for (const command of ["serve --port 0 --host 127.0.0.1", "audit", "upgrade-check"]) {
        const args = [...command.split(" "), "--data", data];
        const ran = await runProgram({ launcher, args, wrapper: ["timeout", "30"] });
        const seen = `${command}: ${ran.out}${ran.err}`;
        assert.equal(ran.code, 1, seen);
        assert.match(ran.out + ran.err, says, seen);
        assert.doesNotMatch(ran.out + ran.err, /\n\s+at |unexpected failure/, seen);
      }
      assert.deepEqual(contents(data), before);
    });
  }
}

Deno.test("upgrade-check as JSON, and where there is no bank", async () => {
  const launcher = launchers()[0]!;
  using dir = scratch();
  const { data } = unpacked(dir, DATA_FORMAT);
  const check = (path: string) =>
    runProgram({ launcher, args: ["upgrade-check", "--json", "--data", path] });
  const { program, ...told } = JSON.parse((await check(data)).out);
  assert.match(program, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(told, { data, format: 2, programFormat: DATA_FORMAT, opens: true });
  const newer = join(dir.path, "newer");
  cpSync(data, newer, { recursive: true });
  Deno.writeTextFileSync(join(newer, "format"), "3\n");
  const refused = await check(newer);
  assert.equal(refused.code, 1);
  assert.deepEqual(JSON.parse(refused.out).opens, false);
  const none = await check(join(dir.path, "nowhere"));
  assert.equal(none.code, 1);
  assert.match(none.err, /There is no bank in .*--data DIR/);
  const strange = join(dir.path, "strange");
  Deno.mkdirSync(join(strange, "format"), { recursive: true });
  const odd = await check(strange);
  assert.equal(odd.code, 1);
  assert.doesNotMatch(odd.err, /\n\s+at |unexpected failure/);
});
