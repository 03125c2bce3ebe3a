// How an evening at the terminal ends, or does not: keys and signals give the terminal back, a bank that dies comes back
// without a word too many, payments that were cut off are settled, a session that ended elsewhere leads to the door.
import assert from "node:assert/strict";
import {
  elsewhere,
  neighbour,
  payAs,
  type Place,
  place,
  settle,
  startAgain,
} from "../support/home.ts";
import { startLossyRelay } from "../support/lossy_relay.ts";
import { launchers } from "../support/program.ts";
import { Seat, type SeatOptions } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

interface Room {
  readonly at: Place;
  readonly seat: Seat;
  readonly bob: Awaited<ReturnType<typeof neighbour>>;
  /** Ann's, who sits at the terminal. */
  readonly account: string;
}

interface RoomOptions extends SeatOptions {
  readonly launcher?: Place["launcher"];
}

/** Ann at home in a terminal, with Bob at the other end. */
async function inRoom(options: RoomOptions, act: (room: Room) => Promise<void>): Promise<void> {
  const { launcher, ...seating } = options;
  await using at = await place(launcher ? { launcher } : {});
  using bob = await neighbour(at, "bob", "Bob Ray");
  const { account } = await settle(at, "ann", "Ann Lee");
  await using seat = await Seat.open(at, seating);
  await seat.tmux.until(
    /Welcome: 1,000\.00 INR[^]*(?:Ctrl-C quit|15:)$|15:\n[^]*Welcome: 1,000\.00 INR/,
  );
  await act({ at, seat, bob, account });
}

function test(name: string, act: (room: Room) => Promise<void>, options: RoomOptions = {}): void {
  Deno.test({ name, ignore: !hasTmux, fn: () => inRoom(options, act) });
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

const QUESTIONS: Readonly<Record<string, (seat: Seat) => Promise<void>>> = {
  "a menu": () => Promise.resolve(),
  "a text": async (seat) => {
    await seat.pick("t", "Transfer");
    await seat.tmux.until(/account number\) {2}▏/);
    await seat.tmux.type("bo");
    await seat.tmux.until(/ bo▏$/);
  },
  "a secret": async (seat) => {
    await seat.pick("sss", "Security");
    await seat.tmux.until(/\? Security\n/);
    await seat.pick("c", "Change password");
    await seat.tmux.until(/Present password {2}▏/);
    await seat.tmux.type("half of it");
    await seat.tmux.until(/ {2}•{10}▏$/);
  },
  "a confirmation": async (seat) => {
    await seat.pick("t", "Transfer");
    await seat.answer("To (user name or account number)", "bob");
    await seat.answer("Amount (INR)", "25");
    await seat.answer("Memo for both statements (may be empty)", "");
    await seat.tmux.until(/Send it\? {2}y\/N$/);
  },
};

const ENDS = [["Ctrl-C", 130], ["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

/** Every way to end it in the middle of a question. */
async function endings({ seat }: Room, ask: (seat: Seat) => Promise<void>): Promise<void> {
  const { tmux } = seat;
  for (const [place, [end, code]] of ENDS.entries()) {
    await ask(seat);
    await tmux.untilModes(/ -icanon /);
    if (end === "Ctrl-C") await tmux.press("C-c");
    else seat.signal(end);
    const screen = await seat.ended(code);
    assert.doesNotMatch(screen, /\n\s+at |Something failed/, end);
    const modes = await tmux.modes();
    for (const mode of ["icanon", "echo", "isig", "icrnl", "opost"]) {
      assert.match(modes, new RegExp(`(?<!-)\\b${mode}\\b`), `${mode} after ${end}`);
    }
    assert.equal((await tmux.cursor()).visible, true, `the cursor after ${end}`);
    if (place === ENDS.length - 1) return;
    await seat.start();
    await seat.home();
  }
}

for (const launcher of launchers()) {
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    const name = `${launcher.name}: keys and signals give the terminal back, at ${question}`;
    test(name, (room) => endings(room, ask), { launcher });
  }
}

test("nobody waits for a bank that does not answer", async ({ at, seat }) => {
  await at.server.stop("SIGKILL");
  await seat.pick("h", "History");
  await seat.tmux.untilModes(/ icanon /);
  await seat.tmux.press("C-c");
  await seat.ended(130);
  assert.match(await seat.tmux.modes(), / icanon .* echo /);
});

test("logging out while the bank is away ends nothing", async ({ at, seat }) => {
  await at.server.stop("SIGKILL");
  await seat.pick("l", "Log out");
  await seat.tmux.until(/The connection was lost before the bank answered\.\n/);
  await startAgain(at);
  await seat.home(/Available 1,000\.00 INR.*/);
});

test("the end adds no empty lines to what was on the screen", async ({ seat }) => {
  await QUESTIONS["a confirmation"]!(seat);
  await seat.tmux.press("C-c");
  await seat.ended(130);
  const screen = await seat.tmux.screen({ all: true });
  const empty = /\n(\n*)\[ended with/.exec(screen)![1]!.length;
  assert.ok(empty <= 2, `${empty} empty lines:\n${screen}`);
});

for (const words of [[], ["--plain"]]) {
  test(`Ctrl-Z changes nothing ${words.join()}`, async ({ seat }) => {
    const { tmux } = seat;
    const plain = words.length > 0;
    await tmux.type(plain ? "1" : "t");
    await tmux.press("Enter");
    await tmux.until(/account number\)/);
    await tmux.type("bo");
    await tmux.until(/ bo▏?$/);
    await tmux.press("C-z");
    await tmux.type("b");
    await tmux.until(/ bob▏?$/);
    await tmux.press("Enter");
    await tmux.until(/\n {2}Bob Ray \(bob\)/);
    await tmux.press("C-c");
    await seat.ended(130);
    assert.match(await tmux.modes(), / icanon .* echo /);
  }, { words });
}

test("a bank that was killed and is back: one line each", async ({ at, seat, bob, account }) => {
  const { tmux } = seat;
  await at.server.stop("SIGKILL");
  await tmux.until(/The connection was lost; connecting again \.\.\./);
  await startAgain(at);
  await tmux.until(/Connected again\./);
  bob.link.close();
  const link = await elsewhere(at, "bob");
  await payAs(link, { to: account, amountMinor: 1_00 });
  await tmux.until(/\+ You received 1\.00 INR from Bob Ray/);
  link.close();
  const screen = await tmux.screen({ all: true });
  assert.deepEqual(
    [/connection was/g, /Connected again/g, /Welcome:/g, /What would/g].map((line) =>
      count(screen, line)
    ),
    [1, 1, 1, 1],
    screen,
  );
});

test("a bank that stops in order says so, and is waited for", async ({ at, seat }) => {
  const { tmux } = seat;
  await at.server.stop("SIGTERM");
  await tmux.until(/The bank is stopping; waiting until it is back \.\.\./);
  await startAgain(at);
  await seat.pick("aa", "Account");
  await tmux.until(/Account {4}\d{4} \d{4} \d{4}/);
  assert.equal(count(await tmux.screen({ all: true }), /is stopping/g), 1);
});

test("Ctrl-C ends the program also while it waits for a bank", async ({ at, seat }) => {
  const { tmux } = seat;
  await at.server.stop("SIGKILL");
  await tmux.until(/The connection was lost/);
  await seat.pick("h", "History");
  await tmux.until(/✔ What would you like to do\? {2}History/);
  await tmux.press("C-c");
  await seat.ended(130);
});

async function payIntoTheDark({ at, seat }: Room): Promise<void> {
  await QUESTIONS["a confirmation"]!(seat);
  await at.server.stop("SIGKILL");
  await seat.tmux.until(/The connection was lost/);
  await seat.confirm(/Send it\?/);
  await seat.tmux.until(/The connection was cut; trying again \.\.\./);
}

test("a payment that was cut off goes through, once, when the bank is back", async (room) => {
  const { at, seat: { tmux } } = room;
  await payIntoTheDark(room);
  await startAgain(at);
  await tmux.until(/✔ Sent 25\.00 INR to Bob Ray · reference/);
  await tmux.until(/Available 975\.00 INR/);
});

test("a payment of a program that was killed is settled in words", async (room) => {
  const { at, seat, seat: { tmux } } = room;
  await payIntoTheDark(room);
  seat.signal("SIGKILL");
  await seat.ended(137);
  await startAgain(at);
  await seat.start();
  await tmux.until(
    /Earlier payment of 25\.00 INR to [\d ]{14}: it did not go through and never will\./,
  );
  await seat.home(/Available 1,000\.00 INR.*/);
});

async function endSessions({ at }: Room): Promise<void> {
  const link = await elsewhere(at, "ann");
  await link.call("endOtherSessions", {});
  link.close();
}

test("a session that ended elsewhere leads to the door, from the menu", async (room) => {
  const { seat: { tmux } } = room;
  await endSessions(room);
  await tmux.until(/signed out; choose anything to log in again/);
  await tmux.press("Enter");
  await tmux.until(/\? Village Bank\n❯ Log in/);
});

for (const question of ["a text", "a secret", "a confirmation"]) {
  test(`a session that ended elsewhere leads to the door, from ${question}`, async (room) => {
    const { seat, seat: { tmux } } = room;
    await QUESTIONS[question]!(seat);
    await endSessions(room);
    await tmux.until(/Somebody logged in from a new device|session has ended|signed out/);
    if (question === "a confirmation") await seat.confirm(/Send it\?/);
    else await tmux.press("Enter");
    if (question === "a secret") {
      await seat.secret("New password", "another long password");
      await seat.secret("The same again", "another long password");
    }
    await tmux.until(/\? Village Bank\n❯ Log in/);
  });
}

const REFUSED = /REFUSED: the certificate of the bank at 127\.0\.0\.1 port \d+ is not the/;

test("a certificate that changed is refused at the start", async ({ at, seat }) => {
  await seat.tmux.press("C-c");
  await seat.ended(130);
  await at.server.stop("SIGKILL");
  await startAgain(at, ["--new-certificate"]);
  await seat.start();
  await seat.tmux.until(REFUSED);
  const screen = await seat.ended(1);
  assert.match(
    screen.replaceAll("\n", ""),
    /bank connect trust --replace --host 127\.0\.0\.1 --port \d+/,
  );
});

test("a certificate that changed is refused after a cut", async ({ at, seat }) => {
  await at.server.stop("SIGKILL");
  await startAgain(at, ["--new-certificate"]);
  // Its first line may have left the screen already when the menu is drawn below.
  await seat.tmux.until(/Somebody may be between you and the bank\. Nothing was sent\./);
});

Deno.test({
  name: "blocked UDP is said once, and alerts come all the same",
  ignore: !hasTmux,
  fn: async () => {
    await using at = await place();
    using bob = await neighbour(at, "bob", "Bob Ray");
    const { account } = await bob.link.call("account", {}).then(({ number }) => ({
      account: number,
    }));
    using carl = await neighbour(at, "carl", "Carl");
    const target = { hostname: at.server.host, port: at.server.port };
    using relay = startLossyRelay({ target, loss: 0, duplication: 0, reordering: 0, seed: 1 });
    relay.blocked = true;
    const words = ["--fingerprint", at.server.fingerprint, "--user", "bob"];
    const password = ["--password-file", at.dir.file("secret", "correct horse battery")];
    await using seat = await Seat.open(at, { port: relay.port, words: [...words, ...password] });
    await seat.tmux.until(/UDP does not get through here; alerts arrive over TCP instead\./);
    await payAs(carl.link, { to: account, amountMinor: 1_00 });
    const screen = await seat.tmux.until(/\+ You received 1\.00 INR from Carl/);
    assert.equal(count(screen, /UDP/g), 1, screen);
  },
});
