// Payouts at the desk of the staff: those that wait, batches, and the files of these for the other bank.
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import { PAYOUT_FORMS, type PayoutForm, usualForm } from "../bank/payout_files/payout_form.ts";
import { fileOf } from "../bank/payout_files/payout_file.ts";
import { Refusal } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { CACHE_RULES } from "../net/http/caching.ts";
import { Whose } from "./account_fields.tsx";
import { todayAt } from "./books_seen.ts";
import { newId } from "./confirming.tsx";
import { privatePage } from "./frame.tsx";
import { Alert, Note, PasswordAgain, type Seen, Table } from "./parts.tsx";
import { payeeWords } from "./payouts_page.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

type Waiting = Result<"waitingPayouts">;
type WaitingPayout = Waiting["payouts"][number];
type Batch = Result<"makePayoutBatch">;

const PATH = "/me/staff/payouts";

export async function payoutDesk(
  visit: Visit,
  wrong: Wrong | null = null,
): Promise<Response | Wrong> {
  const waiting = await visit.ask("waitingPayouts", {});
  if (isWrong(waiting)) return waiting;
  const made = await visit.ask("payoutBatches", { limit: 20 });
  if (isWrong(made)) return made;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Payouts to send")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      <Queue visit={visit} waiting={waiting} />
      <Batches visit={visit} batches={made.batches} />
    </>
  );
  const framed = { title: t("Payouts to send"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function Queue({ visit, waiting }: Seen & { readonly waiting: Waiting }) {
  const { t } = visit;
  const { payouts, count, sumMinor } = waiting;
  if (payouts.length === 0) return <p>{t("No payout waits.")}</p>;
  const sum = visit.money(sumMinor);
  return (
    <form method="post" action={visit.path(`${PATH}/send`)}>
      <input type="hidden" name="id" value={newId(visit)} />
      <Whose visit={visit} />
      <Table
        caption={t("{{count}} wait, {{sum}}; the oldest first", { count, sum })}
        columns={[
          {
            title: t("Send"),
            cell: (payout: WaitingPayout) => <Tick visit={visit} payout={payout} />,
          },
          { title: t("Asked for"), cell: ({ askedAtMs }) => visit.day(askedAtMs) },
          { title: t("Of"), cell: ({ accountName, account }) => accountName ?? account },
          { title: t("To"), cell: ({ payee }) => payee ? payeeWords(payee) : "–" },
          { title: t("What for"), cell: ({ memo }) => memo || "–" },
          { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
        ]}
        rows={payouts}
      />
      <PasswordAgain visit={visit} />
      <button type="submit">{t("Put those that are ticked into a batch")}</button>
    </form>
  );
}

function Tick({ visit, payout }: Seen & { readonly payout: WaitingPayout }) {
  const { t } = visit;
  const { reference, obstacle, accountName, account } = payout;
  const why: Readonly<Record<string, string>> = {
    account_frozen: t("the account is frozen"),
    account_closed: t("the account is closed"),
    same_staff: t("it is yours: a colleague sends it"),
  };
  if (obstacle !== undefined) return why[obstacle] ?? obstacle;
  const name = t("Send the payout of {{name}}", { name: accountName ?? account });
  return (
    <label class="tick">
      <input type="checkbox" name="payout" value={reference} checked aria-label={name} />
      {t("Send")}
    </label>
  );
}

function Batches({ visit, batches }: Seen & { readonly batches: readonly Batch[] }) {
  const { t } = visit;
  if (batches.length === 0) return null;
  return (
    <section aria-labelledby="batches">
      <h2 id="batches">{t("Batches")}</h2>
      <p>
        {t(
          "Give the file of a batch to the other bank. Made again it has the same references, so that the other bank sees that it is the same.",
        )}
      </p>
      <Table
        caption={t("Newest first")}
        columns={[
          { title: t("Made"), cell: ({ madeAtMs }: Batch) => visit.time(madeAtMs) },
          { title: t("Batch"), cell: ({ reference }) => paymentReferenceText(reference) },
          { title: t("By"), cell: (batch) => namesOf(batch) },
          { title: t("Payouts"), cell: ({ payouts }) => visit.count(payouts) },
          { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
          {
            title: t("Not told of by the other bank yet"),
            cell: ({ openMinor }) => visit.money(openMinor),
            money: true,
          },
          { title: t("File"), cell: (batch) => <Files visit={visit} batch={batch} /> },
        ]}
        rows={batches}
      />
    </section>
  );
}

function namesOf({ byName, by, agreedBy, agreedByName }: Batch): string {
  return [byName ?? by, ...(agreedBy === null ? [] : [agreedByName ?? agreedBy])].join(", ");
}

function Files({ visit, batch: { reference } }: Seen & { readonly batch: Batch }) {
  const usual = usualForm(visit.currency);
  const forms = [usual, ...PAYOUT_FORMS.filter((form) => form !== usual)];
  return (
    <>
      {forms.map((form) => (
        <>
          <a
            href={`${visit.path(`${PATH}/file`)}?${new URLSearchParams({
              id: reference,
              for: form,
            })}`}
          >
            {form}
          </a>
          {" "}
        </>
      ))}
    </>
  );
}

/** Does it, or where the bank wants two members of staff for it, proposes it. */
export async function sendPayouts(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const { t } = visit;
  const payouts = form.getAll("payout").map(String);
  if (payouts.length === 0) {
    return await payoutDesk(visit, new Fault("invalid_params", t("Tick what is to be sent.")));
  }
  const password = String(form.get("password") ?? "");
  const params = { batch: field(form, "id"), payouts };
  const made = await visit.ask("makePayoutBatch", { ...params, password });
  const two = made instanceof Refusal && made.code === "agreement_needed";
  if (!two) {
    return isWrong(made) ? await payoutDesk(visit, made) : visit.redirect(`${PATH}?done=batched`);
  }
  const wish = { proposal: newId(visit), method: "makePayoutBatch", params } as const;
  const why = t("Payouts to send");
  const asked = await visit.ask("propose", { ...wish, why, password });
  return isWrong(asked) ? await payoutDesk(visit, asked) : visit.redirect(`${PATH}?done=proposed`);
}

export async function payoutFileOf(visit: Visit): Promise<Response | Wrong> {
  const { t, currency } = visit;
  const wanted = visit.query("for");
  const form = PAYOUT_FORMS.find((one): one is PayoutForm => one === wanted) ?? usualForm(currency);
  const batch = await visit.ask("payoutBatch", { batch: visit.query("id") || "?" });
  if (isWrong(batch)) return await payoutDesk(visit, batch);
  const file = fileOf(batch, { form, payOn: todayAt(visit.face), currency });
  if ("missing" in file) {
    const about = file.missing === "payer"
      ? t(
        "The bank's own account is not known, or its holder is not written in Latin letters: a manager sets it at the terminal.",
      )
      : t("Where payout {{reference}} goes to is lost: take it back at the terminal.", {
        reference: paymentReferenceText(file.missing.reference),
      });
    return await payoutDesk(visit, new Fault("invalid_params", about));
  }
  const { name, text } = file;
  return new Response(text, {
    headers: {
      "content-type": `${name.endsWith(".xml") ? "application/xml" : "text/csv"}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": CACHE_RULES.private,
    },
  });
}
