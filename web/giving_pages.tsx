// Giving money, once or again and again, and promising things: what is asked once more before it is done.
import { leftOf } from "../bank/giving/decide_need.ts";
import { Refusal } from "../bank/refusal.ts";
import type { OrganisationView } from "../api/giving_shapes.ts";
import { Fault } from "../api/message.ts";
import type { Parsed } from "../api/methods.ts";
import { foreseen, foreseenFunds } from "../service/foreseen.ts";
import { wishOf as giftOf } from "../service/giving/gifts.ts";
import { needSeen } from "./books_seen.ts";
import { confirmPage, idAsked, idIn, isHopeless, provedBy } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import { GiftForm, type TypedGift } from "./gift_form.tsx";
import { purposeWords } from "./organisation_page.tsx";
import { saveTaxDetails, taxOf, type TypedTax, typedTax } from "./tax_details.tsx";
import { whereWords } from "./where.ts";
import { typedAmount } from "./typed_amount.ts";
import { codeField, field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

interface Wish extends TypedGift {
  readonly organisation: string;
}

type Read = (name: string) => string;

function wishOf(read: Read): Wish {
  return {
    organisation: read("organisation"),
    amount: read("amount"),
    for: read("for") || "general",
    visibility: read("visibility") || "organisation",
    foreign: read("foreign"),
    every: read("every"),
  };
}

type Asked = Omit<Parsed<"give">, "id" | "memo">;

/** The parameters of `give`, but for its id; what people type becomes minor units here. */
function parametersOf(visit: Visit, wish: Wish): Asked | Fault {
  if (!["", "month", "week"].includes(wish.every)) {
    const about = visit.t("how often: choose once, every week or every month");
    return new Fault("invalid_params", about);
  }
  if (wish.foreign !== "yes" && wish.foreign !== "no") {
    return new Fault("invalid_params", visit.t("say who you are: it is asked with every gift"));
  }
  const amountMinor = typedAmount(visit, wish.amount);
  if (amountMinor instanceof Fault) return amountMinor;
  const { organisation, visibility, foreign } = wish;
  const about = {
    organisation,
    amountMinor,
    visibility: visibility as "public",
    foreign: foreign === "yes",
  };
  const purpose = wish.for === "general" || wish.for === "corpus" ? wish.for : "need";
  return purpose === "need" ? { ...about, purpose, need: wish.for } : { ...about, purpose };
}

export async function confirmGift(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  return await giftPage(visit, wishOf((name) => visit.query(name)), { wrong: null, id });
}

async function giftPage(
  visit: Visit,
  wish: Wish,
  { wrong, id, typed = null, mendable = false }: {
    readonly wrong: Wrong | null;
    readonly id: string;
    readonly typed?: TypedTax | null;
    /** What was typed on this page is what is wrong. */
    readonly mendable?: boolean;
  },
): Promise<Response | Wrong> {
  const { t } = visit;
  const organisation = await visit.ask("organisation", { organisation: wish.organisation });
  if (isWrong(organisation)) return organisation;
  if (!organisation.receives) {
    const { organisation: account, state } = organisation;
    const wrong = new Refusal("organisation_not_live", { organisation: account, state });
    return againPage(visit, wrong, { organisation, wish });
  }
  const params = parametersOf(visit, wish);
  if (params instanceof Fault) return againPage(visit, params, { organisation, wish });
  const refused = wrong ?? foreseenRefusal(visit, wish, { params, id });
  if (refused && !mendable && isHopeless(refused)) {
    return againPage(visit, refused, { organisation, wish });
  }
  const need = organisation.needs.find(({ need }) => need === wish.for);
  const tax = await taxOf(visit, organisation, { ...wish, typed });
  const often = wish.every === "month"
    ? t("every month")
    : wish.every === "week"
    ? t("every week")
    : t("once");
  return confirmPage(visit, {
    title: t("Give money"),
    action: "/me/give",
    pairs: [
      [t("To"), organisation.name],
      [t("Amount"), <strong>{visit.money(params.amountMinor)}</strong>],
      [t("For"), need?.item ?? purposeWords(visit, wish.for)],
      [t("How often"), wish.every === "" ? often : `${often}, ${t("the first time now")}`],
      [t("Who may know that you gave"), visibilityWords(visit, wish.visibility)],
      [
        t("You are"),
        wish.foreign === "yes"
          ? t("a foreign source (another citizenship)")
          : t("a citizen of India"),
      ],
      [t("Tax deduction"), tax.words],
    ],
    note: wish.every === "" ? "" : firstLeftOut(visit, params.amountMinor),
    fields: { ...wish },
    asked: tax.asked,
    button: t("Give {{amount}}", { amount: visit.money(params.amountMinor) }),
    money: true,
    wrong,
    id,
    back: `/o/${organisation.organisation}`,
  });
}

/** What the bank would say to this gift now. */
function foreseenRefusal(
  { face: { service }, signedIn, nowMs }: Visit,
  { every }: Wish,
  { params, id }: { readonly params: Asked; readonly id: string },
): Refusal | null {
  const from = signedIn!.session.identity!.account;
  const { amountMinor } = params;
  const gift = giftOf(params);
  return every === "month" || every === "week"
    ? foreseen(service, {
      type: "start_order",
      order: id,
      donor: from,
      amountMinor,
      gift,
      every,
      firstAtMs: nowMs,
    })
    : foreseen(service, { type: "give", id, from, amountMinor, memo: "", gift });
}

/** A recurring gift may begin without money; then its first one is left out. */
function firstLeftOut(visit: Visit, amountMinor: number): string {
  const from = visit.signedIn!.session.identity!.account;
  const short = foreseenFunds(visit.face.service, from, amountMinor);
  return short === null
    ? ""
    : `${wrongWords(visit, short)} ${
      visit.t("Otherwise the first gift is left out, and the next one is tried when it is due.")
    }`;
}

/** The form again, with what was filled in. */
function againPage(
  visit: Visit,
  wrong: Wrong,
  { organisation, wish }: { readonly organisation: OrganisationView; readonly wish: Wish },
): Response {
  const { t } = visit;
  const { name } = organisation;
  const children = (
    <>
      <h1>{t("Give money")}</h1>
      <Alert visit={visit} wrong={wrong} />
      <p>
        <a href={visit.path(`/o/${organisation.organisation}`)}>
          {t("Back to {{name}}", { name })}
        </a>
      </p>
      {organisation.receives
        ? <GiftForm visit={visit} organisation={organisation} typed={wish} />
        : null}
    </>
  );
  return privatePage(visit, { title: t("Give money"), path: "/me", children }, statusOf(wrong));
}

function visibilityWords({ t }: Visit, visibility: string): string {
  if (visibility === "public") return t("everybody: show my name");
  return visibility === "anonymous" ? t("nobody (no tax deduction)") : t("only the organisation");
}

export async function give(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const wish = wishOf((name) => field(form, name));
  const id = idIn(form);
  const wrong = await provedBy(visit, form);
  if (wrong) return await giftPage(visit, wish, { wrong, id, typed: typedTax(form) });
  const params = parametersOf(visit, wish);
  if (params instanceof Fault) return params;
  const typed = typedTax(form);
  const unsaved = await saveTaxDetails(visit, typed);
  if (unsaved) return await giftPage(visit, wish, { wrong: unsaved, id, typed, mendable: true });
  if (wish.every === "month" || wish.every === "week") {
    const order = await visit.ask("startOrder", { order: id, ...params, every: wish.every });
    return isWrong(order)
      ? await giftPage(visit, wish, { wrong: order, id })
      : visit.redirect("/me?done=started");
  }
  const given = await visit.ask("give", { id, ...params });
  if (isWrong(given)) return await giftPage(visit, wish, { wrong: given, id });
  return visit.redirect(given.status === "held" ? "/me/account?done=held" : "/me?done=given");
}

export async function confirmPledge(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  const asked = { need: visit.query("need"), quantity: visit.query("quantity") };
  return pledgePage(visit, asked, { wrong: null, id });
}

function pledgePage(
  visit: Visit,
  { need, quantity }: { readonly need: string; readonly quantity: string },
  { wrong: refused, id }: { readonly wrong: Wrong | null; readonly id: string },
): Response | Wrong {
  const { t } = visit;
  const known = needSeen(visit.face, need);
  if (!known) return new Fault("invalid_params", t("There is no such need."));
  const name = visit.face.service.giving.directory.nameOf(known.organisation);
  const left = leftOf(known);
  if (!/^[1-9][0-9]{0,6}$/.test(quantity)) {
    const about = visit.t("how many: expected a whole number from 1 to {{left}}", { left });
    return new Fault("invalid_params", about);
  }
  const over = Number(quantity) > left ? new Refusal("over_pledged", { need, left }) : null;
  const wrong = refused ?? over;
  return confirmPage(visit, {
    title: t("Promise things"),
    action: "/me/pledge",
    pairs: [
      [t("To"), name],
      [t("What"), known.item],
      [t("How many"), `${quantity} ${known.unit}`],
      [t("Where to"), whereWords(visit, known.organisation)],
      [t("When"), t("Send it within three days; otherwise it is free for others again.")],
    ],
    fields: { need, quantity },
    button: t("Promise it"),
    money: false,
    wrong,
    id,
    back: `/o/${known.organisation}`,
    hopeless: wrong !== null && isHopeless(wrong),
  });
}

export async function pledge(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const [need, quantity, id] = [field(form, "need"), codeField(form, "quantity"), idIn(form)];
  const promised = await visit.ask("pledge", { pledge: id, need, quantity: Number(quantity) });
  return isWrong(promised)
    ? pledgePage(visit, { need, quantity }, { wrong: promised, id })
    : visit.redirect("/me?done=pledged");
}
