// The form of a gift. It is part of a page that is the same for all visitors, so it carries no token: it leads to a page of the
// donor's own, which asks once more. It needs no script: a sum is chosen or typed, once or every month are two buttons of one choice.
import type { Child } from "hono/jsx";
import { type Currency, decimalOf } from "../bank/money.ts";
import type { OrganisationView } from "../api/giving_shapes.ts";
import type { Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

/** What the donor has filled in. */
export interface TypedGift {
  readonly amount: string;
  /** `general`, `corpus` or a need. */
  readonly for: string;
  readonly visibility: string;
  readonly foreign: string;
  readonly every: string;
}

const NOTHING: TypedGift = { amount: "", for: "", visibility: "", foreign: "", every: "" };

interface Filling extends Seen {
  readonly organisation: OrganisationView;
  readonly typed: TypedGift;
}

export function GiftForm(
  { visit, organisation, typed = NOTHING }: Seen & {
    readonly organisation: OrganisationView;
    readonly typed?: TypedGift;
  },
) {
  const { t } = visit;
  const filling = { visit, organisation, typed };
  return (
    <section aria-labelledby="give">
      <h2 id="give">{t("Give money")}</h2>
      <form method="get" action={visit.path("/me/give")}>
        <input type="hidden" name="organisation" value={organisation.organisation} />
        <HowMuch {...filling} />
        <HowOften {...filling} />
        <WhatFor {...filling} />
        <WhoKnows {...filling} />
        <WhoYouAre {...filling} />
        <button type="submit">{t("Go on")}</button>
        <p class="quiet">
          <Deduction visit={visit} organisation={organisation} />{" "}
          {t("You see everything once more before anything is booked.")}
        </p>
      </form>
    </section>
  );
}

/** Whole units of the bank's money: where a rupee is a coin, and elsewhere. */
const SUMS = { INR: [500, 1_000, 2_500], others: [10, 25, 50] } as const;

/** As people write it: without decimals where there are none. */
function wholeOf(minor: number, currency: Currency): string {
  const unit = 10 ** currency.scale;
  return minor % unit === 0 ? String(minor / unit) : decimalOf(minor, currency);
}

/** Sums that are offered. */
const SUMS_SHOWN = 3;

/** What needs cost that have a price, and the usual sums besides; the smallest comes first, and is chosen until the donor does. */
function sumsOf(visit: Visit, { needs }: OrganisationView): readonly Choice[] {
  const { currency } = visit;
  const priced = needs.filter(({ status, left }) => status === "open" && left > 0)
    .flatMap(({ need, item, priceMinor }) =>
      priceMinor === undefined ? [] : [{ minor: priceMinor, need, item }]
    ).slice(0, SUMS_SHOWN);
  const usual = (currency.code === "INR" ? SUMS.INR : SUMS.others)
    .map((sum) => ({ minor: sum * 10 ** currency.scale, need: "", item: "" }));
  const offered = [...priced, ...usual.slice(0, SUMS_SHOWN - priced.length)];
  return offered.sort((one, other) => one.minor - other.minor).map(({ minor, need, item }) => ({
    value: need === "" ? wholeOf(minor, currency) : `${wholeOf(minor, currency)} ${need}`,
    words: need === "" ? visit.money(minor) : (
      <>
        {visit.money(minor)} <small>{item}</small>
      </>
    ),
  }));
}

interface Choice {
  readonly value: string;
  readonly words: Child;
}

/** Buttons of which one is pressed. @param chosen its value. */
function Choices(
  { name, choices, chosen }: {
    readonly name: string;
    readonly choices: readonly Choice[];
    readonly chosen: string;
  },
) {
  return (
    <div class="choices">
      {choices.map(({ value, words }) => (
        <label>
          <input type="radio" name={name} value={value} checked={value === chosen} />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}

/** What is typed counts more. */
function HowMuch({ visit, organisation, typed }: Filling) {
  const { t, currency } = visit;
  const sums = sumsOf(visit, organisation);
  const chosen = sums.find(({ value }) =>
    value === typed.amount || value === `${typed.amount} ${typed.for}`
  )?.value;
  const known = chosen !== undefined;
  return (
    <>
      <fieldset>
        <legend>{t("Amount")}</legend>
        <Choices name="sum" choices={sums} chosen={chosen ?? sums[0]!.value} />
      </fieldset>
      <label>
        {t("Another amount")} ({currency.code})
        <input
          type="text"
          name="amount"
          inputmode="decimal"
          maxlength={40}
          value={known || typed.amount === "" ? undefined : typed.amount}
        />
      </label>
    </>
  );
}

/** Every week is offered where it was asked for. */
function HowOften({ visit, typed: { every } }: Filling) {
  const { t } = visit;
  const weekly = every === "week" ? [{ value: "week", words: t("every week") }] : [];
  const choices = [
    { value: "", words: t("once") },
    { value: "month", words: t("every month") },
    ...weekly,
  ];
  const chosen = choices.some(({ value }) => value === every) ? every : "";
  return (
    <fieldset>
      <legend>{t("How often")}</legend>
      <Choices name="every" choices={choices} chosen={chosen} />
    </fieldset>
  );
}

function WhatFor({ visit, organisation, typed }: Filling) {
  const { t } = visit;
  const open = organisation.needs.filter(({ status }) => status === "open");
  return (
    <label>
      {t("For")}
      <select name="for">
        <option value="general">{t("whatever is needed most")}</option>
        <option value="corpus" selected={typed.for === "corpus"}>
          {t("the endowment (corpus)")}
        </option>
        {open.map(({ need, item }) => (
          <option value={need} selected={typed.for === need}>{item}</option>
        ))}
      </select>
    </label>
  );
}

function WhoKnows({ visit, typed: { visibility } }: Filling) {
  const { t } = visit;
  return (
    <label>
      {t("Who may know that you gave")}
      <select name="visibility">
        <option value="organisation">{t("only the organisation")}</option>
        <option value="public" selected={visibility === "public"}>
          {t("everybody: show my name")}
        </option>
        <option value="anonymous" selected={visibility === "anonymous"}>
          {t("nobody (no tax deduction)")}
        </option>
      </select>
    </label>
  );
}

function WhoYouAre({ visit, organisation, typed: { foreign } }: Filling) {
  const { t } = visit;
  return (
    <fieldset>
      <legend>{t("You are")}</legend>
      <label>
        <input type="radio" name="foreign" value="no" required checked={foreign === "no"} />{" "}
        {t("a citizen of India")}
      </label>
      <label>
        <input
          type="radio"
          name="foreign"
          value="yes"
          required
          checked={foreign === "yes"}
          disabled={!organisation.foreignGifts}
        />{" "}
        {t("a foreign source (another citizenship)")}
      </label>
    </fieldset>
  );
}

/** The 80G approval while it holds, or null. */
export function approvalOf(
  { facts }: OrganisationView,
): OrganisationView["facts"][number] | null {
  const approval = facts.find(({ fact }) => fact === "eighty_g");
  const holds = approval?.state === "verified" || approval?.state === "expiring";
  return holds ? approval : null;
}

/** The first question of many donors. */
function Deduction({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { t } = visit;
  const approval = approvalOf(organisation);
  if (!approval) {
    return <>{t("Gifts cannot be deducted from income now: its 80G approval does not hold.")}</>;
  }
  const { validTo } = approval;
  return validTo === null
    ? <>{t("Gifts of donors who give their PAN can be deducted from income (80G).")}</>
    : (
      <>
        {t("Gifts of donors who give their PAN can be deducted from income (80G), until {{day}}.", {
          day: visit.date(validTo),
        })}
      </>
    );
}
