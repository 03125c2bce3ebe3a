// Pieces that several pages show.
import type { Child } from "hono/jsx";
import { decimalOf } from "../bank/money.ts";
import { Refusal } from "../bank/refusal.ts";
import type { NeedView, OrganisationCard } from "../api/giving_shapes.ts";
import { bankSeen } from "./books_seen.ts";
import type { Visit, Wrong } from "./visitor.ts";
import { placeWords } from "./fact_words.ts";
import { stateWords } from "./state_words.ts";
import { wrongWords } from "./refusal_words.ts";
import { textMark } from "./text_words.ts";

export interface Seen {
  readonly visit: Visit;
}

export function Alert({ visit, wrong }: Seen & { readonly wrong: Wrong | null }) {
  if (!wrong) return null;
  return (
    <p role="alert">
      {wrongWords(visit, wrong)}
      <WayToPayIn visit={visit} wrong={wrong} />
    </p>
  );
}

/** Who has not enough is told how money comes in, with what is missing, where it can come in from outside. */
function WayToPayIn({ visit, wrong }: Seen & { readonly wrong: Wrong }) {
  const { details } = bankSeen(visit.face) ?? {};
  if (!details || !(wrong instanceof Refusal) || wrong.code !== "insufficient_funds") return null;
  const { amountMinor, availableMinor } = wrong.detail;
  const missing = decimalOf(Number(amountMinor) - Number(availableMinor), visit.currency);
  return (
    <>
      {" "}
      <a href={`${visit.path("/me/pay-in")}?amount=${missing}`}>{visit.t("Pay money in")}</a>
    </>
  );
}

/** Where money moves or an officer signs. */
export function PasswordAgain({ visit }: Seen) {
  return (
    <label>
      {visit.t("Your password, once more")}
      <input
        type="password"
        name="password"
        autocomplete="current-password"
        required
        maxlength={256}
      />
    </label>
  );
}

/** Commands in backticks as code. */
export function withCode(text: string): Child[] {
  return text.split("`").map((part, place) => place % 2 === 1 ? <code>{part}</code> : part);
}

/** After something was done, the page says so once. */
export function Note({ visit }: Seen) {
  const { t } = visit;
  const notes: Readonly<Record<string, string>> = {
    given: t("Thank you: your gift is booked."),
    held: t("This is unusual for you, so it waits: confirm or cancel it below."),
    pledged: t("Thank you: your pledge is reserved."),
    started: t("Your recurring gift has begun."),
    paid: t("The payment is booked."),
    saved: t("Saved."),
    cancelled: t("Cancelled: nothing was paid."),
    frozen: t("Frozen: nothing is paid any more."),
    unfrozen: t("No longer frozen."),
    signed: t("Your verdicts are signed."),
    asked: t("Asked: they are told."),
    declined: t("Declined: who asked is told."),
    withdrawn: t("Taken back: who was asked is told."),
    ordered: t("The standing order is made."),
    stopped: t("Stopped: it pays nothing any more."),
    payout: t("The payout waits for the bank's staff, who send it."),
    payout_cancelled: t("Cancelled: the money is back in your account."),
    batched: t("The batch is made: its file is below."),
    told: t("All customers are told."),
    till: t("Your till is open."),
    counted: t("Booked: it has what you have counted."),
    staff_froze: t("The account is frozen."),
    staff_unfroze: t("The account can pay."),
    proposed: t("A second member of staff has to agree: it waits under Colleagues."),
  };
  const text = notes[visit.query("done")];
  return text ? <p role="status" class="note" data-once>{text}</p> : null;
}

const TONES: Readonly<Record<string, string>> = {
  live: "good",
  verified: "good",
  open: "good",
  booked: "good",
  received: "good",
  eligible: "good",
  expiring: "wait",
  submitted: "wait",
  seen: "wait",
  checked: "wait",
  reserved: "wait",
  sent: "wait",
  held: "wait",
  draft: "wait",
  disputed: "bad",
  lapsed: "bad",
  refused: "bad",
  suspended: "bad",
  confirmed: "good",
  unchecked: "wait",
  taken_down: "bad",
  held_back: "bad",
  revoked: "bad",
  missing: "bad",
  cancelled: "bad",
  refunded: "bad",
  paid: "good",
  declined: "bad",
  withdrawn: "bad",
};

/** A state in words and in colour. */
export function State({ visit, state }: Seen & { readonly state: string }) {
  return <span class={`state ${TONES[state] ?? "wait"}`}>{stateWords(visit, state)}</span>;
}

/** What is needed: green has arrived, amber is promised. */
export function NeedBar({ visit, need }: Seen & { readonly need: NeedView }) {
  const whole = Math.max(1, need.quantity);
  const delivered = Math.min(100, need.delivered / whole * 100);
  const pledged = Math.min(100 - delivered, need.pledged / whole * 100);
  const { delivered: here, quantity, unit, pledged: promised } = need;
  const label = (here: number | string, promised: number | string) =>
    visit.t("{{delivered}} of {{quantity}} {{unit}} arrived, {{pledged}} promised", {
      delivered: here,
      quantity,
      unit,
      pledged: promised,
    });
  return (
    <svg
      class="bar"
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={label(here, promised)}
      data-label={label("%delivered", "%pledged")}
      data-bar={need.need}
    >
      <rect class="delivered" x="0" y="0" height="6" width={delivered} />
      <rect class="pledged" x={delivered} y="0" height="6" width={pledged} />
    </svg>
  );
}

export function NeedNumbers({ visit, need }: Seen & { readonly need: NeedView }) {
  const { t } = visit;
  return (
    <p class="quiet">
      {t("Needed")} {visit.count(need.quantity)} {need.unit} · {t("arrived")}{" "}
      <span data-need-delivered={need.need}>{visit.count(need.delivered)}</span> · {t("promised")}
      {" "}
      <span data-need-pledged={need.need}>{visit.count(need.pledged)}</span> · {t("still open")}
      {" "}
      <strong data-need-left={need.need}>{visit.count(need.left)}</strong> · {t("until")}{" "}
      {visit.date(need.deadline)}
      <span data-need-waits={need.need} hidden={need.freeAtMs === null}>
        {" · "}
        {t("next promise free again in")}{" "}
        <span data-need-free={need.need} data-until={need.freeAtMs ?? undefined}>
          {need.freeAtMs === null ? "" : visit.shortTime(need.freeAtMs)}
        </span>
      </span>
    </p>
  );
}

/** Beside what an organisation says in its own words and no officer has read. */
export function Mark({ visit, state }: Seen & { readonly state: string | undefined }) {
  const mark = textMark(visit, state);
  return mark === "" ? null : <span class="mark">{mark}</span>;
}

export function priorityWords({ t }: Visit, priority: string): string {
  const words: Readonly<Record<string, string>> = {
    urgent: t("urgent"),
    soon: t("soon"),
    whenever: t("whenever it can be"),
  };
  return words[priority] ?? priority;
}

export function OrganisationLine({ visit, card }: Seen & { readonly card: OrganisationCard }) {
  const { t } = visit;
  return (
    <li>
      <article class="card">
        <h2>
          <a href={visit.path(`/o/${card.organisation}`)}>{card.name}</a>
        </h2>
        <p class="quiet">
          {placeWords(visit, card.district, card.region)}
        </p>
        <p data-org-state={card.organisation} data-state={card.state}>
          <State visit={visit} state={card.state} />
        </p>
        <p>
          {card.about} {card.about === "" ? null : <Mark visit={visit} state={card.aboutState} />}
        </p>
        <p class="quiet">
          {t("Open needs")}: <strong data-org-needs={card.organisation}>{card.openNeeds}</strong>
          {card.urgentNeeds > 0 ? ` (${t("urgent")}: ${card.urgentNeeds})` : ""} · {t("Given")}:
          {" "}
          <strong data-org-given={card.organisation}>{visit.money(card.givenMinor)}</strong>
        </p>
      </article>
    </li>
  );
}

export function Numbers({ pairs }: { readonly pairs: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="numbers">
      {pairs.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="pairs">
      {pairs.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Child;
  readonly money?: boolean;
}

/** On a phone each row is a card, whose lines say what they are; the roles keep it a table for screen readers. */
export function Table<T>({ caption, headed = false, columns, rows }: {
  readonly caption: string;
  /** A heading above says the same: it is only read out. */
  readonly headed?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={caption}>
      <table role="table">
        <caption class={headed ? "read-out" : "quiet"}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, money }) => (
              <th role="columnheader" scope="col" class={money ? "money" : undefined}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row">
              {columns.map(({ title, cell, money }) => (
                <td role="cell" class={money ? "money" : undefined} data-label={title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
