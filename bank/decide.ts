// decide(ledger, command, nowMs) → events | Refusal. Pure and synchronous: no I/O, no clock, no random.
// A refused command changes nothing. Refusals follow the order of bank/refusal.ts.
import {
  aheadRefusal,
  customerRefusal,
  firstOf,
  fundsRefusal,
  houseRefusal,
  ownAccountRefusal,
  ownedRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "./checks.ts";
import type { Command, CommandOf } from "./command.ts";
import type { Event, EventOf } from "./event.ts";
import { decideAccount } from "./decide_account.ts";
import { decideBank, decideClock } from "./decide_bank.ts";
import { decideConfirm, decideEndHold } from "./decide_hold.ts";
import { decideGiving } from "./giving/decide_giving.ts";
import { type Account, availableMinor, type Ledger } from "./ledger.ts";
import type { Transfer } from "./transfer.ts";
import { OPEN_HOLDS_MAX } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { assess, holdUntilMs, policyOf } from "./suspicion.ts";
import { type Decision, NOTHING } from "./decision.ts";
import { decideReverse } from "./decide_reverse.ts";
import { agreed, agreementRefusal } from "./staff/agreement.ts";
import { agreedCommand, decideEndProposal, decidePropose } from "./staff/decide_proposal.ts";
import { decideStaff } from "./staff/decide_staff.ts";
import { decideAssignLine, decideBookLine } from "./pay_in/decide_lines.ts";
import { decideRequest, isRequestCommand, requestRefusal } from "./requests/decide_request.ts";

/** What a command would do to this ledger, or why not. Changes nothing. @param nowMs the bank's time, the only one that rules see. */
export function decide(ledger: Ledger, command: Command, nowMs: number): Decision {
  switch (command.type) {
    case "found":
    case "note_key":
    case "set_time_zone":
    case "set_bank_details":
    case "accept_loss":
      return decideBank(ledger, command);
    case "set_clock":
      return decideClock(ledger, command, nowMs);
    case "open_account":
    case "notice":
    case "freeze":
    case "unfreeze":
    case "close_account":
      return decideAccount(ledger, command, nowMs);
    case "transfer":
      return decideTransfer(ledger, command, nowMs);
    case "cash_in":
    case "cash_out":
      return decideCash(ledger, command, nowMs);
    case "book_line":
      return decideBookLine(ledger, command, nowMs);
    case "assign_line":
      return decideAssignLine(ledger, command, nowMs);
    case "reverse":
      return decideReverse(ledger, command, nowMs);
    case "confirm_hold":
      return decideConfirm(ledger, command, nowMs);
    case "cancel_hold":
    case "expire_hold":
      return decideEndHold(ledger, command, nowMs);
    case "void_transfer":
      return decideVoid(ledger, command, nowMs);
    case "appoint":
    case "invite_staff":
    case "withdraw_invitation":
    case "accept_invitation":
      return decideStaff(ledger, command, nowMs);
    case "propose":
      return decidePropose(ledger, command, {
        nowMs,
        asAgreed: (proposed) => decide(ledger, proposed, nowMs),
      });
    case "agree":
      return decideAgree(ledger, command, nowMs);
    case "end_proposal":
      return decideEndProposal(ledger, command, nowMs);
    case "set_policy": {
      const { policy, by, agreedBy } = command;
      return agreementRefusal(ledger, command) ??
        [{ type: "policy_set", policy, by, ...agreed(agreedBy) }];
    }
    default:
      return isRequestCommand(command)
        ? decideRequest(ledger, command, nowMs)
        : decideGiving(ledger, command, nowMs);
  }
}

/** What was proposed happens in the same block, decided by what is there now. */
function decideAgree(ledger: Ledger, command: CommandOf<"agree">, nowMs: number): Decision {
  const wanted = agreedCommand(ledger, command, nowMs);
  if (wanted instanceof Refusal || !("type" in wanted)) return wanted;
  const done = decide(ledger, wanted, nowMs);
  if (done instanceof Refusal) return done;
  const { proposal, by } = command;
  return [{ type: "proposal_ended", proposal, why: "agreed", by }, ...done];
}

function decideTransfer(
  ledger: Ledger,
  command: CommandOf<"transfer">,
  nowMs: number,
): Decision {
  const { id, from, to, amountMinor, memo, request } = command;
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind: "transfer", from, to, amountMinor, memo, request });
  const payer = ledger.accounts.get(from);
  const over = request === undefined
    ? null
    : requestRefusal(ledger, { ...command, request }, nowMs);
  const refusal = over ??
    (soundPayment(payer, ledger.accounts.get(to), amountMinor) ? timeRefusal(id, nowMs) : firstOf(
      customerRefusal(ledger, from),
      payRefusal(ledger, from),
      receiveRefusal(ledger, to),
      from === to ? new Refusal("same_account") : null,
      fundsRefusal(ledger, from, amountMinor),
      timeRefusal(id, nowMs),
    ));
  if (refusal || !payer) return refusal ?? new Refusal("no_such_account", { account: from });
  const policy = policyOf(ledger);
  const { verdict, reasons } = assess(payer, command, { policy, nowMs });
  const asked = request === undefined ? null : { request };
  if (verdict !== "hold") {
    const plain: Event = {
      type: "transferred",
      id,
      kind: "transfer",
      from,
      to,
      amountMinor,
      memo,
    };
    const booked = asked ? { ...plain, ...asked } : plain;
    return verdict === "allow" ? [booked] : [{ ...booked, reasons: [...reasons] }];
  }
  const openHolds = payer.holds.length;
  if (openHolds >= OPEN_HOLDS_MAX) {
    return new Refusal("limit_exceeded", {
      limit: "open_holds",
      max: OPEN_HOLDS_MAX,
      used: openHolds,
    });
  }
  const expiresAtMs = holdUntilMs(payer, policy, nowMs);
  const waits = { id, from, to, amountMinor, memo, expiresAtMs, reasons: [...reasons] };
  return [{ type: "held", ...waits, ...asked }];
}

/** Almost all are: then no reason to refuse need be looked for one by one. */
function soundPayment(
  payer: Readonly<Account> | undefined,
  payee: Readonly<Account> | undefined,
  amountMinor: number,
): boolean {
  return payer !== undefined && payee !== undefined && payer !== payee &&
    payer.kind === "customer" && payee.kind === "customer" &&
    payer.status === "open" && payee.status === "open" && amountMinor <= availableMinor(payer);
}

function decideCash(
  ledger: Ledger,
  command: CommandOf<"cash_in" | "cash_out">,
  nowMs: number,
): Decision {
  const { id, account, amountMinor, memo, by, agreedBy } = command;
  const kind = command.type;
  const [from, to] = kind === "cash_in" ? ["cash", account] : [account, "cash"];
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind, from, to, amountMinor, memo });
  const refusal = kind === "cash_in"
    ? firstOf(
      ownAccountRefusal(by, account),
      agreementRefusal(ledger, command),
      ownedRefusal(ledger, account),
      houseRefusal(ledger, "cash", -amountMinor),
      timeRefusal(id, nowMs),
    )
    : firstOf(
      ownAccountRefusal(by, account),
      agreementRefusal(ledger, command),
      payRefusal(ledger, account),
      customerRefusal(ledger, account),
      fundsRefusal(ledger, account, amountMinor),
      houseRefusal(ledger, "cash", amountMinor),
      timeRefusal(id, nowMs),
    );
  const both = { by, ...agreed(agreedBy) };
  return refusal ?? [{ type: "transferred", id, kind, from, to, amountMinor, memo, ...both }];
}

function decideVoid(
  ledger: Ledger,
  command: CommandOf<"void_transfer">,
  nowMs: number,
): Decision {
  const { id, owner } = command;
  const known = ledger.transfers.get(id);
  if (!known) return aheadRefusal(id, nowMs) ?? [{ type: "voided", id, from: owner }];
  return known.from === owner ? NOTHING : new Refusal("id_reused", { id });
}

interface Content
  extends Pick<EventOf<"transferred">, "kind" | "from" | "to" | "amountMinor" | "memo"> {
  readonly request?: string | undefined;
}

/** The same id: the same content means it has happened already, anything else is a mistake. */
function again(known: Readonly<Transfer>, wanted: Content): Decision {
  const { id } = known;
  if (known.status === "void" && known.from === wanted.from) {
    return new Refusal("transfer_void", { id });
  }
  const same = known.kind === wanted.kind && known.from === wanted.from &&
    known.to === wanted.to && known.amountMinor === wanted.amountMinor &&
    known.memo === wanted.memo && known.request === wanted.request;
  return same ? NOTHING : new Refusal("id_reused", { id });
}
