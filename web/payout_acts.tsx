// What the forms of payouts do.
import { payeeProblem, readPayee, unpayableIn } from "../bank/payouts/payee_account.ts";
import type { PayeeAccount } from "../bank/ports/payee_accounts.ts";
import { Fault } from "../api/message.ts";
import { foreseen } from "../service/foreseen.ts";
import { strangeDevice } from "../service/standing_orders/standing_orders.ts";
import { confirmPage, idAsked, idIn, isHopeless } from "./confirming.tsx";
import { PasswordAgain } from "./parts.tsx";
import { payeeWords, PAYOUTS_PATH as PATH, payoutsPage, type Typed } from "./payouts_page.tsx";
import { typedAmount } from "./typed_amount.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const FIELDS = ["holder", "account", "ifsc", "iban", "bic"] as const;

export async function setPayoutAccount(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = Object.fromEntries(FIELDS.map((name) => [name, field(form, name)]));
  const password = String(form.get("password") ?? "");
  const remove = field(form, "remove") === "yes";
  const payee = remove ? undefined : payeeOf(visit, typed);
  if (payee instanceof Fault) return await payoutsPage(visit, payee, typed);
  const set = await visit.ask("setPayoutAccount", { ...(payee ? { payee } : {}), password });
  return isWrong(set)
    ? await payoutsPage(visit, set, remove ? {} : typed)
    : visit.redirect(`${PATH}?done=saved`);
}

/** What was typed as an account, or what is wrong with it in the words of the page. */
function payeeOf({ t, currency: { code } }: Visit, typed: Typed): PayeeAccount | Fault {
  const given = FIELDS.filter((name) => typed[name]).map((name) => [name, typed[name]!] as const);
  const payee = readPayee({ holder: "", ...Object.fromEntries(given) });
  const wrong = payeeProblem(payee) ?? unpayableIn(code, payee);
  const words: Readonly<Record<NonNullable<typeof wrong>, string>> = {
    holder: t("The holder's name has to be written in Latin letters, 70 at most."),
    account: code === "INR"
      ? t("Payouts in rupees go to the number of an account, 6 to 20 digits, with its IFSC.")
      : t("Give an IBAN, or the number of an account (6 to 20 digits) with its IFSC."),
    ifsc: t("An IFSC has 11 letters and digits, such as SBIN0001234: it stands on cheques."),
    iban: payee.iban === undefined
      ? t("Payouts in euros go to an IBAN.")
      : payee.account === undefined
      ? t("This IBAN has a mistake in it: its check digits do not fit.")
      : t("Give the IBAN or the account number, not both."),
    bic: t("A BIC has 8 or 11 letters and digits, such as COBADEFF."),
  };
  return wrong === null ? payee : new Fault("invalid_params", words[wrong]);
}

export async function confirmPayout(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  const typed = { amount: visit.query("amount"), memo: visit.query("memo") };
  return await askPage(visit, typed, { id, wrong: null });
}

async function askPage(
  visit: Visit,
  typed: { readonly amount: string; readonly memo: string },
  { id, wrong }: { readonly id: string; readonly wrong: Wrong | null },
): Promise<Response | Wrong> {
  const { t, face: { service } } = visit;
  const { memo } = typed;
  const amountMinor = typedAmount(visit, typed.amount);
  if (amountMinor instanceof Fault) return await payoutsPage(visit, amountMinor, typed);
  const place = await visit.ask("payoutAccount", {});
  if (isWrong(place)) return place;
  const { session } = visit.signedIn!;
  const owner = session.identity!.account;
  const command = { type: "ask_payout", id, owner, amountMinor, memo } as const;
  const refused = wrong ?? strangeDevice(service, session, amountMinor) ??
    foreseen(service, command);
  if (refused && isHopeless(refused)) return await payoutsPage(visit, refused, typed);
  return confirmPage(visit, {
    title: t("Pay out"),
    action: `${PATH}/new`,
    pairs: [
      [t("To"), place.payee ? payeeWords(place.payee) : "–"],
      [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
      [t("What for"), memo || "–"],
    ],
    fields: typed,
    asked: <PasswordAgain visit={visit} />,
    button: t("Pay it out"),
    money: false,
    wrong,
    id,
    back: PATH,
  });
}

export async function askPayout(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const typed = { amount: field(form, "amount"), memo: field(form, "memo") };
  const id = idIn(form);
  const amountMinor = typedAmount(visit, typed.amount);
  if (amountMinor instanceof Fault) return amountMinor;
  const password = String(form.get("password") ?? "");
  const { memo } = typed;
  const asked = await visit.ask("askPayout", { id, amountMinor, memo, password });
  if (isWrong(asked)) return await askPage(visit, typed, { id, wrong: asked });
  return visit.redirect(`${PATH}?done=payout`);
}

export async function cancelPayout(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const done = await visit.ask("cancelPayout", { payout: field(form, "payout") });
  return isWrong(done)
    ? await payoutsPage(visit, done)
    : visit.redirect(`${PATH}?done=payout_cancelled`);
}
