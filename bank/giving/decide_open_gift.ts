// Decides about open gifts: begun without money, ended by their donor or by time, and given when a line of another bank names them, in
// the block of that line. Pure, like bank/decide.ts.
import { canonicalJson } from "../canonical_json.ts";
import { customerRefusal, firstOf, payRefusal, timeRefusal } from "../checks.ts";
import type { CommandOf } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { OPEN_GIFT_LIFETIME_MS } from "../limits.ts";
import { dayMs } from "../pay_in/line_id.ts";
import { freeNumber } from "../pay_in/waiting_number.ts";
import { Refusal } from "../refusal.ts";
import type { GivingCommandOf } from "./command.ts";
import { giftRefusal, issued, receiverOf } from "./decide_gift.ts";
import { giftIdOf, openGiftOf } from "./open_gift.ts";
import type { OpenGift } from "./record.ts";

export function decideOpenGift(
  ledger: Ledger,
  { openGift, donor, amountMinor, gift }: GivingCommandOf<"open_gift">,
  nowMs: number,
): Decision {
  const known = openGiftOf(ledger, openGift);
  if (known) {
    const same = known.donor === donor && known.amountMinor === amountMinor &&
      canonicalJson({ ...known.gift }) === canonicalJson({ ...gift });
    return same ? NOTHING : new Refusal("id_reused", { id: openGift });
  }
  const { organisation } = gift;
  const number = freeNumber(ledger, openGift);
  const refusal = firstOf(
    number === null ? new Refusal("id_reused", { id: openGift }) : null,
    customerRefusal(ledger, donor),
    payRefusal(ledger, donor),
    donor === organisation ? new Refusal("same_account") : null,
    timeRefusal(openGift, nowMs),
    giftRefusal(ledger, gift, nowMs),
  );
  if (refusal || number === null) return refusal ?? NOTHING;
  const expiresAtMs = nowMs + OPEN_GIFT_LIFETIME_MS;
  const about = { openGift, number, donor, organisation, amountMinor, gift, expiresAtMs };
  return [{ type: "gift_opened", ...about }];
}

export function decideEndOpenGift(
  ledger: Ledger,
  command: GivingCommandOf<"cancel_open_gift" | "lapse_open_gift">,
  nowMs: number,
): Decision {
  const { openGift } = command;
  const known = openGiftOf(ledger, openGift);
  const cancelled = command.type === "cancel_open_gift";
  if (!known || (cancelled && known.donor !== command.donor)) {
    return new Refusal("no_such_open_gift", { openGift });
  }
  const { number, donor, ended, expiresAtMs } = known;
  const why = cancelled ? "cancelled" as const : "lapsed" as const;
  if (ended === why || (!cancelled && (ended !== null || expiresAtMs > nowMs))) return NOTHING;
  if (ended !== null) return new Refusal("open_gift_over", { openGift, state: ended });
  return [{ type: "open_gift_ended", openGift, number, donor, why }];
}

/** What a line that names an open gift does besides booking the money to its donor. */
export function paidGift(
  ledger: Ledger,
  { id: line, amountMinor: cameMinor, bookedOn, number }: CommandOf<"book_line">,
  { payee, nowMs }: { readonly payee: string; readonly nowMs: number },
): readonly Event[] {
  const known = number === undefined ? undefined : ledger.openGifts.get(number);
  if (!known || known.donor !== payee) return NOTHING;
  const { openGift, donor, amountMinor: askedMinor, gift } = known;
  const paid = {
    type: "open_gift_paid" as const,
    openGift,
    number: known.number,
    donor,
    line,
    askedMinor,
    cameMinor,
  };
  const why = whyKept(ledger, known, { bookedOn, nowMs });
  if (why !== null) return [{ ...paid, givenMinor: 0, why }];
  const amountMinor = Math.min(askedMinor, cameMinor);
  const booked: Event = {
    type: "transferred",
    id: giftIdOf(line),
    kind: "gift",
    from: donor,
    to: receiverOf(ledger.organisations.get(gift.organisation)!, gift),
    amountMinor,
    memo: "",
    gift: issued(ledger, gift, nowMs),
  };
  return [booked, { ...paid, givenMinor: amountMinor }];
}

/** Why the money stays in its donor's account, or null. Nothing is held here: it came for this gift. */
function whyKept(
  ledger: Ledger,
  { ended, donor, gift, expiresAtMs }: Readonly<OpenGift>,
  { bookedOn, nowMs }: { readonly bookedOn: string; readonly nowMs: number },
): string | null {
  // Who paid in time has given, however late the statement is read.
  const late = dayMs(bookedOn) > expiresAtMs;
  if (ended !== null && (ended !== "lapsed" || late)) return ended;
  if (late) return "lapsed";
  return firstOf(payRefusal(ledger, donor), giftRefusal(ledger, gift, nowMs))?.code ?? null;
}
