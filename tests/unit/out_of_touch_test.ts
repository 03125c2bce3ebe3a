// A server whose place another may have taken meanwhile: it tells nothing, so that no customer is shown less than before.
import assert from "node:assert/strict";
import { METHODS } from "../../api/methods.ts";
import { Refusal } from "../../bank/refusal.ts";
import { TestBank } from "../support/service.ts";

Deno.test("out of touch: every method says busy until the store has been heard again", async () => {
  let outOfTouch = false;
  await using bank = await TestBank.open({ outOfTouch: () => outOfTouch });
  const ann = await bank.customer("ann", { bookedMinor: 700 });
  assert.equal((await ann.call("balance", {})).bookedMinor, 700);
  outOfTouch = true;
  for (const method of Object.keys(METHODS)) {
    const answer = await bank.router.call(ann.session, method, {});
    assert.ok(answer instanceof Refusal && answer.code === "busy" && answer.retryable, method);
  }
  outOfTouch = false;
  assert.equal((await ann.call("balance", {})).bookedMinor, 700);
});
