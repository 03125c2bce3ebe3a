// Receipts of gifts: written once, when the gift is booked, signed, and from then on the same bytes. Their number was
// given by the ledger; whether they can be deducted as well.
import { dayOf } from "../bank/giving/calendar.ts";
import { regimeOn } from "../bank/giving/law.ts";
import { canonicalJson, type Json } from "../bank/canonical_json.ts";
import { groupedOf } from "../bank/money.ts";
import type { Transfer } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import { blockOf, placeOf } from "../bank/trace.ts";
import { amountInWords } from "./amount_words.ts";
import { DonationReceipt } from "./giving_shapes.ts";
import { itemOf, receiptNumber } from "./giving_views.ts";
import type { Result } from "./methods.ts";
import type { Service } from "./service.ts";

const WHY: Readonly<Record<DonationReceipt["eligible"], string>> = {
  eligible: "The approval was verified and valid on the day of the gift",
  approval_lapsed: "Not eligible: the approval was no longer valid on the day of the gift",
  approval_missing: "Not eligible: the approval was not verified on the day of the gift",
  anonymous: "Not eligible: an anonymous gift cannot be deducted",
  foreign: "Not eligible: a foreign contribution",
};

/** The receipt as it was frozen; the first call for a gift freezes it. */
export async function donationReceipt(
  service: Service,
  id: string,
): Promise<Result<"donationReceipt"> | Refusal> {
  const transfer = await service.transfer(id);
  if (!transfer?.gift || transfer.gift.receipt === undefined || transfer.status !== "booked") {
    return new Refusal("no_such_transfer", { id });
  }
  const { store } = service.giving;
  const known = await store.receipt(id);
  const text = known ??
    await store.freezeReceipt(id, canonicalJson(await written(service, transfer) as Json));
  const receipt = DonationReceipt.parse(JSON.parse(text));
  const refunded = transfer.reversedBy !== undefined;
  return { status: refunded ? "refunded" : known === null ? "issued" : "duplicate", receipt };
}

async function written(service: Service, transfer: Readonly<Transfer>): Promise<DonationReceipt> {
  const { id, atMs, amountMinor, ref } = transfer;
  const gift = transfer.gift!;
  const { giving, bank, signing } = service;
  const { organisation, purpose, need, visibility } = gift;
  const facts = giving.directory.profile(organisation).facts;
  const { legalName = "", address = "", district = "", state = "", pin = "" } = facts.name ?? {};
  const { urn = "", validFrom = "", validTo = "" } = facts.eighty_g ?? {};
  const givenOn = dayOf(atMs);
  const { act, section } = regimeOn(givenOn);
  const eligible = gift.eligible!;
  const known = await giving.store.donor(transfer.from);
  const name = known?.name ?? await service.names.load(transfer.from) ?? "";
  const anonymous = visibility === "anonymous";
  const block = blockOf(ref);
  return signing.sign({
    type: "donation_receipt" as const,
    bank: bank.name,
    number: receiptNumber(gift.year!, gift.receipt!),
    issuedOn: dayOf(service.host.clock()),
    givenOn,
    organisation: {
      ...{ account: organisation, name: legalName, pan: facts.pan?.number ?? "", urn },
      address: [address, district, state, pin].filter((part) => part !== "").join(", "),
      ...{ urnFrom: validFrom, urnTo: validTo, act, section },
    },
    donor: anonymous
      ? { name: "Anonymous", address: "", pan: "" }
      : { name, address: known?.address ?? "", pan: known?.pan ?? "" },
    currency: { ...bank.currency },
    amountMinor,
    amount: groupedOf(amountMinor, bank.currency),
    words: amountInWords(amountMinor, bank.currency),
    mode: "account transfer",
    transferId: id,
    purpose,
    item: itemOf(service, need) ?? "",
    eligible,
    why: WHY[eligible],
    block,
    place: placeOf(ref),
    hash: await service.blockHash(block),
  });
}

/** For goods: that they were received, with no word about taxes. */
export async function goodsReceipt(
  service: Service,
  donor: string,
  name: string,
): Promise<Result<"goodsReceipt"> | Refusal> {
  const { ledger } = service.loop;
  const pledge = ledger.pledges.get(name);
  if (pledge?.donor !== donor) return new Refusal("no_such_pledge", { pledge: name });
  if (pledge.status !== "received" || pledge.received === null) {
    return new Refusal("pledge_over", { pledge: name, status: pledge.status });
  }
  const { item, unit } = ledger.needs.get(pledge.need)!;
  return service.signing.sign({
    type: "goods_acknowledgement" as const,
    bank: service.bank.name,
    organisationName: service.giving.directory.nameOf(pledge.organisation),
    donorName: await service.names.load(donor) ?? "",
    ...{
      item,
      unit,
      sent: pledge.sent ?? pledge.quantity,
      received: pledge.received,
      pledge: name,
    },
  });
}
