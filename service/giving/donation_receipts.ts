// Receipts of gifts: written once, when the gift is booked, signed, and from then on the same bytes. Their number was
// given by the ledger; whether they can be deducted as well.
import { dayOf } from "../../bank/giving/calendar.ts";
import { regimeOn } from "../../bank/giving/law.ts";
import { canonicalJson, type Json } from "../../bank/canonical_json.ts";
import { groupedOf } from "../../bank/money.ts";
import type { Transfer } from "../../bank/transfer.ts";
import { Refusal } from "../../bank/refusal.ts";
import { blockOf, placeOf } from "../../bank/ref.ts";
import { amountInWords } from "../amount_words.ts";
import { deductionOf, WHY } from "../../bank/giving/deduction.ts";
import type { OrganisationProfile } from "../../bank/ports/giving_store.ts";
import type { Pledge } from "../../bank/giving/record.ts";
import { DonationReceipt, GoodsReceipt } from "../../api/receipt_shapes.ts";
import { receiptNumber } from "./giving_views.ts";
import type { Result } from "../../api/methods.ts";
import type { Service } from "../service.ts";
import { Particulars } from "./particulars.ts";
import type { Session } from "../identity/session.ts";

/** Milliseconds in which a receipt that was just handed out is still the original: shown, then printed. */
const ORIGINAL_MS = 15 * 60_000;

/**
 * The receipt for its donor; later ones are duplicates.
 * @param openKinds whether the other side goes on with what it does not know.
 */
export async function donationReceipt(
  service: Service,
  id: string,
  { openKinds }: Pick<Session, "openKinds">,
): Promise<Result<"donationReceipt"> | Refusal> {
  const found = await frozenReceipt(service, id);
  if (!found) return new Refusal("no_such_transfer", { id });
  const nowMs = service.host.clock();
  const firstMs = await service.giving.store.receiptHandedOutAt(id, nowMs);
  const again = nowMs - firstMs > ORIGINAL_MS;
  const status = found.refunded ? "refunded" : again ? "duplicate" : "issued";
  return { status, receipt: openKinds ? found.receipt : inFirstForm(service, found.receipt) };
}

/** For programs of release 0.1, which drop what they do not know: the same, signed without it. */
function inFirstForm({ signing }: Service, receipt: DonationReceipt): DonationReceipt {
  if (receipt.deduction === undefined) return receipt;
  const { deduction: _, signature: _signature, ...first } = receipt;
  return signing.sign(first);
}

/** The receipt: written whole when it is asked for first, the same bytes ever after. @returns null for what is no booked gift. */
export async function frozenReceipt(
  service: Service,
  id: string,
): Promise<{ readonly receipt: DonationReceipt; readonly refunded: boolean } | null> {
  const transfer = await service.transfer(id);
  if (!isIssued(transfer)) return null;
  const { store } = service.giving;
  const text = await store.receipt(id) ??
    await store.freezeReceipt(id, await receiptText(service, transfer));
  const receipt = DonationReceipt().parse(JSON.parse(text));
  return { receipt, refunded: transfer.reversedBy !== undefined };
}

function isIssued(transfer: Readonly<Transfer> | null): transfer is Readonly<Transfer> {
  return transfer?.gift?.receipt !== undefined && transfer.status === "booked";
}

export interface GiftParties {
  /** The donor's account. */
  readonly from: string;
  readonly anonymous: boolean;
  /** As the organisation was when it was given to. */
  readonly profile: OrganisationProfile;
}

export async function particulars(
  service: Pick<Service, "giving" | "host" | "names">,
  { from, anonymous, profile }: GiftParties,
): Promise<Particulars> {
  const known = anonymous ? null : await service.giving.store.donor(from);
  const name = known?.name ?? await service.names.load(from) ?? "";
  return {
    issuedOn: dayOf(service.host.clock()),
    organisation: receiverOf(profile),
    donor: anonymous
      ? { name: "Anonymous", address: "", pan: "" }
      : { name, address: known?.address ?? "", pan: known?.pan ?? "" },
  };
}

/** The donor's PAN as the receipt of this gift has it. */
export async function panOf(
  service: Pick<Service, "giving" | "receipts">,
  { account, ref }: { readonly account: string; readonly ref: number },
): Promise<string> {
  const frozen = await service.receipts.particulars(ref);
  return frozen?.donor.pan ?? (await service.giving.store.donor(account))?.pan ?? "";
}

/** The same object as long as the profile is the same: it is written once for many gifts. */
const receivers = new WeakMap<OrganisationProfile, Particulars["organisation"]>();

function receiverOf(profile: OrganisationProfile): Particulars["organisation"] {
  const made = receivers.get(profile);
  if (made) return made;
  const { name, pan, eighty_g: approval } = { ...profile.facts, ...profile.verified };
  const { legalName = "", address = "", district = "", state = "", pin = "" } = name ?? {};
  const { urn = "", validFrom = "", validTo = "" } = approval ?? {};
  const receiver = {
    name: legalName,
    pan: pan?.number ?? "",
    urn,
    address: [address, district, state, pin].filter((part) => part !== "").join(", "),
    urnFrom: validFrom,
    urnTo: validTo,
  };
  receivers.set(profile, receiver);
  return receiver;
}

/** The whole receipt, from what was frozen; what was not is taken as it is now. */
async function receiptText(service: Service, transfer: Readonly<Transfer>): Promise<string> {
  const gift = transfer.gift!;
  const frozen = await service.receipts.particulars(transfer.ref) ??
    await particulars(service, {
      from: transfer.from,
      anonymous: gift.visibility === "anonymous",
      profile: service.giving.directory.profile(gift.organisation),
    });
  return canonicalJson(await written(service, transfer, frozen) as Json);
}

async function written(
  { bank, signing, ...service }: Service,
  transfer: Readonly<Transfer>,
  { issuedOn, organisation, donor }: Particulars,
): Promise<DonationReceipt> {
  const { id, atMs, amountMinor, ref } = transfer;
  const gift = transfer.gift!;
  const givenOn = dayOf(atMs);
  const { act, section } = regimeOn(givenOn);
  const eligible = gift.eligible!;
  const deduction = deductionOf(eligible, donor.pan);
  const block = blockOf(ref);
  return signing.sign({
    type: "donation_receipt" as const,
    bank: bank.name,
    number: receiptNumber(gift.year!, gift.receipt!),
    issuedOn,
    givenOn,
    donor,
    organisation: { account: gift.organisation, ...organisation, act, section },
    currency: { ...bank.currency },
    amountMinor,
    amount: groupedOf(amountMinor, bank.currency),
    words: amountInWords(amountMinor, bank.currency),
    mode: "account transfer",
    transferId: id,
    purpose: gift.purpose,
    // What it was given for, also when that text is not public any more.
    item: service.loop.ledger.needs.get(gift.need ?? "")?.item ?? "",
    eligible,
    deduction,
    why: WHY[deduction],
    block,
    place: placeOf(ref),
    hash: await service.blockHash(block),
  });
}

/** For goods: that they were received, with no word about taxes. Written when it is asked for first, the same ever after. */
export async function goodsReceipt(
  service: Service,
  donor: string,
  name: string,
): Promise<GoodsReceipt | Refusal> {
  const pledge = service.loop.ledger.pledges.get(name);
  if (pledge?.donor !== donor) return new Refusal("no_such_pledge", { pledge: name });
  if (pledge.status !== "received" || pledge.received === null) {
    return new Refusal("pledge_over", { pledge: name, status: pledge.status });
  }
  const { store } = service.giving;
  // Donors choose the ids of transfers and of pledges: neither may stand for the other.
  const key = `goods ${name}`;
  const text = await store.receipt(key) ??
    await store.freezeReceipt(key, canonicalJson(await acknowledged(service, pledge) as Json));
  return GoodsReceipt().parse(JSON.parse(text));
}

async function acknowledged(
  { bank, signing, giving, names, loop, headAt }: Service,
  { pledge, need, donor, organisation, quantity, sent, received, changed }: Readonly<Pledge>,
): Promise<GoodsReceipt> {
  const { item, unit } = loop.ledger.needs.get(need)!;
  // Nothing changes a pledge any more that was received.
  const block = blockOf(changed);
  const { hash, at } = await headAt(block);
  return signing.sign({
    type: "goods_acknowledgement" as const,
    bank: bank.name,
    organisation,
    organisationName: giving.directory.nameOf(organisation),
    donorName: (await giving.store.donor(donor))?.name ?? await names.load(donor) ?? "",
    item,
    unit,
    promised: quantity,
    sent,
    received: received!,
    receivedOn: dayOf(at),
    pledge,
    block,
    place: placeOf(changed),
    hash,
  });
}
