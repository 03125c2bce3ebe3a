// Commands of giving with defaults for everything, so that a row of a test says only what it is about. Sunrise is a children's
// home, Donna and Dev have money, Olga and Otto are officers.
import type { Command, CommandOf } from "../../bank/command.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import type { Gift } from "../../bank/giving/record.ts";
import type { Policy } from "../../bank/policy.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import { T0 } from "./ledger.ts";

export const ORG = "sunrise";
export const OTHER = "lotus";
export const OFFICERS = ["olga", "otto"] as const;
/** Customers with 1,000.00 each, and two officers without money. */
export const DONORS = ["donna", "dev"] as const;

/** Nothing is held, nothing is alerted. */
const CALM: Policy = {
  ...defaultPolicy(2),
  newPayeeMinor: 0,
  unusualMinor: 0,
  burstTransfers: 0,
  drainingMinor: 0,
  newDeviceMinor: 0,
};

/** Holds whatever is paid or given. */
export const HOLDING = { drainingMinor: 1, drainingPercent: 1, holdReasons: 1 };

/** Where foreign contributions of an organisation go. */
export const abroad = (account: string = ORG) => `${account}-abroad`;

export const FACTS: readonly FactKind[] = [
  "name",
  "pan",
  "licence",
  "eighty_g",
  "fcra",
  "contact",
];

/** The last days of those facts that end, which are those that need a document. */
export const VALID_TO: Partial<Record<FactKind, string>> = {
  licence: "2029-03-31",
  eighty_g: "2029-03-31",
  fcra: "2029-03-31",
};

/** What a row says of a command: the rest is left to the defaults. */
export type Over<T extends Command["type"]> = Partial<Omit<CommandOf<T>, "type">>;
type GiveOver = Partial<Omit<CommandOf<"give">, "type" | "gift">> & {
  readonly gift?: Partial<Gift>;
};

export const GIFT: Gift = {
  organisation: ORG,
  purpose: "general",
  visibility: "public",
  foreign: false,
};

/** Commands with defaults: what matters comes first, the rest may be left out. */
export const does = {
  fact: (fact: FactKind, over: Over<"set_fact"> = {}): Command => {
    const account = over.account ?? ORG;
    const validTo = VALID_TO[fact] ?? null;
    const { claim = `${fact} of ${account}` } = over;
    return { type: "set_fact", account, fact, digest: `${claim}`, claim, validTo, ...over };
  },
  document: (fact: FactKind, sha256 = `${fact} scan of ${ORG}`, account: string = ORG): Command => {
    const about = { sha256, bytes: 1_000, media: "application/pdf" };
    return {
      type: "add_document",
      account,
      added: { document: `${sha256} for ${account}`, fact, ...about },
    };
  },
  stop: (how: "suspended" | "revoked" = "suspended", account: string = ORG): Command => (
    { type: "stop_org", account, how, by: "olga", reason: "complaints" }
  ),
  reinstate: (by = "olga", account: string = ORG): Command => ({
    type: "reinstate_org",
    account,
    by,
  }),
  need: (need: string, over: Over<"add_need"> = {}): Command => (
    {
      type: "add_need",
      need,
      organisation: ORG,
      item: "blankets",
      unit: "pieces",
      quantity: 40,
      priority: "soon",
      deadline: "2026-12-31",
      ...over,
    }
  ),
  pledge: (pledge: string, quantity: number, over: Over<"pledge"> = {}): Command => (
    { type: "pledge", pledge, need: "n1", donor: "donna", quantity, ...over }
  ),
  send: (pledge: string, quantity: number, donor = "donna"): Command => (
    { type: "send_pledge", pledge, donor, quantity }
  ),
  receive: (pledge: string, quantity: number, organisation: string = ORG): Command => (
    { type: "receive_pledge", pledge, organisation, quantity }
  ),
  cancel: (pledge: string, donor = "donna"): Command => ({ type: "cancel_pledge", pledge, donor }),
  lapse: (pledge: string): Command => ({ type: "lapse_pledge", pledge }),
  update: (update: string, over: Over<"post_update"> = {}): Command => (
    { type: "post_update", update, organisation: ORG, need: null, sha256: "thanks", ...over }
  ),
  give: (id: string, { gift, ...over }: GiveOver = {}): Command => (
    {
      type: "give",
      id,
      from: "donna",
      amountMinor: 1_000,
      memo: "",
      gift: { ...GIFT, ...gift },
      ...over,
    }
  ),
  refund: (id: string, transfer: string, over: Over<"refund_gift"> = {}): Command => (
    { type: "refund_gift", id, transfer, reason: "", organisation: ORG, ...over }
  ),
  spend: (id: string, over: Over<"spend_foreign"> = {}): Command => (
    {
      type: "spend_foreign",
      id,
      organisation: ORG,
      to: "dev",
      amountMinor: 100,
      memo: "",
      use: "programme",
      ...over,
    }
  ),
  order: (order: string, over: Over<"start_order"> = {}): Command => (
    {
      type: "start_order",
      order,
      donor: "donna",
      amountMinor: 1_000,
      gift: GIFT,
      every: "month",
      firstAtMs: T0,
      ...over,
    }
  ),
  stopOrder: (order: string, donor = "donna"): Command => ({ type: "stop_order", order, donor }),
  runOrder: (order: string, id: string): Command => ({ type: "run_order", order, id }),
  openGift: (openGift: string, over: Over<"open_gift"> = {}): Command => (
    { type: "open_gift", openGift, donor: "donna", amountMinor: 1_000, gift: GIFT, ...over }
  ),
  cancelOpenGift: (openGift: string, donor = "donna"): Command => (
    { type: "cancel_open_gift", openGift, donor }
  ),
  lapseOpenGift: (openGift: string): Command => ({ type: "lapse_open_gift", openGift }),
  bookLine: (id: string, over: Over<"book_line"> = {}): Command => (
    {
      type: "book_line",
      id,
      amountMinor: 1_000,
      bookedOn: dayOf(T0),
      memo: "",
      by: "olga",
      ...over,
    }
  ),
  pay: (id: string, from: string, to: string, amountMinor = 100): Command => (
    { type: "transfer", id, from, to, amountMinor, memo: "" }
  ),
  cashIn: (id: string, account: string, amountMinor: number): Command => (
    { type: "cash_in", id, account, amountMinor, memo: "", by: "olga" }
  ),
  policy: (changes: Partial<Policy>): Command => (
    { type: "set_policy", policy: { ...CALM, ...changes }, by: "olga" }
  ),
};

/** So that each table of giving has something in it. */
export const ONE_OF_EACH = [
  does.need("n0"),
  does.pledge("p0", 3, { need: "n0" }),
  does.order("o0"),
  does.receive("p0", 2),
  does.update("u0", { need: "n0" }),
  does.openGift("g0"),
];
