// Decides about lines of another bank's statement: each is booked once, to the account that its reference names or else to
// `suspense`, from where staff assign it. Pure, like bank/decide.ts.
import {
  firstOf,
  fundsRefusal,
  houseRefusal,
  ownAccountRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "../checks.ts";
import type { CommandOf } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Event } from "../event.ts";
import { paidGift } from "../giving/decide_open_gift.ts";
import { HOUSE_FOR_LINES, LINE_ACCOUNTS } from "../house_accounts.ts";
import type { Ledger } from "../ledger.ts";
import { LINE_AHEAD_MS_MAX, LINE_BEHIND_MS_MAX } from "../limits.ts";
import { agreed, agreementFromMinor, agreementRefusal, isStrict } from "../staff/agreement.ts";
import { Refusal } from "../refusal.ts";
import { afterLine, payoutsOfLine } from "../payouts/decide_payout_line.ts";
import { dayMs } from "./line_id.ts";

export function decideBookLine(
  ledger: Ledger,
  command: CommandOf<"book_line">,
  nowMs: number,
): Decision {
  const { id, amountMinor: signedMinor, bookedOn, memo, by } = command;
  const [kind, amountMinor] = signedMinor > 0
    ? ["paid_in" as const, signedMinor]
    : ["paid_out" as const, -signedMinor];
  const known = ledger.transfers.get(id);
  // Where it went may have been decided by what was known of its account then.
  if (known) {
    const same = known.kind === kind && known.amountMinor === amountMinor;
    return same ? NOTHING : new Refusal("id_reused", { id });
  }
  const payouts = payoutsOfLine(ledger, command);
  const payee = payeeOf(ledger, command);
  const [from, to] = kind === "paid_in" ? ["bank", payee] : [payee, "bank"];
  const refusal = firstOf(
    houseRefusal(ledger, from, -amountMinor),
    houseRefusal(ledger, to, amountMinor),
    dayRefusal(bookedOn, nowMs),
  );
  if (refusal) return refusal;
  return [
    ...opened(ledger),
    { type: "transferred", id, kind, from, to, amountMinor, memo, bookedOn, by },
    ...paidGift(ledger, command, { payee, nowMs }),
    ...(payee === "payouts" ? afterLine(payouts, { ...command, transfer: id }) : []),
  ];
}

/** An account that may receive, `payouts`, or `suspense`: there a colleague finds what would go to who books the line. */
export function payeeOf(
  ledger: Ledger,
  line: Pick<CommandOf<"book_line">, "to" | "number" | "amountMinor" | "by">,
): string {
  const { to: named, number, amountMinor, by } = line;
  const payouts = payoutsOfLine(ledger, line);
  // It left as the batch says: two have agreed to that where two are needed.
  if (amountMinor < 0) return payouts.length > 0 ? "payouts" : "suspense";
  const donor = number === undefined ? undefined : ledger.openGifts.get(number)?.donor;
  const to = payouts[0]?.account ?? named ?? donor;
  if (to === undefined || to === by) return "suspense";
  // Where staff want two for all that is large, two assign what is large.
  const large = isStrict(ledger) && amountMinor >= agreementFromMinor(ledger)!;
  if (payouts.length > 0) return large ? "suspense" : "payouts";
  return large || receiveRefusal(ledger, to) ? "suspense" : to;
}

/** The house accounts of money from outside are opened by the first line: banks of before have none. */
function opened(ledger: Ledger): Event[] {
  if (ledger.accounts.get("bank")) return [];
  const first = ledger.bank.get("bank")!.accounts;
  return LINE_ACCOUNTS.map((account, place) => (
    { type: "account_opened", account, kind: "house", ordinal: first + place }
  ));
}

function dayRefusal(day: string, nowMs: number): Refusal | null {
  const aheadMs = dayMs(day) - nowMs;
  const [limit, max, used] = aheadMs > LINE_AHEAD_MS_MAX
    ? ["line_ahead_ms", LINE_AHEAD_MS_MAX, aheadMs] as const
    : ["line_behind_ms", LINE_BEHIND_MS_MAX, -aheadMs] as const;
  return used <= max ? null : new Refusal("limit_exceeded", { limit, max, used });
}

export function decideAssignLine(
  ledger: Ledger,
  command: CommandOf<"assign_line">,
  nowMs: number,
): Decision {
  const { id, line, to: other, number, memo: given, by, agreedBy } = command;
  const known = ledger.transfers.get(id);
  const waiting = ledger.lines.get(line);
  if (known) {
    const same = waiting?.assignedBy === id && (known.to === other || known.from === other);
    return same ? NOTHING : new Refusal("id_reused", { id });
  }
  if (!waiting) return new Refusal("no_such_transfer", { id: line });
  const { assignedBy: reversedBy, amountMinor: signedMinor } = waiting;
  if (reversedBy !== null) return new Refusal("already_assigned", { id: line, by: reversedBy });
  const amountMinor = Math.abs(signedMinor);
  const [from, to] = signedMinor > 0 ? ["suspense", other] : [other, "suspense"];
  const memo = given ?? waiting.memo;
  const payouts = payoutsOfLine(ledger, { number, amountMinor: signedMinor });
  const house = ledger.accounts.get(other)?.kind === "house";
  const refusal = firstOf(
    ownAccountRefusal(by, other),
    agreementRefusal(ledger, command),
    house && other === "payouts" && payouts.length === 0
      ? new Refusal("no_such_payout", { payout: number ?? "" })
      : null,
    ...payouts.map(({ account }) => ownAccountRefusal(by, account)),
    house && !ASSIGNABLE.has(other) ? new Refusal("no_such_account", { account: other }) : null,
    house || signedMinor < 0 ? null : receiveRefusal(ledger, other),
    house || signedMinor > 0
      ? null
      : payRefusal(ledger, other) ?? fundsRefusal(ledger, other, amountMinor),
    houseRefusal(ledger, from, -amountMinor),
    houseRefusal(ledger, to, amountMinor),
    timeRefusal(id, nowMs),
  );
  return refusal ?? [{
    type: "transferred",
    id,
    kind: "assigned",
    from,
    to,
    amountMinor,
    memo,
    assigns: line,
    by,
    ...agreed(agreedBy),
  }, ...afterLine(payouts, { amountMinor: signedMinor, transfer: id, memo })];
}

const ASSIGNABLE: ReadonlySet<string> = new Set([...HOUSE_FOR_LINES, "payouts"]);
