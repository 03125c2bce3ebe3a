// The commands as a person or a script uses them: real processes, real TLS, every exit code.
import assert from "node:assert/strict";
import { accountNumberText } from "../../bank/account_number.ts";
import { join } from "node:path";
import { type Desk, deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { numberedId } from "../support/ids.ts";
import {
  type Launcher,
  launchers,
  runProgram,
  scratch,
  shipped,
  startServer,
} from "../support/program.ts";

async function journey(launcher: Launcher): Promise<void> {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir, server });
  const ann = await desk.signUp("ann", "--name", "Ann Lee");
  assert.deepEqual([ann.code, ann.answer.role], [0, "customer"], ann.err);
  const bob = await desk.signUp("bob");
  const staff = await desk.signUp("desk", "--staff-code", server.staffCode!);
  assert.equal(staff.answer.role, "staff", staff.err);
  const again = await desk.signUp("eve", "--staff-code", server.staffCode!);
  assert.deepEqual([again.code, again.answer.refused], [1, "staff_code_invalid"]);
  const account: string = bob.answer.account;
  const typo = account.slice(0, -1) + ((Number(account.at(-1)) + 1) % 10);
  await runTable(desk, [
    ["ann", "balance", 0, /Available\s+100\.00 INR/],
    ["ann", "payee bob", 0, new RegExp(accountNumberText(account))],
    ["ann", `payee ${typo}`, 1, /check digits/],
    ["ann", "transfer bob 30.25 --memo lunch --yes", 0, /Sent 30\.25 INR to bob/],
    ["ann", `transfer ${account} 0.75 --yes`, 0, /Reference/],
    ["ann", "transfer bob 1", 2, /--yes/],
    ["ann", "transfer bobb 1 --yes", 1, /Did you mean bob/],
    ["ann", `transfer ${typo} 1 --yes`, 1, /check digits/],
    ["ann", "transfer ann 1 --yes", 1, /same account/],
    ["ann", "transfer bob 1000 --yes", 1, /available is 69\.00 INR/],
    ["ann", "transfer bob 1,5 --yes", 2, /commas/],
    ["ann", "transfer bob -3 --yes", 2, /positive/],
    ["ann", "transfer bob 1e9 --yes", 2, /exponents/],
    ["ann", "transfer bob 1.234 --yes", 2, /2 decimals/],
    ["ann", "cash-in 123456789012 5", 1, /Only staff/],
    ["ann", "status nonsense", 2, /UUID version 7/],
    ["ann", "nonsense", 2, /--help/],
    ["ann", "balance --nonsense", 2, /--help/],
    ["ann", "statement --format csv --bom", 0, /number,booked_at.*,booked_on\r\n/],
    ["ann", "statement --bom", 2, /--format csv/],
    ["ann", "statement --format ofx", 0, /^OFXHEADER:100\r\nDATA:OFXSGML/],
    ["ann", "statement --format camt.053.001.02", 0, /camt\.053\.001\.02[\s\S]*<Cd>ITBD</],
    ["zoe", "balance", 3, /log-in/],
    ["desk", `cash-in ${account} 50 --memo till`, 0, /went through/],
    ["desk", `cash-out ${account} 500`, 1, /Not enough money/],
    ["bob", "history --limit 2", 0, /cash in[\s\S]*181\.00/],
    ["bob", "log-out", 0, /Logged out/],
    ["bob", "balance", 3, /Not logged in/],
  ]);
  await onceOnly(desk);
  await leaving(desk, dir.file("wrong", "not the password"), dir.file("right", PASSWORD));
}

async function onceOnly(desk: Desk): Promise<void> {
  const id = numberedId(1);
  const words = ["transfer", "desk", "1", "--yes", "--id", id];
  const first = await desk.json("ann", words);
  const second = await desk.json("ann", words);
  assert.deepEqual(second.answer, first.answer);
  const other = await desk.json("ann", ["transfer", "desk", "2", "--yes", "--id", id]);
  assert.deepEqual([other.code, other.answer.refused], [1, "id_reused"]);
  const status = await desk.json("ann", ["status", id]);
  assert.deepEqual([status.answer.status, status.answer.amountMinor], ["booked", 100]);
  const reversal = ["reverse", id, "--reason", "mistake"];
  assert.equal((await desk.json("desk", reversal)).answer.kind, "reversal");
  assert.equal((await desk.json("desk", reversal)).answer.refused, "already_reversed");
  const { answer } = await desk.json("ann", ["balance"]);
  assert.deepEqual(answer.bookedMinor, 69_00);
  const { out } = await desk.run("ann", ["--json", "history"]);
  const entries = out.trim().split("\n").map((text) => JSON.parse(text));
  assert.deepEqual(entries.map(({ amountMinor }) => amountMinor), [100, -100, -75, -3025, 10000]);
  assert.deepEqual(entries.map(({ bookedMinor }) => bookedMinor), [6900, 6800, 6900, 6975, 10000]);
}

async function leaving(desk: Desk, wrong: string, right: string): Promise<void> {
  await runTable(desk, [
    ["ann", `--password-file ${wrong} balance`, 1, /User name or password is wrong/],
    ["ann", `change-password --new-password-file ${wrong}`, 2, /--password-file/],
    ["ann", `--password-file ${right} change-password --new-password-file ${wrong}`, 0, /changed/],
    ["ann", "balance", 0, /69\.00/],
    ["ann", `--password-file ${right} log-in`, 1, /User name or password is wrong/],
    ["ann", `--password-file ${wrong} log-in`, 0, /Logged in/],
    ["ann", `--password-file ${wrong} close-account`, 2, /--confirm/],
    ["ann", `--password-file ${wrong} close-account --confirm bob`, 2, /not your user name/],
    ["ann", `--password-file ${wrong} close-account --confirm ann`, 1, /--sweep-to/],
    ["ann", `--password-file ${wrong} close-account --confirm ann --sweep-to bob`, 0, /closed/],
    ["ann", `--password-file ${wrong} balance`, 1, /User name or password is wrong/],
    ["desk", "payee ann", 1, /is closed/],
  ]);
  const { answer } = await desk.json("bob", ["--password-stdin", "balance"], { stdin: PASSWORD });
  assert.equal(answer.bookedMinor, 181_00 + 69_00);
}

// Words and exit codes are the same in every form; what only has to work in each is in journey_test.ts.
for (const launcher of shipped().slice(-1)) {
  Deno.test(`${launcher.name}: a customer's life from sign-up to leaving`, () => journey(launcher));
}

Deno.test("a payment whose answer was never heard is settled at the next start", async () => {
  const launcher = launchers()[0]!;
  using dir = scratch();
  await using server = await startServer({
    launcher,
    data: join(dir.path, "data"),
    args: ["--welcome", "100"],
  });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const pending = join(dir.path, "profile", "banks", `127.0.0.1_${server.port}`, "pending", "ann");
  Deno.mkdirSync(pending, { recursive: true });
  const intent = (id: string) => ({ id, to: "bob", amountMinor: 500, memo: "" });
  const [lost, done] = [numberedId(1), numberedId(2)];
  await desk.run("ann", ["transfer", "bob", "5", "--yes", "--id", done]);
  for (const id of [lost, done]) {
    Deno.writeTextFileSync(join(pending, `${id}.json`), JSON.stringify(intent(id)));
  }
  const { err, answer } = await desk.json("ann", ["balance"]);
  assert.match(err, /5\.00 INR to bob: it did not go through and never will/);
  assert.match(err, /5\.00 INR to bob: it went through/);
  assert.equal(answer.bookedMinor, 95_00);
  const late = await desk.json("ann", ["transfer", "bob", "5", "--yes", "--id", lost]);
  assert.equal(late.answer.refused, "transfer_void");
  assert.deepEqual([...Deno.readDirSync(pending)].filter(({ name }) => name.endsWith(".json")), []);
});

Deno.test("without a terminal nothing is asked and nothing is trusted blindly", async () => {
  const launcher = launchers()[0]!;
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data });
  const address = ["--host", server.host, "--port", String(server.port)];
  const env = { HOME: dir.path };
  const rows: [string[], number, RegExp][] = [
    [["connect", ...address, "balance"], 2, /--fingerprint/],
    [["connect", ...address, "--fingerprint", "zz", "balance"], 2, /64 hex digits/],
    [["connect", ...address, "--fingerprint", "00".repeat(32), "balance"], 1, /REFUSED/],
    [["connect", ...address, "--fingerprint", server.fingerprint, "balance"], 3, /log-in/],
    [["connect", ...address], 2, /without a terminal/],
    [["connect", "--host", "127.0.0.1", "--port", "1", "balance"], 4, /Cannot reach a bank/],
    [["frobnicate"], 2, /--help/],
    [["--version"], 0, /^\d+\.\d+\.\d+/],
    [["connect", "transfer", "--help"], 0, /PAYEE[\s\S]*AMOUNT/],
  ];
  for (const [args, code, says] of rows) {
    const ran = await runProgram({ launcher, args, env });
    assert.equal(ran.code, code, `${args.join(" ")}: ${ran.out}${ran.err}`);
    assert.match(ran.out + ran.err, says);
  }
});
