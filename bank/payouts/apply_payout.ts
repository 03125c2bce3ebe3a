// apply for payouts: total and deterministic, like bank/apply.ts. Money is moved by the transfers beside these events.
import type { Applying } from "../applying.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import { OPEN_PAYOUT_STATES, type PayoutAccount } from "./payout_record.ts";
import type { PayoutEvent, PayoutEventOf } from "./event.ts";

export function applyPayout(ledger: Ledger, event: PayoutEvent, applying: Applying): void {
  switch (event.type) {
    case "payout_account_set": {
      const { account, destination, shown, usableFromMs } = event;
      return changeAccount(ledger, account, applying, (row) => {
        Object.assign(row, { destination, shown, usableFromMs });
      });
    }
    case "payout_asked":
      return asked(ledger, event, applying);
    case "payout_batch_made":
      return batchMade(ledger, event, applying);
    case "payout_ended":
      return ended(ledger, event, applying);
  }
}

function asked(ledger: Ledger, event: PayoutEventOf<"payout_asked">, applying: Applying): void {
  const { type: _, ...about } = event;
  const record = {
    ...about,
    askedAtMs: applying.atMs,
    batch: null,
    state: "waiting" as const,
    left: false,
    endedAtMs: null,
  };
  add(ledger.payouts, { name: "payouts", key: event.number, applying, record });
  changeAccount(ledger, event.account, applying, (row) => {
    row.open++;
    row.made++;
  });
}

function batchMade(
  ledger: Ledger,
  event: PayoutEventOf<"payout_batch_made">,
  applying: Applying,
): void {
  const { type: _, agreedBy = null, ...about } = event;
  const { number, payouts } = about;
  const record = { ...about, agreedBy, madeAtMs: applying.atMs };
  add(ledger.payoutBatches, { name: "payoutBatches", key: number, applying, record });
  for (const key of payouts) {
    const payout = changing(ledger.payouts, { name: "payouts", key, applying });
    if (payout) Object.assign(payout, { batch: number, state: "sent" });
  }
}

function ended(ledger: Ledger, event: PayoutEventOf<"payout_ended">, applying: Applying): void {
  const { number: key, why, before, account } = event;
  const payout = changing(ledger.payouts, { name: "payouts", key, applying });
  if (payout && why === "paid") payout.left = true;
  // What is back stays so, also where it is told last that it had left.
  if (payout && before !== "returned") {
    Object.assign(payout, { state: why, endedAtMs: applying.atMs });
  }
  if (!OPEN_PAYOUT_STATES.includes(before)) return;
  changeAccount(ledger, account, applying, (row) => {
    row.open--;
  });
}

/** Made by the first event that needs it. */
function changeAccount(
  ledger: Ledger,
  account: string,
  applying: Applying,
  act: (row: PayoutAccount) => void,
): void {
  const place = { name: "payoutAccounts", key: account, applying } as const;
  if (!ledger.payoutAccounts.get(account)) {
    const nothing = { destination: "", shown: "", usableFromMs: 0, open: 0, made: 0 };
    add(ledger.payoutAccounts, { ...place, record: { account, ...nothing } });
    return act(ledger.payoutAccounts.edit(account));
  }
  const row = changing(ledger.payoutAccounts, place);
  if (row) act(row);
}
