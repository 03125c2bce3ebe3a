// What staff have done on a day, for auditors and managers.
import type { Result } from "../api/methods.ts";
import { nameOf } from "../papers/day_report.ts";
import { DayForm, dayIn } from "./day_form.tsx";
import { privatePage } from "./frame.tsx";
import { Table } from "./parts.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff/acts";
const ACTS_PER_PAGE = 200;

type Act = Result<"staffActs">["acts"][number];

export async function actsPage(visit: Visit): Promise<Response | Wrong> {
  const day = dayIn(visit);
  const after = Number(visit.query("after") || 0);
  const found = await visit.ask("staffActs", { day, after, limit: ACTS_PER_PAGE });
  if (isWrong(found)) return found;
  const { t } = visit;
  const { acts, count } = found;
  const next = after + acts.length;
  const title = t("What staff have done");
  const children = (
    <>
      <h1>{title}</h1>
      <DayForm visit={visit} path={PATH} day={day} />
      {acts.length === 0 ? <p>{t("Nothing on {{day}}.", { day: visit.date(day) })}</p> : (
        <Table
          caption={t("{{count}} on {{day}}, the oldest first", { count, day: visit.date(day) })}
          columns={[
            { title: t("When"), cell: (act: Act) => visit.time(act.atMs) },
            { title: t("Who"), cell: (act) => namesOf(visit, act) },
            { title: t("What"), cell: ({ act }) => actWords(visit, act) },
            {
              title: t("Whose"),
              cell: ({ account, accountName }) =>
                account === undefined ? "–" : nameOf({ account, accountName }),
            },
            {
              title: t("Amount"),
              cell: ({ amountMinor }) => amountMinor === undefined ? "–" : visit.money(amountMinor),
              money: true,
            },
            { title: t("Why"), cell: ({ reason }) => reason ?? "–" },
          ]}
          rows={acts}
        />
      )}
      {next < count
        ? (
          <a href={visit.path(`${PATH}?${new URLSearchParams({ day, after: String(next) })}`)}>
            {t("More")}
          </a>
        )
        : null}
    </>
  );
  return privatePage(visit, { title, path: `${PATH}?day=${day}`, children });
}

function namesOf({ t }: Visit, { by, byName, agreedBy }: Act): string {
  const name = byName ?? by;
  return agreedBy === undefined ? name : t("{{name}} and a second person", { name });
}

/** Of what there is to say in every language; anything else as the journal has it. */
function actWords({ t }: Visit, act: string): string {
  const words: Readonly<Record<string, string>> = {
    account_viewed: t("looked at the account"),
    staff_froze: t("froze the account"),
    staff_unfroze: t("let the account go"),
    cash_in: t("cash paid in"),
    cash_out: t("cash paid out"),
    reversal: t("took a payment back"),
    paid_in: t("from another bank"),
    paid_out: t("to another bank"),
    assigned: t("found the account of a line"),
    till_opened: t("opened the till"),
    till_closed: t("closed the till"),
    safe_counted: t("counted the safe"),
    cash_difference: t("cash difference"),
    credit_set: t("set credit"),
    account_limits_set: t("set payment limits"),
    policy_set: t("set thresholds"),
    announced: t("told all customers something"),
    announcement_ended: t("took an announcement back"),
    staff_appointed: t("set a role"),
    staff_invited: t("invited a colleague"),
    proposed: t("proposed something"),
    proposal_ended: t("decided about a proposal"),
    payout_batch_made: t("made a batch of payouts"),
    org_document_viewed: t("looked at a document"),
    org_fact_reviewed: t("decided about a fact"),
  };
  return words[act] ?? act.replaceAll("_", " ");
}
