// What has been given: a donor's own gifts with what became of them, gifts of a tax year, the newest of all.
import { taxYearSpan, taxYearText } from "../../bank/giving/calendar.ts";
import { leftOf } from "../../bank/giving/decide_need.ts";
import { hasPassed } from "../../bank/giving/calendar.ts";
import type { Entry } from "../../bank/trace.ts";
import { itemOf, needView, receiptNumber, updateViews } from "./giving_views.ts";
import type { GiftView } from "../../api/giving_shapes.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { type Service } from "../service.ts";
import { byUrgency } from "./needs_order.ts";
import { isShown } from "./shown_texts.ts";
import { deductionOf } from "../../bank/giving/deduction.ts";
import { panOf } from "./donation_receipts.ts";

export async function givingTotals(service: Service): Promise<Result<"givingTotals">> {
  const { register, directory } = service.giving;
  const nowMs = service.host.clock();
  let organisations = 0;
  for (const [, organisation] of service.loop.ledger.organisations.rows()) {
    if (directory.isPublic(organisation, nowMs)) organisations++;
  }
  const recentGifts = await Promise.all(
    register.newest.map(async ({ atMs, amountMinor, from, gift }) => ({
      atMs,
      amountMinor,
      purpose: gift.purpose,
      item: itemOf(service, gift.need),
      donor: gift.visibility === "public" ? await service.names.load(from) : null,
      organisation: gift.organisation,
      organisationName: directory.nameOf(gift.organisation),
    })),
  );
  const { seq: block, hash } = service.loop.head;
  return { organisations, ...register.totals(service.host.clock()), recentGifts, block, hash };
}

export function openNeeds(service: Service, { after, limit }: Parsed<"needs">): Result<"needs"> {
  const nowMs = service.host.clock();
  const { ledger } = service.loop;
  const open = [...ledger.needs.rows()].map(([, need]) => need).filter((need) => {
    const organisation = ledger.organisations.get(need.organisation)!;
    return need.status === "open" && isShown(service.giving.directory.texts.need(need)) &&
      leftOf(need) > 0 && !hasPassed(need.deadline, nowMs) &&
      service.giving.directory.isPublic(organisation, nowMs) &&
      service.giving.directory.standing(organisation, nowMs).receives;
  });
  open.sort(byUrgency);
  const page = open.slice(after, after + limit);
  return {
    needs: page.map((need) => needView(service, need)),
    next: after + limit < open.length ? after + limit : null,
  };
}

/** Entries read for one page of gifts, at most: among many others there may be few. */
const ENTRIES_READ_MAX = 2_000;

export async function myGiving(
  service: Service,
  account: string,
  { after, limit }: Parsed<"myGiving">,
): Promise<Result<"myGiving">> {
  const gifts: GiftView[] = [];
  let before = after === undefined ? undefined : Number(after) || 1;
  for (let read = 0; read < ENTRIES_READ_MAX && gifts.length < limit;) {
    const page = await service.statements.page(account, { before, limit: 200 });
    read += page.length;
    for (const entry of page) {
      before = entry.number;
      if (entry.kind !== "gift" || entry.amountMinor > 0) continue;
      gifts.push(await giftView(service, account, entry));
      if (gifts.length === limit) break;
    }
    if (page.length < 200) before = gifts.length === limit ? before : 1;
    if (before === undefined || before <= 1) break;
  }
  return { gifts, cursor: before !== undefined && before > 1 ? String(before) : null };
}

async function giftView(
  service: Service,
  account: string,
  entry: Entry,
): Promise<GiftView> {
  const { transfer: transferId, atMs, amountMinor } = entry;
  const gift = entry.gift!;
  const { organisation, purpose, need, visibility, foreign } = gift;
  const updates = await updateViews(
    service,
    organisation,
    {
      wanted: (update) =>
        update.atMs >= atMs && (need === undefined || update.need === need || update.need === null),
    },
  );
  return {
    transferId,
    atMs,
    organisation,
    purpose,
    visibility,
    foreign,
    updates,
    organisationName: service.giving.directory.nameOf(organisation),
    amountMinor: -amountMinor,
    need: need ?? null,
    item: itemOf(service, need),
    refunded: (await service.transfer(transferId))?.reversedBy !== undefined,
    receipt: receiptNumber(gift.year!, gift.receipt!),
    eligible: gift.eligible!,
    deduction: deductionOf(gift.eligible!, await panOf(service, { account, ref: entry.ref })),
  };
}

/** Gifts of a tax year, oldest first: outgoing ones of a donor, incoming ones of an organisation. */
export async function giftsOfYear(
  service: Service,
  account: string,
  year: number,
): Promise<Entry[]> {
  const { statements } = service;
  const { fromMs, toMs } = taxYearSpan(year);
  const end = await statements.firstAt(account, toMs);
  const gifts: Entry[] = [];
  for (let after = await statements.firstAt(account, fromMs) - 1; after < end - 1;) {
    const page = await statements.entriesSince(account, {
      after,
      limit: Math.min(200, end - 1 - after),
    });
    if (page.length === 0) break;
    gifts.push(...page.filter(({ kind }) => kind === "gift"));
    after = page.at(-1)!.number;
  }
  return gifts;
}

export async function yearlyGiving(
  service: Service,
  account: string,
  year: number,
): Promise<Result<"yearlyGiving">> {
  type Sum = Result<"yearlyGiving">["organisations"][number];
  const sums = new Map<string, Sum>();
  for (const { gift, amountMinor, transfer, ref } of await giftsOfYear(service, account, year)) {
    if (amountMinor > 0 || !gift) continue;
    const { organisation } = gift;
    const organisationName = service.giving.directory.nameOf(organisation);
    const none = {
      organisation,
      organisationName,
      gifts: 0,
      givenMinor: 0,
      eligibleMinor: 0,
      refundedMinor: 0,
    };
    const sum = sums.get(organisation) ?? none;
    sums.set(organisation, sum);
    const refunded = (await service.transfer(transfer))?.reversedBy !== undefined;
    if (refunded) sum.refundedMinor -= amountMinor;
    else {
      sum.gifts++;
      sum.givenMinor -= amountMinor;
    }
    if (refunded || gift.eligible !== "eligible") continue;
    const deduction = deductionOf(gift.eligible, await panOf(service, { account, ref }));
    if (deduction === "deductible") sum.eligibleMinor -= amountMinor;
  }
  return { year: taxYearText(year), organisations: [...sums.values()] };
}
