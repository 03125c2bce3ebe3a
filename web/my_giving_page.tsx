// What became of a donor's gifts, promises and recurring gifts, and the small forms beside them.
import type { GiftView, OrderView } from "../api/giving_shapes.ts";
import { privatePage } from "./frame.tsx";
import { Note, Numbers, type Seen, State, Table } from "./parts.tsx";
import { whyWords } from "./notice_words.ts";
import { Pledges } from "./my_pledges.tsx";
import { purposeWords } from "./organisation_page.tsx";
import { OpenGifts } from "./thanks_pages.tsx";
import { codeField, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function myGivingPage(visit: Visit): Promise<Response | Wrong> {
  const after = visit.query("after");
  const giving = await visit.ask("myGiving", after === "" ? {} : { after });
  if (isWrong(giving)) return giving;
  const pledges = await visit.ask("myPledges", {});
  if (isWrong(pledges)) return pledges;
  const orders = await visit.ask("myOrders", {});
  if (isWrong(orders)) return orders;
  const waiting = await visit.ask("openGifts", {});
  if (isWrong(waiting)) return waiting;
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
      <div data-part="given" data-quiet>
        {giving.gifts.length === 0 ? <p>{t("You have not given yet.")}</p> : null}
        <ul class="needs">
          {byOrganisation(giving.gifts).map((given) => <GivenTo visit={visit} given={given} />)}
        </ul>
      </div>
      {giving.cursor === null ? null : (
        <p>
          <a href={`${visit.path("/me")}?after=${giving.cursor}`}>{t("More")}</a>
        </p>
      )}
      <div data-part="open-gifts" data-quiet>
        <OpenGifts visit={visit} gifts={waiting.openGifts} />
      </div>
      <div data-part="promised" data-quiet>
        <Pledges visit={visit} pledges={pledges.pledges} />
      </div>
      <div data-part="orders" data-quiet>
        <Orders visit={visit} orders={orders.orders} />
      </div>
      <p>
        <a href={visit.path("/me/years")}>{t("Sums of a tax year")}</a> ·{" "}
        <a href={visit.path("/me/donor")}>{t("Name, address and PAN on receipts")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title: t("My giving"), path: "/me", block: balance.block, children });
}

/** Gifts of one organisation, and what it said became of them: once, however many gifts there were. */
interface Given {
  readonly organisation: string;
  readonly name: string;
  readonly gifts: readonly GiftView[];
  readonly updates: GiftView["updates"];
}

/** The organisation that was given to last comes first. */
function byOrganisation(gifts: readonly GiftView[]): Given[] {
  const groups = new Map<string, GiftView[]>();
  for (const gift of gifts) {
    const group = groups.get(gift.organisation);
    if (group) group.push(gift);
    else groups.set(gift.organisation, [gift]);
  }
  return [...groups].map(([organisation, gifts]) => {
    const updates = new Map(
      gifts.flatMap(({ updates }) => updates).map((one) => [one.update, one]),
    );
    const name = gifts[0]!.organisationName;
    const newest = [...updates.values()].sort((a, b) => b.atMs - a.atMs);
    return { organisation, name, gifts, updates: newest };
  });
}

function GivenTo({ visit, given }: Seen & { readonly given: Given }) {
  const { t } = visit;
  return (
    <li>
      <h3>
        <a href={visit.path(`/o/${given.organisation}`)}>{given.name}</a>
      </h3>
      {given.updates.map((update) => (
        <blockquote>
          {update.text}
          <footer class="quiet">
            {visit.day(update.atMs)}
            {update.item === null ? "" : ` · ${update.item}`}
          </footer>
        </blockquote>
      ))}
      <Table
        caption={t("Gifts")}
        headed
        columns={[
          { title: t("Day"), cell: (gift: GiftView) => visit.day(gift.atMs) },
          { title: t("For"), cell: (gift) => gift.item ?? purposeWords(visit, gift.purpose) },
          { title: t("Amount"), cell: (gift) => visit.money(gift.amountMinor), money: true },
          {
            title: t("State"),
            cell: ({ refunded }) => (
              <State
                visit={visit}
                state={refunded ? "refunded" : "booked"}
              />
            ),
          },
          {
            title: t("Receipt"),
            cell: (gift) => (
              <a href={visit.path(`/me/gifts/${gift.transferId}/receipt`)}>{gift.receipt}</a>
            ),
          },
        ]}
        rows={given.gifts}
      />
    </li>
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
        headed
        columns={[
          { title: t("To"), cell: (order: OrderView) => order.organisationName },
          {
            title: t("How often"),
            cell: ({ every }) => every === "month" ? t("every month") : t("every week"),
          },
          {
            title: t("Next"),
            cell: ({ ended, nextAtMs }) =>
              ended
                ? `${t("ended")}: ${whyWords(visit, ended)}`
                : nextAtMs <= visit.nowMs
                ? t("now")
                : visit.day(nextAtMs),
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
    ? await visit.ask("sendPledge", { pledge: key, quantity: Number(codeField(form, "quantity")) })
    : method === "cancelPledge"
    ? await visit.ask("cancelPledge", { pledge: key })
    : await visit.ask("stopOrder", { order: key });
  return isWrong(outcome) ? outcome : visit.redirect("/me?done=saved");
}
