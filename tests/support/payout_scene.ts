// Payouts in the story of tests that have every kind of entry and notice in it.
import type { Command } from "../../bank/command.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { freeNumber } from "../../bank/pay_in/waiting_number.ts";
import type { Scene } from "./parity_story.ts";
import type { WebBank } from "./web_bank.ts";

type Account = Extract<Command, { type: "notice" }>["account"];

/** One is paid, one comes back; by the bank itself, because the library of release 0.1 knows no payouts. */
export function payoutsOf(scene: Scene, web: WebBank): readonly Command[] {
  const [owner, by] = [scene.account("carol"), scene.account("asha")] as [Account, Account];
  const { ledger } = web.bank.books.loop;
  const [paid, back] = ["paid out", "sent back"].map((name) => scene.id(name)) as [string, string];
  const bookedOn = dayOf(web.clock.read());
  const place = { type: "set_payout_account", owner, setsFromMs: 0 } as const;
  const line = (name: string, of: string, amountMinor: number): Command => {
    const number = freeNumber(ledger, of)!;
    return { type: "book_line", id: scene.id(name), amountMinor, bookedOn, number, memo: "", by };
  };
  const waits = (payoutAccountHours: number): Command => (
    { type: "set_policy", policy: { payoutAccountHours }, by }
  );
  return [
    waits(0),
    { ...place, destination: "elsewhere", shown: "4711" },
    ...[paid, back].map((id): Command => (
      { type: "ask_payout", id, owner, amountMinor: 100, memo: "" }
    )),
    line("paid out there", paid, -100),
    { type: "cancel_payout", payout: back, owner },
    { ...place, destination: "", shown: "" },
    waits(24),
    { type: "set_credit", account: owner, creditMinor: 500, reason: "runs the shop", by },
  ];
}
