// A donor's own pages: giving money, once or again and again, promising things, and what became of it all.
import { AmountError, parseAmount } from "../bank/money.ts";
import { dayOf } from "../bank/giving/calendar.ts";
import type { GiftView, OrderView, PledgeView } from "../net/giving_shapes.ts";
import { Fault } from "../net/message.ts";
import type { Params } from "../net/methods.ts";
import { confirmPage, idIn, provedBy } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Note, Numbers, type Seen, State, Table } from "./parts.tsx";
import { purposeWords } from "./public_pages.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

interface Wish {
  readonly organisation: string;
  readonly amount: string;
  readonly for: string;
  readonly visibility: string;
  readonly foreign: string;
  readonly every: string;
}

type Read = (name: string) => string;

function wishOf(read: Read): Wish {
  return {
    organisation: read("organisation"),
    amount: read("amount"),
    for: read("for") || "general",
    visibility: read("visibility") || "organisation",
    foreign: read("foreign"),
    every: read("every"),
  };
}

/** The parameters of `give`, but for its id; what people type becomes minor units here. */
function parametersOf(visit: Visit, wish: Wish): Omit<Params<"give">, "id"> | Fault {
  try {
    const about = {
      organisation: wish.organisation,
      amountMinor: parseAmount(wish.amount.replaceAll(",", ""), visit.currency),
      visibility: wish.visibility as "public",
      foreign: wish.foreign === "yes",
    };
    const purpose = wish.for === "general" || wish.for === "corpus" ? wish.for : "need";
    return purpose === "need" ? { ...about, purpose, need: wish.for } : { ...about, purpose };
  } catch (error) {
    if (error instanceof AmountError) return new Fault("invalid_params", error.message);
    throw error;
  }
}

export async function confirmGift(visit: Visit): Promise<Response | Wrong> {
  return await giftPage(visit, wishOf((name) => visit.query(name)), { wrong: null });
}

async function giftPage(
  visit: Visit,
  wish: Wish,
  { wrong, id }: { readonly wrong: Wrong | null; readonly id?: string },
): Promise<Response | Wrong> {
  const { t } = visit;
  const organisation = await visit.ask("organisation", { organisation: wish.organisation });
  if (isWrong(organisation)) return organisation;
  const params = parametersOf(visit, wish);
  if (params instanceof Fault) return params;
  const need = organisation.needs.find(({ need }) => need === wish.for);
  const often = wish.every === "month"
    ? t("every month")
    : wish.every === "week"
    ? t("every week")
    : t("once");
  return confirmPage(visit, {
    title: t("Give money"),
    action: "/me/give",
    pairs: [
      [t("To"), organisation.name],
      [t("Amount"), <strong>{visit.money(params.amountMinor)}</strong>],
      [t("For"), need?.item ?? purposeWords(visit, wish.for)],
      [t("How often"), often],
      [t("Who may know that you gave"), visibilityWords(visit, wish.visibility)],
      [
        t("You are"),
        wish.foreign === "yes"
          ? t("a foreign source (another citizenship)")
          : t("a citizen of India"),
      ],
    ],
    fields: { ...wish },
    button: t("Give {{amount}}", { amount: visit.money(params.amountMinor) }),
    ...{ money: true, wrong, id },
  });
}

function visibilityWords({ t }: Visit, visibility: string): string {
  if (visibility === "public") return t("everybody: show my name");
  return visibility === "anonymous" ? t("nobody (no tax deduction)") : t("only the organisation");
}

export async function give(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit.context);
  if (isWrong(form)) return form;
  const wish = wishOf((name) => field(form, name));
  const id = idIn(form);
  const wrong = await provedBy(visit, form);
  if (wrong) return await giftPage(visit, wish, { wrong, id });
  const params = parametersOf(visit, wish);
  if (params instanceof Fault) return params;
  if (wish.every === "month" || wish.every === "week") {
    const { memo: _, ...about } = params;
    const order = await visit.ask("startOrder", { order: id, ...about, every: wish.every });
    return isWrong(order)
      ? await giftPage(visit, wish, { wrong: order, id })
      : visit.redirect("/me?done=started");
  }
  const given = await visit.ask("give", { id, ...params });
  if (isWrong(given)) return await giftPage(visit, wish, { wrong: given, id });
  return visit.redirect(given.status === "held" ? "/me/account?done=held" : "/me?done=given");
}

export async function confirmPledge(visit: Visit): Promise<Response | Wrong> {
  return await pledgePage(visit, { need: visit.query("need"), quantity: visit.query("quantity") }, {
    wrong: null,
  });
}

async function pledgePage(
  visit: Visit,
  { need, quantity }: { readonly need: string; readonly quantity: string },
  { wrong, id }: { readonly wrong: Wrong | null; readonly id?: string },
): Promise<Response | Wrong> {
  const { t } = visit;
  const known = visit.face.service.loop.ledger.needs.get(need);
  if (!known) return new Fault("invalid_params", t("There is no such need."));
  const name = visit.face.service.giving.directory.nameOf(known.organisation);
  return confirmPage(visit, {
    title: t("Promise things"),
    action: "/me/pledge",
    pairs: [
      [t("To"), name],
      [t("What"), known.item],
      [t("How many"), `${quantity} ${known.unit}`],
      [t("When"), t("Send it within three days; otherwise it is free for others again.")],
    ],
    fields: { need, quantity },
    button: t("Promise it"),
    ...{ money: false, wrong, id },
  });
}

export async function pledge(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit.context);
  if (isWrong(form)) return form;
  const [need, quantity, id] = [field(form, "need"), field(form, "quantity"), idIn(form)];
  const promised = await visit.ask("pledge", { pledge: id, need, quantity: Number(quantity) });
  return isWrong(promised)
    ? await pledgePage(visit, { need, quantity }, { wrong: promised, id })
    : visit.redirect("/me?done=pledged");
}

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
  const form = await formOf(visit.context);
  if (isWrong(form)) return form;
  const key = visit.context.req.param("key") ?? "";
  const outcome = method === "sendPledge"
    ? await visit.ask("sendPledge", { pledge: key, quantity: Number(field(form, "quantity")) })
    : method === "cancelPledge"
    ? await visit.ask("cancelPledge", { pledge: key })
    : await visit.ask("stopOrder", { order: key });
  return isWrong(outcome) ? outcome : visit.redirect("/me?done=saved");
}

export async function donorPage(
  visit: Visit,
  wrong: Wrong | null = null,
): Promise<Response | Wrong> {
  const donor = await visit.ask("donor", {});
  if (isWrong(donor)) return donor;
  const { t } = visit;
  const today = dayOf(visit.nowMs);
  const children = (
    <>
      <h1>{t("Name, address and PAN on receipts")}</h1>
      <Note visit={visit} />
      {wrong
        ? <p role="alert">{t("This is not a PAN: expected a form such as ABCPE1234F.")}</p>
        : null}
      <p>
        {t(
          "They are kept encrypted, stand on receipts of gifts from now ({{today}}) on, and nowhere else.",
          { today },
        )}
      </p>
      <form method="post" action={visit.path("/me/donor")}>
        <label>
          {t("Name")}
          <input name="name" required maxlength={100} value={donor.name} autocomplete="name" />
        </label>
        <label>
          {t("Address")}
          <input
            name="address"
            maxlength={200}
            value={donor.address}
            autocomplete="street-address"
          />
        </label>
        <label>
          {t("PAN (tax number)")}
          <input name="pan" maxlength={12} value={donor.pan} autocomplete="off" />
        </label>
        <button type="submit">{t("Save")}</button>
      </form>
    </>
  );
  return privatePage(
    visit,
    { title: t("Receipts"), path: "/me/donor", children },
    wrong ? 422 : 200,
  );
}

export async function setDonor(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit.context);
  if (isWrong(form)) return form;
  const details = {
    name: field(form, "name"),
    address: field(form, "address"),
    pan: field(form, "pan"),
  };
  const outcome = await visit.ask("setDonor", details);
  return isWrong(outcome)
    ? await donorPage(visit, outcome)
    : visit.redirect("/me/donor?done=saved");
}
