// Needs are shown in one order everywhere: open before closed, urgent before soon, then by the day on which they end.
import assert from "node:assert/strict";
import { dayOf } from "../../bank/giving/calendar.ts";
import { liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

const DAY_MS = 86_400_000;

Deno.test("needs: open before closed, urgent first, then by their days", async () => {
  await using bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const asked = [
    ["books", "whenever", 3],
    ["rice", "soon", 9],
    ["nets", "urgent", 20],
    ["oil", "soon", 2],
    ["soap", "urgent", 5],
    ["beds", "urgent", 20],
    ["old", "urgent", 1],
  ] as const;
  let old = "";
  for (const [item, priority, days] of asked) {
    const need = old = bank.transferId();
    const deadline = dayOf(bank.clock.nowMs + days * DAY_MS);
    await manager.call("addNeed", {
      need,
      item,
      unit: "pieces",
      quantity: 5,
      priority,
      deadline,
    });
    bank.clock.advance(1);
  }
  await manager.call("closeNeed", { need: old });
  const order = ["soap", "nets", "beds", "oil", "rice", "books"];
  const { needs } = await manager.call("organisation", { organisation: manager.account });
  assert.deepEqual(needs.map(({ item }) => item), [...order, "old"]);
  const everywhere = await manager.call("needs", {});
  assert.deepEqual(everywhere.needs.map(({ item }) => item), order);
});
