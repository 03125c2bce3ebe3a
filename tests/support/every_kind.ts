// What has to happen at a bank so that some customer is told each kind of entry and notice that there is. Goes on where the story
// for two faces (parity_story.ts, parity_giving.ts) has ended: the home is live, asha and bala are officers.
import { zoneOf } from "../../bank/bank_zone.ts";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import type { Command } from "../../bank/command.ts";
import { SECURITY_NOTICES } from "../../bank/event.ts";
import {
  HOLD_LIFETIME_MS,
  OPEN_GIFT_LIFETIME_MS,
  PLEDGE_LIFETIME_MS,
  REQUEST_DUE_DAYS,
  REQUEST_LAPSE_DAYS,
} from "../../bank/limits.ts";
import { freeNumber } from "../../bank/pay_in/waiting_number.ts";
import { needHash } from "../../bank/giving/texts.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { TransferId } from "../../bank/transfer_id.ts";
import { payoutsOf } from "./payout_scene.ts";
import type { Row, Scene } from "./parity_story.ts";
import type { Json } from "./rest_client.ts";
import { PASSWORD, type WebBank } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;

/** Who is told of it. */
export const TOLD = ["carol", "gus", "home"] as const;

const RULES = {
  newDeviceMinor: 0,
  newPayeeMinor: 0,
  drainingMinor: 0,
  unusualMinor: 0,
  burstTransfers: 0,
  holdReasons: 5,
};
const rules = (policy: Json): Row => [
  "asha",
  "setPolicy",
  { password, policy: { ...RULES, ...policy } },
  ok,
];
const pay = (name: string, to: string): Row => [
  "carol",
  "transfer",
  (scene) => ({ id: scene.id(name), to, amountMinor: 100 }),
  ok,
];
const cash = (method: "cashIn" | "cashOut"): Row => [
  "asha",
  method,
  (scene) => ({ id: scene.id(method), account: scene.account("carol"), amountMinor: 500 }),
  ok,
];
const pledge = (name: string): Row => [
  "carol",
  "pledge",
  (scene) => ({ pledge: scene.id(name), need: scene.id("cots"), quantity: 2 }),
  ok,
];
const keeps = (who: string, method: "sendPledge" | "receivePledge"): Row => [
  who,
  method,
  (scene) => ({ pledge: scene.id("kept"), quantity: 2 }),
  ok,
];

export const PEOPLE: readonly Row[] = ["carol", "gus", "dan", "eve", "fay", "hal"].map((
  userName,
) => [
  userName,
  "signUp",
  { userName, password },
  ok,
]);

const MONEY: readonly Row[] = [
  rules({}),
  cash("cashIn"),
  cash("cashOut"),
  pay("wrong", "gus"),
  ["asha", "reverse", (scene) => (
    { id: scene.id("right"), transferId: scene.id("wrong"), reason: "mistake" }
  ), ok],
  rules({ newPayeeMinor: 1 }),
  pay("odd", "hal"),
  rules({ newPayeeMinor: 1, holdReasons: 1 }),
  pay("to confirm", "dan"),
  ["carol", "confirmHold", (scene) => ({ id: scene.id("to confirm"), password }), ok],
  pay("to cancel", "eve"),
  ["carol", "cancelHold", (scene) => ({ id: scene.id("to cancel") }), ok],
  pay("to forget", "fay"),
  rules({}),
  ["carol", "freeze", {}, ok],
  ["carol", "unfreeze", { password }, ok],
];

const COTS = { item: "Cots", unit: "pieces" };

/** By the bank itself: the library of release 0.1 knows no requests. */
function requestsOf(scene: Scene): readonly Command[] {
  const [carol, gus] = [scene.account("carol"), scene.account("gus")];
  const ask = (name: string, owner: string, payer: string) => (
    { type: "ask_payment" as const, request: name, owner, payer, ...TEA }
  );
  return [
    ask("declined", carol, gus),
    { type: "decline_request", request: "declined", owner: gus, word: "no" },
    ask("withdrawn", gus, carol),
    { type: "withdraw_request", request: "withdrawn", owner: gus },
    ask("lapsed", carol, gus),
  ];
}

/** Likewise. */
function ordersAndLimitsOf(scene: Scene, web: WebBank): readonly Command[] {
  const [owner, payee] = [scene.account("carol"), scene.account("gus")];
  const today = zoneOf(web.bank.books.loop.ledger).dayOf(web.clock.read());
  const about = { order: "rent", owner, payee, amountMinor: 2 ** 50, memo: "Rent" };
  return [
    { type: "make_standing_order", ...about, every: "week", firstOn: today },
    { type: "run_standing_order", order: "rent", id: web.newId() },
    { type: "stop_standing_order", order: "rent", owner },
    { type: "set_own_limits", owner, limits: { dayPayees: 900 }, raisesFromMs: 0 },
    {
      type: "set_account_limits",
      account: owner,
      limits: { dayPayees: 800 },
      reason: "asked for",
      by: scene.account("asha"),
    },
  ];
}

const TEA = { amountMinor: 100, memo: "Tea", reference: "" };

const GIVING: readonly Row[] = [
  ["home", "addNeed", (scene) => ({
    need: scene.id("cots"),
    ...COTS,
    quantity: 20,
    priority: "soon",
    deadline: dayOf(scene.face.web.clock.read() + 60 * DAY_MS),
  }), ok],
  ["carol", "give", (scene) => ({
    id: scene.id("gift"),
    organisation: scene.account("home"),
    amountMinor: 700,
    foreign: false,
    visibility: "public",
  }), ok],
  pledge("kept"),
  keeps("carol", "sendPledge"),
  keeps("home", "receivePledge"),
  pledge("broken"),
  ["carol", "cancelPledge", (scene) => ({ pledge: scene.id("broken") }), ok],
  pledge("forgotten"),
  ["carol", "startOrder", (scene) => ({
    order: scene.id("weekly"),
    organisation: scene.account("home"),
    amountMinor: 99_999_999,
    foreign: false,
    visibility: "public",
    every: "week",
  }), ok],
];

const OFFICERS: readonly Row[] = [
  ["asha", "review", (scene) => ({ organisation: scene.account("home") }), ok],
  ["asha", "reviewFact", (scene) => ({
    organisation: scene.account("home"),
    fact: "contact",
    verdict: "refused",
    password,
    set: scene.set,
    reason: "no answer",
  }), ok],
  ["asha", "stopOrganisation", (scene) => (
    { organisation: scene.account("home"), how: "suspended", reason: "complaints", password }
  ), ok],
];

const END: readonly Row[] = [
  ["asha", "reinstateOrganisation", (scene) => (
    { organisation: scene.account("home"), password }
  ), ok],
  ["gus", "closeAccount", (scene) => (
    { password, sweep: { id: scene.id("all of it"), to: "dan" } }
  ), ok],
];

/** Money from another bank, with a reference and without; by the bank itself, as verdicts below. */
function linesOf(scene: Scene, web: WebBank): readonly Command[] {
  const [carol, by] = [scene.account("carol"), scene.account("asha")] as Account[];
  const bookedOn = dayOf(web.clock.read());
  const line = (id: string, amountMinor: number) => (
    { type: "book_line" as const, id: scene.id(id), amountMinor, bookedOn, memo: "", by: by! }
  );
  const settled = (id: string) => (
    {
      type: "assign_line" as const,
      id: scene.id(`${id} found`),
      line: scene.id(id),
      to: carol!,
      by: by!,
    }
  );
  return [
    { ...line("with reference", 500), to: carol! },
    line("without", 300),
    settled("without"),
  ];
}

type Account = Extract<Command, { type: "notice" }>["account"];

/** Less comes for one open gift, and for another one nothing in its time. */
function openGiftsOf(scene: Scene, web: WebBank): readonly Command[] {
  const [donor, organisation, by] = ["carol", "home", "asha"].map((who) => scene.account(who)) as [
    Account,
    Account,
    Account,
  ];
  const gift = { organisation, purpose: "general", visibility: "public", foreign: false } as const;
  const opened = ["short", "forgotten gift"].map((name): Command => (
    { type: "open_gift", openGift: scene.id(name), donor, amountMinor: 900, gift }
  ));
  return [...opened, {
    type: "book_line",
    id: scene.id("less"),
    amountMinor: 300,
    bookedOn: dayOf(web.clock.read()),
    number: freeNumber(web.bank.books.loop.ledger, scene.id("short"))!,
    memo: "",
    by,
  }];
}

/** @param tell asks for each row of the story. */
export async function everyKind(
  scene: Scene,
  { web, tell }: { readonly web: WebBank; readonly tell: (rows: readonly Row[]) => Promise<void> },
): Promise<void> {
  const say = async (command: Command) => {
    const outcome = await web.bank.books.loop.submit(command);
    if (outcome instanceof Refusal) throw new Error(`${command.type}: ${outcome.code}`);
  };
  const run = () => say({ type: "run_order", order: scene.id("weekly"), id: web.newId() });
  const [carol, home, asha] = ["carol", "home", "asha"].map((who) => scene.account(who) as Account);
  for (const notice of SECURITY_NOTICES) await say({ type: "notice", account: carol!, notice });
  for (const command of [...linesOf(scene, web), ...openGiftsOf(scene, web)]) await say(command);
  for (const command of [...requestsOf(scene), ...ordersAndLimitsOf(scene, web)]) {
    await say(command);
  }
  for (const command of payoutsOf(scene, web)) await say(command);
  const appointed = { role: "teller", suspended: false, reason: "second counter" } as const;
  await say({ type: "appoint", account: carol!, ...appointed, by: asha! });
  for (const type of ["view_account", "staff_freeze", "staff_unfreeze"] as const) {
    await say({ type, account: carol!, reason: "asked for", by: asha! });
  }
  await tell([...MONEY, ...GIVING]);
  await run();
  web.clock.advance(Math.max(HOLD_LIFETIME_MS, PLEDGE_LIFETIME_MS) + DAY_MS);
  await say({ type: "expire_hold", id: scene.id("to forget") as TransferId });
  await say({ type: "lapse_pledge", pledge: scene.id("forgotten") });
  web.clock.advance(OPEN_GIFT_LIFETIME_MS);
  await say({ type: "lapse_open_gift", openGift: scene.id("forgotten gift") });
  // By the bank itself: the library of release 0.1 knows no verdicts on texts.
  await say({
    type: "review_text",
    account: home!,
    text: scene.id("cots"),
    by: asha!,
    sha256: needHash(COTS),
    verdict: "taken_down",
    reason: "not a need",
  });
  await tell(OFFICERS);
  web.clock.advance((REQUEST_DUE_DAYS + REQUEST_LAPSE_DAYS + 2) * DAY_MS);
  await say({ type: "lapse_request", request: "lapsed" });
  await run();
  await tell(END);
}
