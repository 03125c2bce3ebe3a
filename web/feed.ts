// What happens at one organisation, as an Atom feed (RFC 4287): for people who follow it in a reader, without an account and without a
// mail address. Public, in the language of the page, with the same marks: what no officer has read says so.
import { createHash } from "node:crypto";
import type { OrganisationView } from "../api/giving_shapes.ts";
import { type Xml, xmlText } from "../bank/xml.ts";
import { sharedAnswer } from "../net/http/caching.ts";
import { bankSeen, needSeen } from "./books_seen.ts";
import { organisationOf } from "./organisation_page.tsx";
import { stateWords } from "./state_words.ts";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

const FEED_MEDIA = "application/atom+xml; charset=utf-8";

/** The newest: a reader keeps what it has seen. */
const ENTRIES_MAX = 50;

interface Entry {
  readonly id: string;
  readonly atMs: number;
  readonly title: string;
  readonly text: string;
}

export async function organisationFeed(visit: Visit): Promise<Response | Wrong> {
  const organisation = await organisationOf(visit);
  if (isWrong(organisation)) return organisation;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${xmlText(feedOf(visit, organisation))}`;
  return sharedAnswer(visit.context.req.raw, {
    body,
    media: FEED_MEDIA,
    rule: "page",
    tags: [`org-${organisation.organisation}`],
    headers: { "content-language": visit.language },
  });
}

function feedOf(visit: Visit, organisation: OrganisationView): Xml {
  const { organisation: account, name, state, facts } = organisation;
  const entries = entriesOf(visit, organisation);
  const checked = facts.map(({ checkedAtMs }) => checkedAtMs ?? 0);
  const newestMs = Math.max(0, ...entries.map(({ atMs }) => atMs), ...checked);
  const page = addressOf(visit, `/o/${account}`);
  return [
    "feed",
    [
      ["id", idOf(visit, `organisation ${account}`)],
      ["title", name],
      ["subtitle", stateWords(visit, state)],
      ["updated", time(newestMs)],
      ["author", [["name", name]]],
      ["link", "", { rel: "alternate", type: "text/html", href: page }],
      ["link", "", { rel: "self", href: addressOf(visit, `/o/${account}/feed`) }],
      ["generator", visit.bankName],
      ...entries.map((entry): Xml => [
        "entry",
        [
          ["id", entry.id],
          ["title", entry.title],
          ["updated", time(entry.atMs)],
          ["link", "", { rel: "alternate", type: "text/html", href: page }],
          ["content", entry.text, { type: "text" }],
        ],
      ]),
    ],
    { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": visit.language },
  ];
}

/** Thanks, and what is needed, the newest first. */
function entriesOf(visit: Visit, { updates, needs }: OrganisationView): Entry[] {
  const { t } = visit;
  const marked = (text: string, state: string | undefined) =>
    state === "confirmed"
      ? text
      : `${text}\n${t("This text has not been checked by an officer yet.")}`;
  const thanks = updates.map(({ update, atMs, item, text, textState }): Entry => ({
    id: idOf(visit, `update ${update}`),
    atMs,
    title: item === null ? t("Thanks") : t("Thanks for {{item}}", { item }),
    text: marked(text, textState),
  }));
  const wanted = needs.map((need): Entry => {
    const { item, unit, quantity, left, deadline, status, textState } = need;
    const about = { item, unit, quantity: visit.count(quantity), left: visit.count(left) };
    const text = status === "closed"
      ? t("It is not needed any more.")
      : t("{{left}} {{unit}} are still missing, until {{day}}.", {
        ...about,
        day: visit.date(deadline),
      });
    return {
      id: idOf(visit, `need ${need.need}`),
      atMs: needSeen(visit.face, need.need)?.addedAtMs ?? 0,
      title: t("Needed: {{quantity}} {{unit}} {{item}}", about),
      text: marked(text, textState),
    };
  });
  return [...thanks, ...wanted].sort((a, b) => b.atMs - a.atMs).slice(0, ENTRIES_MAX);
}

/** The same for ever, whatever the site is called: a UUID version 8 of the bank's key and what it is about. */
function idOf({ face }: Visit, about: string): string {
  const key = bankSeen(face)?.signingKey ?? "";
  const hex = createHash("sha256").update(`${key} ${about}`).digest("hex");
  const variant = "89ab"[parseInt(hex[16]!, 16) % 4];
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}

/** Whole where the bank knows what its site is called. */
function addressOf(visit: Visit, path: string): string {
  return `${visit.face.published.origin ?? ""}${visit.path(path)}`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
