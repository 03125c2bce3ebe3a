// apply(state, event): total and deterministic. It trusts the event: whether it may happen was decided
// before it was written. The same journal always gives the same ledger.
import type { Event, EventOf } from "./event.ts";
import type { Account, Ledger, Transfer } from "./ledger.ts";
import { notePaid, noteSending, policyOf } from "./suspicion.ts";
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

export type NoticeKind =
  | "held"
  | "released"
  | "cancelled"
  | "expired"
  | "suspicious"
  | "frozen"
  | "unfrozen"
  | "closing"
  | "new_device"
  | "failed_sign_ins"
  | "password_changed";

/** Something about an account that its owner should know and that moved no money. */
export interface Notice {
  readonly account: string;
  /** 1, 2, 3 … without gaps, per account. */
  readonly number: number;
  readonly kind: NoticeKind;
  readonly atMs: number;
  /** The payment it is about. */
  readonly transfer?: Readonly<Transfer>;
  readonly reasons?: readonly string[];
  readonly count?: number;
}

/** What the events of one block changed, in order. */
export interface Changes {
  readonly entries: Entry[];
  readonly notices: Notice[];
}

export interface Applying {
  readonly atMs: number;
  /** Where entries and notices are put, if anybody wants them. */
  readonly changes?: Changes;
}

export function apply(ledger: Ledger, event: Event, applying: Applying): void {
  switch (event.type) {
    case "founded": {
      const { name, currency, scale } = event;
      return ledger.bank.add("bank", { name, currency, scale });
    }
    case "policy_set":
      return ledger.policy.add("policy", event.policy);
    case "account_opened":
      return ledger.accounts.add(event.account, newAccount(event, applying.atMs));
    case "transferred":
      return applyTransferred(ledger, event, applying);
    case "held":
      return applyHeld(ledger, event, applying);
    case "hold_confirmed":
    case "hold_ended":
      return applyHoldOver(ledger, event, applying);
    case "voided":
      return ledger.transfers.add(event.id, voidTransfer(event, applying.atMs));
    case "account_frozen":
      return setStatus(ledger, event.account, { status: "frozen", kind: "frozen", applying });
    case "account_unfrozen":
      return setStatus(ledger, event.account, { status: "open", kind: "unfrozen", applying });
    case "account_closed":
      return setStatus(ledger, event.account, { status: "closed", kind: "closing", applying });
    case "noticed": {
      const account = ledger.accounts.edit(event.account);
      const { notice: kind, count } = event;
      if (kind === "new_device") account.newDeviceAtMs = applying.atMs;
      return notify(account, { kind, ...(count === undefined ? {} : { count }) }, applying);
    }
  }
}

function newAccount({ account, kind }: EventOf<"account_opened">, atMs: number): Account {
  return {
    number: account,
    kind,
    openedAtMs: atMs,
    status: "open",
    bookedMinor: 0,
    heldMinor: 0,
    holds: [],
    entries: 0,
    notices: 0,
    sent: 0,
    usualMinor: 0,
    payees: [],
    burstStartMs: 0,
    burstTransfers: 0,
    newDeviceAtMs: null,
  };
}

function voidTransfer({ id, from }: EventOf<"voided">, atMs: number): Transfer {
  const nothing = { kind: "transfer", amountMinor: 0, memo: "" } as const;
  return { id, ...nothing, from, to: from, atMs, status: "void" };
}

function setStatus(
  ledger: Ledger,
  number: string,
  { status, kind, applying }: {
    readonly status: Account["status"];
    readonly kind: NoticeKind;
    readonly applying: Applying;
  },
): void {
  const account = ledger.accounts.edit(number);
  account.status = status;
  notify(account, { kind }, applying);
}

function applyTransferred(
  ledger: Ledger,
  event: EventOf<"transferred">,
  applying: Applying,
): void {
  const { id, kind, from, to, amountMinor, memo, reverses, reasons } = event;
  const { atMs } = applying;
  const plain: Transfer = { id, kind, from, to, amountMinor, memo, atMs, status: "booked" };
  const transfer = reverses === undefined ? plain : { ...plain, reverses };
  ledger.transfers.add(id, transfer);
  if (reverses !== undefined) ledger.transfers.edit(reverses).reversedBy = id;
  if (kind === "transfer") noteSending(ledger.accounts.edit(from), atMs, policyOf(ledger));
  book(ledger, transfer, applying);
  if (reasons) {
    notify(
      ledger.accounts.edit(from),
      { kind: "suspicious", transfer: { ...transfer }, reasons },
      applying,
    );
  }
}

function applyHeld(ledger: Ledger, event: EventOf<"held">, applying: Applying): void {
  const { type: _, ...about } = event;
  const { atMs } = applying;
  const transfer: Transfer = { ...about, kind: "transfer", atMs, status: "held" };
  ledger.transfers.add(event.id, transfer);
  const payer = ledger.accounts.edit(event.from);
  payer.heldMinor += event.amountMinor;
  payer.holds = [...payer.holds, event.id];
  noteSending(payer, atMs, policyOf(ledger));
  notify(payer, { kind: "held", transfer: { ...transfer }, reasons: event.reasons }, applying);
}

function applyHoldOver(
  ledger: Ledger,
  event: EventOf<"hold_confirmed"> | EventOf<"hold_ended">,
  applying: Applying,
): void {
  const transfer = ledger.transfers.edit(event.id);
  const payer = ledger.accounts.edit(transfer.from);
  payer.heldMinor -= transfer.amountMinor;
  payer.holds = payer.holds.filter((id) => id !== event.id);
  const confirmed = event.type === "hold_confirmed";
  transfer.status = confirmed ? "booked" : event.why;
  if (confirmed) book(ledger, transfer, applying);
  const kind = confirmed ? "released" : event.why;
  notify(payer, { kind, transfer: { ...transfer } }, applying);
}

/** Both sides of a transfer, always together: the sum of all balances stays zero. */
function book(ledger: Ledger, transfer: Transfer, applying: Applying): void {
  const payer = ledger.accounts.edit(transfer.from);
  if (transfer.kind === "transfer") notePaid(payer, transfer);
  post(payer, transfer, applying);
  post(ledger.accounts.edit(transfer.to), transfer, applying);
}

function post(account: Account, transfer: Transfer, { atMs, changes }: Applying): void {
  const outgoing = account.number === transfer.from;
  const amountMinor = outgoing ? -transfer.amountMinor : transfer.amountMinor;
  account.bookedMinor += amountMinor;
  account.entries++;
  changes?.entries.push({
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

function notify(
  account: Account,
  notice: Omit<Notice, "account" | "number" | "atMs">,
  { atMs, changes }: Applying,
): void {
  account.notices++;
  changes?.notices.push({ account: account.number, number: account.notices, atMs, ...notice });
}
