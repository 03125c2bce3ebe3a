// service/webhooks with a whole bank in memory and receivers that a test plays: what is sent, in which order, how often, signed with what,
// and what becomes of it when it does not arrive.
import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { DEAD_AFTER_MS, type Post, type Posting } from "../../service/webhooks/courier.ts";
import { PASSWORD } from "../support/service.ts";
import { amounts, HOUR_MS, pays, sets, toldIn, town, URL_ } from "../support/webhook_town.ts";

const password = PASSWORD;

Deno.test("webhook: an account's entries are sent in their order, each once, as alerts tell them", async () => {
  await using here = await town();
  const { time, posted, shop, maya } = here;
  await pays(here, 1);
  const { webhook } = await sets(shop);
  for (const amountMinor of [2, 3, 4]) await pays(here, amountMinor, "tea");
  await time.until(() => posted.length === 3);
  assert.deepEqual(amounts(posted), [2, 3, 4]);
  const { alerts } = await shop.call("alertsSince", { entry: 1, notice: 1 });
  assert.deepEqual(toldIn(posted).map(({ data }) => data), alerts);
  assert.deepEqual(toldIn(posted).map(({ type }) => type), Array(3).fill("entry.transfer"));
  assert.equal(alerts[0]!.counterparty, maya.account);
  assert.deepEqual(
    posted.map(({ headers }) => headers["webhook-id"]),
    [2, 3, 4].map((number) => `${webhook}.entry.${number}`),
  );
  const { webhooks: [view] } = await shop.call("webhooks", {});
  assert.deepEqual([view!.delivered, view!.tries, view!.secrets], [3, 0, 1]);
});

Deno.test("webhook: the bank's tells staff every event of the journal, without names", async () => {
  await using here = await town();
  const { time, posted, desk, shop, bank } = here;
  assert.equal(await shop.code("setWebhook", { url: URL_, of: "bank", password }), "not_allowed");
  await sets(desk, { of: "bank" });
  const from = bank.loop.head.seq;
  await pays(here, 7, "for bread");
  await shop.call("freeze", {});
  await time.until(() => toldIn(posted).some(({ type }) => type === "account_frozen"));
  const types = toldIn(posted).map(({ type }) => type);
  assert.ok(types.includes("transferred"), types.join());
  const places = toldIn(posted).map(({ data }) => [data.block as number, data.index as number]);
  assert.ok(places.every(([block]) => block! > from));
  assert.deepEqual(places, places.toSorted(([a, b], [c, d]) => a! - c! || b! - d!));
  assert.doesNotMatch(posted.map(({ body }) => body).join(), /maya|"shop"/);
});

Deno.test("webhook: signed as Standard Webhooks says, for a day after a change with both secrets", async () => {
  await using here = await town();
  const { time, posted, shop, bank } = here;
  const { secret, webhook } = await sets(shop);
  const proves = (key: string, { body, headers }: Posting) => {
    try {
      return Boolean(new Webhook(key).verify(body, { ...headers }));
    } catch {
      return false;
    }
  };
  // The library compares with this machine's clock.
  bank.clock.advance(Date.now() - bank.clock.nowMs);
  await pays(here, 1);
  await time.until(() => posted.length === 1);
  assert.ok(proves(secret, posted[0]!));
  assert.ok(!proves(secret, { ...posted[0]!, body: posted[0]!.body.replace("1", "2") }));
  const next = await shop.call("rotateWebhook", { webhook, password });
  assert.deepEqual([next.secrets, next.secret === secret], [2, false]);
  await pays(here, 2);
  await time.until(() => posted.length === 3);
  assert.match(posted[1]!.body, /webhook_set/);
  assert.deepEqual([proves(secret, posted[2]!), proves(next.secret, posted[2]!)], [true, true]);
  const signatures = () => posted.at(-1)!.headers["webhook-signature"]!.split(" ").length;
  assert.equal(signatures(), 2);
  bank.clock.advance(25 * HOUR_MS);
  await pays(here, 3);
  await time.until(() => posted.length === 4);
  assert.equal(signatures(), 1);
});

Deno.test("webhook: what fails is tried again with longer and longer waits, and nothing overtakes it", async () => {
  await using here = await town();
  const { time, posted, shop, bank } = here;
  await sets(shop);
  here.answers = [500, 302, new Error("it ended the connection"), 429, 200];
  await pays(here, 1);
  await pays(here, 2);
  const at: number[] = [];
  for (let count = 1; count <= 5; count++) {
    await time.until(() => posted.length >= count);
    at.push(bank.clock.nowMs);
  }
  await time.until(() => posted.length === 6);
  assert.deepEqual(amounts(posted), [1, 1, 1, 1, 1, 2]);
  assert.equal(new Set(posted.slice(0, 5).map(({ headers }) => headers["webhook-id"])).size, 1);
  for (const [place, longest] of [1_000, 2_000, 4_000, 8_000].entries()) {
    const waited = at[place + 1]! - at[place]!;
    assert.ok(waited >= longest / 2 && waited <= longest + 50, `${waited} of ${longest}`);
  }
  const { webhooks: [view] } = await shop.call("webhooks", {});
  assert.deepEqual([view!.tries, view!.failure, view!.delivered], [0, null, 2]);
});

Deno.test("webhook: after three days it is put aside, the rest goes on, and it can be tried again", async () => {
  await using here = await town();
  const { time, posted, shop } = here;
  const { webhook } = await sets(shop);
  here.manners.set(URL_, () => Promise.resolve(503));
  await pays(here, 1);
  await time.until(() => posted.length === 1);
  const { webhooks: [failing] } = await shop.call("webhooks", {});
  assert.deepEqual([failing!.tries, failing!.failure], [1, "it answered 503"]);
  await time.passes(DEAD_AFTER_MS + 2 * HOUR_MS);
  const { letters: [letter, ...more] } = await shop.call("deadLetters", { webhook });
  assert.deepEqual([letter!.number, letter!.failure, more], [1, "it answered 503", []]);
  assert.deepEqual([letter!.message, letter!.body], [`${webhook}.entry.1`, posted[0]!.body]);
  assert.ok(letter!.tries > 70 && letter!.tries < 160, String(letter!.tries));
  here.manners.delete(URL_);
  await pays(here, 2);
  const before = posted.length;
  await time.until(() => posted.length === before + 1);
  assert.deepEqual(amounts(posted.slice(before)), [2]);
  here.answers = [500];
  await shop.call("retryWebhook", { webhook, letter: 1 });
  await time.until(() => posted.length === before + 2);
  const failed = await shop.call("deadLetters", { webhook });
  assert.equal(failed.letters[0]!.failure, "it answered 500");
  await shop.call("retryWebhook", { webhook });
  await time.until(() => posted.length === before + 3);
  assert.deepEqual(amounts(posted.slice(before)), [2, 1, 1]);
  await time.passes(1_000);
  assert.deepEqual((await shop.call("deadLetters", { webhook })).letters, []);
});

Deno.test("webhook: a receiver that is gone is left alone until its owner says so", async () => {
  await using here = await town();
  const { time, posted, shop } = here;
  const { webhook } = await sets(shop);
  here.answers = [410];
  await pays(here, 1);
  await time.until(() => posted.length === 1);
  await pays(here, 2);
  await time.passes(DEAD_AFTER_MS);
  assert.equal(posted.length, 1);
  assert.equal((await shop.call("webhooks", {})).webhooks[0]!.gone, true);
  await shop.call("retryWebhook", { webhook });
  await time.until(() => posted.length === 3);
  assert.deepEqual(amounts(posted), [1, 1, 2]);
});

Deno.test("webhook: one that never answers holds up neither another nor the bank", async () => {
  await using here = await town();
  const { time, posted, shop } = here;
  const [slow, quick] = ["https://slow.example/", "https://quick.example/"];
  const never: Post = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("over"))));
  here.manners.set(slow, never);
  await sets(shop, { url: slow });
  await sets(shop, { url: quick });
  for (let amountMinor = 1; amountMinor <= 20; amountMinor++) await pays(here, amountMinor);
  const of = (url: string) => posted.filter((one) => one.url === url);
  await time.until(() => of(quick).length === 20);
  assert.equal(of(slow).length, 1);
});

Deno.test("webhook: what was sent just before the end is sent again, and none is left out", async () => {
  await using here = await town();
  const { time, posted, shop, bank } = here;
  await sets(shop);
  const { webhooks } = bank;
  const change = webhooks.change.bind(webhooks);
  // The process ends between delivery and cursor: the store hears nothing of it.
  webhooks.change = () => Promise.reject(new Error("the machine is off"));
  await pays(here, 1);
  await time.until(() => posted.length === 1);
  await pays(here, 2);
  await time.passes(1_000);
  webhooks.change = change;
  await time.until(() => amounts(posted).includes(2));
  assert.deepEqual(amounts(posted), [1, 1, 2]);
  assert.equal(posted[0]!.headers["webhook-id"], posted[1]!.headers["webhook-id"]);
  assert.equal(posted[0]!.body, posted[1]!.body);
});

Deno.test("webhook: only its owner has it, with a limit, and it ends with the account", async () => {
  await using here = await town();
  const { bank, time, posted, shop, maya, desk } = here;
  const { webhook } = await sets(shop);
  for (const who of [maya, desk]) {
    const about = { webhook };
    assert.equal(await who.code("rotateWebhook", { ...about, password }), "no_such_webhook");
    for (const method of ["removeWebhook", "deadLetters", "retryWebhook"] as const) {
      assert.equal(await who.code(method, about), "no_such_webhook");
    }
    assert.deepEqual((await who.call("webhooks", {})).webhooks, []);
  }
  for (
    const url of [
      "http://a.example/",
      "ftp://a/",
      "https://u:p@a.example/",
      "https://a.example/#x",
      "a",
    ]
  ) {
    assert.equal(await shop.code("setWebhook", { url, password }), "webhook_address", url);
  }
  const asked = Array.from(
    { length: 12 },
    () => maya.answer("setWebhook", { url: URL_, password }),
  );
  const refused = (await Promise.all(asked)).flatMap(({ error }) => error?.data.code ?? []);
  assert.deepEqual(refused, Array(4).fill("limit_exceeded"));
  for (const one of (await maya.call("webhooks", {})).webhooks) {
    await maya.call("removeWebhook", { webhook: one.webhook });
  }
  await shop.call("closeAccount", { password });
  await time.passes(10_000);
  const left = [];
  for (const table of ["webhook", "webhook_letter"]) {
    for await (const { key } of bank.kv.list({ prefix: [table] })) left.push(key);
  }
  assert.deepEqual(left, []);
  assert.doesNotMatch(JSON.stringify(toldIn(posted)), /whsec_/);
});
