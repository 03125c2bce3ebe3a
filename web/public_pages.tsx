// Pages that everybody sees alike: the directory, an organisation, needs, transparency. They carry no token, no cookie and
// nothing about who looks at them, so that caches may keep them.
import type { NeedView, OrganisationView } from "../net/giving_shapes.ts";
import type { Result } from "../net/methods.ts";
import { STATES } from "../bank/giving/facts.ts";
import { publicPage } from "./frame.tsx";
import { GiftForm } from "./gift_form.tsx";
import {
  NeedBar,
  NeedNumbers,
  Numbers,
  OrganisationLine,
  Pairs,
  priorityWords,
  ProofCard,
  regionName,
  type Seen,
  State,
  Table,
} from "./parts.tsx";
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
      <ul class="grid">
        {found.organisations.map((card) => <OrganisationLine visit={visit} card={card} />)}
      </ul>
      {found.cursor === null ? null : (
        <p>
          <a href={nextPage(visit, asked, found.cursor)} rel="next">{t("More")}</a>
        </p>
      )}
    </>
  );
  const framed = { title: t("Organisations"), path: "/", block: found.block, children };
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
    <form class="search" method="get" action={visit.path("/")} role="search">
      <label>
        {t("Words")}
        <input type="search" name="q" value={asked.query} maxlength={100} />
      </label>
      <label>
        {t("State")}
        <select name="region">
          <option value="">{t("all of India")}</option>
          {Object.entries(STATES).map(([code, name]) => (
            <option value={code} selected={code === asked.region}>{name}</option>
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

export async function organisationPage(visit: Visit): Promise<Response | Wrong> {
  const account = visit.context.req.param("organisation") ?? "";
  const organisation = await visit.ask("organisation", { organisation: account });
  if (isWrong(organisation)) return organisation;
  const { t } = visit;
  const open = organisation.needs.filter(({ status }) => status === "open");
  const receives = organisation.state === "live" || organisation.state === "expiring";
  const children = (
    <>
      <h1>{organisation.name}</h1>
      <p>
        <State visit={visit} state={organisation.state} />{" "}
        <span class="quiet">
          {[organisation.district, regionName(organisation.region)].join(", ")}
        </span>
      </p>
      <Numbers
        pairs={[
          [
            t("Given"),
            <span data-org-given={account}>{visit.money(organisation.givenMinor)}</span>,
          ],
          [t("Gifts"), <span data-org-gifts={account}>{organisation.gifts}</span>],
          [t("Open needs"), <span data-org-needs={account}>{organisation.openNeeds}</span>],
          [t("Places"), organisation.capacity ?? "–"],
        ]}
      />
      <div class="split">
        <div>
          <p>{organisation.about}</p>
          <h2>{t("What is needed")}</h2>
          {open.length === 0 ? <p>{t("Nothing at the moment.")}</p> : null}
          <ul class="needs">
            {open.map((need) => <NeedLine visit={visit} need={need} pledges={receives} />)}
          </ul>
          <Happened visit={visit} organisation={organisation} />
          <ProofCard visit={visit} facts={organisation.facts} />
        </div>
        <div>
          {receives
            ? <GiftForm visit={visit} organisation={organisation} />
            : (
              <p role="status" class="note">
                {t("This organisation cannot receive anything now.")}
              </p>
            )}
          <ContactCard visit={visit} organisation={organisation} />
        </div>
      </div>
    </>
  );
  const framed = {
    title: organisation.name,
    path: `/o/${account}`,
    description: organisation.about.slice(0, 150),
    block: organisation.block,
    organisation: account,
    children,
  };
  return publicPage(visit, framed, [`org-${account}`]);
}

export function NeedLine(
  { visit, need, pledges }: Seen & { readonly need: NeedView; readonly pledges: boolean },
) {
  const { t } = visit;
  return (
    <li>
      <h3>
        {need.item} <span class="quiet">({priorityWords(visit, need.priority)})</span>
      </h3>
      <NeedBar visit={visit} need={need} />
      <NeedNumbers visit={visit} need={need} />
      {need.givenMinor > 0
        ? (
          <p class="quiet">
            {t("Money given for it")}:{" "}
            <span data-need-given={need.need}>{visit.money(need.givenMinor)}</span>
          </p>
        )
        : null}
      {pledges && need.left > 0
        ? (
          <form class="inline" method="get" action={visit.path("/me/pledge")}>
            <input type="hidden" name="need" value={need.need} />
            <label>
              {t("I will bring")}
              <input type="number" name="quantity" min={1} max={need.left} value="1" required />
            </label>
            <button type="submit">{t("Promise it")}</button>
          </form>
        )
        : null}
    </li>
  );
}

function Happened({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { t } = visit;
  const met = organisation.needs.filter(({ status, delivered }) =>
    status === "closed" || delivered > 0
  );
  return (
    <section aria-labelledby="happened">
      <h2 id="happened">{t("What was given, and what happened to it")}</h2>
      {organisation.updates.map((update) => (
        <article class="card">
          <p class="quiet">
            {visit.day(update.atMs)}
            {update.item === null ? "" : ` · ${update.item}`}
          </p>
          <p>{update.text}</p>
        </article>
      ))}
      {met.length === 0 ? null : (
        <Table
          caption={t("Things that arrived")}
          columns={[
            { title: t("What"), cell: ({ item }: NeedView) => item },
            { title: t("Needed"), cell: ({ quantity, unit }: NeedView) => `${quantity} ${unit}` },
            { title: t("arrived"), cell: ({ delivered }: NeedView) => delivered },
          ]}
          rows={met}
        />
      )}
      {organisation.recentGifts.length === 0 ? <p>{t("No gift of money yet.")}</p> : (
        <Table
          caption={t("Newest gifts of money")}
          columns={[
            {
              title: t("Day"),
              cell: (gift: OrganisationView["recentGifts"][number]) => visit.day(gift.atMs),
            },
            { title: t("From"), cell: (gift) => gift.donor ?? t("somebody who is not named") },
            { title: t("For"), cell: (gift) => gift.item ?? purposeWords(visit, gift.purpose) },
            { title: t("Amount"), cell: (gift) => visit.money(gift.amountMinor), money: true },
          ]}
          rows={organisation.recentGifts}
        />
      )}
    </section>
  );
}

export function purposeWords({ t }: Visit, purpose: string): string {
  if (purpose === "corpus") return t("the endowment (corpus)");
  return purpose === "need" ? t("a need") : t("whatever is needed most");
}

function ContactCard({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { t } = visit;
  const { address, district, region, pin, phone, email, website } = organisation;
  return (
    <section aria-labelledby="contact">
      <h2 id="contact">{t("Contact")}</h2>
      <Pairs
        pairs={[
          [t("Address"), `${address}, ${district}, ${regionName(region)} ${pin}`],
          [t("Telephone"), <a href={`tel:${phone}`}>{phone}</a>],
          [t("E-mail"), <a href={`mailto:${email}`}>{email}</a>],
          ...(website === ""
            ? []
            : [[t("Website"), <a href={website} rel="nofollow noreferrer">{website}</a>] as const]),
        ]}
      />
    </section>
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
      <ul class="needs">
        {found.needs.map((need) => (
          <li>
            <h2>
              <a href={visit.path(`/o/${need.organisation}`)}>{need.item}</a>
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
  const block = visit.face.service.loop.head.seq;
  return publicPage(visit, { title: t("Needs"), path: "/needs", block, children }, ["directory"]);
}

export async function transparencyPage(visit: Visit): Promise<Response | Wrong> {
  const totals = await visit.ask("givingTotals", {});
  if (isWrong(totals)) return totals;
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
      <h2>{t("The journal's head")}</h2>
      <Pairs
        pairs={[
          [t("Block"), <span data-head>{totals.block}</span>],
          [t("Its SHA-256"), <span class="hash">{totals.hash}</span>],
          [t("Signing key"), <span class="hash">{visit.face.service.signing.publicKey}</span>],
        ]}
      />
      <h2>{t("How to check the bank")}</h2>
      <ol>
        <li>
          {t(
            "Keep your receipts: each is signed, and `bank verify receipt.json` checks it without the bank.",
          )}
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
  return publicPage(visit, {
    title: t("Transparency"),
    path: "/transparency",
    block: totals.block,
    children,
  }, ["directory"]);
}
