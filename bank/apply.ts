// apply(state, event): total and deterministic. It trusts the event: whether it may happen was decided
// before it was written. The same journal always gives the same ledger.
import { applyBank } from "./apply_bank.ts";
import type { Event, EventOf } from "./event.ts";
import { applyGift, applyGiving, applySpending, giftOf } from "./giving/apply_giving.ts";
import { applyOwnFreeze } from "./giving/apply_organisation.ts";
import { applyLine } from "./pay_in/apply_lines.ts";
import { applyCounted } from "./payment_limits/apply_limits.ts";
import { applyRequestPayment } from "./requests/apply_request.ts";
import { applyStandingPayment } from "./standing_orders/apply_standing_order.ts";
import { applyStaffFreeze } from "./staff/account_acts.ts";
import { applyCash } from "./tills/apply_till.ts";
import type { Account, Ledger } from "./ledger.ts";
import type { Transfer } from "./transfer.ts";
import { notePaid, noteSending, policyOf } from "./suspicion.ts";
import { type BookingEvent, type NoticeContent, noticeOf } from "./trace.ts";
import type { Applying } from "./applying.ts";
import { applyRecords } from "./apply_records.ts";

export function apply(ledger: Ledger, event: Event, applying: Applying): void {
  switch (event.type) {
    case "founded":
    case "key_noted":
    case "time_zone_set":
    case "bank_details_set":
    case "clock_set":
    case "loss_accepted":
      return applyBank(ledger, event, applying);
    case "policy_set":
      return ledger.policy.add("policy", event.policy);
    case "account_opened":
      return applyOpened(ledger, event, applying);
    case "transferred":
      return applyTransferred(ledger, event, applying);
    case "held":
      return applyHeld(ledger, event, applying);
    case "hold_confirmed":
    case "hold_ended":
      return applyHoldOver(ledger, event, applying);
    case "voided":
      return ledger.transfers.add(event.id, voidTransfer(event, applying));
    case "account_frozen":
      applyOwnFreeze(ledger, event.account, applying);
      return setStatus(ledger, event, { status: "frozen", applying });
    case "staff_froze":
      applyOwnFreeze(ledger, event.account, applying);
      applyStaffFreeze(ledger, event, applying);
      return setStatus(ledger, event, { status: "frozen", applying });
    case "staff_unfroze":
      applyStaffFreeze(ledger, event, applying);
      return setStatus(ledger, event, { status: "open", applying });
    case "account_viewed":
      return tell(ledger, noticeOf(event), applying);
    case "account_unfrozen":
      return setStatus(ledger, event, { status: "open", applying });
    case "account_closed":
      return setStatus(ledger, event, { status: "closed", applying });
    case "noticed": {
      const account = changing(ledger, event.account, applying);
      if (!account) return;
      // A password that was set with a recovery code deserves no more trust than a new machine.
      const strange = event.notice === "new_device" || event.notice === "recovered";
      if (strange) account.newDeviceAtMs = applying.atMs;
      return notify(account, noticeOf(event), applying);
    }
    case "org_stopped":
    case "org_reinstated":
      return applyStopped(ledger, event, applying);
    default:
      applyRecords(ledger, event, applying);
      return tell(ledger, noticeOf(event), applying);
  }
}

function tell(ledger: Ledger, notice: NoticeContent | null, applying: Applying): void {
  const account = notice && changing(ledger, notice.account, applying);
  if (account) notify(account, notice, applying);
}

/** In one event: no gift, pledge or payout goes through, and the money stays where it is. */
function applyStopped(
  ledger: Ledger,
  event: EventOf<"org_stopped" | "org_reinstated">,
  applying: Applying,
): void {
  for (const number of [event.account, event.foreignAccount]) {
    const account = changing(ledger, number, applying);
    if (!account || account.status === "closed") continue;
    const kept = event.frozen && number === event.account;
    account.status = event.type === "org_stopped" || kept ? "frozen" : "open";
    if (number === event.account) notify(account, noticeOf(event), applying);
  }
  applyGiving(ledger, event, applying);
}

/** The record to change, or null when a view had it with this event in it. */
function changing(ledger: Ledger, number: string, applying: Applying): Account | null {
  if (applying.reflects?.(ledger.accounts.get(number)!)) return null;
  const account = ledger.accounts.edit(number);
  applying.changes?.touched.push(account);
  return account;
}

const NO_IDS: readonly string[] = [];

function applyOpened(
  ledger: Ledger,
  event: EventOf<"account_opened">,
  { atMs, changes }: Applying,
): void {
  const { account: number, kind, ordinal } = event;
  const bank = ledger.bank.edit("bank");
  bank.accounts = Math.max(bank.accounts, ordinal + 1);
  // Recovery: a view had it.
  if (ledger.accounts.get(number)) return;
  const account: Account = {
    number,
    kind,
    ordinal,
    openedAtMs: atMs,
    status: "open",
    bookedMinor: 0,
    heldMinor: 0,
    holds: NO_IDS,
    entries: 0,
    notices: 0,
    sent: 0,
    usualMinor: 0,
    payees: NO_IDS,
    burstStartMs: 0,
    burstTransfers: 0,
    newDeviceAtMs: null,
  };
  ledger.accounts.add(number, account);
  changes?.touched.push(account);
}

function voidTransfer({ id, from }: EventOf<"voided">, { atMs, ref }: Applying): Transfer {
  const nothing = { kind: "transfer", amountMinor: 0, memo: "" } as const;
  return { id, ...nothing, from, to: from, atMs, ref, status: "void" };
}

type StatusEvent = EventOf<
  "account_frozen" | "account_unfrozen" | "staff_froze" | "staff_unfroze" | "account_closed"
>;

function setStatus(
  ledger: Ledger,
  event: StatusEvent,
  { status, applying }: { readonly status: Account["status"]; readonly applying: Applying },
): void {
  const account = changing(ledger, event.account, applying);
  if (!account) return;
  account.status = status;
  notify(account, noticeOf(event), applying);
}

function applyTransferred(
  ledger: Ledger,
  event: EventOf<"transferred">,
  applying: Applying,
): void {
  const { id, kind, amountMinor, memo, reverses } = event;
  const { atMs, ref } = applying;
  const from = ledger.accounts.get(event.from)!.number;
  const to = ledger.accounts.get(event.to)!.number;
  const plain: Transfer = { id, kind, from, to, amountMinor, memo, atMs, ref, status: "booked" };
  const { gift, spending, request, standing, countedOn } = event;
  const whole = gift || spending || standing || request !== undefined || countedOn !== undefined
    ? {
      ...plain,
      ...(gift ? { gift } : {}),
      ...(spending ? { spending } : {}),
      ...(request === undefined ? {} : { request }),
      ...(standing ? { standing } : {}),
      ...(countedOn === undefined ? {} : { countedOn }),
    }
    : plain;
  ledger.transfers.add(id, reverses === undefined ? whole : { ...whole, reverses });
  // During recovery the reversed one may be too old for memory; a look-up in the archive finds both.
  if (reverses !== undefined && ledger.transfers.get(reverses)) {
    ledger.transfers.edit(reverses).reversedBy = id;
  }
  const payer = changing(ledger, event.from, applying);
  if (payer) {
    if (kind === "transfer" || kind === "gift") {
      const policy = policyOf(ledger);
      noteSending(payer, atMs, policy);
      notePaid(payer, { to, amountMinor }, policy);
    }
    post(payer, event, applying);
    if (event.reasons) notify(payer, noticeOf(event), applying);
  }
  const payee = changing(ledger, event.to, applying);
  if (payee) post(payee, event, applying);
  applyLine(ledger, event, applying);
  applyCash(ledger, event, applying);
  applyRequestPayment(ledger, event, applying);
  applyStandingPayment(ledger, event, applying);
  applyCounted(ledger, event, applying);
  const given = giftOf(event);
  if (given) applyGift(ledger, given, applying);
  if (!spending) return;
  const spent = kind === "reversal" ? -amountMinor : amountMinor;
  applySpending(ledger, { spending, amountMinor: spent }, applying);
}

function applyHeld(ledger: Ledger, event: EventOf<"held">, applying: Applying): void {
  const { type: _, ...about } = event;
  const { atMs, ref } = applying;
  const kind = event.gift ? "gift" : "transfer";
  ledger.transfers.add(event.id, { ...about, kind, atMs, ref, status: "held" });
  applyRequestPayment(ledger, event, applying);
  applyStandingPayment(ledger, event, applying);
  applyCounted(ledger, event, applying);
  const payer = changing(ledger, event.from, applying);
  if (!payer) return;
  payer.heldMinor += event.amountMinor;
  payer.holds = [...payer.holds, event.id];
  noteSending(payer, atMs, policyOf(ledger));
  notify(payer, noticeOf(event), applying);
}

function applyHoldOver(
  ledger: Ledger,
  event: EventOf<"hold_confirmed"> | EventOf<"hold_ended">,
  applying: Applying,
): void {
  const { id, from, to, amountMinor } = event;
  const status = event.type === "hold_confirmed" ? "booked" : event.why;
  // During recovery the view may have forgotten the hold already.
  if (ledger.transfers.get(id)) {
    const transfer = ledger.transfers.edit(id);
    transfer.status = status;
    transfer.ref = applying.ref;
    if (event.gift) transfer.gift = event.gift;
  }
  applyRequestPayment(ledger, event, applying);
  if (event.type === "hold_confirmed") applyStandingPayment(ledger, event, applying);
  else applyCounted(ledger, event, applying);
  const payer = changing(ledger, from, applying);
  if (payer) {
    payer.heldMinor -= amountMinor;
    payer.holds = payer.holds.filter((held) => held !== id);
    if (event.type === "hold_confirmed") {
      notePaid(payer, event, policyOf(ledger));
      post(payer, event, applying);
    }
    notify(payer, noticeOf(event), applying);
  }
  const payee = event.type === "hold_confirmed" && changing(ledger, to, applying);
  if (payee) post(payee, event, applying);
  const given = event.type === "hold_confirmed" ? giftOf(event) : null;
  if (given) applyGift(ledger, given, applying);
}

/** One side of a booking; the event has the other one, too: the sum of all balances stays zero. */
function post(account: Account, event: BookingEvent, { atMs, ref, changes }: Applying): void {
  const outgoing = account.number === event.from;
  account.bookedMinor += outgoing ? -event.amountMinor : event.amountMinor;
  account.entries++;
  if (!changes) return;
  const { number: name, ordinal, entries: number, bookedMinor } = account;
  changes.postings.push({ account: name, ordinal, number, ref, bookedMinor, atMs, event });
}

function notify(
  account: Account,
  notice: NoticeContent | null,
  { atMs, ref, changes }: Applying,
): void {
  if (!notice) return;
  account.notices++;
  const { ordinal, notices: number } = account;
  changes?.notices.push({ ...notice, ordinal, number, ref, atMs });
}
