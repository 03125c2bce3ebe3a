// Open gifts through the method table and in the books: the reference in a noisy line finds its gift, in one block; files that come
// again book nothing twice; an audit names what does not follow.
import assert from "node:assert/strict";
import fc from "fast-check";
import { accountNumberOf, isAccountNumber } from "../../bank/account_number.ts";
import { Audit } from "../../bank/audit.ts";
import { BlockDraft, EMPTY_HEAD } from "../../bank/block.ts";
import type { Event } from "../../bank/event.ts";
import { giftIdOf, openGiftOf } from "../../bank/giving/open_gift.ts";
import { OPEN_GIFT_LIFETIME_MS } from "../../bank/limits.ts";
import { namedIn, paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { blockOf } from "../../bank/ref.ts";
import { OPEN_GIFTS_MAX } from "../../api/limits.ts";
import type { Params } from "../../api/methods.ts";
import { givingClock } from "../../service/giving/due_work.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { GivingBooks } from "../support/giving.ts";
import { does } from "../support/giving_commands.ts";
import { type Home, liveHome } from "../support/giving_people.ts";
import { givenLine as line } from "../support/line_commands.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const DETAILS = {
  holder: "Lakeside",
  account: "30201099887",
  ifsc: "SBIN0001234",
  upi: "lake@sbi",
};

/** A live home, a bank that says where money is paid in, and a donor who has none. */
async function scene(): Promise<{ bank: TestBank; home: Home; donor: Customer; staff: Customer }> {
  const bank = await TestBank.open();
  const home = await liveHome(bank);
  const donor = await bank.customer("ann");
  const staff = home.officers[0];
  await staff.call("setBankDetails", { details: DETAILS, password: PASSWORD });
  return { bank, home, donor, staff };
}

const wish = (
  bank: TestBank,
  { manager }: Home,
  more: Partial<Params<"openGift">> = {},
): Params<"openGift"> => ({
  openGift: bank.transferId(),
  organisation: manager.account,
  amountMinor: 500_00,
  foreign: false,
  ...more,
});

Deno.test("open gift: a reference of its own, with a code for the app; no account has one like it", async () => {
  const { bank, home, donor } = await scene();
  await using _ = bank;
  const begun = await donor.call("openGift", wish(bank, home));
  assert.match(begun.reference, /^RF\d{4}0\d{9}$/);
  assert.deepEqual([begun.state, begun.givenMinor, begun.transferId], ["open", 0, null]);
  assert.equal(
    begun.qr!.text,
    `upi://pay?pa=lake@sbi&pn=Lakeside&am=500.00&cu=INR&tn=${begun.reference}`,
  );
  const number = fc.integer({ min: 0, max: 999_999_999 })
    .map((body) => `0${String(body).padStart(9, "0")}`);
  fc.assert(fc.property(number, fc.constantFrom(" ", "\n", "/", "-"), (one, gap) => {
    const reference = paymentReferenceOf(one);
    assert.equal(isAccountNumber(accountNumberOf(one)), false);
    const noisy = `UPI/5334/ ${[...reference.toLowerCase()].join(gap)} /x`.replaceAll("0", "O");
    assert.deepEqual(namedIn(noisy), { accounts: [], numbers: [one] });
    const place = 4 + Number(one.slice(-1));
    const other = (Number(reference[place]) + 1) % 10;
    const wrong = reference.slice(0, place) + other + reference.slice(place + 1);
    assert.deepEqual(namedIn(wrong), { accounts: [], numbers: [] });
  }));
});

Deno.test("open gift: it is seen by its donor alone, and booked in the block of its line", async () => {
  const { bank, home, donor, staff } = await scene();
  await using _ = bank;
  const { manager } = home;
  const asked = wish(bank, home);
  const { reference } = await donor.call("openGift", asked);
  const before = await donor.call("givingTotals", {});
  assert.deepEqual([before.gifts, before.givenMinor], [0, 0]);
  assert.deepEqual((await manager.call("openGifts", {})).openGifts, []);
  assert.deepEqual((await donor.call("myGiving", {})).gifts, []);
  const lines = [line(500_00, `NEFT ANN/${reference.slice(0, 9)} ${reference.slice(9)}/thanks`)];
  const preview = await staff.call("previewLines", { lines });
  assert.equal(preview.lines[0]!.to, donor.account);
  const [booked] = (await staff.call("bookLines", { lines })).lines;
  await staff.call("bookLines", { lines });
  const id = giftIdOf(booked!.id);
  const [gave, came] = [id, booked!.id].map((one) => bank.loop.ledger.transfers.get(one)!);
  assert.equal(blockOf(gave!.ref), blockOf(came!.ref));
  assert.deepEqual((await donor.call("balance", {})).bookedMinor, 0);
  assert.equal((await manager.call("balance", {})).bookedMinor, 500_00);
  const [one] = (await donor.call("openGifts", {})).openGifts;
  assert.deepEqual([one!.state, one!.givenMinor, one!.transferId], ["given", 500_00, id]);
  assert.equal(one!.qr, undefined);
  const { receipt } = await donor.call("donationReceipt", { id });
  assert.equal(receipt.number, "2025-26/000001");
  const [given] = (await donor.call("myGiving", {})).gifts;
  assert.equal(given!.transferId, id);
  const { alerts } = await donor.call("alertsSince", { entry: 0, notice: 0 });
  assert.deepEqual(alerts.map(({ kind }) => kind), ["paid_in", "gift"]);
  // The organisation gives it back by the id that the statement shows.
  const back = { id: bank.transferId(), transferId: id, reason: "not needed" };
  assert.equal((await manager.call("refundGift", back)).amountMinor, 500_00);
});

Deno.test("open gift: two references in one line leave it to staff, nobody's number is nobody's money", async () => {
  const { bank, home, donor, staff } = await scene();
  await using _ = bank;
  const { reference } = await donor.call("openGift", wish(bank, home));
  const texts = [
    `${reference} ${paymentReferenceOf(donor.account)}`,
    paymentReferenceOf("0123456789"),
  ];
  const lines = texts.map((text) => line(9, text));
  const { lines: booked } = await staff.call("bookLines", { lines });
  assert.deepEqual(booked.map(({ to }) => to), ["suspense", "suspense"]);
  // Money that goes out pays nothing, whatever its text says.
  const out = await staff.call("bookLines", { lines: [line(-9, reference)] });
  assert.equal(out.lines[0]!.to, "suspense");
  assert.equal((await donor.call("openGifts", {})).openGifts[0]!.state, "open");
});

Deno.test("open gift: what becomes due ends it, and the donor reads so", async () => {
  const { bank, home, donor, staff } = await scene();
  await using _ = bank;
  const { reference } = await donor.call("openGift", wish(bank, home));
  const clock = givingClock(bank.loop, bank.service.giving.register, bank.host);
  await clock.look();
  assert.equal((await donor.call("openGifts", {})).openGifts[0]!.state, "open");
  bank.clock.advance(OPEN_GIFT_LIFETIME_MS);
  await clock.look();
  clock.stop();
  assert.equal((await donor.call("openGifts", {})).openGifts[0]!.state, "lapsed");
  const late = new Date(bank.clock.nowMs + 86_400_000).toISOString().slice(0, 10);
  await staff.call("bookLines", { lines: [line(500_00, reference, { bookedOn: late })] });
  const { alerts } = await donor.call("alertsSince", { entry: 100, notice: 0 });
  const INR = { code: "INR", scale: 2 };
  assert.deepEqual(alerts.map((alert) => alertText(alert, INR).replace(/^\S+\s+/, "")), [
    "! Your gift of 500.00 INR to Sunrise Trust has lapsed: nothing came for it in 14 days",
    "! 500.00 INR came for your gift of 500.00 INR to Sunrise Trust and is in your account: its 14 days were over",
  ]);
});

Deno.test("open gift: so many may wait at once, and those that ended do not count", async () => {
  const { bank, home, donor } = await scene();
  await using _ = bank;
  const first = wish(bank, home);
  await donor.call("openGift", first);
  for (let more = 1; more < OPEN_GIFTS_MAX; more++) await donor.call("openGift", wish(bank, home));
  assert.equal(await donor.code("openGift", wish(bank, home)), "limit_exceeded");
  await donor.call("openGift", first);
  await donor.call("cancelOpenGift", { openGift: first.openGift });
  await donor.call("openGift", wish(bank, home));
  assert.equal((await donor.call("openGifts", {})).openGifts.length, OPEN_GIFTS_MAX + 1);
});

Deno.test("open gift: an audit names events that do not follow", () => {
  const books = new GivingBooks();
  books.all([does.openGift("g1"), does.openGift("g2", { donor: "dev" })]);
  const { number } = openGiftOf(books.ledger, "g1")!;
  books.all([does.bookLine("l1", { number, amountMinor: 600 })]);
  const all = books.events.map(({ event }) => event);
  const paid = all.at(-1)! as Extract<Event, { type: "open_gift_paid" }>;
  const [opened] = all.filter(({ type }) => type === "gift_opened") as [Event & { number: string }];
  const ended = { type: "open_gift_ended", openGift: "g1", number, donor: "donna" } as const;
  const before = all.slice(0, -1);
  const stories: readonly (readonly [Event[], string])[] = [
    [all, ""],
    [[...before, { ...paid, givenMinor: 500 }], "500 is not what was given of 600"],
    [[...before, { ...paid, askedMinor: 600 }], "g1 was not for 600"],
    [[...before, { ...paid, cameMinor: 500 }], "l1 did not pay g1"],
    [[...before, { ...paid, donor: "dev" }], "g1 is not open"],
    [[...before, { ...paid, givenMinor: 0 }], "nothing says why"],
    [[...before.slice(0, -1), paid], "no gift of donna belongs to g1"],
    [[...all, paid], "g1 had ended before"],
    [[...all, { ...ended, why: "lapsed" }], "g1 had ended before"],
    [[...all, opened], `the number ${number} was taken before`],
    [[...all, { ...opened, number: "1234567890" }], "is no number of an open gift"],
  ] as (readonly [Event[], string])[];
  for (const [events, problem] of stories) {
    const draft = new BlockDraft(books.nowMs);
    assert.ok(draft.add(events));
    const audit = new Audit({ trails: false });
    assert.ok(audit.take(draft.encode(EMPTY_HEAD)));
    const { problems } = audit.report();
    if (problem === "") assert.deepEqual(problems, []);
    else assert.ok(problems.some((one) => one.includes(problem)), `${problem}: ${problems.join()}`);
  }
});

Deno.test("open gift: of many that are asked for at once only as many are taken as may be open", async () => {
  const { bank, home, donor } = await scene();
  await using _ = bank;
  const wishes = Array.from({ length: OPEN_GIFTS_MAX + 5 }, () => wish(bank, home));
  const answers = await Promise.all(wishes.map((one) => donor.answer("openGift", one)));
  const codes = answers.map(({ error }) => error?.data.code ?? "ok");
  assert.equal(codes.filter((code) => code === "ok").length, OPEN_GIFTS_MAX);
  assert.deepEqual([...new Set(codes)].sort(), ["limit_exceeded", "ok"]);
});
