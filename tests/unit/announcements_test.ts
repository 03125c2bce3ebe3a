// What staff tell all customers, on its way: once to each who listens, over UDP, over TCP where that is blocked, after a datagram was
// lost, after the bank has started anew; and nothing to programs that do not know of it.
import assert from "node:assert/strict";
import { NO_NEWS } from "../../api/announcement_methods.ts";
import { FakeTime } from "../support/fake_time.ts";
import { Listening, type ListeningOptions } from "../support/listening.ts";
import { TestBank } from "../support/service.ts";

async function scene() {
  const bank = await TestBank.open();
  const alice = await bank.customer("alice");
  const asha = await bank.customer("asha", { role: "staff" });
  const time = new FakeTime(bank);
  const listen = (options: Partial<ListeningOptions> = {}) =>
    Listening.open({ bank, customer: alice, time, announced: NO_NEWS, ...options });
  const say = (text: string, days = 1) => asha.call("announce", { text, days });
  const end = async () => {
    time.end();
    await bank[Symbol.asyncDispose]();
  };
  return { bank, alice, asha, time, listen, say, [Symbol.asyncDispose]: end };
}

const numbers = ({ news }: Listening) => news.map(({ number }) => number);

Deno.test("announcements: told at once over UDP, each once; those of before at the beginning", async () => {
  await using town = await scene();
  const { asha, time, listen, say } = town;
  const before = await say("before");
  {
    await using here = await listen();
    await time.until(() => here.news.length > 0 && here.paths.includes("udp"));
    assert.deepEqual(numbers(here), [1]);
    const said = here.heard.length;
    const { number, untilMs, atMs } = await say("closed on Monday");
    await time.until(() => here.news.length === 2);
    assert.equal(here.heard.length, said + 1, "in a datagram");
    assert.deepEqual(here.news.at(-1), { number, text: "closed on Monday", atMs, untilMs });
    assert.deepEqual([number, untilMs - atMs], [2, 86_400_000]);
    await say("closed on Monday");
    await asha.call("endAnnouncement", { number: 1 });
    await time.passes(60_000);
    assert.deepEqual(numbers(here), [1, 2]);
  }
  await using later = await listen({ announced: before });
  await time.until(() => later.news.length > 0);
  await time.passes(60_000);
  assert.deepEqual(numbers(later), [2]);
  const { announcements } = await asha.call("announcements", {});
  assert.deepEqual(announcements.map((each) => each.text), ["closed on Monday"]);
});

Deno.test("announcements: over TCP where UDP is blocked, and fetched where a datagram was lost", async () => {
  await using town = await scene();
  const { time, listen, say } = town;
  await using blocked = await listen({ blocked: true });
  await using here = await listen();
  await time.until(() => here.paths.includes("udp") && blocked.paths.includes("tcp"));
  await say("one");
  await time.until(() => here.news.length === 1 && blocked.news.length === 1);
  here.blocked = true;
  await say("two");
  await time.until(() => blocked.news.length === 2);
  assert.deepEqual(numbers(here), [1]);
  here.blocked = false;
  const lateMs = await time.until(() => here.news.length === 2);
  assert.ok(lateMs <= 16_000, `with the next sign of life, not after ${lateMs} ms`);
  assert.deepEqual(numbers(here), [1, 2]);
});

Deno.test("announcements: one that does not fit into a datagram comes over TCP", async () => {
  await using town = await scene();
  const { time, listen, say } = town;
  await using here = await listen();
  await time.until(() => here.paths.includes("udp"));
  const text = "🕉".repeat(280);
  await say(text);
  await time.until(() => here.news.length === 1);
  assert.equal(here.news[0]!.text, text);
});

Deno.test("announcements: a program that has not said that it shows them hears what it always has", async () => {
  await using town = await scene();
  const { time, listen, say } = town;
  await using old = await listen({ announced: undefined });
  await time.until(() => old.paths.includes("udp"));
  const pushed: string[] = [];
  old.client.onNotice((method) => pushed.push(method));
  const lengths = new Set(old.heard.map(({ length }) => length));
  await say("one");
  await time.passes(60_000);
  assert.deepEqual(new Set(old.heard.map(({ length }) => length)), lengths, "heads alone");
  assert.deepEqual([old.news, pushed], [[], []]);
});

Deno.test("announcements: managers say and take back, in one line of words", async () => {
  await using town = await scene();
  const { bank, alice, asha, say } = town;
  const refusals = async (who: typeof asha) => {
    const announce = await bank.router.call(who.session, "announce", { text: "x", days: 1 });
    const end = await bank.router.call(who.session, "endAnnouncement", { number: 7 });
    return [announce, end].map((one) => (one as { code?: string }).code);
  };
  assert.deepEqual(await refusals(alice), ["not_allowed", "not_allowed"]);
  assert.deepEqual(await refusals(asha), [undefined, "no_such_announcement"]);
  for (const text of ["", "  ", "two\nlines", "x".repeat(281), "\u202Ebackwards"]) {
    const answer = await bank.router.call(asha.session, "announce", { text, days: 1 });
    assert.equal((answer as { name?: string }).name, "invalid_params", JSON.stringify(text));
  }
  for (const days of [0, 31, 1.5]) {
    const answer = await bank.router.call(asha.session, "announce", { text: "y", days });
    assert.equal((answer as { name?: string }).name, "invalid_params", String(days));
  }
  assert.equal((await say("  closed on Monday  ")).text, "closed on Monday");
  const stranger = await bank.router.call(bank.stranger().session, "announcements", {});
  assert.equal((stranger as { announcements: unknown[] }).announcements.length, 2);
});

Deno.test("announcements: of a bank that was restored, which gives numbers again, what is new is shown", async () => {
  await using town = await scene();
  const { bank, time, listen, say } = town;
  await say("one");
  // On this machine two were shown that the bank has lost.
  const lost = { number: 3, atMs: bank.clock.nowMs + 500 };
  await using later = await listen({ announced: lost });
  await time.until(() => later.paths.includes("udp"));
  await time.passes(1_000);
  assert.deepEqual(later.news, []);
  await say("we have restored the bank");
  await time.until(() => later.news.length === 1);
  await using again = await listen({ announced: lost });
  await time.until(() => again.news.length === 1);
  assert.equal(again.news[0]!.text, "we have restored the bank");
});

Deno.test("announcements: one that is over before it was seen is not asked for again and again", async () => {
  await using town = await scene();
  const { bank, asha, time, listen, say } = town;
  const { number } = await say("one");
  await asha.call("endAnnouncement", { number });
  await using here = await listen();
  let asked = 0;
  const { run } = bank.router;
  bank.router.run = function (session, request, settle) {
    if (request.method === "announcements") asked++;
    return run.call(this, session, request, settle);
  };
  await time.until(() => here.paths.includes("udp"));
  await time.passes(120_000);
  assert.ok(asked <= 1, `${asked} times`);
  await say("two");
  await time.until(() => here.news.length === 1);
  assert.deepEqual(numbers(here), [2]);
});

Deno.test("announcements: a bank that was busy at first tells them with its next sign of life", async () => {
  let outOfTouch = false;
  await using bank = await TestBank.open({ outOfTouch: () => outOfTouch });
  const alice = await bank.customer("alice");
  const asha = await bank.customer("asha", { role: "staff" });
  const time = new FakeTime(bank);
  await asha.call("announce", { text: "one", days: 1 });
  await using here = await Listening.open({ bank, customer: alice, time, announced: NO_NEWS });
  outOfTouch = true;
  await time.until(() => here.paths.includes("udp"));
  assert.deepEqual(here.news, []);
  outOfTouch = false;
  await time.until(() => here.news.length === 1);
  assert.deepEqual(numbers(here), [1]);
  time.end();
});
