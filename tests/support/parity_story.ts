// A story in which every method of the table is called, most of them also refused. Told to two banks, it must end alike.
import { FACTOR } from "./parity_factor.ts";
import { MANY } from "./parity_many.ts";
import { Buffer } from "node:buffer";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { DOCUMENTED_FACTS, type FactFields, type FactKind } from "../../bank/giving/facts.ts";
import type { Json } from "./rest_client.ts";
import type { Face, Outcome, RestMethod } from "./two_faces.ts";
import { PASSWORD } from "./web_bank.ts";

/** What rows may refer to: ids by a name, the people's accounts, the facts as they stand. */
export class Scene {
  readonly accounts = new Map<string, string>();
  set = "";
  secret = "";
  factorCode = "";
  recoveryCode = "";
  invitation = "";
  proposalHash = "";
  inviteCode = "";
  reportNumber = "";
  payout = "";
  /** The newest of every member that an answer has had. */
  readonly told: Json = {};
  webhook = "100000000000.0000000000000000";
  readonly #ids = new Map<string, string>();

  constructor(readonly face: Face) {}

  id(name: string): string {
    const known = this.#ids.get(name) ?? this.face.web.newId();
    this.#ids.set(name, known);
    return known;
  }

  account(who: string): string {
    return this.accounts.get(who) ?? "100000000000";
  }

  /** Remembers what later rows refer to. */
  note(who: string, { body }: Outcome): void {
    if (typeof body.account === "string" && "role" in body) this.accounts.set(who, body.account);
    if (/^\w{4}-/.test(String(body.number))) this.reportNumber = String(body.number);
    if (Array.isArray(body.recoveryCodes)) this.factorCode = String(body.recoveryCodes[0]);
    if (typeof body.hash === "string" && "proposal" in body) this.proposalHash = body.hash;
    if ("shown" in body || "openMinor" in body) this.payout = String(body.reference);
    for (const name of ["set", "secret", "invitation", "webhook"] as const) {
      if (typeof body[name] === "string") this[name] = body[name];
    }
    if (typeof body.invitation === "string") this.inviteCode = String(body.code);
    else if (typeof body.code === "string") this.recoveryCode += body.code;
    Object.assign(this.told, body);
  }
}

export type Row = readonly [
  who: string,
  method: RestMethod,
  params: Json | ((scene: Scene) => Json),
  code: string,
];

const ok = "ok";

const SIGNING: readonly Row[] = [
  ["nobody", "hello", { client: "test" }, ok],
  ["nobody", "hello", { client: "x".repeat(65) }, "invalid_params"],
  ["nobody", "ping", {}, ok],
  ["nobody", "head", { seq: 1 }, ok],
  ["nobody", "head", { seq: 1_000_000 }, "no_such_block"],
  ["ann", "signUp", { userName: "Ann", displayName: "Ann Lee", password: PASSWORD }, ok],
  ["bob", "signUp", { userName: "bob", password: PASSWORD }, ok],
  ["home", "signUp", { userName: "home", password: PASSWORD }, ok],
  ["nobody", "signUp", { userName: "ann", password: PASSWORD }, "user_name_taken"],
  ["nobody", "signUp", { userName: "cat", password: "cat" }, "weak_password"],
  ["nobody", "signUp", { userName: "c", password: PASSWORD }, "invalid_params"],
  [
    "nobody",
    "signUp",
    { userName: "cat", password: PASSWORD, staffCode: "x" },
    "staff_code_invalid",
  ],
  ["asha", "logIn", { userName: "asha", password: PASSWORD }, ok],
  ["bala", "logIn", { userName: "bala", password: PASSWORD }, ok],
  ["nobody", "logIn", { userName: "ann", password: "a guess" }, "wrong_credentials"],
  ["nobody", "logIn", { userName: "nobody", password: PASSWORD }, "wrong_credentials"],
  ["ann", "sessions", {}, ok],
  ["ann", "endOtherSessions", { session: "0123456789abcdef" }, ok],
  ["ann", "endOtherSessions", { session: "all" }, "invalid_params"],
  ["ann", "endOtherSessions", {}, ok],
  ["ann", "account", {}, ok],
  ["ann", "balance", {}, ok],
  ["ann", "payee", { payee: "bob" }, ok],
  ["ann", "payee", { payee: "bobb" }, "no_such_payee"],
  ["ann", "payee", { payee: "123456789012" }, "account_number_mistyped"],
];

const pay = (name: string, amountMinor: number, more: Json = {}) => (scene: Scene): Json => (
  { id: scene.id(name), to: "bob", amountMinor, ...more }
);
const of = (name: string, more: Json = {}) => (scene: Scene) => ({ id: scene.id(name), ...more });
const cash = (name: string, amountMinor: number, who = "ann") => (scene: Scene): Json => (
  { id: scene.id(name), account: scene.account(who), amountMinor, memo: "desk" }
);
const reversing = (name: string, of_: string) => (scene: Scene): Json => (
  { id: scene.id(name), transferId: scene.id(of_), reason: "mistake" }
);

const PAYING: readonly Row[] = [
  ["ann", "transfer", pay("rent", 1_000), ok],
  ["ann", "transfer", pay("rent", 1_000), ok],
  ["ann", "transfer", pay("rent", 1_001), "id_reused"],
  ["ann", "transfer", pay("much", 9_999_999), "insufficient_funds"],
  ["ann", "transfer", pay("self", 5, { to: "ann" }), "same_account"],
  ["ann", "transfer", pay("none", 0), "invalid_params"],
  ["ann", "transfer", pay("half", 0.5), "invalid_params"],
  ["ann", "transferStatus", of("rent"), ok],
  ["ann", "transferStatus", of("never"), "no_such_transfer"],
  ["ann", "transferStatus", { id: "x" }, "invalid_params"],
  ["bob", "receipt", of("rent"), ok],
  ["home", "receipt", of("rent"), "no_such_transfer"],
  ["ann", "voidTransfer", of("void"), ok],
  ["ann", "voidTransfer", { id: "x" }, "invalid_params"],
  ["ann", "transfer", pay("void", 10), "transfer_void"],
  ["ann", "history", { limit: 1 }, ok],
  ["ann", "history", { after: "1" }, ok],
  ["ann", "history", { limit: 1_000 }, "invalid_params"],
  ["ann", "statement", { fromMs: 0, toMs: 8_000_000_000_000, limit: 1 }, ok],
  ["ann", "statement", { fromMs: 0 }, "invalid_params"],
  ["asha", "cashIn", cash("in", 5_000_000), ok],
  ["ann", "cashIn", cash("own", 5_000_000), "not_allowed"],
  ["asha", "cashOut", cash("out", 700), ok],
  ["asha", "cashOut", cash("gone", 99_999_999), "insufficient_funds"],
  ["asha", "reverse", reversing("back", "rent"), ok],
  ["asha", "reverse", reversing("twice", "rent"), "already_reversed"],
  ["asha", "audit", {}, ok],
  ["ann", "audit", { deep: true }, "not_allowed"],
  ["asha", "confirmClock", { password: PASSWORD, systemMs: 1 }, ok],
  ["ann", "confirmClock", { password: PASSWORD, systemMs: 1 }, "not_allowed"],
];

const rules = (policy: Json) => ({ password: PASSWORD, policy });

const GUARDING: readonly Row[] = [
  ["ann", "policy", {}, ok],
  ["ann", "setPolicy", rules({ holdReasons: 1 }), "not_allowed"],
  ["asha", "setPolicy", { ...rules({ holdReasons: 1 }), password: "a guess" }, "wrong_credentials"],
  ["asha", "setPolicy", rules({ newDeviceMinor: 1, newPayeeMinor: 1, holdReasons: 1 }), ok],
  ["ann", "transfer", pay("wait", 300), ok],
  ["ann", "holds", {}, ok],
  ["ann", "confirmHold", of("wait", { password: "a guess" }), "wrong_credentials"],
  ["ann", "confirmHold", of("wait", { password: PASSWORD }), ok],
  ["bob", "transfer", (scene) => pay("held", 300, { to: scene.account("ann") })(scene), ok],
  ["ann", "cancelHold", of("held"), "no_such_transfer"],
  ["bob", "cancelHold", of("held"), ok],
  ["bob", "confirmHold", of("held", { password: PASSWORD }), "not_held"],
  [
    "asha",
    "setPolicy",
    rules({
      newDeviceMinor: 0,
      newPayeeMinor: 0,
      drainingMinor: 0,
      unusualMinor: 0,
      holdReasons: 5,
    }),
    ok,
  ],
  ["ann", "alertsPosition", {}, ok],
  ["ann", "alertsSince", { entry: 0, notice: 0, limit: 5 }, ok],
  ["ann", "alertsSince", { entry: 0 }, "invalid_params"],
  ["ann", "alertsRead", { entry: 2, notice: 1 }, ok],
  ["ann", "alertsRead", { entry: -1, notice: 1 }, "invalid_params"],
  ["bob", "freeze", {}, ok],
  [
    "bob",
    "transfer",
    (scene) => pay("ice", 5, { to: scene.account("ann") })(scene),
    "account_frozen",
  ],
  ["bob", "unfreeze", { password: "a guess" }, "wrong_credentials"],
  ["bob", "unfreeze", { password: PASSWORD }, ok],
];

const day = ({ face }: Scene, days: number) => dayOf(face.web.clock.read() + days * DAY_MS);

function factsOf(scene: Scene): Readonly<Partial<Record<FactKind, FactFields>>> {
  const pan = "AAATS1234F";
  const span = { validFrom: day(scene, -300), validTo: day(scene, 900) };
  return {
    name: {
      legalName: "Sunrise Trust",
      address: "4 Temple Road",
      district: "Madurai",
      state: "TN",
      pin: "625001",
    },
    pan: { number: pan },
    licence: {
      state: "TN",
      authority: "District Magistrate",
      number: "TN/CH/12",
      kind: "children_home",
      capacity: "40",
      provisional: "no",
      issuedOn: day(scene, -300),
      validTo: day(scene, 900),
    },
    eighty_g: { urn: `${pan}F20221`, ...span, provisional: "no" },
    fcra: { number: "076030123", kind: "registration", ...span },
    contact: { person: "Meena", phone: "+91 98400 12345", email: "office@sunrise.example" },
  };
}

const FACTS = ["name", "pan", "licence", "eighty_g", "fcra", "contact"] as const;
const fact = (kind: FactKind): Row => [
  "home",
  "setFact",
  (scene) => ({ fact: kind, fields: factsOf(scene)[kind] }),
  ok,
];

const scan = (kind: FactKind): readonly Row[] => [
  ["home", "documentPart", (scene) => {
    const text =
      `%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n% ${kind}\n%%EOF\n`;
    const base64 = Buffer.from(text).toString("base64");
    return { document: scene.id(`scan ${kind}`), part: 0, base64 };
  }, ok],
  ["home", "addDocument", (scene) => ({
    document: scene.id(`scan ${kind}`),
    fact: kind,
    fileName: `${kind}.pdf`,
    media: "application/pdf",
  }), ok],
];

const it = (more: Json = {}, who = "home") => (scene: Scene): Json => (
  { organisation: scene.account(who), ...more }
);
const says = (who: string, kind: FactKind, verdict: string, code = ok, over: Json = {}): Row => [
  who,
  "reviewFact",
  (scene) => it({ fact: kind, verdict, set: scene.set, password: PASSWORD, ...over })(scene),
  code,
];

const opens = (who: string): readonly Row[] =>
  DOCUMENTED_FACTS.map((kind) => [
    who,
    "document",
    (scene) => it({ document: scene.id(`scan ${kind}`) })(scene),
    ok,
  ]);

const REGISTERING: readonly Row[] = [
  ["home", "myOrganisation", {}, "no_such_organisation"],
  ["home", "registerOrganisation", { about: "A home.", website: "x" }, "invalid_params"],
  ["home", "registerOrganisation", { about: "A home.", website: "https://sunrise.example" }, ok],
  ["home", "describeOrganisation", { about: "A home for forty." }, ok],
  ["home", "myOrganisation", {}, ok],
  ["home", "setFact", { fact: "pan", fields: { number: "x" } }, "fact_invalid"],
  ["home", "setFact", { fact: "mood", fields: {} }, "invalid_params"],
  ["home", "submitOrganisation", {}, "facts_missing"],
  ...FACTS.map(fact),
  ["home", "documentPart", (scene) => (
    { document: scene.id("late"), part: 3, base64: "AAAA" }
  ), "document_refused"],
  ["home", "addDocument", (scene) => (
    { document: scene.id("late"), fact: "licence", fileName: "a.pdf", media: "application/pdf" }
  ), "no_such_document"],
  ...scan("licence"),
  ...scan("eighty_g"),
  ...scan("fcra"),
  ["home", "submitOrganisation", {}, ok],
  ["ann", "reviewQueue", {}, "not_allowed"],
  ["asha", "reviewQueue", { limit: 5 }, ok],
  ["asha", "review", { organisation: "100000000000" }, "no_such_organisation"],
  ["asha", "review", it(), ok],
  ["asha", "document", (scene) => it({ document: scene.id("scan fcra") })(scene), ok],
  ["asha", "document", (scene) => it({ document: scene.id("never") })(scene), "no_such_document"],
  says("asha", "pan", "seen", "facts_changed", { set: "0".repeat(64) }),
  says("asha", "pan", "seen", "wrong_credentials", { password: "a guess" }),
  says("asha", "licence", "seen", "document_unopened"),
  ...opens("asha"),
  ...FACTS.map((kind) => says("asha", kind, "seen")),
  says("asha", "pan", "verified", "same_officer"),
  ...opens("bala"),
  ...FACTS.map((kind) => says("bala", kind, "verified")),
  [
    "bala",
    "settleDispute",
    it({ fact: "pan", claimantIsRight: true, password: PASSWORD }),
    "fact_not_ready",
  ],
];

export const BEGINNING: readonly Row[] = [SIGNING, PAYING, MANY, GUARDING, FACTOR, REGISTERING]
  .flat();
