// Every kind of page there is, for each kind of visitor who may see it, and what can be measured on any of them.
import { DAY_MS } from "../../bank/days.ts";
import type { Page } from "playwright-core";
import type { Site } from "./browser.ts";
import { PASSWORD } from "./web_bank.ts";

/** Where the form of a gift leads. */
const giftAt = (organisation: string, amount: string): string =>
  `/me/give?${new URLSearchParams({ organisation, amount, for: "general", foreign: "no" })}`;

/** As strangers see them, without the language in front. */
export function publicPaths(site: Pick<Site, "web">): readonly string[] {
  const { organisations } = site.web.filled!;
  return [
    "/",
    "/?q=nothing+fits",
    "/?region=TN&needs=yes&sort=urgent",
    `/o/${organisations[0]}`,
    `/o/${organisations[3]}`,
    "/needs",
    "/transparency",
    "/register",
    "/sign-in?next=/me/give?x=1",
    "/sign-up",
    `/sign-in?next=${encodeURIComponent(giftAt(organisations[0]!, "500"))}`,
    "/lost-password",
    "/verify",
    "/verify?c=forged",
    `/report?organisation=${organisations[0]}`,
    "/report/follow",
    "/o/0",
  ];
}

/** Of the signed-in: donor, managers of a live and of a waiting organisation, a customer without one, officer. */
export async function ownPaths(
  site: Pick<Site, "web">,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { organisations, needs, donor } = site.web.filled!;
  const [gift] = (await donor.call("myGiving", {})).gifts;
  const openGift = site.web.newId();
  const wish = { organisation: organisations[0]!, amountMinor: 50_000, foreign: false };
  await donor.call("openGift", { openGift, ...wish });
  const request = await requestTo(donor, site);
  await payoutsOf(donor, site);
  const soon = new Date(site.web.clock.read() + 2 * DAY_MS).toISOString().slice(0, 10);
  return {
    donor: [
      "/me",
      "/me?done=given",
      "/me/account",
      "/me/pay-in",
      "/me/pay-in?amount=500",
      "/me/donor",
      "/me/years",
      "/me/security",
      "/me/staff",
      giftAt(organisations[0]!, "10"),
      giftAt(organisations[0]!, "9000000"),
      `/me/thanks/${gift!.transferId}?done=given`,
      `/me/open-gifts/${openGift}`,
      `/me/gifts/${gift!.transferId}/receipt`,
      `/me/pledge?need=${needs[0]}&quantity=1`,
      "/me/requests",
      "/me/requests/link?amount=12.50&memo=Tea",
      "/me/standing-orders",
      `/me/standing-orders/new?to=anbu&amount=1&every=month&first=${soon}`,
      "/me/payouts",
      "/me/payouts/new?amount=1&memo=Rent",
      "/me/limits",
      "/me/pay?to=anbu",
      "/me/transfer?to=anbu&amount=1",
      "/me/transfer?to=nobody&amount=1",
    ],
    anbu: ["/me/organisation", "/me", "/me/requests", `/me/requests/pay?request=${request}`],
    lotus: ["/me/organisation"],
    nobody: ["/me", "/me/organisation"],
    asha: [
      "/me/staff",
      "/me/staff/payouts",
      "/me/staff/cash",
      "/me/staff/news",
      "/me/staff/customer",
      "/me/staff/acts",
      "/me/staff/day",
      "/me/reviews",
      `/me/reviews/${organisations[11]}`,
      `/me/reviews/${organisations[0]}`,
    ],
  };
}

/** One that anbu can pay: made once, however often the pages are looked at. */
async function requestTo(
  donor: NonNullable<Site["web"]["filled"]>["donor"],
  { web }: Pick<Site, "web">,
): Promise<string> {
  const { requests: [known] } = await donor.call("paymentRequests", { side: "asker", open: true });
  if (known) return known.request;
  const call = { request: web.newId(), from: ["anbu"], amountMinor: 100, memo: "Tea" };
  return (await donor.call("askPayment", call)).requests[0]!.request!.request;
}

/** One is sent and one waits: made once, however often the pages are looked at. */
async function payoutsOf(
  donor: NonNullable<Site["web"]["filled"]>["donor"],
  { web }: Pick<Site, "web">,
): Promise<void> {
  if ((await donor.call("payouts", {})).count > 0) return;
  const { loop } = web.bank.books;
  const by = [...loop.ledger.staff.rows()].find(([, { role }]) => role === "manager")![0];
  const waits = (payoutAccountHours: number) =>
    loop.submit({ type: "set_policy", policy: { payoutAccountHours }, by });
  await waits(0);
  const payee = { holder: "Ann Lee", account: "30201099887", ifsc: "SBIN0001234" };
  await donor.call("setPayoutAccount", { password: PASSWORD, payee });
  for (const memo of ["Rent", "Paint for the school"]) {
    const about = { amountMinor: 1_00, memo, password: PASSWORD };
    await donor.call("askPayout", { id: web.newId(), ...about });
    const [[number] = [""]] = loop.ledger.payouts.rows();
    if (memo === "Rent") {
      await loop.submit({ type: "make_payout_batch", batch: web.newId(), payouts: [number], by });
    }
  }
}

/** What is folded up shows itself; of very many the first ones. */
export const UNFOLD =
  "[...document.querySelectorAll('details')].slice(0, 12).forEach((one) => { one.open = true; })";

/** CSS pixels that the page is wider than the window, and by what. */
export async function overhang(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const width = document.documentElement.clientWidth;
    const over = document.documentElement.scrollWidth - width;
    if (over <= 0) return "";
    const inside = (one) => one.closest(".scroll, pre, .skip") !== null;
    const wide = [...document.querySelectorAll("main *, header *, footer *")]
      .filter((one) => !inside(one) && one.getBoundingClientRect().right > width + 0.5);
    const names = wide.slice(0, 3).map((one) => one.tagName + "." + one.className + " " +
      (one.textContent ?? "").trim().slice(0, 30));
    return over + " px too wide: " + names.join(" | ");
  })()`);
}

/** Buttons and fields that are smaller than a finger needs (WCAG 2.2, 2.5.8: 24 px); links in lines of text may be. */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(`(() => {
    const found = [];
    const all = "button, select, textarea, summary, input:not([type=hidden]), nav a, h2 a, h3 a";
    for (const one of document.querySelectorAll(all)) {
      const whole = ["radio", "checkbox"].includes(one.type) ? one.closest("label") : one;
      const { width, height } = whole.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      if (width < 24 || height < 24) {
        const name = (one.textContent || one.name || "").trim().slice(0, 30);
        found.push(one.tagName + " " + name + " " + width.toFixed(1) + "x" + height.toFixed(1));
      }
    }
    return found;
  })()`);
}
