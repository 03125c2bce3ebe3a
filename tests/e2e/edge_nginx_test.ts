// nginx in front of a bank, with docs/cdn/nginx.conf as it is: what it takes off the bank, what it must never keep, and that
// small documents are fresh although nginx is not told of changes.
import assert from "node:assert/strict";
import { type Edge, isMissing, startNginx } from "../support/edge.ts";
import * as bank from "../support/edge_bank.ts";
import { ScriptedOrigin } from "../support/edge_origin.ts";
import * as rules from "../support/edge_rules.ts";
import { see, seeUntil } from "../support/edge_visitor.ts";

const ignore = isMissing("nginx");

/** s-maxage=1: what pages without a live connection ask for. */
async function snapshotChange({ edge, web }: bank.EdgeBank): Promise<number> {
  const gifts = async () =>
    JSON.parse((await see(edge.origin, "/v1/live/snapshot")).text).totals.gifts as number;
  const before = await gifts();
  await bank.giveSome({ web });
  return await seeUntil("a gift in the snapshot", 5_000, async () => await gifts() === before + 1);
}

Deno.test({
  name: "nginx in front of a bank",
  ignore,
  async fn(t) {
    await using both = await bank.bankBehind(startNginx);
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
    await t.step("the snapshot follows", async () => {
      const changeMs = await snapshotChange(both);
      console.log(`    a gift was in the snapshot after ${changeMs.toFixed(0)} ms`);
      assert.ok(changeMs < 5_000);
    });
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

Deno.test({
  name: "nginx in front of a scripted origin",
  ignore,
  async fn(t) {
    await using origin = new ScriptedOrigin();
    await using edge = await startNginx({ originPort: origin.port });
    for (const [name, rule] of Object.entries(RULES)) {
      await t.step(name, () => rule({ edge, origin }));
    }
  },
});
