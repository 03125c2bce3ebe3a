// What must be true of the events of open gifts, whatever the rules of their time were: one has a number of its own, ends once, and
// what was given of it is a gift beside the line of another bank that paid it.
import { giftIdOf } from "./giving/open_gift.ts";
import type { OpenGiftEvent, OpenGiftEventOf } from "./giving/open_gift_event.ts";
import type { OpenGift } from "./giving/record.ts";
import type { Ledger } from "./ledger.ts";
import { isTaken, isWaitingNumber } from "./pay_in/waiting_number.ts";
import { blockOf } from "./ref.ts";

/** @param ledger before the event. @returns what is wrong, or null. */
export function openGiftProblem(ledger: Ledger, event: OpenGiftEvent): string | null {
  const { openGift, number, donor } = event;
  const known = ledger.openGifts.get(number);
  if (event.type === "gift_opened") {
    if (!isWaitingNumber(number)) return `${number} is no number of an open gift`;
    if (isTaken(ledger, number)) return `the number ${number} was taken before`;
    if (!ledger.accounts.get(donor)) return `there is no account ${donor}`;
    const { organisation, amountMinor, gift } = event;
    const home = ledger.organisations.get(organisation);
    if (!home || gift.organisation !== organisation) {
      return `${organisation} is not its organisation`;
    }
    return amountMinor > 0 ? null : "it is a gift of nothing";
  }
  if (known?.openGift !== openGift || known.donor !== donor) return `${openGift} is not open`;
  if (event.type === "open_gift_ended") {
    return known.ended === null ? null : `${openGift} had ended before`;
  }
  return paidProblem(ledger, known, event);
}

function paidProblem(
  ledger: Ledger,
  { ended, amountMinor, gift: asked }: Readonly<OpenGift>,
  { openGift, donor, line, askedMinor, cameMinor, givenMinor, why }: OpenGiftEventOf<
    "open_gift_paid"
  >,
): string | null {
  const came = ledger.transfers.get(line);
  if (came?.kind !== "paid_in" || came.to !== donor || came.amountMinor !== cameMinor) {
    return `${line} did not pay ${openGift}`;
  }
  if (askedMinor !== amountMinor) return `${openGift} was not for ${askedMinor}`;
  if (givenMinor === 0) return why === undefined ? "nothing says why it was not given" : null;
  if (ended !== null && ended !== "lapsed") return `${openGift} had ended before`;
  const gave = ledger.transfers.get(giftIdOf(line));
  const { organisation, purpose, need, visibility, foreign } = gave?.gift ?? {};
  const same = organisation === asked.organisation && purpose === asked.purpose &&
    need === asked.need && visibility === asked.visibility && foreign === asked.foreign;
  if (!gave || gave.kind !== "gift" || gave.from !== donor || !same) {
    return `no gift of ${donor} belongs to ${openGift}`;
  }
  if (gave.amountMinor !== givenMinor || givenMinor !== Math.min(askedMinor, cameMinor)) {
    return `${givenMinor} is not what was given of ${cameMinor}`;
  }
  return blockOf(gave.ref) === blockOf(came.ref) ? null : `${openGift} was not given at once`;
}
