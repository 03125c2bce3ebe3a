// Pages that are the same for all visitors: the directory, an organisation, needs, transparency. They carry no token, no cookie and
// nothing about who looks at them, so that caches may keep them.
import type { Result } from "../api/methods.ts";
import { STATES } from "../bank/giving/states.ts";
import { newestBlock } from "./books_seen.ts";
import { publicPage } from "./frame.tsx";
import { regionName } from "./fact_words.ts";
import { GivenChart } from "./given_chart.tsx";
import {
  Mark,
  NeedBar,
  NeedNumbers,
  Numbers,
  OrganisationLine,
  Pairs,
  priorityWords,
  type Seen,
  Table,
  withCode,
} from "./parts.tsx";
import { siteData } from "./sharing.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type Asked = {
  readonly query: string;
  readonly region: string;
  readonly needs: boolean;
  readonly sort: string;
};

export async function directoryPage(visit: Visit): Promise<Response | Wrong> {
  const sort = visit.query("sort");
  const asked = {
    query: visit.query("q").slice(0, 100),
    region: visit.query("region").slice(0, 2),
    needs: visit.query("needs") === "yes",
    sort: sort === "urgent" || sort === "recent" ? sort : "name" as const,
  } as const;
  const after = visit.query("after");
  const found = await visit.ask("organisations", { ...asked, ...(after === "" ? {} : { after }) });
  if (isWrong(found)) return found;
  const totals = await visit.ask("givingTotals", {});
  if (isWrong(totals)) return totals;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Give to a home you can trust")}</h1>
      <p>
        {t(
          "Every orphanage here was checked by two officers, fact by fact. You see what it needs, what was given, and what became of it.",
        )}
      </p>
      <Totals visit={visit} totals={totals} />
      <SearchForm visit={visit} asked={asked} />
      <p role="status" class="quiet">{t("Found: {{count}}", { count: found.count })}</p>
      {found.count === 0 ? <p>{t("Nothing fits. Try fewer words.")}</p> : null}
      <ul class="grid" data-part="cards" data-quiet>
        {found.organisations.map((card) => <OrganisationLine visit={visit} card={card} />)}
      </ul>
      {found.cursor === null ? null : (
        <p>
          <a href={nextPage(visit, asked, found.cursor)} rel="next">{t("More")}</a>
        </p>
      )}
    </>
  );
  const framed = {
    title: t("Organisations"),
    path: "/",
    block: found.block,
    data: siteData(visit),
    children,
  };
  return publicPage(visit, {
    ...framed,
    description: t("Verified orphanages, their needs, and what became of gifts."),
  }, ["directory"]);
}

function nextPage(visit: Visit, { query, region, needs, sort }: Asked, cursor: string): string {
  const search = new URLSearchParams({
    q: query,
    region,
    needs: needs ? "yes" : "",
    sort,
    after: cursor,
  });
  return `${visit.path("/")}?${search}`;
}

function SearchForm({ visit, asked }: Seen & { readonly asked: Asked }) {
  const { t } = visit;
  const sorts = [["name", t("by name")], ["urgent", t("most urgent first")], [
    "recent",
    t("newest first"),
  ]] as const;
  return (
    <form class="search" method="get" action={visit.path("/")} aria-label={t("Search")}>
      <label>
        {t("Words")}
        <input type="search" name="q" value={asked.query} maxlength={100} />
      </label>
      <label>
        {t("State of India")}
        <select name="region">
          <option value="">{t("all of India")}</option>
          {Object.keys(STATES).map((code) => (
            <option value={code} selected={code === asked.region}>{regionName(visit, code)}</option>
          ))}
        </select>
      </label>
      <label>
        {t("Order")}
        <select name="sort">
          {sorts.map(([value, name]) => (
            <option value={value} selected={value === asked.sort}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <input type="checkbox" name="needs" value="yes" checked={asked.needs} />{" "}
        {t("with open needs")}
      </label>
      <button type="submit">{t("Search")}</button>
    </form>
  );
}

function Totals({ visit, totals }: Seen & { readonly totals: Result<"givingTotals"> }) {
  const { t } = visit;
  return (
    <Numbers
      pairs={[
        [t("Given so far"), <span data-total-given>{visit.money(totals.givenMinor)}</span>],
        [t("Gifts"), <span data-total-gifts>{totals.gifts}</span>],
        [t("Open needs"), <span data-total-needs>{totals.openNeeds}</span>],
        [t("Things that arrived"), <span data-total-delivered>{totals.delivered}</span>],
      ]}
    />
  );
}

export async function needsPage(visit: Visit): Promise<Response | Wrong> {
  const after = Number(visit.query("after")) || 0;
  const found = await visit.ask("needs", { after: Math.max(0, Math.trunc(after)) });
  if (isWrong(found)) return found;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("What is needed now")}</h1>
      <ul class="needs wide">
        {found.needs.map((need) => (
          <li>
            <h2>
              <a href={visit.path(`/o/${need.organisation}`)}>{need.item}</a>{" "}
              <Mark visit={visit} state={need.textState} />
            </h2>
            <p class="quiet">{need.organisationName} · {priorityWords(visit, need.priority)}</p>
            <NeedBar visit={visit} need={need} />
            <NeedNumbers visit={visit} need={need} />
          </li>
        ))}
      </ul>
      {found.needs.length === 0 ? <p>{t("Nothing at the moment.")}</p> : null}
      {found.next === null ? null : (
        <p>
          <a href={`${visit.path("/needs")}?after=${found.next}`} rel="next">{t("More")}</a>
        </p>
      )}
    </>
  );
  const block = newestBlock(visit.face);
  return publicPage(visit, { title: t("Needs"), path: "/needs", block, children }, ["directory"]);
}

export async function transparencyPage(visit: Visit): Promise<Response | Wrong> {
  const totals = await visit.ask("givingTotals", {});
  if (isWrong(totals)) return totals;
  const most = await visit.ask("organisations", { sort: "given", limit: 8 });
  if (isWrong(most)) return most;
  const { t } = visit;
  type Recent = Result<"givingTotals">["recentGifts"][number];
  const children = (
    <>
      <h1>{t("Transparency")}</h1>
      <p>
        {t(
          "Everything that is given is written into one journal, each block of which carries the hash of the one before. Nobody can change the past without everybody noticing.",
        )}
      </p>
      <Totals visit={visit} totals={totals} />
      <div data-part="newest">
        <Table
          caption={t("Newest gifts of money")}
          columns={[
            { title: t("When"), cell: (gift: Recent) => visit.time(gift.atMs) },
            {
              title: t("To"),
              cell: (gift) => (
                <a href={visit.path(`/o/${gift.organisation}`)}>{gift.organisationName}</a>
              ),
            },
            { title: t("From"), cell: (gift) => gift.donor ?? t("somebody who is not named") },
            { title: t("Amount"), cell: (gift) => visit.money(gift.amountMinor), money: true },
          ]}
          rows={totals.recentGifts}
        />
      </div>
      <div data-part="chart">
        <GivenChart visit={visit} cards={most.organisations} />
      </div>
      <Proof visit={visit} totals={totals} />
    </>
  );
  return publicPage(visit, {
    title: t("Transparency"),
    path: "/transparency",
    block: totals.block,
    children,
  }, ["directory"]);
}

function Proof({ visit, totals }: Seen & { readonly totals: Result<"givingTotals"> }) {
  const { t } = visit;
  return (
    <>
      <h2>{t("The journal's head")}</h2>
      <Pairs
        pairs={[
          [t("Block"), <span data-head>{totals.block}</span>],
          [t("Its SHA-256"), <span class="hash" data-head-hash>{totals.hash}</span>],
          [t("Signing key"), <span class="hash">{visit.face.service.signing.publicKey}</span>],
        ]}
      />
      <h2>{t("How to check the bank")}</h2>
      <ol>
        <li>
          {withCode(
            t(
              "Keep your receipts: each is signed, and `bank verify receipt.json` checks it without the bank.",
            ),
          )}
        </li>
        <li>
          <a href={visit.path("/verify")}>{t("Check a receipt")}</a>
        </li>
        <li>
          {t(
            "Compare the head above with the one that somebody else saw: two different hashes for one block prove a lie.",
          )}
        </li>
        <li>
          {t(
            "Ask an officer for an audit: it reads every block from the first one and adds everything up again.",
          )}
        </li>
      </ol>
    </>
  );
}
