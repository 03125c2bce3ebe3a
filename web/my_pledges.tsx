// What a donor has promised, and the small forms beside it.
import type { PledgeView } from "../api/giving_shapes.ts";
import { type Seen, State, Table } from "./parts.tsx";
import { whereWords } from "./where.ts";

export function Pledges({ visit, pledges }: Seen & { readonly pledges: readonly PledgeView[] }) {
  const { t } = visit;
  if (pledges.length === 0) return null;
  const waiting = pledges.filter(({ status }) => status === "reserved");
  const others = pledges.filter(({ status }) => status !== "reserved");
  return (
    <section aria-labelledby="pledges">
      <h2 id="pledges">{t("What I promised")}</h2>
      <ul class="needs">
        {waiting.map((pledge) => (
          <li>
            <p>
              {whatWords(pledge)} →{" "}
              <a href={visit.path(`/o/${pledge.organisation}`)}>{pledge.organisationName}</a>{" "}
              <State visit={visit} state={pledge.status} />
            </p>
            <p class="quiet">{t("Where to")}: {whereWords(visit, pledge.organisation)}</p>
            <Reserved visit={visit} pledge={pledge} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : <Kept visit={visit} pledges={others} />}
    </section>
  );
}

function whatWords({ quantity, unit, item }: PledgeView): string {
  return `${quantity} ${unit} ${item}`;
}

/** Those for which there is nothing to do any more. */
function Kept({ visit, pledges }: Seen & { readonly pledges: readonly PledgeView[] }) {
  const { t } = visit;
  return (
    <Table
      caption={t("Sent, received or given up")}
      columns={[
        { title: t("What"), cell: (pledge: PledgeView) => whatWords(pledge) },
        {
          title: t("To"),
          cell: ({ organisation, organisationName }) => (
            <a href={visit.path(`/o/${organisation}`)}>{organisationName}</a>
          ),
        },
        {
          title: t("State"),
          cell: ({ status, quantity, sent, received, difference }) => (
            <>
              <State visit={visit} state={status} />
              {difference === null || difference === 0 ? null : (
                <p class="quiet">
                  {sent === null
                    ? t("You promised {{quantity}}, they counted {{received}}.", {
                      quantity,
                      received: received ?? 0,
                    })
                    : t("You sent {{sent}}, they counted {{received}}.", {
                      sent,
                      received: received ?? 0,
                    })}
                </p>
              )}
            </>
          ),
        },
        {
          title: t("Receipt"),
          cell: ({ status, pledge }) =>
            status === "received"
              ? (
                <a href={visit.path(`/me/pledges/${pledge}/receipt`)}>
                  {t("Acknowledgement of goods")}
                </a>
              )
              : "–",
        },
      ]}
      rows={pledges}
    />
  );
}

function Reserved({ visit, pledge }: Seen & { readonly pledge: PledgeView }) {
  const { t } = visit;
  const action = (what: string) => visit.path(`/me/pledges/${pledge.pledge}/${what}`);
  return (
    <>
      <p class="quiet">
        {t("Time left to send it")}:{" "}
        <span data-until={pledge.expiresAtMs}>{visit.shortTime(pledge.expiresAtMs)}</span>
      </p>
      <form class="inline" method="post" action={action("sent")}>
        <label>
          {t("Sent")}
          <input
            type="number"
            name="quantity"
            min={1}
            max={pledge.quantity}
            value={pledge.quantity}
            required
          />
        </label>
        <button type="submit">{t("It is on its way")}</button>
      </form>
      <form class="inline" method="post" action={action("cancel")}>
        <button type="submit" class="secondary">{t("I cannot keep it")}</button>
      </form>
    </>
  );
}
