// What became of a donor's gifts, promises and recurring gifts, and the small forms beside them.
import type { GiftView, OrderView, PledgeView } from "../net/giving_shapes.ts";
import { privatePage } from "./frame.tsx";
import { Note, Numbers, type Seen, State, Table } from "./parts.tsx";
import { purposeWords } from "./organisation_page.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function myGivingPage(visit: Visit): Promise<Response | Wrong> {
  const after = visit.query("after");
  const giving = await visit.ask("myGiving", after === "" ? {} : { after });
  if (isWrong(giving)) return giving;
  const pledges = await visit.ask("myPledges", {});
  if (isWrong(pledges)) return pledges;
  const orders = await visit.ask("myOrders", {});
  if (isWrong(orders)) return orders;
  const balance = await visit.ask("balance", {});
  if (isWrong(balance)) return balance;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("My giving")}</h1>
      <Note visit={visit} />
      <Numbers
        pairs={[[
          t("Available"),
          <span data-own-available>{visit.money(balance.availableMinor)}</span>,
        ]]}
      />
      <h2>{t("Where did my money go")}</h2>
      {giving.gifts.length === 0 ? <p>{t("You have not given yet.")}</p> : null}
      <ul class="needs">{giving.gifts.map((gift) => <GiftLine visit={visit} gift={gift} />)}</ul>
      {giving.cursor === null ? null : (
        <p>
          <a href={`${visit.path("/me")}?after=${giving.cursor}`}>{t("More")}</a>
        </p>
      )}
      <Pledges visit={visit} pledges={pledges.pledges} />
      <Orders visit={visit} orders={orders.orders} />
      <p>
        <a href={visit.path("/me/years")}>{t("Sums of a tax year")}</a> ·{" "}
        <a href={visit.path("/me/donor")}>{t("Name, address and PAN on receipts")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title: t("My giving"), path: "/me", block: balance.block, children });
}

function GiftLine({ visit, gift }: Seen & { readonly gift: GiftView }) {
  const { t } = visit;
  return (
    <li>
      <p>
        <strong>{visit.money(gift.amountMinor)}</strong> {t("to")}{" "}
        <a href={visit.path(`/o/${gift.organisation}`)}>{gift.organisationName}</a> ·{" "}
        {visit.day(gift.atMs)} ·{" "}
        <State visit={visit} state={gift.refunded ? "refunded" : "booked"} />
      </p>
      <p class="quiet">{t("For")}: {gift.item ?? purposeWords(visit, gift.purpose)}</p>
      {gift.updates.map((update) => (
        <blockquote>
          {update.text}
          <footer class="quiet">{visit.day(update.atMs)}</footer>
        </blockquote>
      ))}
      <p>
        <a href={visit.path(`/me/gifts/${gift.transferId}/receipt`)}>
          {t("Receipt")} {gift.receipt}
        </a>
      </p>
    </li>
  );
}

function Pledges({ visit, pledges }: Seen & { readonly pledges: readonly PledgeView[] }) {
  const { t } = visit;
  if (pledges.length === 0) return null;
  return (
    <section aria-labelledby="pledges">
      <h2 id="pledges">{t("What I promised")}</h2>
      <ul class="needs">
        {pledges.map((pledge) => (
          <li>
            <p>
              {pledge.quantity} {pledge.unit} {pledge.item} → {pledge.organisationName}{" "}
              <State visit={visit} state={pledge.status} />
            </p>
            {pledge.difference === null || pledge.difference === 0 ? null : (
              <p class="quiet">
                {t("You sent {{sent}}, they counted {{received}}.", {
                  sent: pledge.sent ?? 0,
                  received: pledge.received ?? 0,
                })}
              </p>
            )}
            {pledge.status === "reserved" ? <Reserved visit={visit} pledge={pledge} /> : null}
            {pledge.status === "received"
              ? (
                <a href={visit.path(`/me/pledges/${pledge.pledge}/receipt`)}>
                  {t("Acknowledgement of goods")}
                </a>
              )
              : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reserved({ visit, pledge }: Seen & { readonly pledge: PledgeView }) {
  const { t } = visit;
  const action = (what: string) => visit.path(`/me/pledges/${pledge.pledge}/${what}`);
  return (
    <>
      <p class="quiet">
        {t("Time left to send it")}:{" "}
        <span data-until={pledge.expiresAtMs}>{visit.time(pledge.expiresAtMs)}</span>
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

function Orders({ visit, orders }: Seen & { readonly orders: readonly OrderView[] }) {
  const { t } = visit;
  if (orders.length === 0) return null;
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">{t("Recurring gifts")}</h2>
      <Table
        caption={t("Recurring gifts")}
        columns={[
          { title: t("To"), cell: (order: OrderView) => order.organisationName },
          {
            title: t("How often"),
            cell: ({ every }) => every === "month" ? t("every month") : t("every week"),
          },
          {
            title: t("Next"),
            cell: ({ ended, nextAtMs }) => ended ? t("ended") : visit.day(nextAtMs),
          },
          { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
          {
            title: "",
            cell: ({ order, ended }) =>
              ended ? "" : (
                <form
                  class="inline"
                  method="post"
                  action={visit.path(`/me/recurring/${order}/stop`)}
                >
                  <button type="submit" class="secondary">{t("Stop")}</button>
                </form>
              ),
          },
        ]}
        rows={orders}
      />
    </section>
  );
}

/** The small forms of the page: each does one thing and comes back. */
export async function myGivingAction(
  visit: Visit,
  method: "sendPledge" | "cancelPledge" | "stopOrder",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const key = visit.context.req.param("key") ?? "";
  const outcome = method === "sendPledge"
    ? await visit.ask("sendPledge", { pledge: key, quantity: Number(field(form, "quantity")) })
    : method === "cancelPledge"
    ? await visit.ask("cancelPledge", { pledge: key })
    : await visit.ask("stopOrder", { order: key });
  return isWrong(outcome) ? outcome : visit.redirect("/me?done=saved");
}
