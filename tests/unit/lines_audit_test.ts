// Lines of another bank in an audit: what settles a line that waits does so once, with its amount, out of the account where it waits.
import assert from "node:assert/strict";
import { apply } from "../../bank/apply.ts";
import { Audit } from "../../bank/audit.ts";
import { BlockDraft, EMPTY_HEAD } from "../../bank/block.ts";
import { decide } from "../../bank/decide.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { START_MS } from "../support/service.ts";

Deno.test("lines: an audit names what settles a line twice, with another amount, or without it", () => {
  const founding = decide(
    new DurableLedger(),
    { type: "found", name: "Test Bank", currency: "INR", scale: 2 },
    START_MS,
  ) as readonly Event[];
  const ledger = new DurableLedger();
  for (const event of founding) apply(ledger, event, { atMs: START_MS, ref: 0 });
  const command = { amountMinor: 80, bookedOn: "2026-01-05", memo: "", by: "cash" };
  const booked = decide(ledger, { type: "book_line", id: "l1", ...command }, START_MS);
  const settled = (id: string, more: Partial<EventOf<"transferred">> = {}): Event => ({
    type: "transferred",
    id,
    kind: "assigned",
    from: "suspense",
    to: "cash",
    amountMinor: 80,
    memo: "",
    assigns: "l1",
    ...more,
  } as Event);
  const sum = "Account suspense has";
  const wrong: readonly (readonly [Event[], string])[] = [
    [[settled("a1")], ""],
    [[settled("a1"), settled("a2")], "l1 was settled before"],
    [[settled("a1", { amountMinor: 79 })], "it is not what waited as l1"],
    [[settled("a1", { from: "charges" })], "it is not what waited as l1"],
    [[settled("a1", { assigns: "l2" })], "it settles l2, which never waited"],
    [[settled("a1", { from: "bank", assigns: "l1" })], sum],
  ];
  for (const [events, problem] of wrong) {
    const draft = new BlockDraft(START_MS);
    assert.ok(draft.add([...founding, ...booked as readonly Event[], ...events]));
    const audit = new Audit({ trails: false });
    assert.ok(audit.take(draft.encode(EMPTY_HEAD)));
    const { problems } = audit.report();
    if (problem === "") assert.deepEqual(problems, []);
    else assert.ok(problems.some((one) => one.includes(problem)), problems.join("; "));
  }
});
