// Gifts that wait for their money from another bank: begun, shown with how they are paid, and ended by their donor.
import { openGiftOf } from "../../bank/giving/open_gift.ts";
import type { OpenGift } from "../../bank/giving/record.ts";
import { paymentCode } from "../../bank/pay_in/payment_codes.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { Refusal } from "../../bank/refusal.ts";
import { GIVING_PAGE_MAX, OPEN_GIFTS_MAX } from "../../api/limits.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { OpenGiftView } from "../../api/open_gift_methods.ts";
import { submitFor } from "../acting.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";
import { wishOf } from "./gifts.ts";
import { itemOf } from "./giving_views.ts";

export function openGiftHandlers(
  service: Service,
): Pick<Handlers, "openGift" | "openGifts" | "cancelOpenGift"> {
  return {
    openGift: (session, params) => begin(service, session, params),
    openGifts: (session) => {
      const { ledger } = service.loop;
      const numbers = service.giving.register.openGiftsBy.of(identityOf(session).account);
      const newest = numbers.map((number) => ledger.openGifts.get(number)!)
        .sort((one, other) => other.openedAtMs - one.openedAtMs)
        .slice(0, GIVING_PAGE_MAX);
      return { openGifts: newest.map((one) => openGiftView(service, one)) };
    },
    cancelOpenGift: (session, { openGift }) => {
      const donor = identityOf(session).account;
      return submit(service, session, { type: "cancel_open_gift", openGift, donor });
    },
  };
}

async function begin(
  service: Service,
  session: Session,
  params: Parsed<"openGift">,
): Promise<Result<"openGift"> | Refusal> {
  const donor = identityOf(session).account;
  const { openGift, amountMinor } = params;
  const { register } = service.giving;
  const { ledger } = service.loop;
  const used = register.openGiftsBy.of(donor)
    .filter((number) => register.openGifts.has(number))
    .filter((number) => ledger.openGifts.get(number)!.openGift !== openGift).length;
  const room = { limit: "open_gifts", max: OPEN_GIFTS_MAX, used };
  const gift = wishOf(params);
  const command = { type: "open_gift" as const, openGift, donor, amountMinor, gift };
  return await service.giving.limits.within(donor, room, () => submit(service, session, command));
}

async function submit(
  service: Service,
  session: Session,
  command: Parameters<typeof submitFor>[2] & { readonly openGift: string },
): Promise<OpenGiftView | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  return openGiftView(service, openGiftOf(service.loop.ledger, command.openGift)!);
}

function openGiftView(service: Service, known: Readonly<OpenGift>): OpenGiftView {
  const { openGift, organisation, amountMinor, gift, number, ended, why = null } = known;
  const { bank: { currency }, loop: { ledger } } = service;
  const { details = null } = ledger.bank.get("bank") ?? {};
  const reference = paymentReferenceOf(number);
  const code = ended === null && details
    ? paymentCode({ details, reference, currency, amountMinor })
    : null;
  return {
    openGift,
    organisation,
    organisationName: service.giving.directory.nameOf(organisation),
    amountMinor,
    purpose: gift.purpose,
    need: gift.need ?? null,
    item: itemOf(service, gift.need),
    visibility: gift.visibility,
    foreign: gift.foreign,
    openedAtMs: known.openedAtMs,
    expiresAtMs: known.expiresAtMs,
    state: ended ?? "open",
    givenMinor: known.givenMinor,
    transferId: known.transfer,
    why,
    reference,
    details,
    ...(code ? { qr: code } : {}),
  };
}
