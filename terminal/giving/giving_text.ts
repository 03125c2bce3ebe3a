// Giving as text for the terminal.
import { accountNumberText, isAccountNumber } from "../../bank/account_number.ts";
import { addressText } from "../../bank/giving/states.ts";
import { type Currency, groupedOf, moneyText } from "../../bank/money.ts";
import type {
  FactView,
  GiftView,
  NeedView,
  OrderView,
  OrganisationCard,
  OrganisationView,
  OwnOrganisation,
  PledgeView,
} from "../../api/giving_shapes.ts";
import type { DonationReceipt, GoodsReceipt } from "../../api/receipt_shapes.ts";
import { clean, line } from "../../console/screen.ts";
import { hiddenTexts } from "./public_texts_text.ts";
import { thingsText } from "./things_text.ts";
import { dateTime } from "../../console/bank_time.ts";
import { cutTo, left, right, tableText } from "../table_text.ts";

/** Columns of the terminal that a name may take. */
const NAME_COLUMNS = 32;

/** Cut to what a column of names has room for. */
export const short = (text: string): string => cutTo(clean(text), NAME_COLUMNS);

export function directoryText(cards: readonly OrganisationCard[], currency: Currency): string {
  if (cards.length === 0) return "Nothing fits.";
  return tableText(
    [left("Account"), left("Name"), left("Place"), left("State"), right("Needs"), right("Given")],
    cards.map((card) => [
      accountNumberText(card.organisation),
      short(nameText(card.name)),
      short(`${card.district}, ${card.region}`),
      card.state,
      String(card.openNeeds),
      groupedOf(card.givenMinor, currency),
    ]),
  );
}

export function needsText(needs: readonly NeedView[]): string {
  if (needs.length === 0) return "Nothing is needed now.";
  return tableText(
    [
      left("Id"),
      left("What"),
      left("For"),
      right("Needed"),
      right("Here"),
      right("Promised"),
      right("Open"),
      left("Until"),
    ],
    needs.map((need) => [
      need.need,
      short(need.item),
      short(need.organisationName),
      `${need.quantity} ${clean(need.unit)}`,
      String(need.delivered),
      String(need.pledged),
      String(need.left),
      need.deadline,
    ]),
  );
}

export function factsText(facts: readonly FactView[]): string {
  return tableText(
    [left("Fact"), left("State"), left("Valid until"), left("Value")],
    facts.map(({ fact, state, validTo, value }) => [fact, state, validTo ?? "-", short(value)]),
  );
}

export function organisationText(organisation: OrganisationView, currency: Currency): string {
  const { name, organisation: account, state, about, address, district, region, pin } =
    organisation;
  const { phone, email, gifts, givenMinor, needs, facts, updates } = organisation;
  const open = needs.filter(({ status }) => status === "open");
  return [
    line`${nameText(name)}`,
    line`Account    ${accountNumberText(account)}, ${state}`,
    ...stated("Where", [address, district, [region, pin].filter((part) => part !== "").join(" ")]),
    ...stated("Contact", [phone, email]),
    line`Given      ${moneyText(givenMinor, currency)} in ${gifts} ${
      gifts === 1 ? "gift" : "gifts"
    }`,
    ...(about === "" ? [] : ["", ...about.split("\n").map((text) => line`${text}`)]),
    "",
    factsText(facts),
    "",
    needsText(open),
    ...updates.flatMap((update) => ["", line`${dateTime(update.atMs)}  ${update.text}`]),
  ].join("\n");
}

/** Before its name is stated, it goes by its number. */
export const nameText = (name: string): string =>
  isAccountNumber(name) ? "(no name stated yet)" : name;

/** Nothing where nothing is stated yet. */
function stated(title: string, parts: readonly string[]): string[] {
  const known = parts.filter((part) => part !== "");
  return known.length === 0 ? [] : [line`${title.padEnd(11)}${known.join(", ")}`];
}

/** As the organisation sees itself: with what is to be mended, and with gifts from abroad. */
export function ownText(own: OwnOrganisation, currency: Currency): string {
  const { foreignMinor, foreignBookedMinor, reasons, stopReason } = own;
  return [
    organisationText(own, currency),
    ...(foreignMinor + foreignBookedMinor > 0
      ? [
        "",
        line`From abroad  ${moneyText(foreignMinor, currency)} this tax year, ${
          moneyText(foreignBookedMinor, currency)
        } to be spent`,
      ]
      : []),
    ...Object.entries(reasons).filter(([, why]) => why !== "").map(([fact, why]) =>
      line`Refused: ${fact}: ${
        why === "dispute" ? "the number belongs to another organisation" : why
      }`
    ),
    ...hiddenTexts(own.texts),
    ...(stopReason === "" ? [] : [line`Stopped: ${stopReason}`]),
  ].join("\n");
}

export function giftsText(gifts: readonly GiftView[], currency: Currency): string {
  if (gifts.length === 0) return "No gifts.";
  return gifts.map((gift) =>
    [
      line`${dateTime(gift.atMs)}  ${
        moneyText(gift.amountMinor, currency)
      } to ${gift.organisationName}` +
      (gift.item === null ? "" : line` for ${gift.item}`) + (gift.refunded ? " (given back)" : ""),
      line`  Reference ${gift.transferId}, receipt ${gift.receipt}, ${
        (gift.deduction ?? gift.eligible).replaceAll("_", " ").replace(
          "no pan",
          "not deductible (no PAN)",
        )
      }`,
      ...gift.updates.map((update) => line`  ${dateTime(update.atMs)}  ${update.text}`),
    ].join("\n")
  ).join("\n");
}

export function pledgesText(pledges: readonly PledgeView[], nowMs: number): string {
  if (pledges.length === 0) return "No pledges.";
  return tableText(
    [
      left("Id"),
      left("What"),
      left("With"),
      left("State"),
      left("Left"),
      right("Sent"),
      right("Counted"),
    ],
    pledges.map((pledge) => [
      pledge.pledge,
      short(thingsText(pledge)),
      short(pledge.donorName ?? pledge.organisationName),
      pledge.status,
      pledge.status === "reserved" ? hoursText(pledge.expiresAtMs - nowMs) : "-",
      String(pledge.sent ?? "-"),
      String(pledge.received ?? "-"),
    ]),
  );
}

function hoursText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function ordersText(orders: readonly OrderView[], currency: Currency): string {
  if (orders.length === 0) return "No recurring gifts.";
  return tableText(
    [left("Id"), left("To"), left("Every"), right("Amount"), left("Next"), right("Given")],
    orders.map((order) => [
      order.order,
      short(order.organisationName),
      order.every,
      groupedOf(order.amountMinor, currency),
      order.ended === null
        ? dateTime(order.nextAtMs)
        : `ended: ${order.ended.replaceAll("_", " ")}`,
      String(order.given),
    ]),
  );
}

export function donationText(receipt: DonationReceipt): string {
  const { organisation, donor, currency } = receipt;
  return [
    line`Receipt    ${receipt.number}, issued ${receipt.issuedOn}`,
    line`To         ${organisation.name}, ${addressText(organisation.address)}`,
    line`From       ${donor.name}`,
    line`Amount     ${moneyText(receipt.amountMinor, currency)} (${receipt.words})`,
    line`Given on   ${receipt.givenOn}`,
    line`Deduction  ${receipt.why}`,
    line`Reference  ${receipt.transferId}`,
    line`Journal    event ${receipt.place} of block ${receipt.block}, ${receipt.hash}`,
    "Whether it was given back since only the bank can tell.",
  ].join("\n");
}

export function goodsText(receipt: GoodsReceipt): string {
  const { item, unit, promised, sent, received } = receipt;
  return [
    line`Received   ${String(received)} ${unit} of ${item}, on ${receipt.receivedOn}`,
    sent === null
      ? line`Promised   ${String(promised)} ${unit}`
      : line`Sent       ${String(sent)} ${unit}`,
    line`By         ${receipt.organisationName} (${accountNumberText(receipt.organisation)})`,
    line`From       ${receipt.donorName}`,
    line`Pledge     ${receipt.pledge}`,
    line`Journal    event ${receipt.place} of block ${receipt.block}, ${receipt.hash}`,
  ].join("\n");
}
