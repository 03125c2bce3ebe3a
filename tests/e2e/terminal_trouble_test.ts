// What gets in the way of a person at the terminal: alerts in the middle of every kind of question, windows that change
// their size or are tiny, terminals and people who want no redrawing, no colours or only ASCII, a careless paste.
import assert from "node:assert/strict";
import { join } from "node:path";
import { neighbour, payAs, type Place, place, settle } from "../support/home.ts";
import { Seat, type SeatOptions } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

type Neighbour = Awaited<ReturnType<typeof neighbour>>;

interface Room {
  readonly at: Place;
  readonly seat: Seat;
  readonly bob: Neighbour;
  /** Ann's, who sits at the terminal. */
  readonly account: string;
}

/** Ann at home in a terminal, with Bob at the other end. */
async function inRoom(options: SeatOptions, act: (room: Room) => Promise<void>): Promise<void> {
  await using at = await place();
  using bob = await neighbour(at, "bob", "Bob Ray");
  const { account } = await settle(at, "ann", "Ann Lee");
  await using seat = await Seat.open(at, options);
  await act({ at, seat, bob, account });
}

function test(name: string, options: SeatOptions, act: (room: Room) => Promise<void>): void {
  Deno.test({ name, ignore: !hasTmux, fn: () => inRoom(options, act) });
}

let alerts = 0;

/** Bob pays, and the alert is on the screen, on a line of its own. */
async function interrupt({ seat, bob, account }: Room, all = false): Promise<void> {
  const memo = `interruption${++alerts}`;
  await payAs(bob.link, { to: account, amountMinor: 1_00, memo });
  await seat.tmux.until(
    new RegExp(`^\\d\\d:\\d\\d  \\+ You received 1\\.00 INR from Bob\\s+Ray\\s+"${memo}"`, "m"),
    { all },
  );
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

/** The question stands once, below the alert, as it was; only the numbers in its hint may follow the alert. */
async function undisturbed(room: Room, asked: RegExp): Promise<void> {
  const [frame] = asked.exec(await room.seat.tmux.until(asked))!;
  await interrupt(room);
  const screen = await room.seat.tmux.until(asked);
  assert.equal(count(screen, new RegExp(RegExp.escape(frame.split("\n")[0]!), "g")), 1, screen);
}

test("an alert leaves every kind of question as it was", {}, async (room) => {
  const { seat, seat: { tmux } } = room;
  await seat.home(/Available 1,000\.00 INR · 1 unread/);
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bob");
  await tmux.until(/Amount \(INR\) {2}▏/);
  await tmux.type("255");
  await tmux.press("Left", "Left");
  await tmux.until(/Amount \(INR\) {2}255\n.*Leaves/);
  await undisturbed(room, /\? Amount \(INR\) {2}255\n {2}Leaves \d+\.00 INR$/);
  await tmux.type(".");
  await tmux.until(/Amount \(INR\) {2}2\.55\n {2}Leaves \d+\.\d\d INR$/);
  await tmux.press("Enter");
  await seat.answer("Memo for both statements (may be empty)", "");
  await tmux.until(/Send it\? {2}y\/N$/);
  while (!/ {2}Y\/n$/.test(await tmux.screen())) await tmux.press("y");
  await undisturbed(room, /\? Send it\? {2}Y\/n$/);
  await tmux.press("n");
  await undisturbed(room, /\? Send it\? {2}y\/N$/);
  for (const asked of [/\? Memo for[^✔]*$/, /\? Amount[^✔]*$/, /\? To \([^✔]*$/, /\? What would/]) {
    await tmux.press("Escape");
    await tmux.until(asked);
  }
});

test("an alert leaves a secret and a menu as they were", {}, async (room) => {
  const { seat, seat: { tmux } } = room;
  await seat.home(/Available 1,000\.00 INR · 1 unread/);
  await tmux.press("Down", "Down", "Down");
  await tmux.until(/^❯ Alerts/m);
  await interrupt(room);
  const screen = await tmux.until(/· 2 unread\n {2}Transfer\n(?:.*\n)*❯ Alerts[^]*Ctrl-C quit$/);
  assert.equal(count(screen, /What would you like to do/g), 1, screen);
  await seat.pick("ss", "Security");
  await tmux.until(/\? Security/);
  await tmux.press("Down");
  await undisturbed(room, /\? Security\n {2}Freeze.*\n❯ Change password\n(?:.*\n)*.*Ctrl-C quit$/);
  await tmux.press("Enter");
  await tmux.until(/Present password {2}▏/);
  await tmux.type("abcde");
  await undisturbed(room, /\? Present password {2}•{5}▏$/);
  await tmux.press("BSpace");
  await tmux.until(/Present password {2}•{4}▏$/);
});

test("a burst is told as its number, and nothing of it is lost", {}, async (room) => {
  const { seat: { tmux }, bob, account } = room;
  await tmux.until(/1 unread/);
  const burst = Array.from({ length: 40 }, (_, place) => place);
  await Promise.all(burst.map(() => payAs(bob.link, { to: account, amountMinor: 1 })));
  const told = (screen: string) =>
    count(screen, /\+ You received 0\.01 INR/g) +
    [...screen.matchAll(/^(\d+) more alerts; see Alerts\.$/gm)]
      .reduce((sum, [, more]) => sum + Number(more), 0);
  const screen = await tmux.until({ test: (seen) => told(seen) === burst.length }, { all: true });
  assert.match(screen, /more alerts; see Alerts/);
  assert.ok(count(screen, /You received 0\.01/g) < 30, screen);
  await tmux.until(/41 unread/);
});

test("a window that becomes narrow and wide again shows each thing once", {}, async (room) => {
  const { seat, seat: { tmux } } = room;
  await seat.home(/Available 1,000\.00 INR · 1 unread/);
  for (const columns of [40, 90]) {
    await tmux.resize(columns, 26);
    const screen = await tmux.until(/❯ Transfer\n(?:.*\n)* {2}Quit/);
    assert.equal(count(screen, /What would you/g), 1, screen);
    assert.equal(count(screen, /Transfer$/gm), 1, screen);
  }
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bob");
  await tmux.until(/Amount \(INR\) {2}▏/);
  await tmux.type("25");
  await tmux.until(/Leaves 975\.00 INR$/);
  for (const columns of [40, 90]) {
    await tmux.resize(columns, 26);
    await interrupt(room);
    const screen = await tmux.until(/\? Amount \(INR\) {2}25▏\n {2}Leaves 97[67]\.00 INR$/);
    assert.equal(count(screen, /Amount \(INR\)/g), 1, screen);
  }
});

test("forty columns and ten rows are enough to pay", { columns: 40, rows: 10 }, async (room) => {
  const { seat, seat: { tmux } } = room;
  const screen = await tmux.until(/Available\s+1,000\.00 INR[^]*❯ Transfer/);
  assert.match(screen, /\? What would you like to do\?/, "the question is not pushed out");
  await tmux.press("Up");
  await tmux.until(/❯ Quit/);
  await tmux.press("Down");
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bob");
  await seat.answer("Amount (INR)", "25");
  await tmux.until(/Memo for both statements/);
  await tmux.press("Enter");
  await tmux.until(/You are about to send[^]*Send it\? {2}y\/N$/);
  await seat.confirm(/Send it\?/);
  await tmux.until(/Sent 25\.00 INR to Bob Ray/, { all: true });
  await interrupt(room, true);
});

test("a pasted line break sends no money", {}, async ({ seat, bob, account }) => {
  const { tmux } = seat;
  await seat.home(/Available 1,000\.00 INR.*/);
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bob");
  await tmux.until(/Amount \(INR\) {2}▏/);
  await tmux.paste("25\nlunch\ny\ny\n");
  await tmux.until(/\? (?:Memo for both|Send it)/);
  if (!/Send it/.test(await tmux.screen())) {
    await seat.answer("Memo for both statements (may be empty)", "");
  }
  await tmux.until(/\? Send it\?/);
  await tmux.paste("y\n");
  // What comes later is not part of the paste any more: a person who says no.
  await tmux.until(/\? Send it\?/);
  await tmux.press("Escape");
  await tmux.until(/\? Memo for both[^✔]*$/);
  await payAs(bob.link, { to: account, amountMinor: 1, memo: "after all" });
  await tmux.until(/"after all"; balance 1,000\.01 INR/);
});

// deno-lint-ignore no-control-regex -- escape codes are what this is about
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|.)/g;

for (
  const [name, options] of [
    ["--plain", { words: ["--plain"] }],
    ["ACCESSIBLE=1", { env: { ACCESSIBLE: "1" } }],
    ["TERM=dumb", { env: { TERM: "dumb" } }],
  ] as const
) {
  test(`${name}: numbered lists, real cursor, nothing redrawn`, options, async (room) => {
    const { seat: { tmux, dir } } = room;
    const record = join(dir.path, "record");
    await tmux.until(/Choose 1 to 15:$/);
    await tmux.record(record);
    const screen = await tmux.screen();
    assert.match(screen, /^What would you like to do\? Available 1,000\.00 INR/m);
    assert.match(screen, /^1 Transfer, 2 History, 3 Statement, 4 Alerts/m);
    assert.equal((await tmux.cursor()).visible, true);
    await interrupt(room);
    await interrupt(room);
    assert.equal(count(await tmux.screen(), /Choose 1 to 15:/g), 1, "it is said once");
    await tmux.type("0");
    await tmux.press("Enter");
    await tmux.until(/"0" is not on the list\.\nChoose 1 to 15:$/);
    await tmux.type("1");
    await tmux.press("Enter");
    await tmux.until(/To \(user name or account number\):$/);
    await tmux.type("bo");
    await interrupt(room);
    await tmux.until(/To \(user name or account number\): bo$/);
    await tmux.type("b");
    await tmux.press("Enter");
    await tmux.until(/Amount \(INR\):$/);
    await tmux.type("25");
    await tmux.press("Enter");
    await tmux.until(/\(may be empty\):$/);
    await tmux.press("Enter");
    await tmux.until(/Send it\? Type yes or no:$/);
    await tmux.press("Enter");
    await tmux.until(/Nothing was sent\./);
    await tmux.until(/Choose 1 to 15:$/);
    const codes = Deno.readTextFileSync(record).match(ESCAPES) ?? [];
    assert.deepEqual([...new Set(codes)], [], "no escape codes at all");
  });
}

test("twenty columns, a locale without UTF-8: words are whole, signs are ASCII", {
  columns: 20,
  env: { LANG: "C" },
}, async ({ seat: { tmux } }) => {
  await tmux.until(/^Choose 1 to 15:$/m);
  await tmux.type("99");
  await tmux.press("Enter");
  const screen = await tmux.until(/^"99" is not on the\nlist\.\nChoose 1 to 15:$/m);
  assert.match(screen, /^What would you like\nto do\? Available\n1,000\.00 INR/m);
  assert.doesNotMatch(screen, /\P{ASCII}/u);
  await tmux.type("1");
  await tmux.press("Enter");
  await tmux.until(/^To \(user name or\naccount number\):$/m);
});

test("NO_COLOR: no code for a colour", { env: { NO_COLOR: "1" } }, async (room) => {
  const { seat, seat: { tmux } } = room;
  await seat.home(/Available 1,000\.00 INR.*/);
  await interrupt(room);
  await seat.pick("t", "Transfer");
  await tmux.until(/To \(user/);
  await tmux.type("ab");
  await tmux.until(/ {2}ab▏$/);
  await tmux.press("Left");
  await tmux.until(/ {2}a▏b$/);
  const screen = await tmux.screen({ colours: true, all: true });
  // deno-lint-ignore no-control-regex -- as above
  assert.doesNotMatch(screen, /\x1b\[[0-9;]*m/, JSON.stringify(screen));
});

test("without NO_COLOR there are colours", {}, async ({ seat: { tmux } }) => {
  // deno-lint-ignore no-control-regex -- as above
  await tmux.until(/\x1b\[[0-9;]*m/, { colours: true });
});

test("--ascii: only ASCII, whatever people are called", { words: ["--ascii"] }, async (room) => {
  const { at, seat, seat: { tmux }, account } = room;
  const long = "Zoë Fernandes de Almeida e Silva dos Santos Pereira";
  using zoe = await neighbour(at, "zoe", long);
  await payAs(zoe.link, { to: account, amountMinor: 1_00, memo: "thé" });
  await tmux.until(/balance 1,001\.00 INR/);
  await seat.pick("h", "History");
  await tmux.until(/Balance [_.=*%#+-]+ from[^]*\? History/);
  await tmux.press("Escape");
  await seat.home();
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "bob");
  await tmux.until(/Amount/);
  const strange = (await tmux.screen({ all: true })).match(/[^\x20-\x7e\n]/gu) ?? [];
  assert.deepEqual([...new Set(strange)], []);
});

test("nobody pays themselves", {}, async ({ seat }) => {
  await seat.home(/Available 1,000\.00 INR.*/);
  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "ann");
  await seat.tmux.until(/Ann Lee \(ann\), account .*\n {2}That is you\.\n\? To \(/);
});
