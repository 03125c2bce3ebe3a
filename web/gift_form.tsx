// The form of a gift. It is part of a page that is the same for all visitors, so it carries no token: it leads to a page of the
// donor's own, which asks once more.
import type { OrganisationView } from "../api/giving_shapes.ts";
import type { Seen } from "./parts.tsx";

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

export function GiftForm(
  { visit, organisation, typed = NOTHING }: Seen & {
    readonly organisation: OrganisationView;
    readonly typed?: TypedGift;
  },
) {
  const { t } = visit;
  const open = organisation.needs.filter(({ status }) => status === "open");
  return (
    <section aria-labelledby="give">
      <h2 id="give">{t("Give money")}</h2>
      <form method="get" action={visit.path("/me/give")}>
        <input type="hidden" name="organisation" value={organisation.organisation} />
        <label>
          {t("Amount")} ({visit.currency.code})
          <input
            type="text"
            name="amount"
            inputmode="decimal"
            required
            maxlength={40}
            placeholder="500"
            value={typed.amount || undefined}
          />
        </label>
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
        <label>
          {t("Who may know that you gave")}
          <select name="visibility">
            <option value="organisation">{t("only the organisation")}</option>
            <option value="public" selected={typed.visibility === "public"}>
              {t("everybody: show my name")}
            </option>
            <option value="anonymous" selected={typed.visibility === "anonymous"}>
              {t("nobody (no tax deduction)")}
            </option>
          </select>
        </label>
        <label>
          {t("How often")}
          <select name="every">
            <option value="">{t("once")}</option>
            <option value="month" selected={typed.every === "month"}>{t("every month")}</option>
            <option value="week" selected={typed.every === "week"}>{t("every week")}</option>
          </select>
        </label>
        <fieldset>
          <legend>{t("You are")}</legend>
          <label>
            <input
              type="radio"
              name="foreign"
              value="no"
              required
              checked={typed.foreign === "no"}
            />{" "}
            {t("a citizen of India")}
          </label>
          <label>
            <input
              type="radio"
              name="foreign"
              value="yes"
              required
              checked={typed.foreign === "yes"}
              disabled={!organisation.foreignGifts}
            />{" "}
            {t("a foreign source (another citizenship)")}
          </label>
        </fieldset>
        <button type="submit">{t("Go on")}</button>
        <p class="quiet">
          <Deduction visit={visit} organisation={organisation} />{" "}
          {t("You see everything once more before anything is booked.")}
        </p>
      </form>
    </section>
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
