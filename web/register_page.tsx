// For people who run a home: what they need before they begin, how it goes, and what will be public. The list is made of the same rules
// by which a home goes live.
import { DOCUMENTED_FACTS, FACT_FIELDS, FACT_KINDS, type FactKind } from "../bank/giving/facts.ts";
import { neededFacts } from "./books_seen.ts";
import { factName, fieldName } from "./fact_words.ts";
import { publicPage } from "./frame.tsx";
import type { Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

const PATH = "/register";

export function registerPage(visit: Visit): Response {
  const { t } = visit;
  const needed = neededFacts(visit.face);
  const others = FACT_KINDS.filter((kind) => !needed.includes(kind));
  const title = t("Register an orphanage");
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        {t(
          "A home that is licensed under the Juvenile Justice Act can receive gifts of money and things here. Before it does, two officers of the bank read its papers.",
        )}
      </p>
      <section aria-labelledby="have-ready">
        <h2 id="have-ready">{t("Have these ready")}</h2>
        <FactList visit={visit} kinds={needed} />
        {others.length === 0 ? null : (
          <>
            <h3>{t("If you have them")}</h3>
            <FactList visit={visit} kinds={others} />
          </>
        )}
      </section>
      <How visit={visit} />
      <section aria-labelledby="public">
        <h2 id="public">{t("What everybody will see")}</h2>
        <p>
          {t(
            "Name, place, contact, what you write about the home, what it needs, what was given, and for each fact when and by which roles it was checked. Of the PAN only a part. The documents are read by officers alone.",
          )}
        </p>
        <p>{t("No child may be named or shown, by law.")}</p>
      </section>
      <p>
        <a href={visit.path("/me/organisation")} role="button">{t("Begin")}</a>
      </p>
      <p class="quiet">
        {t(
          "You are asked to sign in first, or to become a customer: the account becomes that of the home.",
        )}
      </p>
    </>
  );
  const description = t("What a home needs to receive gifts here, and how it is checked.");
  return publicPage(visit, { title, path: PATH, description, children }, ["directory"]);
}

function FactList({ visit, kinds }: Seen & { readonly kinds: readonly FactKind[] }) {
  const { t } = visit;
  return (
    <ul>
      {kinds.map((kind) => (
        <li data-fact={kind}>
          <strong>{factName(visit, kind)}</strong>
          <br />
          {FACT_FIELDS[kind].map((name) => fieldName(visit, name.replace("?", ""))).join(", ")}
          {DOCUMENTED_FACTS.includes(kind)
            ? (
              <>
                <br />
                {t("with the document (PDF, JPEG or PNG, at most 5 MiB)")}
              </>
            )
            : null}
        </li>
      ))}
    </ul>
  );
}

function How({ visit }: Seen) {
  const { t } = visit;
  return (
    <section aria-labelledby="how">
      <h2 id="how">{t("How it goes")}</h2>
      <ol>
        <li>
          {t("Write about the home, and state its facts one by one. You can stop and go on later.")}
        </li>
        <li>
          {t(
            "Numbers and dates are checked at once; what cannot be right is said beside the field.",
          )}
        </li>
        <li>{t("Hand in the documents, and send all of it to the officers.")}</li>
        <li>
          {t(
            "Two officers, one after the other, open the documents and compare them with the facts. What one of them refuses comes back to you with the reason.",
          )}
        </li>
        <li>
          {t(
            "When both agree on all that is required, the page of the home is public and gifts can come. When a fact is about to end, your page says so: renew it the same way.",
          )}
        </li>
      </ol>
    </section>
  );
}
