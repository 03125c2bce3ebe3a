// What comes after a gift: thanks, with the receipt and where to see what becomes of it; or, when it waits for its money from another
// bank, how to pay it, which an open page shows as paid as soon as it is.
import { Refusal } from "../bank/refusal.ts";
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import type { OpenGiftView } from "../api/open_gift_methods.ts";
import { privatePage } from "./frame.tsx";
import { whyWords } from "./notice_words.ts";
import { purposeWords } from "./organisation_page.tsx";
import { Note, Pairs, type Seen, State, Table } from "./parts.tsx";
import { dayAt, needSeen, newestBlock } from "./books_seen.ts";
import { slipFile, Way } from "./pay_in_page.tsx";
import { formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function thanksPage(visit: Visit): Promise<Response | Wrong> {
  const { t, face: { service }, signedIn } = visit;
  const id = visit.context.req.param("id") ?? "";
  const given = await visit.ask("transferStatus", { id });
  if (isWrong(given)) return given;
  const { gift, amountMinor, from } = given;
  if (!gift || from !== signedIn!.session.identity!.account) {
    return new Refusal("no_such_transfer", { id });
  }
  const { organisation } = gift;
  const need = gift.need === undefined ? undefined : needSeen(visit.face, gift.need);
  const children = (
    <>
      <h1>{t("Thank you")}</h1>
      <Note visit={visit} />
      <Pairs
        pairs={[
          [t("To"), service.giving.directory.nameOf(organisation)],
          [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
          [t("For"), need?.item ?? purposeWords(visit, gift.purpose)],
        ]}
      />
      <Onward visit={visit} organisation={organisation} transferId={id} />
    </>
  );
  return privatePage(visit, { title: t("Thank you"), path: "/me", children });
}

/** The receipt, and what becomes of it. */
function Onward(
  { visit, organisation, transferId }: Seen & {
    readonly organisation: string;
    readonly transferId: string;
  },
) {
  const { t } = visit;
  return (
    <ul>
      <li>
        <a href={visit.path(`/me/gifts/${transferId}/receipt`)}>{t("Your receipt")}</a>
      </li>
      <li>
        <a href={visit.path("/me")}>{t("What becomes of it, in My giving")}</a>
      </li>
      <li>
        <a href={visit.path(`/o/${organisation}`)}>{t("Back to the organisation")}</a>
      </li>
    </ul>
  );
}

async function openGiftOf(visit: Visit, key: string): Promise<OpenGiftView | Wrong> {
  const found = await visit.ask("openGifts", {});
  if (isWrong(found)) return found;
  return found.openGifts.find(({ openGift }) => openGift === key) ??
    new Refusal("no_such_open_gift", { openGift: key });
}

export async function openGiftPage(visit: Visit): Promise<Response | Wrong> {
  const gift = await openGiftOf(visit, visit.context.req.param("openGift") ?? "");
  if (isWrong(gift)) return gift;
  const { t } = visit;
  const title = t("Your gift to {{name}}", { name: gift.organisationName });
  const children = (
    <>
      <h1>{title}</h1>
      <div data-part="waiting" data-quiet>
        {gift.state === "open"
          ? <Unpaid visit={visit} gift={gift} />
          : <Ended visit={visit} gift={gift} />}
      </div>
    </>
  );
  const block = newestBlock(visit.face);
  return privatePage(visit, { title, path: `/me/open-gifts/${gift.openGift}`, block, children });
}

function Unpaid({ visit, gift }: Seen & { readonly gift: OpenGiftView }) {
  const { t } = visit;
  const { openGift, item, purpose, amountMinor, expiresAtMs, reference, details } = gift;
  return (
    <>
      <p role="status" class="note">
        {t("One step is left: pay it. Nothing is booked before the money has come.")}
      </p>
      <Pairs
        pairs={[
          [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
          [t("For"), item ?? purposeWords(visit, purpose)],
          [
            t("Payment reference of this gift"),
            <strong>{paymentReferenceText(reference)}</strong>,
          ],
          [t("Pay it by"), visit.day(expiresAtMs)],
        ]}
      />
      {details ? <Way visit={visit} answer={gift} /> : (
        <p role="status">
          {t("This bank has not said yet where money is paid in. Ask its staff.")}
        </p>
      )}
      <p>
        {t(
          "Write the reference where your other bank asks what the payment is for. As soon as this bank reads of it, your gift is booked, you get the receipt, and this page says so.",
        )}
      </p>
      {details
        ? (
          <p>
            <a href={visit.path(`/me/open-gifts/${openGift}/slip.pdf`)}>
              {t("A slip to print, as PDF")}
            </a>
          </p>
        )
        : null}
      <p class="quiet">
        {t(
          "If less comes, that is given. What comes too late, or twice, stays in your account here.",
        )}
      </p>
      <form method="post" action={visit.path(`/me/open-gifts/${openGift}/cancel`)}>
        <button type="submit" class="secondary">{t("I will not pay it")}</button>
      </form>
    </>
  );
}

function Ended({ visit, gift }: Seen & { readonly gift: OpenGiftView }) {
  const { t } = visit;
  const { organisation, givenMinor, amountMinor, transferId, state, why } = gift;
  if (state === "given" && transferId !== null) {
    return (
      <>
        <p role="status" class="note">{t("Thank you: your gift is booked.")}</p>
        <Pairs pairs={[[t("Given"), <strong>{visit.money(givenMinor)}</strong>]]} />
        <Onward visit={visit} organisation={organisation} transferId={transferId} />
      </>
    );
  }
  const amount = visit.money(amountMinor);
  const words: Readonly<Record<string, string>> = {
    cancelled: t("You gave up this gift of {{amount}}.", { amount }),
    lapsed: t("This gift of {{amount}} has waited for its money for 14 days and has lapsed.", {
      amount,
    }),
    refused: t("The money for this gift of {{amount}} came and is in your account: {{why}}.", {
      amount,
      why: whyWords(visit, why ?? ""),
    }),
  };
  return (
    <>
      <p role="status" class="note wait">{words[state] ?? state}</p>
      <p>
        <a href={visit.path(`/o/${organisation}`)}>{t("Back to the organisation")}</a>
      </p>
    </>
  );
}

export async function openGiftSlip(visit: Visit): Promise<Response | Wrong> {
  const gift = await openGiftOf(visit, visit.context.req.param("openGift") ?? "");
  if (isWrong(gift)) return gift;
  const { openGift, state, organisationName, expiresAtMs } = gift;
  if (state !== "open") return new Refusal("open_gift_over", { openGift, state });
  const payBy = dayAt(visit.face, expiresAtMs);
  return await slipFile(visit, { ...gift, payBy, about: `a gift to ${organisationName}` });
}

export async function cancelOpenGift(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const openGift = visit.context.req.param("openGift") ?? "";
  const ended = await visit.ask("cancelOpenGift", { openGift });
  return isWrong(ended) ? ended : visit.redirect(`/me/open-gifts/${openGift}`);
}

/** On the page of all that was given; what has become a gift stands there as one. */
export function OpenGifts({ visit, gifts }: Seen & { readonly gifts: readonly OpenGiftView[] }) {
  const { t } = visit;
  const rows = gifts.filter(({ state }) => state !== "given");
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="open-gifts">
      <h2 id="open-gifts">{t("Gifts that wait for their money")}</h2>
      <Table
        caption={t("Gifts that wait for their money")}
        headed
        columns={[
          {
            title: t("To"),
            cell: ({ openGift, organisationName }: OpenGiftView) => (
              <a href={visit.path(`/me/open-gifts/${openGift}`)}>{organisationName}</a>
            ),
          },
          { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
          {
            title: t("State"),
            cell: ({ state }) => (
              <State visit={visit} state={state === "open" ? "waiting" : state} />
            ),
          },
          { title: t("Pay it by"), cell: ({ expiresAtMs }) => visit.day(expiresAtMs) },
        ]}
        rows={rows}
      />
    </section>
  );
}
