// Decides about a payment of one customer to another: booked, held because it is unusual, or refused. Pure, like bank/decide.ts.
import {
  customerRefusal,
  firstOf,
  moneyRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "./checks.ts";
import type { CommandOf } from "./command.ts";
import { type Decision, NOTHING } from "./decision.ts";
import type { Event, EventOf } from "./event.ts";
import { availableMinor, type Ledger, ownMinor } from "./ledger.ts";
import { ISSUED_MINOR_MAX, OPEN_HOLDS_MAX } from "./limits.ts";
import { counting } from "./payment_limits/payment_limits.ts";
import { isMadeHere } from "./payment_id.ts";
import { Refusal } from "./refusal.ts";
import { requestRefusal } from "./requests/decide_request.ts";
import { assess, holdUntilMs, policyOf } from "./suspicion.ts";
import type { Transfer } from "./transfer.ts";

export function decideTransfer(
  ledger: Ledger,
  command: CommandOf<"transfer">,
  nowMs: number,
): Decision {
  const { id, from, to, amountMinor, memo, request } = command;
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind: "transfer", from, to, amountMinor, memo, request });
  const answered = request === undefined
    ? null
    : requestRefusal(ledger, { ...command, request }, nowMs);
  if (answered) return answered;
  const payer = ledger.accounts.get(from);
  // An id that the bank has made of a file and a line has no time.
  const untimely = isMadeHere(id) ? null : timeRefusal(id, nowMs);
  const counted = counting(ledger, command, nowMs);
  const over = counted instanceof Refusal ? counted : null;
  const sound = !over && soundPayment(ledger, command);
  const refusal = sound ? untimely : firstOf(
    customerRefusal(ledger, from),
    payRefusal(ledger, from),
    receiveRefusal(ledger, to),
    from === to ? new Refusal("same_account") : null,
    moneyRefusal(ledger, command),
    over,
    untimely,
  );
  if (refusal || !payer) return refusal ?? new Refusal("no_such_account", { account: from });
  const policy = policyOf(ledger);
  const { verdict, reasons } = assess(payer, command, { ledger, nowMs });
  const limited = "countedOn" in counted;
  const asked = request === undefined && !limited
    ? null
    : { ...(request === undefined ? {} : { request }), ...(limited ? counted : {}) };
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
  ledger: Ledger,
  { from, to, amountMinor }: Pick<CommandOf<"transfer">, "from" | "to" | "amountMinor">,
): boolean {
  const [payer, payee] = [ledger.accounts.get(from), ledger.accounts.get(to)];
  return payer !== undefined && payee !== undefined && payer !== payee &&
    payer.kind === "customer" && payee.kind === "customer" &&
    payer.status === "open" && payee.status === "open" &&
    amountMinor <= ISSUED_MINOR_MAX - payee.bookedMinor &&
    (amountMinor <= ownMinor(payer) || amountMinor <= availableMinor(ledger, payer));
}

interface Content
  extends Pick<EventOf<"transferred">, "kind" | "from" | "to" | "amountMinor" | "memo"> {
  readonly request?: string | undefined;
}

/** The same id: the same content means it has happened already, anything else is a mistake. */
export function again(known: Readonly<Transfer>, wanted: Content): Decision {
  const { id } = known;
  if (known.status === "void" && known.from === wanted.from) {
    return new Refusal("transfer_void", { id });
  }
  const same = known.kind === wanted.kind && known.from === wanted.from &&
    known.to === wanted.to && known.amountMinor === wanted.amountMinor &&
    known.memo === wanted.memo && known.request === wanted.request;
  return same ? NOTHING : new Refusal("id_reused", { id });
}
