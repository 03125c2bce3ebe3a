// The page of one organisation, the same for all visitors: proof, needs, what was given and what happened to it.
import type { NeedView, OrganisationView } from "../api/giving_shapes.ts";
import { publicPage } from "./frame.tsx";
import { GiftForm } from "./gift_form.tsx";
import {
  Mark,
  NeedBar,
  NeedNumbers,
  Numbers,
  Pairs,
  priorityWords,
  type Seen,
  State,
  Table,
} from "./parts.tsx";
import { ProofCard } from "./proof_card.tsx";
import { placeWords, regionName } from "./fact_words.ts";
import { Refusal } from "../bank/refusal.ts";
import { organisationData } from "./sharing.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

/** The one whose address it is. */
export async function organisationOf(visit: Visit): Promise<OrganisationView | Wrong> {
  const account = visit.context.req.param("organisation") ?? "";
  // An address that nothing can be under is as little there as one that nothing is under.
  if (!/^[1-9][0-9]{11}$/.test(account)) {
    return new Refusal("no_such_organisation", { organisation: account });
  }
  return await visit.ask("organisation", { organisation: account });
}

export async function organisationPage(visit: Visit): Promise<Response | Wrong> {
  const organisation = await organisationOf(visit);
  if (isWrong(organisation)) return organisation;
  const { t } = visit;
  const { organisation: account } = organisation;
  const open = organisation.needs.filter(({ status }) => status === "open");
  const { receives } = organisation;
  const children = (
    <>
      <h1>{organisation.name}</h1>
      <Standing visit={visit} organisation={organisation} />
      <Given visit={visit} organisation={organisation} />
      <div class="split">
        <div>
          <About visit={visit} organisation={organisation} />
          <section aria-labelledby="needed" data-part="needed">
            <h2 id="needed">{t("What is needed")}</h2>
            {open.length === 0 ? <p>{t("Nothing at the moment.")}</p> : null}
            <ul class="needs">
              {open.map((need) => <NeedLine visit={visit} need={need} pledges={receives} />)}
            </ul>
          </section>
          <Happened visit={visit} organisation={organisation} />
          <ProofCard visit={visit} facts={organisation.facts} />
        </div>
        <div>
          <div data-part="give">
            {receives
              ? <GiftForm visit={visit} organisation={organisation} />
              : <NotNow visit={visit} />}
          </div>
          <ContactCard visit={visit} organisation={organisation} />
          <p class="quiet">
            <a href={visit.path(`/o/${account}/feed`)}>{t("Follow in a feed reader (Atom)")}</a>
          </p>
          <p class="quiet">
            <a href={visit.path(`/report?organisation=${account}`)}>{t("Report this page")}</a>
          </p>
        </div>
      </div>
    </>
  );
  const framed = {
    title: organisation.name,
    path: `/o/${account}`,
    description: organisation.about.slice(0, 150),
    block: organisation.block,
    data: organisationData(visit, organisation),
    organisation: account,
    feed: `/o/${account}/feed`,
    children,
  };
  return publicPage(visit, framed, [`org-${account}`]);
}

/** Its own words, and whether an officer has read them. */
function About({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { t } = visit;
  const { about, aboutState } = organisation;
  const words = about === ""
    ? t("There is no description at the moment.")
    : aboutState === "confirmed"
    ? t("In its own words. An officer has read this text.")
    : t("In its own words. This text has not been checked by an officer yet.");
  return (
    <div data-part="about">
      <p class="said">{about}</p>
      <p class="quiet" data-text-state={aboutState}>{words}</p>
    </div>
  );
}

/** Whether it is verified, and can be given to; an open page keeps it true. */
function Standing({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { organisation: account, state, receives, district, region } = organisation;
  return (
    <div data-part="standing" data-org-state={account} data-state={state}>
      <p>
        <State visit={visit} state={state} />{" "}
        <span class="quiet">{placeWords(visit, district, region)}</span>
      </p>
      {receives
        ? (
          <p class="jump">
            <a href="#give" role="button">{visit.t("Give money")}</a>
          </p>
        )
        : <NotNow visit={visit} />}
    </div>
  );
}

function NotNow({ visit }: Seen) {
  return (
    <p role="status" class="note wait">
      {visit.t("This organisation cannot receive anything now.")}
    </p>
  );
}

function Given({ visit, organisation }: Seen & { readonly organisation: OrganisationView }) {
  const { t } = visit;
  const account = organisation.organisation;
  return (
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
  );
}

function NeedLine(
  { visit, need, pledges }: Seen & { readonly need: NeedView; readonly pledges: boolean },
) {
  const { t } = visit;
  return (
    <li>
      <h3>
        {need.item} <span class="quiet">({priorityWords(visit, need.priority)})</span>{" "}
        <Mark visit={visit} state={need.textState} />
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
              {t("I will bring")} ({need.unit})
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
    <section aria-labelledby="happened" data-part="happened">
      <h2 id="happened">{t("What was given, and what happened to it")}</h2>
      {organisation.updates.map((update) => (
        <article class="card">
          <p class="quiet">
            {visit.day(update.atMs)}
            {update.item === null ? "" : ` · ${update.item}`}
          </p>
          <p>
            {update.text} <Mark visit={visit} state={update.textState} />
          </p>
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
          [t("Address"), `${address}, ${district}, ${regionName(visit, region)} ${pin}`],
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
