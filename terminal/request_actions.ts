// `bank connect request`, `requests`, `request-pay`, `request-decline`, `request-withdraw` and `request-block`: asking for money,
// and answering when others do.
import { accountNumberText } from "../bank/account_number.ts";
import { parseAmount } from "../bank/amount.ts";
import { isDay } from "../bank/days.ts";
import { REQUEST_MEMO_CHARS_MAX, REQUEST_REFERENCE_CHARS_MAX } from "../bank/limits.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import { Refusal, type RefusalCode, type RefusalDetail } from "../bank/refusal.ts";
import { type PaymentLink, readPaymentUri } from "../bank/requests/payment_link.ts";
import { memoOf } from "../bank/requests/request_record.ts";
import type { Result } from "../api/methods.ts";
import type { TransferView } from "../api/answers.ts";
import { reasonsText } from "./alert_text.ts";
import { confirmed } from "./confirmed.ts";
import type { Customer } from "./customer.ts";
import { dateTime } from "../console/bank_time.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { pay, untilAnswered, written } from "./pay.ts";
import { qrText } from "./qr_text.ts";
import { refusalWords } from "./refusal_text.ts";
import {
  requestsText,
  requestText,
  type RequestView,
  shortRequest,
  type Side,
} from "./request_text.ts";
import { checkedId, checkedMemo, checkedPayee, show, transferText } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

export async function request(customer: Customer, act: ActOf<"request">): Promise<void> {
  if (act.link) return await link(customer, act);
  const { payer, amount, also, due } = act;
  if (payer === undefined || amount === undefined) {
    throw usageError("Expected whom to ask and for how much, or --link");
  }
  const dueOn = due === undefined ? undefined : plainCode(due);
  if (dueOn !== undefined && !isDay(dueOn)) {
    throw usageError(line`"${due!}" is not a day such as 2026-12-31`);
  }
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const params = {
    request: id,
    from: [payer, ...also].map(checkedPayee),
    amountMinor: parseAmount(amount, customer.currency),
    memo: checkedText(act.memo, REQUEST_MEMO_CHARS_MAX),
    reference: checkedText(act.reference, REQUEST_REFERENCE_CHARS_MAX),
    ...(dueOn === undefined ? {} : { dueOn }),
  };
  const done = await untilAnswered(customer, id, () => customer.call("askPayment", params));
  show(customer, done, askedText(done, customer));
  const refused = done.requests.filter(({ refused }) => refused).length;
  if (refused === 0) return;
  customer.world.screen.say(`${refused} of ${done.requests.length} were not asked.`);
}

function checkedText(given: string, max: number): string {
  const text = checkedMemo(given);
  if ([...text].length <= max) return text;
  throw usageError(
    `Cannot use this text: it has ${[...text].length} characters, ${max} at most are kept`,
  );
}

function askedText({ requests }: Result<"askPayment">, { currency }: Customer): string {
  return requests.map(({ from, request, refused }) => {
    if (request) {
      const { payerName, payer, amountMinor, dueOn, request: id } = request;
      return line`Asked ${payerName ?? accountNumberText(payer)} for ${
        moneyText(amountMinor, currency)
      }, due on ${dueOn}. Request ${shortRequest(id)}`;
    }
    const { code = "", detail = {} } = refused ?? {};
    const refusal = new Refusal(code as RefusalCode, detail as RefusalDetail);
    return line`Not asked: ${from}. ` + refusalWords(refusal, currency);
  }).join("\n");
}

async function link(customer: Customer, act: ActOf<"request">): Promise<void> {
  const { currency, world: { screen } } = customer;
  // No payer is named, so the first word is the amount.
  const amount = act.amount ?? act.payer;
  const reference = checkedText(act.reference, REQUEST_REFERENCE_CHARS_MAX);
  const memo = memoOf({ memo: checkedText(act.memo, REQUEST_MEMO_CHARS_MAX), reference });
  const made = await customer.call("paymentLink", {
    memo,
    ...(amount === undefined ? {} : { amountMinor: parseAmount(amount, currency) }),
  });
  const { uri, page } = made;
  const text = page === undefined ? line`${uri}` : line`${uri}\n${page}`;
  const shown = !customer.flags.json && (act.qr || screen.interactive);
  show(customer, made, shown ? `${text}\n${await qrText(page ?? uri, "M")}` : text);
}

export async function requests(customer: Customer, act: ActOf<"requests">): Promise<void> {
  const side = act.asked ? "asker" : "payer";
  const found = await customer.call("paymentRequests", { side, open: !act.all, limit: 100 });
  const { count, requests } = found;
  show(customer, found, requestsText(requests, { side, currency: customer.currency }));
  if (count > requests.length) {
    customer.world.screen.say(`The newest ${requests.length} of ${count}.`);
  }
}

/** Requests that are looked through for a short name. */
const PAGE = 100;

/** Of one that is open: its id, or the signs with which that ends. */
async function requestNamed(customer: Customer, given: string, side: Side): Promise<RequestView> {
  const wanted = plainCode(given).toLowerCase();
  if (!/^[0-9a-f-]{6,36}$/.test(wanted)) {
    throw usageError(line`Cannot tell which request "${given}" is: see \`bank connect requests\``);
  }
  const found: RequestView[] = [];
  for (let after = 0, count = 1; after < count; after += PAGE) {
    const page = await customer.call("paymentRequests", { side, open: true, after, limit: PAGE });
    count = page.count;
    found.push(...page.requests.filter(({ request }) => request.endsWith(wanted)));
  }
  const [one, another] = found;
  if (!one) {
    throw new CommandError(EXIT.refused, line`No open request of yours ends with ${wanted}.`);
  }
  if (another) throw usageError(line`Several requests end with ${wanted}: give more of it`);
  return one;
}

export async function requestPay(customer: Customer, act: ActOf<"request-pay">): Promise<void> {
  const { currency } = customer;
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const linked = readPaymentUri(act.request);
  if (linked) return await payLink(customer, { id, linked, yes: act.yes });
  const wanted = await requestNamed(customer, act.request, "payer");
  if (!act.yes) {
    await confirmed(customer, line`Pay ${requestText(wanted, currency)}?`, "Nothing was sent.");
  }
  showPaid(customer, await payRequest(customer, wanted, id));
}

/** Written down before it is sent, so that it happens once. */
export function payRequest(
  customer: Customer,
  wanted: RequestView,
  id: string,
): Promise<TransferView> {
  const { request, asker: to, amountMinor } = wanted;
  const intent = { id, to, amountMinor, memo: memoOf(wanted) };
  return written(customer, intent, () => customer.call("payRequest", { id, request }));
}

async function payLink(
  customer: Customer,
  { id, linked: { to, amount, memo }, yes }: {
    readonly id: string;
    readonly linked: PaymentLink;
    readonly yes: boolean;
  },
): Promise<void> {
  const { currency } = customer;
  if (!amount) throw usageError("The link has no amount: `bank connect transfer` asks for one");
  if (amount.code !== currency.code) {
    throw usageError(line`The link is in ${amount.code}, this bank has ${currency.code}`);
  }
  const amountMinor = parseAmount(amount.decimal, currency);
  const payee = await customer.call("payee", { payee: to });
  const about = memo === "" ? "" : line` for "${memo}"`;
  const money = moneyText(amountMinor, currency);
  const question = line`Send ${money} to ${payee.displayName} (${accountNumberText(to)})` + about;
  if (!yes) await confirmed(customer, `${question}?`, "Nothing was sent.");
  showPaid(customer, await pay(customer, { id, to, amountMinor, memo }));
}

function showPaid(customer: Customer, done: TransferView): void {
  const { id, status, reasons, expiresAtMs = 0 } = done;
  const text = status === "held"
    ? line`Held: it waits for your confirmation (${reasonsText(reasons)}), until ${
      dateTime(expiresAtMs)
    }.\nConfirm: bank connect hold confirm ${id}\nCancel:  bank connect hold cancel ${id}`
    : transferText(done, customer.currency);
  show(customer, done, text);
}

export async function requestDecline(
  customer: Customer,
  act: ActOf<"request-decline">,
): Promise<void> {
  const { request } = await requestNamed(customer, act.request, "payer");
  const word = checkedText(act.word, REQUEST_MEMO_CHARS_MAX);
  const done = await customer.call("declineRequest", { request, word });
  show(customer, done, line`Declined: ${requestText(done, customer.currency)}.`);
}

export async function requestWithdraw(
  customer: Customer,
  act: ActOf<"request-withdraw">,
): Promise<void> {
  const { request } = await requestNamed(customer, act.request, "asker");
  const done = await customer.call("withdrawRequest", { request });
  const { payerName, payer, amountMinor } = done;
  const money = moneyText(amountMinor, customer.currency);
  const who = payerName ?? accountNumberText(payer);
  show(customer, done, line`Withdrawn: ${who} is no longer asked for ${money}.`);
}

export async function requestBlock(customer: Customer, act: ActOf<"request-block">): Promise<void> {
  if (act.asker === undefined) {
    const { blocked } = await customer.call("paymentRequests", { limit: 1 });
    const text = blocked.map(accountNumberText).join("\n");
    return show(customer, { blocked }, text || "Everyone here may ask you for money.");
  }
  const blocked = !act.undo;
  const asker = checkedPayee(act.asker);
  const done = await customer.call("blockRequests", { asker, blocked });
  const text = blocked
    ? line`${asker} can no longer ask you for money.`
    : line`${asker} may ask you for money again.`;
  show(customer, done, text);
}
