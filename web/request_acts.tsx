// What the forms of payment requests do, and the page that a link of a shop leads to.
import { accountNumberText } from "../bank/account_number.ts";
import { plainText } from "../bank/pasted.ts";
import { Refusal, type RefusalCode, type RefusalDetail } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";
import { foreseen } from "../service/foreseen.ts";
import { paymentOf } from "../service/requests/payment_requests.ts";
import { accountPage } from "./account_pages.tsx";
import { confirmPage, idAsked, idIn, isHopeless, provedBy } from "./confirming.tsx";
import { REQUESTS_PATH as PATH, requestsPage } from "./requests_page.tsx";
import { typedAmount } from "./typed_amount.ts";
import { codeField, field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

/** A link by which a shop is paid: what it says is filled in, and asked before anything is paid. */
export async function linkedPage(visit: Visit): Promise<Response | Wrong> {
  const [to, amount, memo] = [visit.query("to"), visit.query("amount"), visit.query("memo")];
  // Without an amount the payer says how much.
  if (amount === "") return await accountPage(visit, null, { to, amount, memo });
  return visit.redirect(`/me/transfer?${new URLSearchParams({ to, amount, memo })}`);
}

export async function confirmRequest(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  return await payPage(visit, { id, request: visit.query("request"), wrong: null });
}

async function payPage(
  visit: Visit,
  { id, request, wrong }: {
    readonly id: string;
    readonly request: string;
    readonly wrong: Wrong | null;
  },
): Promise<Response | Wrong> {
  const { t, face: { service } } = visit;
  const payer = visit.signedIn!.session.identity!.account;
  const command = paymentOf(service, { id, request, payer });
  if (command instanceof Refusal) return await requestsPage(visit, { wrong: command });
  const refused = wrong ?? foreseen(service, command);
  if (refused && isHopeless(refused)) return await requestsPage(visit, { wrong: refused });
  const { to, amountMinor, memo } = command;
  const name = await service.names.load(to);
  const number = accountNumberText(to);
  return confirmPage(visit, {
    title: t("Pay a request"),
    action: `${PATH}/pay`,
    pairs: [
      [t("To"), name === null ? number : `${name} (${number})`],
      [t("Amount"), <strong>{visit.money(amountMinor)}</strong>],
      [t("What for"), memo || "–"],
    ],
    fields: { request },
    button: t("Pay {{amount}}", { amount: visit.money(amountMinor) }),
    money: true,
    wrong,
    id,
    back: PATH,
  });
}

export async function payRequest(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const about = { id: idIn(form), request: field(form, "request") };
  const wrong = await provedBy(visit, form);
  if (wrong) return await payPage(visit, { ...about, wrong });
  const paid = await visit.ask("payRequest", about);
  if (isWrong(paid)) return await payPage(visit, { ...about, wrong: paid });
  // What waits is decided there.
  return visit.redirect(
    paid.status === "held" ? "/me/account?done=held" : `${PATH}?done=paid`,
  );
}

export async function requestAction(
  visit: Visit,
  act: "ask" | "decline" | "withdraw" | "allow",
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  if (act === "ask") return await ask(visit, form);
  const request = field(form, "request");
  const outcome = act === "withdraw"
    ? await visit.ask("withdrawRequest", { request })
    : act === "allow"
    ? await visit.ask("blockRequests", { asker: field(form, "asker"), blocked: false })
    : await visit.ask("declineRequest", { request, word: field(form, "word") });
  if (isWrong(outcome)) return await requestsPage(visit, { wrong: outcome });
  if ("asker" in outcome && field(form, "verb") === "block") {
    const blocked = await visit.ask("blockRequests", { asker: outcome.asker });
    if (isWrong(blocked)) return await requestsPage(visit, { wrong: blocked });
  }
  return visit.redirect(`${PATH}?done=${DONE[act]}`);
}

const DONE = { decline: "declined", withdraw: "withdrawn", allow: "saved" } as const;

async function ask(visit: Visit, form: FormData): Promise<Response | Wrong> {
  const names = ["from", "amount", "memo", "reference", "due"];
  const typed = Object.fromEntries(names.map((name) => [name, field(form, name)]));
  const amountMinor = typedAmount(visit, typed.amount ?? "");
  if (amountMinor instanceof Fault) return await requestsPage(visit, { wrong: amountMinor, typed });
  const dueOn = codeField(form, "due");
  const { memo = "", reference = "" } = typed;
  const from = (typed.from ?? "").split(/[,;]/).map(plainText).filter((one) => one !== "");
  const done = await visit.ask("askPayment", {
    request: idIn(form),
    from,
    amountMinor,
    memo,
    reference,
    ...(dueOn === "" ? {} : { dueOn }),
  });
  if (isWrong(done)) return await requestsPage(visit, { wrong: done, typed });
  const refused = done.requests.flatMap(({ from, refused }) =>
    refused === undefined
      ? []
      : [[from, new Refusal(refused.code as RefusalCode, refused.detail as RefusalDetail)] as const]
  );
  if (refused.length > 0) return await requestsPage(visit, { refused });
  return visit.redirect(`${PATH}?done=asked`);
}
