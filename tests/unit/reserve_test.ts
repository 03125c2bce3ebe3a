// What is kept for those the bank knows: no number of sources, and no number of accounts, takes it. Then the whole of it in memory:
// thousands of strangers, each from a /64 of its own, while an officer and a known machine sign in.
import assert from "node:assert/strict";
import { HASHES_AT_ONCE, HASHES_WAITING_MAX, RESERVED, STRANGERS_MAX } from "../../api/limits.ts";
import { newDeviceMs, policyOf } from "../../bank/suspicion.ts";
import { Refusal } from "../../bank/refusal.ts";
import { Server } from "../../net/tcp/server.ts";
import { type Budgets, budgetsFor, usageOf } from "../../service/sharing/budgets.ts";
import { FairQueue } from "../../service/sharing/fair_queue.ts";
import { KnownSources, limitsOf, type Rank, RANKS } from "../../service/sharing/rank.ts";
import { Quota, Shares, sourceOf } from "../../service/sharing/shares.ts";
import { MemoryListener, Peer, turn } from "../support/connection.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const of = (max: number) => ({ name: "things", unit: "things", max, reserved: RESERVED });

Deno.test("reserve: what each rank may have with those below it", () => {
  const { stranger, newcomer, known, staff } = limitsOf(1_600, RESERVED);
  assert.deepEqual([stranger, newcomer, known, staff], [1_200, 1_300, 1_500, 1_600]);
});

const CROWDS: readonly (readonly [crowd: Rank, most: number, safe: readonly Rank[]])[] = [
  ["stranger", 1_200, ["newcomer", "known", "staff"]],
  ["newcomer", 1_300, ["known", "staff"]],
  ["known", 1_500, ["staff"]],
];

for (const [crowd, most, safe] of CROWDS) {
  Deno.test(`reserve: ten thousand holders who are ${crowd} take no more than ${most} of 1,600`, () => {
    const shares = new Shares<string>(of(1_600));
    for (const rank of safe) shares.add(`holder ${rank}`, rank, rank);
    for (let n = 0; n < 10_000; n++) {
      const victim = shares.add(`holder ${n}`, `thing ${n}`, crowd);
      assert(victim === null || victim.startsWith("thing "), `${victim} was given up`);
    }
    assert.equal(shares.size, most + safe.length);
    for (const rank of safe) {
      assert.equal(shares.add(`late ${rank}`, `late ${rank}`, rank), null);
      assert.equal(shares.of(`holder ${rank}`).size, 1);
    }
  });

  Deno.test(`reserve: holders who are ${crowd} leave bytes for those who are known better`, () => {
    const quota = new Quota({ ...of(1_600), each: 100 });
    for (let n = 0; n < 100; n++) quota.take(`holder ${n}`, 50, crowd);
    assert.equal(quota.used, most);
    for (const rank of safe) assert(quota.take(`a ${rank}`, 50, rank), rank);
    assert(!quota.take("one more", 1, crowd));
    for (const rank of safe) quota.give(`a ${rank}`, 50);
    for (let n = 0; n < most / 50; n++) quota.give(`holder ${n}`, 50);
    assert.equal(quota.used, 0);
  });

  Deno.test(`reserve: a thousand lines of those who are ${crowd} do not keep others from a queue`, async () => {
    const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 100, each: 100 });
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    const run = (line: string, rank: Rank) =>
      queue.run({ line, rank }, () => {
        begun.push(line);
        return gate.promise;
      });
    const all = Array.from({ length: 600 }, (_, n) => run(`${n}`, crowd));
    const better = safe.map((rank) => run(`a ${rank}`, rank));
    all.push(...Array.from({ length: 400 }, (_, n) => run(`late ${n}`, crowd)));
    gate.resolve();
    const outcomes = await Promise.all(better);
    assert.deepEqual(outcomes.map((outcome) => outcome instanceof Refusal), safe.map(() => false));
    await Promise.all(all);
    // One was running already; after it come four turns at most.
    for (const rank of safe) assert(begun.indexOf(`a ${rank}`) <= 4, begun.slice(0, 8).join());
  });
}

Deno.test("reserve: those who are known less get a turn of four also when staff ask without an end", async () => {
  const queue = new FairQueue({ name: "q", unit: "tasks", running: 1, waiting: 100, each: 100 });
  const begun: Rank[] = [];
  const all = RANKS.flatMap((rank) =>
    Array.from({ length: 20 }, (_, n) =>
      queue.run({ line: `${rank} ${n % 2}`, rank }, async () => {
        begun.push(rank);
        await turn();
      }))
  );
  await Promise.all(all);
  const first = begun.slice(1, 41);
  for (const rank of RANKS) assert.equal(first.filter((one) => one === rank).length, 10, rank);
});

Deno.test("reserve: one who turns out to be known is not given up any more, and counts once", () => {
  const shares = new Shares<string>(of(160));
  shares.add("new address", "officer");
  shares.raise("officer", "staff");
  shares.raise("officer", "newcomer");
  for (let n = 0; n < 500; n++) shares.add(`${n}`, `thing ${n}`);
  assert.equal(shares.of("new address").size, 1);
  shares.remove("officer");
  assert.deepEqual([shares.size, shares.of("new address").size], [120, 0]);
  shares.raise("officer", "staff");
  assert.equal(shares.size, 120);
});

Deno.test("reserve: beyond what is kept for them, the known have no more than others", () => {
  const shares = new Shares<string>(of(16));
  for (let n = 0; n < 16; n++) shares.add("office", `office ${n}`, "known");
  for (let n = 0; n < 16; n++) shares.add(`${n}`, `thing ${n}`);
  assert.equal(shares.of("office").size, 3);
});

Deno.test("sources: the best rank that was seen there counts, and what is remembered is bounded", () => {
  const sources = new KnownSources();
  const home = sourceOf("2001:db8:1:2::1");
  assert.equal(sources.of(home), "stranger");
  sources.note(home, "known");
  sources.note(sourceOf("2001:db8:1:2:3::1"), "newcomer");
  assert.equal(sources.of(sourceOf("2001:db8:1:2::9")), "known");
  assert.equal(sources.of(sourceOf("2001:db8:1:3::9")), "stranger");
  sources.note("office", "staff");
  for (let n = 0; n < 40_000; n++) sources.note(`${n}`, "known");
  assert.deepEqual([sources.of(home), sources.of("office")], ["newcomer", "staff"]);
  const { used, max, refused } = sources.usage();
  assert(used <= max / 3 + 2 && refused > 20_000, `${used} of ${max}`);
});

Deno.test("rank: an account and a machine count once the bank has known both for longer than a new machine", async () => {
  await using bank = await TestBank.open();
  await bank.customer("old");
  await bank.staff("officer");
  const rankOf = async (userName: string, device?: string) => {
    const machine = device === undefined ? {} : { device };
    const stranger = bank.stranger();
    await stranger.call("logIn", { userName, password: PASSWORD, ...machine });
    return stranger.session.identity?.rank;
  };
  const [own, other] = ["aa".repeat(32), "bb".repeat(32)];
  assert.deepEqual([await rankOf("old", own), await rankOf("old")], ["newcomer", "newcomer"]);
  bank.clock.advance(newDeviceMs(policyOf(bank.loop.ledger)));
  await bank.customer("fresh");
  const rows: readonly (readonly [userName: string, device: string | undefined, rank: Rank])[] = [
    ["old", own, "known"],
    ["old", undefined, "known"],
    ["old", other, "newcomer"],
    ["fresh", own, "newcomer"],
    ["officer", other, "staff"],
  ];
  for (const [userName, device, rank] of rows) {
    assert.equal(await rankOf(userName, device), rank, `${userName} on ${device}`);
  }
});

/** As metrics call them. A budget that is not here does not compile. */
const NAMES: Readonly<Record<keyof Budgets, string>> = {
  sources: "known_sources",
  strangers: "strangers",
  members: "signed_in",
  web: "web",
  live: "live",
  ownLive: "live_signed_in",
  unsent: "unsent",
  staged: "documents_staged",
  payments: "payments",
  hashes: "password_hashes",
  looks: "looks",
};

Deno.test("usage: every budget says what is used of it and what it has refused", async () => {
  const budgets = budgetsFor(1_024);
  const before = usageOf(budgets);
  assert.deepEqual(before.map(({ name }) => name).sort(), Object.values(NAMES).sort());
  for (const { name, unit, max, used, peak, refused } of before) {
    assert(unit !== "" && max > 0, name);
    assert.deepEqual([used, peak, refused], [0, 0, 0], name);
  }
  const line = {} as Parameters<Budgets["strangers"]["add"]>[1];
  budgets.strangers.add("a", line);
  budgets.unsent.take("a", 7);
  assert(!budgets.staged.take("a", 2 ** 40));
  const gate = Promise.withResolvers<void>();
  const asking = { line: "a", rank: "stranger" } as const;
  const whole = HASHES_AT_ONCE + HASHES_WAITING_MAX;
  const hash = () => budgets.hashes.run(asking, () => gate.promise);
  const working = Array.from({ length: whole + 1 }, hash);
  await turn();
  const now = new Map(usageOf(budgets).map((usage) => [usage.name, usage]));
  const seen = (name: string) => {
    const { used, peak, refused } = now.get(name)!;
    return [used, peak, refused];
  };
  assert.deepEqual(seen("strangers"), [1, 1, 0]);
  assert.deepEqual(seen("unsent"), [7, 7, 0]);
  assert.deepEqual(seen("documents_staged"), [0, 0, 1]);
  assert.deepEqual(seen("password_hashes"), [whole, whole, 1]);
  gate.resolve();
  await Promise.all(working);
  assert.equal(usageOf(budgets).find(({ name }) => name === "password_hashes")!.used, 0);
});

/** An address in a /64 of its own. */
const address = (n: number) => `2001:db8:${(n >> 12).toString(16)}:${(n & 4_095).toString(16)}::1`;

/** More than may wait. */
const GUESSERS = HASHES_WAITING_MAX + 100;

const DEVICES = { officer: "0f".repeat(32), alice: "a1".repeat(32) } as const;

class Siege implements AsyncDisposable {
  readonly listener = new MemoryListener();
  readonly server: Server;
  #came = 0;

  constructor(readonly bank: TestBank) {
    this.server = new Server(bank, this.listener);
  }

  /** One connection each. @returns their ends. */
  async strangers(count: number): Promise<Peer[]> {
    const all: Peer[] = [];
    for (let n = 0; n < count; n++) {
      all.push(new Peer(this.listener.dial(address(this.#came++))));
      if (n % 100 === 99) await turn();
    }
    await turn();
    return all;
  }

  async signIn(userName: keyof typeof DEVICES, from: string): Promise<Peer> {
    const peer = new Peer(this.listener.dial(from));
    const device = DEVICES[userName];
    await peer.request(1, "logIn", { userName, password: PASSWORD, device });
    return peer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }
}

async function besieged(): Promise<Siege> {
  const bank = await TestBank.open();
  await bank.staff("officer");
  await bank.customer("alice");
  for (const [userName, device] of Object.entries(DEVICES)) {
    await bank.stranger().call("logIn", { userName, password: PASSWORD, device });
  }
  bank.clock.advance(newDeviceMs(policyOf(bank.loop.ledger)) + 1);
  return new Siege(bank);
}

Deno.test("siege in memory: strangers from thousands of /64s, and an officer and a known machine sign in from new addresses", async () => {
  await using siege = await besieged();
  await using bank = siege.bank;
  const { hashes, strangers } = bank.service.budgets;
  const gate = Promise.withResolvers<void>();
  const busy = Array.from(
    { length: HASHES_AT_ONCE },
    () => hashes.run({ line: "held", rank: "stranger" }, () => gate.promise),
  );
  for (const guesser of await siege.strangers(GUESSERS)) {
    const guess = { userName: "alice", password: "not this one", device: "00".repeat(32) };
    await guesser.request(1, "logIn", guess);
  }
  while (hashes.refused < GUESSERS - HASHES_WAITING_MAX) await turn();
  const [officer, alice] = [
    await siege.signIn("officer", "2001:db8:ffff:1::1"),
    await siege.signIn("alice", "2001:db8:ffff:2::1"),
  ];
  // Both wait for their hashes, for which two strangers had to go. The others come only now: every one of them is newer.
  while (hashes.refused < GUESSERS + 2 - HASHES_WAITING_MAX) await turn();
  await siege.strangers(2 * STRANGERS_MAX);
  assert(strangers.displaced > STRANGERS_MAX / 2, `${strangers.displaced} made room`);
  gate.resolve();
  for (const [name, peer] of [["officer", officer], ["alice", alice]] as const) {
    const answer = await peer.next();
    assert.equal(answer?.result?.userName, name, JSON.stringify(answer));
  }
  await Promise.all(busy);
  // Signed in, they stay so, however many others come.
  await siege.strangers(STRANGERS_MAX);
  assert.equal((await officer.ask(2, "ping")).id, 2);
  assert.equal((await alice.ask(2, "ping")).id, 2);
});

Deno.test("siege in memory: who comes from where a known machine has signed in waits in no crowd", async () => {
  await using siege = await besieged();
  await using bank = siege.bank;
  const home = "2001:db8:ffff:1::1";
  const before = await siege.signIn("alice", home);
  assert.equal((await before.next())?.result?.userName, "alice");
  before.close();
  // Connected, and nothing said yet.
  const late = new Peer(siege.listener.dial("2001:db8:ffff:1::2"));
  const stranger = new Peer(siege.listener.dial("2001:db8:ffff:2::2"));
  await turn();
  await siege.strangers(2 * STRANGERS_MAX);
  assert.equal(await stranger.next(), null, "the crowd is too small to show anything");
  const right = { userName: "alice", password: PASSWORD, device: DEVICES.alice };
  assert.equal((await late.ask(1, "logIn", right)).result?.userName, "alice");
  assert.equal(bank.service.budgets.members.size, 1);
});
