// Giving money, once or again and again: what is asked once more before it is done, and the ways in which it can be paid.
import { bankSeen } from "./books_seen.ts";
import { Refusal } from "../bank/refusal.ts";
import type { OrganisationView } from "../api/giving_shapes.ts";
import { Fault } from "../api/message.ts";
import { foreseen, foreseenFunds } from "../service/foreseen.ts";
import { wishOf as giftOf } from "../service/giving/gifts.ts";
import { confirmPage, idAsked, idIn, isHopeless, provedBy } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { GiftForm } from "./gift_form.tsx";
import {
  type Asked,
  isRecurring,
  oftenWords,
  parametersOf,
  type Wish,
  wishOf,
} from "./gift_wish.ts";
import { Alert } from "./parts.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import { purposeWords } from "./organisation_page.tsx";
import { saveTaxDetails, taxOf, type TypedTax, typedTax } from "./tax_details.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function confirmGift(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  return await giftPage(visit, wishOf((name) => visit.query(name)), { wrong: null, id });
}

interface Asking {
  readonly wrong: Wrong | null;
  readonly id: string;
  readonly typed?: TypedTax | null;
  /** What was typed on this page is what is wrong. */
  readonly mendable?: boolean;
}

async function giftPage(visit: Visit, wish: Wish, asking: Asking): Promise<Response | Wrong> {
  const { wrong, id, mendable = false } = asking;
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
  const short = isShort(refused) && isPaidIn(visit) && !isRecurring(wish) ? refused : null;
  if (refused && !short && !mendable && isHopeless(refused)) {
    return againPage(visit, refused, { organisation, wish });
  }
  return await questionPage(visit, wish, { ...asking, organisation, params, short });
}

function isShort(wrong: Wrong | null): wrong is Refusal {
  return wrong instanceof Refusal && wrong.code === "insufficient_funds";
}

/** Whether this bank has said where money is paid in. */
function isPaidIn({ face }: Visit): boolean {
  return (bankSeen(face)?.details ?? null) !== null;
}

async function questionPage(
  visit: Visit,
  wish: Wish,
  { wrong, id, typed = null, organisation, params, short }: Asking & {
    readonly organisation: OrganisationView;
    readonly params: Asked;
    /** There is not enough in the account, and it can be paid from another bank. */
    readonly short: Refusal | null;
  },
): Promise<Response> {
  const { t } = visit;
  const amount = visit.money(params.amountMinor);
  const tax = await taxOf(visit, organisation, { ...wish, typed });
  return confirmPage(visit, {
    title: t("Give money"),
    action: "/me/give",
    pairs: giftPairs(visit, wish, { organisation, params, tax: tax.words }),
    note: short ? shortWords(visit, short) : firstLeftOut(visit, wish, params.amountMinor),
    fields: { ...wish },
    asked: tax.asked,
    button: short ? null : t("Give {{amount}}", { amount }),
    besides: isRecurring(wish) || !isPaidIn(visit)
      ? null
      : <FromOutside visit={visit} amount={amount} only={short !== null} />,
    money: short === null,
    wrong: short ? null : wrong,
    id,
    back: `/o/${organisation.organisation}`,
  });
}

/** The way that needs no balance, and therefore no password. */
function FromOutside(
  { visit, amount, only }: {
    readonly visit: Visit;
    readonly amount: string;
    readonly only: boolean;
  },
) {
  return (
    <button
      type="submit"
      name="way"
      value="outside"
      class={only ? undefined : "secondary"}
      formnovalidate
    >
      {visit.t("Pay {{amount}} by UPI or bank transfer", { amount })}
    </button>
  );
}

function shortWords(visit: Visit, { detail }: Refusal): string {
  return visit.t(
    "{{available}} is in your account here. Pay this gift from another bank: you get a reference and a code for it.",
    { available: visit.money(Number(detail.availableMinor)) },
  );
}

function giftPairs(
  visit: Visit,
  wish: Wish,
  { organisation, params, tax }: {
    readonly organisation: OrganisationView;
    readonly params: Asked;
    readonly tax: string;
  },
) {
  const { t } = visit;
  const need = organisation.needs.find(({ need }) => need === wish.for);
  const often = oftenWords(visit, wish.every);
  return [
    [t("To"), organisation.name],
    [t("Amount"), <strong>{visit.money(params.amountMinor)}</strong>],
    [t("For"), need?.item ?? purposeWords(visit, wish.for)],
    [t("How often"), isRecurring(wish) ? `${often}, ${t("the first time now")}` : often],
    [t("Who may know that you gave"), visibilityWords(visit, wish.visibility)],
    [
      t("You are"),
      params.foreign ? t("a foreign source (another citizenship)") : t("a citizen of India"),
    ],
    [t("Tax deduction"), tax],
  ] as const;
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
function firstLeftOut(visit: Visit, wish: Wish, amountMinor: number): string {
  if (!isRecurring(wish)) return "";
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
  const outside = field(form, "way") === "outside" && !isRecurring(wish);
  const wrong = outside ? null : await provedBy(visit, form);
  if (wrong) return await giftPage(visit, wish, { wrong, id, typed: typedTax(form) });
  const params = parametersOf(visit, wish);
  if (params instanceof Fault) return params;
  const typed = typedTax(form);
  const unsaved = await saveTaxDetails(visit, typed);
  if (unsaved) return await giftPage(visit, wish, { wrong: unsaved, id, typed, mendable: true });
  const done = await doneAt(visit, wish, { id, params, outside });
  return isWrong(done) ? await giftPage(visit, wish, { wrong: done, id }) : visit.redirect(done);
}

/** @returns the page that says what was done, or why it was not. */
async function doneAt(
  visit: Visit,
  { every }: Wish,
  { id, params, outside }: {
    readonly id: string;
    readonly params: Asked;
    readonly outside: boolean;
  },
): Promise<string | Wrong> {
  if (outside) {
    const begun = await visit.ask("openGift", { openGift: id, ...params });
    return isWrong(begun) ? begun : `/me/open-gifts/${id}`;
  }
  if (every === "month" || every === "week") {
    const order = await visit.ask("startOrder", { order: id, ...params, every });
    return isWrong(order) ? order : "/me?done=started";
  }
  const given = await visit.ask("give", { id, ...params });
  if (isWrong(given)) return given;
  return given.status === "held" ? "/me/account?done=held" : `/me/thanks/${id}?done=given`;
}
