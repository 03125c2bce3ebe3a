// What was checked of an organisation, as a card beside its name.
import type { FactView } from "../api/giving_shapes.ts";
import { type Seen, State } from "./parts.tsx";
import { factName, roleWords, shownValue } from "./fact_words.ts";

/** Each fact by itself, with its state, when and by whom it was checked: no single badge. */
export function ProofCard({ visit, facts }: Seen & { readonly facts: readonly FactView[] }) {
  const { t } = visit;
  return (
    <section aria-labelledby="proof" data-part="proof">
      <h2 id="proof">{t("What has been checked")}</h2>
      <ul class="proof">{facts.map((fact) => <Proof visit={visit} fact={fact} />)}</ul>
    </section>
  );
}

function Proof({ visit, fact }: Seen & { readonly fact: FactView }) {
  const { t } = visit;
  const { checkedAtMs, validTo } = fact;
  const roles = fact.checkedBy.map((role) => roleWords(visit, role)).join(", ");
  return (
    <li>
      <div>
        <h3>{factName(visit, fact.fact)}</h3>
        <p class="quiet">{shownValue(visit, fact.fact, fact.value)}</p>
      </div>
      <div>
        <State visit={visit} state={fact.state} />
        {checkedAtMs === null
          ? null
          : <p class="quiet">{t("Checked")}: {visit.day(checkedAtMs)} ({roles})</p>}
        {validTo === null ? null : <p class="quiet">{t("Valid until")}: {visit.date(validTo)}</p>}
      </div>
    </li>
  );
}
