// Varnish in front of a bank, with docs/cdn/varnish.vcl as it is: what it takes off the bank, what it must never keep, and how
// soon a change is seen through it.
import assert from "node:assert/strict";
import { Purge } from "../../net/http/purge.ts";
import { type Edge, isMissing, startVarnish } from "../support/edge.ts";
import * as bank from "../support/edge_bank.ts";
import { publicAnswer, ScriptedOrigin } from "../support/edge_origin.ts";
import * as rules from "../support/edge_rules.ts";
import { see, seeUntil } from "../support/edge_visitor.ts";

const ignore = isMissing("varnishd");

/** As `bank serve --purge varnish=URL` does it; the edge's address is known only after the bank's. */
function purgeOf({ edge, web }: bank.EdgeBank): Purge {
  const { loop } = web.bank.books;
  const purge = new Purge(
    [{ kind: "varnish", url: `${edge.origin}/` }],
    loop.ledger,
    web.world.host,
  );
  loop.observe(purge.observe);
  return purge;
}

const GIFTS = 5;

/** Long before the minute of s-maxage is over. @returns the longest of some. */
async function slowestChange({ edge, web }: bank.EdgeBank): Promise<number> {
  const [organisation] = web.filled!.organisations;
  let slowestMs = 0;
  for (let gift = 0; gift < GIFTS; gift++) {
    for (const path of ["/", "/hi", `/o/${organisation}`]) {
      await see(edge.origin, path);
      const { text, cache } = await see(edge.origin, path);
      assert.equal(cache, "hit", path);
      await bank.giveSome({ web });
      const isNew = async () => (await see(edge.origin, path)).text !== text;
      slowestMs = Math.max(slowestMs, await seeUntil(`a gift on ${path}`, 2_000, isNew));
    }
  }
  return slowestMs;
}

Deno.test({
  name: "varnish in front of a bank",
  ignore,
  async fn(t) {
    await using both = await bank.bankBehind(startVarnish);
    await t.step("hits under load, for strangers and customers alike", async () => {
      const ratio = await bank.assertLoad(both);
      console.log(`    hit ratio ${(100 * ratio).toFixed(1)} %`);
    });
    await t.step("no visitor sees what belongs to another", () => bank.assertPrivate(both));
    await t.step("a cookie is given once", () => bank.assertSignIn(both));
    await t.step("304 through the edge", () => bank.assertConditional(both));
    await t.step("packed", () => bank.assertPacked(both));
    await t.step("errors are not kept", () => bank.assertErrorsAreNotKept(both));
    await t.step("live connections", () => bank.assertLive(both));
    await t.step("`bank cdn-check` finds nothing", () => bank.assertChecked(both));
    const purge = purgeOf(both);
    await t.step("a change is seen at once", async () => {
      const slowestMs = await slowestChange(both);
      console.log(
        `    the slowest of ${3 * GIFTS} changes was seen after ${slowestMs.toFixed(0)} ms`,
      );
      assert.deepEqual(both.web.log.lines.filter(({ level }) => level === "warn"), []);
    });
    purge.close();
    await t.step("the bank is away", () => bank.assertAway(both));
  },
});

type Rule = (both: { readonly edge: Edge; readonly origin: ScriptedOrigin }) => Promise<void>;

const RULES: Readonly<Record<string, Rule>> = {
  "what reaches the bank": rules.assertTargets,
  "X-Forwarded-For": rules.assertForwarded,
  "other methods": rules.assertOtherMethods,
  "cookies and private answers are never kept": rules.assertNeverKept,
  "one question for many": rules.assertOneQuestion,
  "stale-while-revalidate": rules.assertRevalidates,
  "stale-if-error": rules.assertStaleOnlyWhileAway,
  "what is taken down is gone": rules.assertTakenDown,
  "a refused upgrade ends the connection": rules.assertRefusedUpgrade,
};

/** Which BAN is taken, by what it says. */
const BANS: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
  [{ "surrogate-key": "org-600000000001" }, 200],
  [{ "surrogate-key": "directory|org-600000000001" }, 200],
  [{ "surrogate-key": "directory", "x-forwarded-for": "198.51.100.9" }, 403],
  [{ "surrogate-key": "directory", "x-forwarded-for": "127.0.0.1" }, 403],
  [{}, 400],
  [{ "surrogate-key": "" }, 400],
  [{ "surrogate-key": ".*" }, 400],
  [{ "surrogate-key": "a b" }, 400],
  [{ "surrogate-key": "a|" }, 400],
  [{ "surrogate-key": "a) || obj.status == 200" }, 400],
];

Deno.test({
  name: "varnish in front of a scripted origin",
  ignore,
  async fn(t) {
    await using origin = new ScriptedOrigin();
    await using edge = await startVarnish({ originPort: origin.port });
    for (const [name, rule] of Object.entries(RULES)) {
      await t.step(name, () => rule({ edge, origin }));
    }
    await t.step("BAN: from the bank, with tags", async () => {
      for (const [headers, status] of BANS) {
        const seen = await see(edge.origin, "/", { verb: "BAN", headers });
        assert.deepEqual([headers, seen.status], [headers, status], seen.text);
      }
    });
    await t.step("BAN: what has the tag, nothing else", async () => {
      const tagged = { "surrogate-key": "org-600000000001 directory" };
      origin.says((_, count) => publicAnswer(`answer ${count}`, undefined, tagged));
      const path = "/o/600000000001";
      const ban = (tags: string) =>
        see(edge.origin, "/", { verb: "BAN", headers: { "surrogate-key": tags } });
      await see(edge.origin, path);
      for (
        const other of [
          "org-60000000000",
          "org-6000000000011",
          "org",
          "direct|x",
          "rg-600000000001",
          "rectory",
        ]
      ) {
        await ban(other);
        assert.equal((await see(edge.origin, path)).text, "answer 1", other);
      }
      for (const [turn, tag] of ["directory", "x|org-600000000001", "directory|x"].entries()) {
        await ban(tag);
        assert.equal((await see(edge.origin, path)).text, `answer ${turn + 2}`, tag);
      }
    });
  },
});
