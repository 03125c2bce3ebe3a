// Payouts: where they go, asked for and cancelled by customers, put into batches by staff. That they were paid, or came back, is told
// by lines of the other bank (service/lines.ts).
import type { CommandOf } from "../../bank/command.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { sendRefusal } from "../../bank/payouts/decide_payout.ts";
import { batchOf, payoutOf } from "../../bank/payouts/payout.ts";
import { isUnsettled, type Payout, type PayoutBatch } from "../../bank/payouts/payout_record.ts";
import type { PayeeAccount } from "../../bank/ports/payee_accounts.ts";
import { Refusal } from "../../bank/refusal.ts";
import { payeeProblem, readPayee, unpayableIn } from "../../bank/payouts/payee_account.ts";
import { zoneOf } from "../../bank/bank_zone.ts";
import { Fault } from "../../api/message.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import { newDeviceRefusal, newDeviceWaitMs, proveAgain } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";
import { strangeDevice } from "../standing_orders/standing_orders.ts";

type PayoutMethods =
  | "payoutAccount"
  | "setPayoutAccount"
  | "askPayout"
  | "payouts"
  | "cancelPayout"
  | "waitingPayouts"
  | "makePayoutBatch"
  | "payoutBatches"
  | "payoutBatch";

export function payoutHandlers(service: Service): Pick<Handlers, PayoutMethods> {
  return {
    payoutAccount: (session) => accountView(service, identityOf(session).account),
    setPayoutAccount: (session, params) => setAccount(service, session, params),
    askPayout: (session, params) => ask(service, session, params),
    payouts: (session, params) => list(service, session, params),
    cancelPayout: async (session, { payout }) => {
      const owner = identityOf(session).account;
      const command = { type: "cancel_payout" as const, payout, owner };
      const outcome = await submitFor(service, session, command);
      return outcome instanceof Refusal ? outcome : viewOfId(service, payout);
    },
    waitingPayouts: (session, params) => waiting(service, session, params),
    makePayoutBatch: (session, params) => makeBatch(service, session, params),
    payoutBatches: (_session, params) => batches(service, params),
    payoutBatch: (_session, { batch }) => wholeBatch(service, batch),
  };
}

type AccountView = Result<"payoutAccount">;
type PayoutView = Result<"cancelPayout">;
type StaffView = Result<"waitingPayouts">["payouts"][number];
type BatchView = Result<"makePayoutBatch">;

async function accountView(service: Service, account: string): Promise<AccountView> {
  const { destination = "", usableFromMs = 0 } = service.loop.ledger.payoutAccounts.get(account) ??
    {};
  if (destination === "") return { payee: null };
  const when = usableFromMs > service.host.clock() ? { usableFromMs } : {};
  return { payee: await service.payeeAccounts.get(destination), ...when };
}

async function setAccount(
  service: Service,
  session: Session,
  { payee: given, password }: Parsed<"setPayoutAccount">,
): Promise<AccountView | Refusal | Fault> {
  const payee = given && readPayee(given);
  const { code } = service.bank.currency;
  const wrong = payee ? payeeProblem(payee) ?? unpayableIn(code, payee) : null;
  if (wrong !== null) {
    return new Fault("invalid_params", `params: payee.${wrong}: missing or of an unknown form`);
  }
  // Nothing is written down for a machine that may not do it; whether it still may is decided below.
  const strange = payee === undefined ? null : newDeviceRefusal(service, session);
  if (strange) return strange;
  const owner = await proveAgain(service, session, password);
  if (owner instanceof Refusal) return owner;
  const { account } = owner;
  const destination = payee ? await service.payeeAccounts.keep(account, payee) : "";
  const outcome = await submitFor(service, session, {
    type: "set_payout_account",
    owner: account,
    destination,
    shown: payee ? lastSigns(payee) : "",
    setsFromMs: service.host.clock() + newDeviceWaitMs(service, session),
  });
  return outcome instanceof Refusal ? outcome : await accountView(service, account);
}

/** Enough for its owner to know it by. */
function lastSigns({ account, iban = "" }: PayeeAccount): string {
  return (account ?? iban).slice(-4);
}

async function ask(
  service: Service,
  session: Session,
  { password, ...about }: Parsed<"askPayout">,
): Promise<PayoutView | Refusal> {
  const strange = strangeDevice(service, session, about.amountMinor);
  if (strange) return strange;
  const owner = await proveAgain(service, session, password);
  if (owner instanceof Refusal) return owner;
  const command = { type: "ask_payout" as const, owner: owner.account, ...about };
  const outcome = await submitFor(service, session, command);
  return outcome instanceof Refusal ? outcome : viewOfId(service, about.id);
}

function list(
  service: Service,
  session: Session,
  { after, limit }: Parsed<"payouts">,
): Result<"payouts"> {
  const all = service.payouts.of(identityOf(session).account);
  return { payouts: all.slice(after, after + limit).map(viewOf), count: all.length };
}

function viewOfId({ loop: { ledger } }: Service, payout: string): PayoutView {
  return viewOf(payoutOf(ledger, payout)!);
}

function viewOf(payout: Readonly<Payout>): PayoutView {
  const { number, amountMinor, memo, shown, askedAtMs, state, endedAtMs } = payout;
  return {
    payout: payout.payout,
    reference: paymentReferenceOf(number),
    amountMinor,
    memo,
    shown,
    askedAtMs,
    state,
    ...(endedAtMs === null ? {} : { endedAtMs }),
  };
}

async function waiting(
  service: Service,
  session: Session,
  { after, limit }: Parsed<"waitingPayouts">,
): Promise<Result<"waitingPayouts">> {
  const all = service.payouts.waiting();
  const { account: by } = identityOf(session);
  const shown = await Promise.all(
    all.slice(after, after + limit).map(async (payout) => {
      const view = await staffView(service, payout);
      const obstacle = sendRefusal(service.loop.ledger, payout.number, by)?.code;
      return obstacle === undefined ? view : { ...view, obstacle };
    }),
  );
  const sumMinor = all.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { payouts: shown, count: all.length, sumMinor };
}

async function staffView(
  { names, payeeAccounts }: Service,
  payout: Readonly<Payout>,
): Promise<StaffView> {
  const { account, destination } = payout;
  return {
    ...viewOf(payout),
    account,
    accountName: await names.load(account),
    payee: await payeeAccounts.get(destination),
  };
}

async function makeBatch(
  service: Service,
  session: Session,
  { password, ...about }: Parsed<"makePayoutBatch">,
): Promise<BatchView | Refusal> {
  const staff = await proveAgain(service, session, password);
  if (staff instanceof Refusal) return staff;
  const outcome = await submitFor(service, session, batchCommand(about, staff.account));
  if (outcome instanceof Refusal) return outcome;
  return await batchView(service, batchOf(service.loop.ledger, about.batch)!);
}

export function batchCommand(
  { batch, payouts }: Pick<Parsed<"makePayoutBatch">, "batch" | "payouts">,
  by: string,
): CommandOf<"make_payout_batch"> {
  return { type: "make_payout_batch", batch, payouts, by };
}

async function batches(
  service: Service,
  { after, limit }: Parsed<"payoutBatches">,
): Promise<Result<"payoutBatches">> {
  const all = service.payouts.batches();
  const shown = all.slice(after, after + limit);
  return {
    batches: await Promise.all(shown.map((one) => batchView(service, one))),
    count: all.length,
  };
}

async function batchView(
  { loop: { ledger }, names }: Service,
  row: Readonly<PayoutBatch>,
): Promise<BatchView> {
  const { batch, number, payouts, amountMinor, madeAtMs, by, agreedBy } = row;
  const open = payouts.map((one) => ledger.payouts.get(one)!).filter(isUnsettled);
  return {
    batch,
    reference: paymentReferenceOf(number),
    payouts: payouts.length,
    amountMinor,
    madeAtMs,
    by,
    byName: await names.load(by),
    agreedBy,
    agreedByName: agreedBy === null ? null : await names.load(agreedBy),
    open: open.length,
    openMinor: open.reduce((sum, one) => sum + one.amountMinor, 0),
  };
}

async function wholeBatch(
  service: Service,
  number: string,
): Promise<Result<"payoutBatch"> | Refusal> {
  const { ledger } = service.loop;
  const row = ledger.payoutBatches.get(number);
  if (!row) return new Refusal("no_such_payout", { payout: number });
  const lines = row.payouts.map((one) => staffView(service, ledger.payouts.get(one)!));
  return {
    ...await batchView(service, row),
    madeOn: zoneOf(ledger).dayOf(row.madeAtMs),
    payer: ledger.bank.get("bank")?.details ?? null,
    lines: await Promise.all(lines),
  };
}
