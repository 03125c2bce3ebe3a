// The second half of the story for two faces (tests/support/parity_story.ts): the home is live and receives gifts, promises
// and questions; in the end it is stopped, and people leave.
import { DAY_MS } from "../../bank/days.ts";
import { dayOf, taxYearOf } from "../../bank/giving/calendar.ts";
import { updateHash } from "../../bank/giving/texts.ts";
import type { Row, Scene } from "./parity_story.ts";
import type { Json } from "./rest_client.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const NEW = "another good one";

const it = (more: Json = {}, who = "home") => (scene: Scene): Json => (
  { organisation: scene.account(who), ...more }
);
const nowMs = ({ face }: Scene) => face.web.clock.read();

const DIRECTORY: readonly Row[] = [
  ["nobody", "organisations", {}, ok],
  ["nobody", "organisations", { query: "forty temple", region: "tn", foreignGifts: true }, ok],
  ["nobody", "organisations", { needs: true, sort: "urgent", limit: 1 }, ok],
  ["nobody", "organisations", { sort: "size" }, "invalid_params"],
  ["nobody", "organisation", it(), ok],
  ["nobody", "organisation", it({}, "ann"), "no_such_organisation"],
  ["nobody", "organisation", { organisation: "x" }, "invalid_params"],
  ["nobody", "givingTotals", {}, ok],
];

const need = (name: string, more: Json = {}) => (scene: Scene): Json => ({
  need: scene.id(name),
  item: "Blankets",
  unit: "pieces",
  quantity: 12,
  priority: "urgent",
  deadline: dayOf(nowMs(scene) + 40 * DAY_MS),
  ...more,
});
const the = (name: string) => (scene: Scene): Json => ({ need: scene.id(name) });
const promise = (name: string, quantity: number, of = "blankets") => (scene: Scene): Json => (
  { pledge: scene.id(name), need: scene.id(of), quantity }
);
const kept = (name: string, quantity?: number) => (scene: Scene): Json => (
  { pledge: scene.id(name), ...(quantity === undefined ? {} : { quantity }) }
);
const words =
  (name: string, of: string | null, text = "Thank you!\nIt came.") => (scene: Scene) => (
    { update: scene.id(name), text, ...(of === null ? {} : { need: scene.id(of) }) }
  );

const reads = (name: string, sha256: string) => (scene: Scene): Json =>
  it({ text: scene.id(name), sha256, verdict: "confirmed", password: PASSWORD })(scene);

const tells = (name: string, more: Json = {}) => (scene: Scene): Json =>
  it({ report: scene.id(name), reason: "untrue", words: "There is\nno such house.", ...more })(
    scene,
  );
const answers = (name: string, more: Json = {}) => (scene: Scene): Json => (
  { report: scene.id(name), answer: "We have been there.", password: PASSWORD, ...more }
);

const REPORTS: readonly Row[] = [
  ["nobody", "reportPage", tells("told"), ok],
  ["nobody", "reportPage", tells("told", { reason: "other" }), "id_reused"],
  ["nobody", "reportPage", tells("odd", { reason: "mood" }), "invalid_params"],
  [
    "nobody",
    "reportPage",
    tells("nowhere", { organisation: "100000000000" }),
    "no_such_organisation",
  ],
  ["ann", "reportStatus", { number: "0000-0000-0000-0000" }, "no_such_report"],
  ["ann", "reportStatus", { number: "12" }, "invalid_params"],
  ["ann", "closeReport", answers("told"), "not_allowed"],
  ["asha", "closeReport", answers("never"), "no_such_report"],
  ["asha", "closeReport", answers("told", { password: "a guess" }), "wrong_credentials"],
  ["asha", "closeReport", answers("told"), ok],
  ["nobody", "reportStatus", (scene) => ({ number: scene.reportNumber }), ok],
];

const NEEDS: readonly Row[] = [
  ["home", "addNeed", need("blankets"), ok],
  ["home", "addNeed", need("nets", { item: "Nets", priority: "soon" }), ok],
  ["home", "addNeed", need("past", { deadline: "2020-02-30" }), "invalid_params"],
  ["ann", "addNeed", need("mine"), "no_such_organisation"],
  ["home", "closeNeed", the("nets"), ok],
  ["home", "closeNeed", the("never"), "no_such_need"],
  ["nobody", "needs", { limit: 1 }, ok],
  ["nobody", "needs", { after: 0, limit: 100 }, ok],
  ["nobody", "needs", { after: -1 }, "invalid_params"],
  ["ann", "pledge", promise("five", 5), ok],
  ["ann", "pledge", promise("eight", 8), "over_pledged"],
  ["ann", "pledge", promise("closed", 1, "nets"), "need_closed"],
  ["ann", "pledge", promise("two", 2), ok],
  ["ann", "sendPledge", kept("five", 5), ok],
  ["bob", "sendPledge", kept("five", 5), "no_such_pledge"],
  ["home", "organisationPledges", {}, ok],
  ["home", "receivePledge", kept("five", 4), ok],
  ["ann", "receivePledge", kept("two", 2), "no_such_pledge"],
  ["ann", "cancelPledge", kept("five"), "pledge_over"],
  ["ann", "goodsReceipt", kept("two"), "pledge_over"],
  ["ann", "cancelPledge", kept("two"), ok],
  ["ann", "goodsReceipt", kept("five"), ok],
  ["ann", "goodsReceipt", kept("never"), "no_such_pledge"],
  ["ann", "myPledges", {}, ok],
  ["home", "postUpdate", words("thanks", "blankets"), ok],
  ["home", "postUpdate", words("early", "nets"), "nothing_delivered"],
  ["asha", "reviewText", reads("never", "0".repeat(64)), "no_such_text"],
  ["asha", "reviewText", reads("thanks", "0".repeat(64)), "facts_changed"],
  ["asha", "reviewText", reads("thanks", updateHash("Thank you!\nIt came.")), ok],
  ["ann", "reviewText", reads("thanks", updateHash("Thank you!\nIt came.")), "not_allowed"],
  ["home", "postUpdate", words("blank", null, " "), "invalid_params"],
];

const gift = (name: string, more: Json = {}) => (scene: Scene): Json => ({
  id: scene.id(name),
  organisation: scene.account("home"),
  amountMinor: 50_000,
  foreign: false,
  visibility: "public",
  ...more,
});
const year = (scene: Scene) => taxYearOf(nowMs(scene));

const GIFTS: readonly Row[] = [
  ["ann", "give", gift("first"), ok],
  ["ann", "give", gift("first"), ok],
  ["ann", "give", gift("first", { amountMinor: 1 }), "id_reused"],
  ["ann", "give", (scene) => gift("for it", { need: scene.id("blankets") })(scene), ok],
  ["ann", "give", gift("hidden", { visibility: "anonymous", purpose: "corpus" }), ok],
  ["ann", "give", gift("abroad", { foreign: true }), ok],
  ["ann", "give", gift("unsaid", { foreign: undefined }), "invalid_params"],
  [
    "ann",
    "give",
    (scene) => gift("to bob", { organisation: scene.account("bob") })(scene),
    "no_such_organisation",
  ],
  ["ann", "myGiving", { limit: 2 }, ok],
  ["ann", "myGiving", { limit: 0 }, "invalid_params"],
  ["ann", "donor", {}, ok],
  ["ann", "setDonor", { name: "Ann Lee", address: "1 Road", pan: "abcpl1234f" }, ok],
  ["ann", "setDonor", { name: "Ann Lee", pan: "x" }, "fact_invalid"],
  ["ann", "donationReceipt", (scene) => ({ id: scene.id("first") }), ok],
  ["bob", "donationReceipt", (scene) => ({ id: scene.id("first") }), "no_such_transfer"],
  ["ann", "yearlyGiving", (scene) => ({ year: year(scene) }), ok],
  ["ann", "yearlyGiving", { year: 1999 }, "invalid_params"],
  ["home", "refundGift", (scene) => (
    { id: scene.id("refund"), transferId: scene.id("for it"), reason: "not needed" }
  ), ok],
  ["home", "refundGift", (scene) => (
    { id: scene.id("again"), transferId: scene.id("for it"), reason: "not needed" }
  ), "already_reversed"],
  ["home", "spendForeign", (scene) => (
    { id: scene.id("spent"), to: "bob", amountMinor: 100, use: "programme", memo: "Rice" }
  ), ok],
  ["home", "spendForeign", (scene) => (
    { id: scene.id("office"), to: "bob", amountMinor: 40_000, use: "administration" }
  ), "limit_exceeded"],
  ["home", "donorReport", (scene) => ({ year: year(scene) }), ok],
  ["ann", "donorReport", (scene) => ({ year: year(scene) }), "no_such_organisation"],
];

const order = (name: string, more: Json = {}) => (scene: Scene): Json => {
  const { id: _, ...wish } = gift(name)(scene);
  return { order: scene.id(name), ...wish, firstAtMs: nowMs(scene) + 5 * DAY_MS, ...more };
};

const ORDERS: readonly Row[] = [
  ["ann", "startOrder", order("monthly"), ok],
  ["ann", "startOrder", order("weekly", { every: "day" }), "invalid_params"],
  ["ann", "myOrders", {}, ok],
  ["bob", "stopOrder", (scene) => ({ order: scene.id("monthly") }), "no_such_order"],
  ["ann", "stopOrder", (scene) => ({ order: scene.id("monthly") }), ok],
];

const waiting = (name: string, more: Json = {}) => (scene: Scene): Json => {
  const { id: _, ...wish } = gift(name)(scene);
  return { openGift: scene.id(name), ...wish, ...more };
};

const OPEN_GIFTS: readonly Row[] = [
  ["ann", "openGift", waiting("later"), ok],
  ["ann", "openGift", waiting("later"), ok],
  ["ann", "openGift", waiting("later", { amountMinor: 1 }), "id_reused"],
  ["ann", "openGift", waiting("nothing", { amountMinor: 0 }), "invalid_params"],
  ["nobody", "openGift", waiting("never"), "not_logged_in"],
  ["ann", "openGifts", {}, ok],
  ["bob", "cancelOpenGift", (scene) => ({ openGift: scene.id("later") }), "no_such_open_gift"],
  ["ann", "cancelOpenGift", (scene) => ({ openGift: scene.id("later") }), ok],
];

const LEAVING: readonly Row[] = [
  [
    "asha",
    "stopOrganisation",
    it({ how: "suspended", reason: "", password: PASSWORD }),
    "invalid_params",
  ],
  [
    "asha",
    "stopOrganisation",
    it({ how: "suspended", reason: "complaints", password: PASSWORD }),
    ok,
  ],
  ["ann", "give", gift("too late"), "organisation_not_live"],
  ["bala", "reinstateOrganisation", it({ password: "a guess" }), "wrong_credentials"],
  ["asha", "reinstateOrganisation", it({ password: PASSWORD }), ok],
  ["ann", "give", gift("in time"), ok],
  ["nobody", "givingTotals", {}, ok],
  ["bob", "changePassword", { password: PASSWORD, newPassword: PASSWORD }, "weak_password"],
  ["bob", "changePassword", { password: PASSWORD, newPassword: NEW }, ok],
  ["bob", "closeAccount", { password: NEW }, "account_not_empty"],
  ["bob", "closeAccount", (scene) => (
    { password: NEW, sweep: { id: scene.id("sweep"), to: "ann" } }
  ), ok],
  ["ann", "logOut", {}, ok],
  ["bala", "logOut", { everywhere: true }, "invalid_params"],
];

export const GIVING: readonly Row[] = [
  ...DIRECTORY,
  ...REPORTS,
  ...NEEDS,
  ...GIFTS,
  ...ORDERS,
  ...OPEN_GIFTS,
  ...LEAVING,
];
