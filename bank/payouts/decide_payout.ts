// Decides about payouts: where they go, who may ask for one, which of them a batch takes, and when they come back. Pure, like
// bank/decide.ts.
import {
  customerRefusal,
  firstOf,
  fundsRefusal,
  houseRefusal,
  openRefusal,
  ownAccountRefusal,
  ownedRefusal,
  payRefusal,
  timeRefusal,
} from "../checks.ts";
import type { Command } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Event, EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { OPEN_PAYOUTS_MAX, PAYOUTS_MADE_MAX } from "../limits.ts";
import { freeNumber } from "../pay_in/waiting_number.ts";
import { counting } from "../payment_limits/payment_limits.ts";
import { Refusal } from "../refusal.ts";
import { agreed, agreementRefusal, payoutsMinor } from "../staff/agreement.ts";
import { policyOf } from "../suspicion.ts";
import type { TransferId } from "../transfer_id.ts";
import type { PayoutBatchCommand, PayoutCommand, PayoutCommandOf } from "./command.ts";
import type { PayoutEnd } from "./event.ts";
import { backIdOf, batchOf, payoutOf } from "./payout.ts";
import type { Payout, PayoutAccount } from "./payout_record.ts";

const TYPES: Readonly<Record<(PayoutCommand | PayoutBatchCommand)["type"], true>> = {
  set_payout_account: true,
  ask_payout: true,
  cancel_payout: true,
  make_payout_batch: true,
};

export function isPayoutCommand(command: Command): command is PayoutCommand | PayoutBatchCommand {
  return command.type in TYPES;
}

export function decidePayout(
  ledger: Ledger,
  command: PayoutCommand | PayoutBatchCommand,
  nowMs: number,
): Decision {
  switch (command.type) {
    case "set_payout_account":
      return decideAccount(ledger, command, nowMs);
    case "ask_payout":
      return decideAsk(ledger, command, nowMs);
    case "cancel_payout":
      return decideCancel(ledger, command);
    case "make_payout_batch":
      return decideBatch(ledger, command, nowMs);
  }
}

/** What is new there waits: its owner is told, and a thief has to wait. */
function decideAccount(
  ledger: Ledger,
  { owner: account, destination, shown, setsFromMs }: PayoutCommandOf<"set_payout_account">,
  nowMs: number,
): Decision {
  const refusal = ownedRefusal(ledger, account);
  if (refusal) return refusal;
  if ((ledger.payoutAccounts.get(account)?.destination ?? "") === destination) return NOTHING;
  if (destination !== "" && nowMs < setsFromMs) {
    return new Refusal("new_device", { readyAtMs: setsFromMs });
  }
  const { payoutAccountHours = USUAL_HOURS } = policyOf(ledger);
  const usableFromMs = nowMs + payoutAccountHours * HOUR_MS;
  return [{ type: "payout_account_set", account, destination, shown, usableFromMs }];
}

const HOUR_MS = 3_600_000;

/** That an account at another bank is new where staff have said nothing else. */
const USUAL_HOURS = 24;

function decideAsk(
  ledger: Ledger,
  command: PayoutCommandOf<"ask_payout">,
  nowMs: number,
): Decision {
  const { id: payout, owner: account, amountMinor, memo } = command;
  const known = payoutOf(ledger, payout);
  if (known || ledger.transfers.get(payout)) {
    const same = known?.account === account && known.amountMinor === amountMinor &&
      known.memo === memo;
    return same ? NOTHING : new Refusal("id_reused", { id: payout });
  }
  const place = ledger.payoutAccounts.get(account);
  const number = freeNumber(ledger, payout);
  const counted = counting(ledger, { from: account, to: "payouts", amountMinor }, nowMs);
  const refusal = firstOf(
    number === null ? new Refusal("id_reused", { id: payout }) : null,
    customerRefusal(ledger, account),
    payRefusal(ledger, account),
    placeRefusal(place, nowMs),
    budgetRefusal(place),
    fundsRefusal(ledger, account, amountMinor),
    houseRefusal(ledger, "payouts", amountMinor),
    counted instanceof Refusal ? counted : null,
    timeRefusal(payout, nowMs),
  );
  if (refusal || number === null || counted instanceof Refusal) return refusal ?? NOTHING;
  const { destination, shown } = place!;
  const money = { from: account, to: "payouts", amountMinor, memo, ...counted };
  const about = { payout, number, account, amountMinor, shown, destination, memo, ...counted };
  return [
    ...opened(ledger),
    { type: "transferred", id: payout, kind: "payout", ...money },
    { type: "payout_asked", ...about },
  ];
}

/** Banks of before have no such house account: it is opened by the first payout. */
function opened(ledger: Ledger): Event[] {
  if (ledger.accounts.get("payouts")) return [];
  const ordinal = ledger.bank.get("bank")!.accounts;
  return [{ type: "account_opened", account: "payouts", kind: "house", ordinal }];
}

function placeRefusal(place: Readonly<PayoutAccount> | undefined, nowMs: number): Refusal | null {
  const { destination = "", usableFromMs = 0 } = place ?? {};
  if (destination === "") return new Refusal("no_payout_account");
  return nowMs < usableFromMs ? new Refusal("payout_account_new", { usableFromMs }) : null;
}

function budgetRefusal(place: Readonly<PayoutAccount> | undefined): Refusal | null {
  const { open = 0, made = 0 } = place ?? {};
  const bounds = [
    ["open_payouts", OPEN_PAYOUTS_MAX, open],
    ["payouts_made", PAYOUTS_MADE_MAX, made],
  ] as const;
  for (const [limit, max, used] of bounds) {
    if (used >= max) return new Refusal("limit_exceeded", { limit, max, used });
  }
  return null;
}

function decideCancel(
  ledger: Ledger,
  { payout: id, owner }: PayoutCommandOf<"cancel_payout">,
): Decision {
  const payout = payoutOf(ledger, id);
  if (payout?.account !== owner) return new Refusal("no_such_payout", { payout: id });
  const { state } = payout;
  if (state === "cancelled") return NOTHING;
  if (state !== "waiting") return new Refusal("payout_over", { payout: id, state });
  return openRefusal(ledger, owner) ?? givenBack(payout, "cancelled");
}

/** The money, and the word that it is over. @param memo of the entry that its owner reads. */
export function givenBack(
  payout: Readonly<Payout>,
  why: Exclude<PayoutEnd, "paid" | "taken_back">,
  memo = "",
): readonly Event[] {
  const { payout: reverses, account, amountMinor, countedOn } = payout;
  const id = backIdOf(reverses);
  return [
    {
      type: "transferred",
      id,
      kind: "reversal",
      from: "payouts",
      to: account,
      amountMinor,
      memo,
      reverses,
      ...(countedOn === undefined ? {} : { countedOn }),
    },
    endedBy(payout, why, id),
  ];
}

/** @param payout in a state that the end may follow. */
export function endedBy(
  { payout, number, account, amountMinor, shown, state }: Readonly<Payout>,
  why: PayoutEnd,
  transfer: TransferId,
): EventOf<"payout_ended"> {
  const about = { payout, number, account, amountMinor, shown };
  const before = state as EventOf<"payout_ended">["before"];
  return { type: "payout_ended", ...about, why, before, transfer };
}

function decideBatch(ledger: Ledger, command: PayoutBatchCommand, nowMs: number): Decision {
  const { batch, payouts, by, agreedBy } = command;
  const known = batchOf(ledger, batch);
  if (known) {
    const same = known.payouts.join() === payouts.join();
    return same ? NOTHING : new Refusal("id_reused", { id: batch });
  }
  const number = freeNumber(ledger, batch);
  const refusal = firstOf(
    number === null ? new Refusal("id_reused", { id: batch }) : null,
    ...payouts.map((payout) => sendRefusal(ledger, payout, by)),
    agreementRefusal(ledger, command),
    timeRefusal(batch, nowMs),
  );
  if (refusal || number === null) return refusal ?? NOTHING;
  const amountMinor = payoutsMinor(ledger, payouts);
  const both = { by, ...agreed(agreedBy) };
  return [{ type: "payout_batch_made", batch, number, payouts, amountMinor, ...both }];
}

/** Why a payout cannot be put into a batch by this member of staff, or null. */
export function sendRefusal(ledger: Ledger, number: string, by: string): Refusal | null {
  const payout = ledger.payouts.get(number);
  if (!payout) return new Refusal("no_such_payout", { payout: number });
  const { state, account } = payout;
  if (state !== "waiting") return new Refusal("payout_over", { payout: number, state });
  // Frozen since it was asked for: an account that is not to pay is not paid out.
  return firstOf(payRefusal(ledger, account), ownAccountRefusal(by, account));
}
