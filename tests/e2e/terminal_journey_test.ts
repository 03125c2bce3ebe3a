// A customer's life at the terminal, in a real pseudo-terminal: from the first contact to the closed account, with the
// screens compared. The same journey on every runtime at hand.
import assert from "node:assert/strict";
import { join } from "node:path";
import { PASSWORD } from "../support/desk.ts";
import { neighbour, payAs, place } from "../support/home.ts";
import { closeAccount, type Journey, strangersDoNotClose } from "../support/farewell.ts";
import { type Launcher, shipped } from "../support/program.ts";
import { Seat } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

/** Of a menu at home, without what changes. */
const MENU = (unread: string) =>
  `❯ Transfer
  History
  Statement
  Alerts${unread}
  Held payments (none)
  Requests
  Standing orders
  Payees
  Payouts to another bank
  Giving
  Account
  Security
  Log out
  Close account
  Quit
  up/down move · Enter choose · letters jump · Ctrl-C quit`;

async function firstContact({ at, seat }: Journey): Promise<void> {
  const { tmux } = seat;
  const screen = await tmux.until(/Type yes to trust it/);
  const printed = at.server.fingerprint.toUpperCase();
  const shown = screen.match(/(?:[0-9A-F]{2}:){15}[0-9A-F]{2}/g)!.join(":");
  assert.equal(shown, printed, "the fingerprint that the server printed");
  await seat.shows(`
First contact with the bank at 127.0.0.1 port <PORT>. Its fingerprint is

  <FINGERPRINT>
  <FINGERPRINT>

Compare it with the one that \`bank serve\` printed on the server machine.
? Are they the same? Type yes to trust it  ▏`);
  await seat.answer("Are they the same? Type yes to trust it", "no");
  await tmux.until(/Not trusted; nothing was sent\./);
  await seat.ended(1);
  await seat.start();
  await seat.answer("Are they the same? Type yes to trust it", "yes");
  // There is nothing to go back to: Esc does nothing, Quit and Ctrl-C leave.
  await tmux.until(/\? Village Bank\n/);
  await tmux.press("Escape");
  // A key that comes soon after Esc counts as itself; meanwhile another customer signs up.
  using _eve = await neighbour(at, "eve");
  await seat.shows(`
✔ Are they the same? Type yes to trust it  yes
? Village Bank
❯ Log in
  Sign up
  Lost password: I have a code from the bank
  Quit
  up/down move · Enter choose · letters jump · Ctrl-C quit`);
}

async function signUp({ seat }: Journey): Promise<void> {
  const { tmux } = seat;
  await seat.pick("s", "Sign up");
  await seat.answer("Choose a user name", "9lives");
  await tmux.until(/A user name has 3 to 32 of/);
  await seat.answer("Choose a user name", "Ann");
  await tmux.until(/payers see it {2}ann▏/);
  await seat.answer("Your name, as payers see it", "Ann Lee");
  await tmux.until(/At least 8 characters; long beats clever\./);
  for (
    const [typed, hint] of [
      ["short", /Not this one: [^\n]*8/],
      ["password1", /Not this one: /],
      ["Tr0ub4dor&3", /Good; longer is better\./],
      [PASSWORD, /Strong\./],
    ] as const
  ) {
    await tmux.press("C-u");
    await tmux.type(typed);
    const screen = await tmux.until(hint);
    assert.ok(!screen.includes(typed), "a password is not shown");
  }
  await tmux.press("Enter");
  await seat.secret("The same again", "something else");
  await tmux.until(/The two differ; once more\.\n\? Choose a password {2}▏/);
  await seat.secret("Choose a password", PASSWORD);
  await seat.secret("The same again", PASSWORD);
  await seat.answer("Staff code (empty for customers)", "");
  await tmux.until(/1 unread/);
  await seat.shows(`
✔ Staff code (empty for customers)
Welcome, Ann Lee. Your account number is <1234 5678 90>.
bank · ann@127.0.0.1:<PORT> · online
? What would you like to do?   Available 10,000.00 INR · 1 unread
${MENU(" (1)")}`);
}

async function transfer({ seat, bob }: Journey, annAccount: string): Promise<void> {
  const { tmux } = seat;
  await payAs(bob.link, { to: annAccount, amountMinor: 1_00, memo: "hello" });
  await tmux.until(/\+ You received 1\.00 INR from Bob Ray "hello"; balance 10,001\.00 INR/);
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bobb");
  await tmux.until(/Nobody here is called "bobb"\. Did you mean bob\?/);
  await tmux.press("BSpace");
  await tmux.until(/account number\) {2}bob▏/);
  await tmux.press("Enter");
  await tmux.until(/Amount \(INR\) {2}▏/);
  const hints = [["0", /Available 10,001\.00 INR$/], ["1e3", /Available 10,001\.00 INR$/], [
    "99999",
    /Not enough for that\.$/,
  ], ["25", /Leaves 9,976\.00 INR$/]] as const;
  for (const [typed, hint] of hints) {
    await tmux.press("C-u");
    await tmux.type(typed);
    await tmux.until(new RegExp(`${typed}▏\\n.*${hint.source}`));
  }
  await tmux.press("Enter");
  await seat.answer("Memo for both statements (may be empty)", "lunch");
  await tmux.until(/\? Send it\? {2}y\/N$/);
  await seat.shows(`
✔ To (user name or account number)  bobb
Nobody here is called "bobb". Did you mean bob?
✔ To (user name or account number)  bob
  Bob Ray (bob), account <1234 5678 90>
✔ Amount (INR)  25
✔ Memo for both statements (may be empty)  lunch

  You are about to send 25.00 INR to Bob Ray (bob), account <1234 5678 90>. Memo: lunch. New balance 9,976.00 INR.
? Send it?  y/N`);
  await defaultIsNo(seat);
  await seat.pay("bob", "25");
  await seat.shows(`
✔ Send it?  yes
✔ Sent 25.00 INR to Bob Ray · reference <REFERENCE>
? What would you like to do?   Available 9,976.00 INR · 3 unread
${MENU(" (3)")}`);
}

/** Enter alone sends nothing. In its first moments the question takes no answer at all: Enter again. */
async function defaultIsNo({ tmux }: Seat): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await tmux.press("Enter");
    const seen = await tmux.until(/Nothing was sent\./, { patienceMs: 1_000 }).catch(() => null);
    if (seen === null) continue;
    await tmux.until(/– Send it\? {2}no\n(?:.*\n)*Nothing was sent\.\n\? What would/);
    return;
  }
  assert.fail("Enter was never taken");
}

async function lookBack({ seat, at }: Journey): Promise<void> {
  const { tmux, dir } = seat;
  await seat.pick("h", "History");
  await seat.shows(`
✔ What would you like to do?  History
No  Date              Kind      From/To      Amount    Balance  Reference                             Memo
 3  YYYY-MM-DD hh:mm  transfer  Bob Ray      -25.00   9,976.00  <REFERENCE>
 2  YYYY-MM-DD hh:mm  transfer  Bob Ray       +1.00  10,001.00  <REFERENCE>  hello
 1  YYYY-MM-DD hh:mm  welcome   welcome  +10,000.00  10,000.00  <REFERENCE>
Balance ██▁ from 9,976.00 INR to 10,001.00 INR
? History
❯ Open an entry
  Back
  up/down move · Enter choose · letters jump · Esc back · Ctrl-C quit`);
  await tmux.press("Escape");
  await seat.home();
  await seat.pick("s", "Statement");
  await tmux.until(/\? Which period\?/);
  await tmux.press("Enter");
  await tmux.until(/\? Statement 20\d\d-\d\d-01 to 20\d\d-\d\d-\d\d, 3 entries/);
  await seat.pick("c", "CSV file");
  await tmux.until(/\? Write to {2}statement-ann-\S+\.csv▏/);
  await seat.answer("Write to", "mine.csv");
  await tmux.until(/✔ Written to mine\.csv/);
  const rows = Deno.readTextFileSync(join(dir.path, "mine.csv")).trimEnd().split("\r\n");
  assert.deepEqual([rows.length, rows[0]!.split(",")[0]], [6, "\uFEFFnumber"], at.launcher.name);
  await seat.home();
  await seat.pick("a", "Alerts");
  const alerts = await tmux.until(/new \d\d:\d\d {2}- You sent 25\.00 INR to Bob Ray/);
  assert.match(alerts, /new \d\d:\d\d {2}\+ You received 1\.00 INR from Bob Ray "hello"/);
  await tmux.until(/Available 9,976\.00 INR\n(?:.*\n)* {2}Alerts\n/);
}

async function heldPayments({ seat }: Journey): Promise<void> {
  const { tmux } = seat;
  const offered = /9,500\.00 INR held(?: · \d unread)? · y confirms, x cancels it, to Bob Ray/;
  await seat.pay(null, "9500");
  await tmux.until(
    /! Held: a large first payment to somebody new, most of the money that is there\./,
  );
  await tmux.until(offered);
  await tmux.type("x");
  await tmux.until(
    /\? 9,500\.00 INR to Bob Ray \(a large first payment to somebody new, most of the/,
  );
  await tmux.press("Enter");
  await tmux.until(/Cancel: give the money back\n[^]*9,500\.00 INR from .*: it was cancelled\./);
  await tmux.until(/\? What would you like to do\? {3}Available 9,976\.00 INR(?: · \d unread)?\n/);
  await seat.pay(null, "9500");
  await tmux.until(offered);
  await tmux.type("y");
  await tmux.until(
    /This confirms 9,500\.00 INR to Bob Ray \(a large first payment to somebody new, most/,
  );
  await seat.secret("Password of ann, to send 9,500.00 INR to Bob Ray", PASSWORD);
  await tmux.until(/9,500\.00 INR from .*: it went through\./);
  await tmux.until(/\? What would you like to do\? {3}Available 476\.00 INR(?: · \d unread)?\n/);
}

async function freezeAndLeave({ seat }: Journey): Promise<void> {
  const { tmux } = seat;
  await seat.pick("sss", "Security");
  await tmux.until(/\? Security/);
  await tmux.press("Enter");
  await tmux.until(
    /Frozen: no outgoing payments; all other sessions have ended\.(?:\n.*)*\n\? What/,
  );
  await seat.pay(null, "1");
  await tmux.until(/Account \d{4} \d{4} \d{4} is frozen; unfreeze it first\./);
  await seat.pick("sss", "Security");
  await tmux.until(/❯ Unfreeze: allow payments again/);
  await tmux.press("Enter");
  await seat.secret("Your password", PASSWORD);
  await tmux.until(/No longer frozen\.(?:\n.*)*\n\? What/);
  await seat.pick("l", "Log out");
  await seat.shows(`
✔ What would you like to do?  Log out
Logged out.
? Village Bank
❯ Log in
  Sign up
  Lost password: I have a code from the bank
  Quit
  up/down move · Enter choose · letters jump · Ctrl-C quit`);
}

async function someoneElse({ seat }: Journey): Promise<void> {
  const { tmux } = seat;
  await tmux.press("Enter");
  await tmux.until(/\? User name {2}ann▏/);
  await seat.answer("User name", "bob");
  await seat.secret("Password of bob", "not that");
  await tmux.until(/User name or password is wrong\.\n\? Village Bank/);
  await tmux.press("Enter");
  await seat.answer("User name", "bob");
  await seat.secret("Password of bob", PASSWORD);
  await tmux.until(/bob@127\.0\.0\.1:\d+ · online(?:\n.*)*\n\? What would .* 19,524\.00 INR/);
}

async function journey(launcher: Launcher): Promise<void> {
  await using at = await place({ launcher, welcome: "10000" });
  using bob = await neighbour(at, "bob", "Bob Ray");
  // Wide enough that no line is broken: narrow windows are another test's business.
  await using seat = await Seat.open(at, { columns: 200, rows: 60 });
  const all: Journey = { at, seat, bob };
  await firstContact(all);
  await signUp(all);
  const { account } = await bob.link.call("payee", { payee: "ann" });
  await transfer(all, account);
  await lookBack(all);
  await heldPayments(all);
  await freezeAndLeave(all);
  await someoneElse(all);
  await strangersDoNotClose(all);
  await closeAccount(all);
  assert.match(await seat.tmux.modes(), / icanon /);
}

for (const launcher of shipped()) {
  Deno.test({
    name: `${launcher.name}: a customer's life at the terminal, screen by screen`,
    ignore: !hasTmux,
    fn: () => journey(launcher),
  });
}
