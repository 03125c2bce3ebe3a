// apply(state, event): total and deterministic. It trusts the event: whether it may happen was decided
// before it was written. The same journal always gives the same ledger.
import type { Event, EventOf } from "./event.ts";
import type { Account, Ledger, Transfer } from "./ledger.ts";
import type { TransferId } from "./transfer_id.ts";

/** One line of an account's statement. */
export interface Entry {
  readonly account: string;
  /** 1, 2, 3 … without gaps, per account. */
  readonly number: number;
  readonly transfer: TransferId;
  readonly kind: Transfer["kind"];
  /** Signed minor units: positive came in, negative went out. */
  readonly amountMinor: number;
  /** Booked balance after this entry. */
  readonly bookedMinor: number;
  readonly counterparty: string;
  readonly memo: string;
  readonly atMs: number;
}

export interface Applying {
  readonly atMs: number;
  /** Told of each entry as it is booked. */
  readonly onEntry?: (entry: Entry) => void;
}

export function apply(ledger: Ledger, event: Event, applying: Applying): void {
  switch (event.type) {
    case "founded": {
      const { name, currency, scale } = event;
      ledger.bank.add("bank", { name, currency, scale });
      return;
    }
    case "account_opened":
      ledger.accounts.add(event.account, {
        number: event.account,
        kind: event.kind,
        openedAtMs: applying.atMs,
        status: "open",
        bookedMinor: 0,
        heldMinor: 0,
        openHolds: 0,
        entries: 0,
      });
      return;
    case "transferred":
      return applyTransferred(ledger, event, applying);
    case "held":
      return applyHeld(ledger, event, applying);
    case "hold_confirmed": {
      const transfer = ledger.transfers.edit(event.id);
      transfer.status = "booked";
      release(ledger, transfer);
      return book(ledger, transfer, applying);
    }
    case "hold_ended": {
      const transfer = ledger.transfers.edit(event.id);
      transfer.status = event.why;
      return release(ledger, transfer);
    }
    case "voided":
      ledger.transfers.add(event.id, {
        id: event.id,
        kind: "transfer",
        from: event.from,
        to: event.from,
        amountMinor: 0,
        memo: "",
        atMs: applying.atMs,
        status: "void",
      });
      return;
    case "account_frozen":
      ledger.accounts.edit(event.account).status = "frozen";
      return;
    case "account_unfrozen":
      ledger.accounts.edit(event.account).status = "open";
      return;
    case "account_closed":
      ledger.accounts.edit(event.account).status = "closed";
      return;
  }
}

function applyTransferred(
  ledger: Ledger,
  event: EventOf<"transferred">,
  applying: Applying,
): void {
  const transfer: Transfer = {
    id: event.id,
    kind: event.kind,
    from: event.from,
    to: event.to,
    amountMinor: event.amountMinor,
    memo: event.memo,
    atMs: applying.atMs,
    status: "booked",
  };
  if (event.reverses !== undefined) {
    ledger.transfers.add(event.id, { ...transfer, reverses: event.reverses });
    ledger.transfers.edit(event.reverses).reversedBy = event.id;
  } else {
    ledger.transfers.add(event.id, transfer);
  }
  book(ledger, transfer, applying);
}

function applyHeld(ledger: Ledger, event: EventOf<"held">, applying: Applying): void {
  const { id, from, to, amountMinor, memo, expiresAtMs, reasons } = event;
  const { atMs } = applying;
  const kind = "transfer";
  const status = "held";
  ledger.transfers.add(id, {
    id,
    kind,
    from,
    to,
    amountMinor,
    memo,
    atMs,
    status,
    expiresAtMs,
    reasons,
  });
  const payer = ledger.accounts.edit(from);
  payer.heldMinor += amountMinor;
  payer.openHolds++;
}

function release(ledger: Ledger, transfer: Transfer): void {
  const payer = ledger.accounts.edit(transfer.from);
  payer.heldMinor -= transfer.amountMinor;
  payer.openHolds--;
}

/** Both sides of a transfer, always together: the sum of all balances stays zero. */
function book(ledger: Ledger, transfer: Transfer, applying: Applying): void {
  post(ledger.accounts.edit(transfer.from), transfer, applying);
  post(ledger.accounts.edit(transfer.to), transfer, applying);
}

function post(account: Account, transfer: Transfer, { atMs, onEntry }: Applying): void {
  const outgoing = account.number === transfer.from;
  const amountMinor = outgoing ? -transfer.amountMinor : transfer.amountMinor;
  account.bookedMinor += amountMinor;
  account.entries++;
  onEntry?.({
    account: account.number,
    number: account.entries,
    transfer: transfer.id,
    kind: transfer.kind,
    amountMinor,
    bookedMinor: account.bookedMinor,
    counterparty: outgoing ? transfer.to : transfer.from,
    memo: transfer.memo,
    atMs,
  });
}
