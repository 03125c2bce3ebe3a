// Payment requests: asked, shown, paid, declined, withdrawn, turned away; and links by which a customer is paid.
import { decimalOf } from "../../bank/money.ts";
import type { CommandOf } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { paymentUri } from "../../bank/requests/payment_link.ts";
import { requestIdOf } from "../../bank/requests/request_id.ts";
import { memoOf, type PaymentRequest } from "../../bank/requests/request_record.ts";
import type { TransferView } from "../../api/answers.ts";
import type { Encoded } from "../../api/message.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import { namedAccount, noteUnknownPayee } from "../payees.ts";
import { submitTransfer } from "../payments.ts";
import type { Handlers, Service } from "../service.ts";

type RequestMethods =
  | "askPayment"
  | "paymentRequests"
  | "payRequest"
  | "declineRequest"
  | "withdrawRequest"
  | "blockRequests"
  | "paymentLink";

export function requestHandlers(service: Service): Pick<Handlers, RequestMethods> {
  return {
    askPayment: (session, params) => askPayment(service, session, params),
    paymentRequests: (session, params) => paymentRequests(service, session, params),
    payRequest: (session, params) => payRequest(service, session, params),
    declineRequest: (session, { request, word }) => {
      const owner = identityOf(session).account;
      return end(service, session, { type: "decline_request", request, owner, word });
    },
    withdrawRequest: (session, { request }) => {
      const owner = identityOf(session).account;
      return end(service, session, { type: "withdraw_request", request, owner });
    },
    blockRequests: (session, params) => blockRequests(service, session, params),
    paymentLink: (session, params) => paymentLink(service, session, params),
  };
}

type RequestView = Result<"declineRequest">;
type Asked = Result<"askPayment">["requests"][number];

async function askPayment(
  service: Service,
  session: Session,
  params: Parsed<"askPayment">,
): Promise<Result<"askPayment"> | Refusal> {
  const { from } = params;
  const owner = identityOf(session).account;
  const payers: (string | Refusal)[] = [];
  for (const given of from) payers.push(await namedAccount(service, given, owner));
  // All at once, so that they share blocks; each is decided by itself.
  const answers = await Promise.all(
    payers.map((payer) => payer instanceof Refusal ? payer : ask(service, session, params, payer)),
  );
  const requests = answers.map((answer, place): Asked => {
    const given = from[place]!;
    return answer instanceof Refusal
      ? { from: given, refused: { code: answer.code, detail: answer.detail } }
      : { from: given, request: answer };
  });
  const [only] = answers;
  return answers.length === 1 && only instanceof Refusal ? only : { requests };
}

async function ask(
  service: Service,
  session: Session,
  { request: call, from: _, dueOn, ...about }: Parsed<"askPayment">,
  payer: string,
): Promise<RequestView | Refusal> {
  const owner = identityOf(session).account;
  const request = requestIdOf(call, payer);
  const due = dueOn === undefined ? {} : { dueOn };
  const command = { type: "ask_payment", request, owner, payer, ...about, ...due } as const;
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return noteUnknownPayee(service, owner, outcome);
  return await viewOf(service, service.loop.ledger.requests.get(request)!, owner);
}

async function paymentRequests(
  service: Service,
  session: Session,
  { side, open, after, limit }: Parsed<"paymentRequests">,
): Promise<Result<"paymentRequests">> {
  const { account } = identityOf(session);
  const { requests: register, loop: { ledger } } = service;
  const isOpen = ({ status }: Readonly<PaymentRequest>) => status === "open";
  const all = register.of(account, side);
  const shown = open ? all.filter(isOpen) : all;
  const waiting = (side === "payer" ? all : register.of(account, "payer")).filter(isOpen);
  const page = shown.slice(after, after + limit);
  return {
    requests: await Promise.all(page.map((one) => viewOf(service, one, account))),
    count: shown.length,
    waiting: waiting.length,
    waitingMinor: waiting.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    blocked: [...ledger.requestBooks.get(account)?.blocked ?? []],
  };
}

/** Of its two sides, as one of them may see it: that a payment waits is the payer's own business. */
async function viewOf(
  { names }: Service,
  { changed: _, transfer, endedAtMs, ...request }: Readonly<PaymentRequest>,
  viewer: string,
): Promise<RequestView> {
  const { asker, payer, status } = request;
  const told = transfer !== null && (status === "paid" || viewer === payer);
  return {
    ...request,
    askerName: await names.load(asker),
    payerName: await names.load(payer),
    ...(told ? { transferId: transfer } : {}),
    ...(endedAtMs === null ? {} : { endedAtMs }),
  };
}

/** The payment of a request, or that there is none of that name for this customer. */
export function paymentOf(
  { loop: { ledger } }: Pick<Service, "loop">,
  { id, request, payer }: {
    readonly id: string;
    readonly request: string;
    readonly payer: string;
  },
): CommandOf<"transfer"> | Refusal {
  const known = ledger.requests.get(request);
  if (known?.payer !== payer) return new Refusal("no_such_request", { request });
  const { asker: to, amountMinor } = known;
  return { type: "transfer", id, from: payer, to, amountMinor, memo: memoOf(known), request };
}

function payRequest(
  service: Service,
  session: Session,
  { id, request }: Parsed<"payRequest">,
): Refusal | Promise<Encoded<TransferView> | Refusal> {
  const payer = identityOf(session).account;
  const command = paymentOf(service, { id, request, payer });
  return command instanceof Refusal ? command : submitTransfer(service, session, { command });
}

async function end(
  service: Service,
  session: Session,
  command: CommandOf<"decline_request" | "withdraw_request">,
): Promise<RequestView | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const { request, owner } = command;
  return await viewOf(service, service.loop.ledger.requests.get(request)!, owner);
}

async function blockRequests(
  service: Service,
  session: Session,
  { asker: given, blocked }: Parsed<"blockRequests">,
): Promise<Result<"blockRequests"> | Refusal> {
  const owner = identityOf(session).account;
  const asker = await namedAccount(service, given, owner);
  if (asker instanceof Refusal) return asker;
  const outcome = await submitFor(service, session, {
    type: "block_requests",
    owner,
    asker,
    blocked,
  });
  if (outcome instanceof Refusal) return noteUnknownPayee(service, owner, outcome);
  return { blocked: [...service.loop.ledger.requestBooks.get(owner)?.blocked ?? []] };
}

function paymentLink(
  { bank: { currency }, site }: Service,
  session: Session,
  { amountMinor, memo }: Parsed<"paymentLink">,
): Result<"paymentLink"> {
  const to = identityOf(session).account;
  const decimal = amountMinor === undefined ? null : decimalOf(amountMinor, currency);
  const amount = decimal === null ? {} : { amount: { code: currency.code, decimal } };
  const uri = paymentUri({ to, memo, ...amount });
  if (site === null) return { uri };
  const query = new URLSearchParams({ to });
  if (decimal !== null) query.set("amount", decimal);
  if (memo !== "") query.set("memo", memo);
  return { uri, page: `${site}/me/pay?${query}` };
}
