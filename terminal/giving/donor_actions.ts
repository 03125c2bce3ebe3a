// `bank connect organisations`, `give`, `pledge` …: what donors do.
import { normalAccountNumber } from "../../bank/account_number.ts";
import { parseAmount } from "../../bank/amount.ts";
import { moneyText } from "../../bank/money.ts";
import { plainName } from "../../bank/pasted.ts";
import type { Customer } from "../customer.ts";
import { usageError } from "../../console/exit.ts";
import { confirmed } from "../confirmed.ts";
import { writeFile } from "../../console/files.ts";
import { untilAnswered, written } from "../pay.ts";
import type { ActOf } from "../words/connect_words.ts";
import { line } from "../../console/screen.ts";
import { begin, showBegun } from "./open_gift_actions.ts";
import { thingsText } from "./things_text.ts";
import { dateTime } from "../../console/bank_time.ts";
import { checkedId, checkedKnownId, show, transferText } from "../show.ts";
import {
  directoryText,
  giftsText,
  needsText,
  ordersText,
  organisationText,
  pledgesText,
} from "./giving_text.ts";

export async function organisations(
  customer: Customer,
  act: ActOf<"organisations">,
): Promise<void> {
  const { query, region, needs, after } = act;
  const asked = { query, region, needs, ...(after === undefined ? {} : { after }) };
  const found = await customer.call("organisations", asked);
  show(customer, found, directoryText(found.organisations, customer.currency));
  if (found.cursor !== null && !customer.flags.json) {
    customer.world.screen.say(line`More: --after ${found.cursor}`);
  }
}

/** By number, or by words that only one name has. */
export async function organisationNamed(customer: Customer, given: string): Promise<string> {
  const number = normalAccountNumber(given);
  if (/^[1-9][0-9]{11}$/.test(number)) return number;
  const found = await customer.call("organisations", { query: given.slice(0, 100), limit: 100 });
  // The directory also finds what they write about themselves: only a name is taken for a name.
  const wanted = plainName(given).toLowerCase();
  const words = wanted.split(" ").filter((word) => word !== "");
  const organisations = found.organisations.filter(({ name }) =>
    words.every((word) => name.toLowerCase().includes(word))
  );
  const exact = organisations.filter(({ name }) => name.toLowerCase() === wanted);
  const [only, second] = exact.length > 0 ? exact : organisations;
  if (only && !second) return only.organisation;
  if (!only) {
    throw usageError(
      line`No organisation is called "${given}"; see \`bank connect organisations\``,
    );
  }
  const names = organisations.slice(0, 5).map(({ name, organisation }) =>
    line`${name} (${organisation})`
  );
  throw usageError(line`"${given}" could be ` + names.join(", ") + ": give the account number");
}

export async function organisation(customer: Customer, act: ActOf<"organisation">): Promise<void> {
  const account = await organisationNamed(customer, act.organisation);
  const found = await customer.call("organisation", { organisation: account });
  show(customer, found, organisationText(found, customer.currency));
}

export async function needs(customer: Customer): Promise<void> {
  const found = await customer.call("needs", { limit: 100 });
  show(customer, found, needsText(found.needs));
}

export async function give(customer: Customer, act: ActOf<"give">): Promise<void> {
  const { currency } = customer;
  if (act.payIn && act.every !== undefined) {
    throw usageError("--pay-in is for one gift: leave --every out");
  }
  const amountMinor = parseAmount(act.amount, currency);
  const account = await organisationNamed(customer, act.organisation);
  const { name } = await customer.call("organisation", { organisation: account });
  const question = line`Give ${moneyText(amountMinor, currency)} to ${name}?`;
  if (!act.yes) await confirmed(customer, question, "Nothing was given.");
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const { visibility, foreign, every } = act;
  const about = { organisation: account, amountMinor, visibility, foreign };
  const purpose = act.for === "general" || act.for === "corpus"
    ? { purpose: act.for } as const
    : { purpose: "need" as const, need: checkedId(act.for) };
  if (every !== undefined) {
    const order = await untilAnswered(
      customer,
      id,
      () => customer.call("startOrder", { order: id, ...about, ...purpose, every }),
    );
    return show(
      customer,
      order,
      line`Every ${every}, the first time now: ${moneyText(amountMinor, currency)} to ${name}.` +
        line`\nTo end it  bank connect recurring --stop ${id}`,
    );
  }
  if (act.payIn) {
    return await showBegun(customer, await begin(customer, { ...about, ...purpose }, id));
  }
  const intent = { id, to: name, amountMinor, memo: "", what: "gift" };
  const done = await written(
    customer,
    intent,
    () => customer.call("give", { id, ...about, ...purpose }),
  );
  const said = done.status === "booked"
    ? line`Gave ${
      moneyText(amountMinor, currency)
    } to ${name}. Thank you.\nReceipt    bank connect donation-receipt ${id}`
    : transferText(done, currency);
  show(customer, done, done.status === "booked" ? said + line`\nReference  ${id}` : said);
}

export async function giving(customer: Customer, { year }: ActOf<"giving">): Promise<void> {
  const { currency } = customer;
  if (year !== undefined) {
    if (!/^20[0-9]{2}$/.test(year)) throw usageError(line`"${year}" is not a year such as 2026`);
    const sums = await customer.call("yearlyGiving", { year: Number(year) });
    const lines = sums.organisations.map((sum) =>
      line`${moneyText(sum.givenMinor, currency)} to ${sum.organisationName} in ${sum.gifts} ${
        sum.gifts === 1 ? "gift" : "gifts"
      }, ` +
      line`${moneyText(sum.eligibleMinor, currency)} of it deductible` +
      (sum.refundedMinor === 0 ? "" : line`; ${moneyText(sum.refundedMinor, currency)} came back`)
    );
    return show(customer, sums, lines.join("\n") || line`No gifts in ${sums.year}.`);
  }
  const found = await customer.call("myGiving", { limit: 50 });
  show(customer, found, giftsText(found.gifts, currency));
}

/** The receipt itself is JSON: what is signed can be shown in no other way without breaking it. */
export async function receiptOfGift(
  customer: Customer,
  act: ActOf<"donation-receipt">,
): Promise<void> {
  const { status, receipt } = await customer.call("donationReceipt", {
    id: checkedKnownId(act.transferId),
  });
  const text = JSON.stringify(receipt, null, 2);
  const { screen } = customer.world;
  if (act.out === undefined) {
    return screen.out(customer.flags.json ? JSON.stringify(receipt) : text);
  }
  writeFile(act.out, text + "\n");
  screen.say(line`Written to ${act.out} (${status}); \`bank verify ${act.out}\` checks it.`);
}

export async function recurring(customer: Customer, { stop }: ActOf<"recurring">): Promise<void> {
  const { currency } = customer;
  if (stop !== undefined) {
    const order = await customer.call("stopOrder", { order: checkedId(stop) });
    return show(customer, order, ordersText([order], currency));
  }
  const found = await customer.call("myOrders", {});
  show(customer, found, ordersText(found.orders, currency));
}

export async function pledge(customer: Customer, act: ActOf<"pledge">): Promise<void> {
  const id = act.pledge === undefined ? customer.newTransferId() : checkedId(act.pledge);
  const params = { pledge: id, need: checkedId(act.need), quantity: act.quantity };
  const done = await untilAnswered(customer, id, () => customer.call("pledge", params));
  const until = dateTime(done.expiresAtMs);
  show(
    customer,
    done,
    line`Reserved: ${thingsText(done)} for ${done.organisationName}, until ${until}.` +
      line`\nWhen it is on its way: bank connect pledges --sent ${id}`,
  );
}

export async function donor(customer: Customer, act: ActOf<"donor">): Promise<void> {
  const known = await customer.call("donor", {});
  const { name = known.name, address = known.address, pan = known.pan } = act;
  const asked = act.name ?? act.address ?? act.pan;
  const now = asked === undefined ? known : await customer.call("setDonor", { name, address, pan });
  const text = [
    line`Name       ${now.name}`,
    line`Address    ${now.address || "-"}`,
    line`PAN        ${now.pan || "- (without it no gift is reported for a deduction)"}`,
  ];
  show(customer, now, text.join("\n"));
}

export async function pledges(customer: Customer, act: ActOf<"pledges">): Promise<void> {
  const nowMs = customer.world.host.clock();
  const asked = [act.sent, act.cancel, act.receipt].filter((each) => each !== undefined);
  if (asked.length > 1) throw usageError("Give one of --sent, --cancel and --receipt");
  if (act.quantity !== undefined && act.sent === undefined) {
    throw usageError("--quantity goes with --sent ID");
  }
  if (act.receipt !== undefined) {
    const receipt = await customer.call("goodsReceipt", { pledge: checkedId(act.receipt) });
    return customer.world.screen.out(
      JSON.stringify(receipt, null, customer.flags.json ? undefined : 2),
    );
  }
  if (act.cancel !== undefined) {
    const done = await customer.call("cancelPledge", { pledge: checkedId(act.cancel) });
    return show(customer, done, pledgesText([done], nowMs));
  }
  const found = await customer.call("myPledges", {});
  if (act.sent === undefined) return show(customer, found, pledgesText(found.pledges, nowMs));
  const id = checkedId(act.sent);
  const known = found.pledges.find((each) => each.pledge === id);
  const quantity = act.quantity ?? known?.quantity ?? 1;
  const done = await customer.call("sendPledge", { pledge: id, quantity });
  show(customer, done, pledgesText([done], nowMs));
}
