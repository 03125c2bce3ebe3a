// Commands about payouts with defaults: Donna has an account at another bank and asks for 50.00, Olga sends it, unless a row says
// otherwise. Lines of the other bank name a payout by its number.
import type { Command, CommandOf } from "../../bank/command.ts";
import type { Ledger } from "../../bank/ledger.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { batchOf, payoutOf } from "../../bank/payouts/payout.ts";
import { GivingBooks } from "./giving.ts";
import { does, type Over } from "./giving_commands.ts";
import { T0 } from "./ledger.ts";

export const sets = (over: Over<"set_payout_account"> = {}): Command => ({
  type: "set_payout_account",
  owner: "donna",
  destination: "d1",
  shown: "0001",
  setsFromMs: 0,
  ...over,
});

export const asks = (id: string, over: Over<"ask_payout"> = {}): Command => (
  { type: "ask_payout", id, owner: "donna", amountMinor: 5_000, memo: "Rent", ...over }
);

export const cancels = (payout: string, owner = "donna"): Command => (
  { type: "cancel_payout", payout, owner }
);

/** Of a payout or a batch by its id; a number that nothing has where it is unknown. */
export function numberOf(ledger: Ledger, id: string): string {
  return (payoutOf(ledger, id) ?? batchOf(ledger, id))?.number ?? "0999999999";
}

export const sends = (
  ledger: Ledger,
  batch: string,
  ids: readonly string[],
  over: Over<"make_payout_batch"> = {},
): Command => {
  const payouts = ids.map((id) => numberOf(ledger, id));
  return { type: "make_payout_batch", batch, payouts, by: "olga", ...over };
};

/** @param of the payout or the batch that the line names. */
export const lineFor = (
  ledger: Ledger,
  id: string,
  of: string,
  over: Over<"book_line"> = {},
): CommandOf<"book_line"> => ({
  type: "book_line",
  id,
  amountMinor: -5_000,
  bookedOn: dayOf(T0),
  number: numberOf(ledger, of),
  memo: "NEFT",
  by: "olga",
  ...over,
});

/** A bank where Donna and Dev have said where their payouts go, a day ago. */
export function payingOut(policy: Parameters<typeof does.policy>[0] = {}): GivingBooks {
  const books = new GivingBooks();
  books.all([does.policy(policy), sets(), sets({ owner: "dev", destination: "d2" })]);
  books.nowMs += 24 * 60 * 60 * 1000;
  return books;
}

/** What happens to payouts in a story whose steps are numbered: asked for, sent, paid, returned, and some are cancelled. */
export function payoutStep(
  step: number,
  { ledger, clock }: { readonly ledger: Ledger; readonly clock: { readonly nowMs: number } },
): Command {
  const round = Math.floor(step / 8);
  const [one, other] = [`po${round}`, `pp${round}`];
  const bookedOn = new Date(clock.nowMs).toISOString().slice(0, 10);
  const line = (id: string, amountMinor: number) =>
    lineFor(ledger, `${one} ${id}`, one, { amountMinor, bookedOn });
  const steps: readonly (() => Command)[] = [
    () => sets({ destination: `d${round % 2}` }),
    () => asks(one, { amountMinor: 7 }),
    () => asks(other, { amountMinor: 9 }),
    () => sends(ledger, `pb${round}`, [one]),
    () => line("paid", -7),
    () => round % 2 ? line("back", 7) : sets({ owner: "dev", destination: `d${round}` }),
    () => cancels(other),
    () => sends(ledger, `pc${round}`, [other]),
  ];
  return steps[step % 8]!();
}
