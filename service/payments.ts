// Moving money: the customer's transfers and what staff may do. A handler turns the request into a command,
// waits until it is durable and shows the transfer as the ledger has it.
import type { Settle } from "../bank/batch.ts";
import type { Command, CommandOf } from "../bank/command.ts";
import type { Transfer } from "../bank/transfer.ts";
import { isAccountNumber, looksLikeAccountNumber } from "../bank/account_number.ts";
import type { Ledger } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import { hasDuty } from "../bank/staff/members.ts";
import { ANONYMOUS } from "../bank/trace.ts";
import { sendFor } from "./acting.ts";
import { toldKind } from "./alert_view.ts";
import { Encoded } from "../api/message.ts";
import type { Parsed } from "../api/methods.ts";
import type { TransferView } from "../api/answers.ts";
import { accountOfName, accountOfNumber } from "./payees.ts";
import type { Handlers, Service } from "./service.ts";
import { identityOf, throttled } from "./identity/session_gate.ts";
import type { Session } from "./identity/session.ts";

type PaymentMethods =
  | "transfer"
  | "transferStatus"
  | "voidTransfer"
  | "cashIn"
  | "cashOut"
  | "reverse";

export function paymentHandlers(service: Service): Pick<Handlers, PaymentMethods> {
  return {
    transfer: (session, params) => transfer(service, session, params),
    transferStatus: (session, { id }) => transferStatus(service, session, id),
    voidTransfer: (session, { id }) =>
      submitTransfer(service, session, {
        command: { type: "void_transfer", id, owner: identityOf(session).account },
      }),
    cashIn: (session, params) => cash(service, session, { type: "cash_in", ...params }),
    cashOut: (session, params) => cash(service, session, { type: "cash_out", ...params }),
    reverse: (session, params) => {
      const command = reverseCommand(params, identityOf(session).account);
      return submitTransfer(service, session, { command });
    },
  };
}

interface Submitting {
  readonly command: Command & { readonly id: string };
  /** Who is not to learn who made an anonymous gift. */
  readonly viewer?: string;
}

export function submitTransfer(
  service: Service,
  session: Session,
  { command, viewer }: Submitting,
): Promise<Encoded<TransferView> | Refusal> {
  const shown = (transfer: Readonly<Transfer>): Encoded<TransferView> =>
    new Encoded(
      viewer === undefined ? transferJson(transfer) : JSON.stringify(hidingDonor(transfer, viewer)),
    );
  return new Promise((resolve, reject) => {
    const settle: Settle = (outcome) => {
      if (outcome instanceof Refusal) {
        if (command.type === "transfer" && outcome.code === "no_such_account") {
          service.unknownPayees.take(command.from, service.host.clock());
        }
        return resolve(outcome);
      }
      const transfer = service.loop.ledger.transfers.get(command.id);
      if (transfer) return resolve(shown(transfer));
      // It happened long ago, and has left memory again while a block was written.
      service.transfer(command.id).then((old) => resolve(shown(old!)), reject);
    };
    sendFor(service, session, { command, settle });
  });
}

/** The common kind is put together by hand: this is written as often as all other answers together. */
export function transferJson(transfer: Readonly<Transfer>): string {
  const { id, kind, from, to, amountMinor, memo, atMs, status } = transfer;
  const plain = transfer.request === undefined && !transfer.standing && !transfer.reversedBy;
  if (status !== "booked" || kind !== "transfer" || !plain) {
    return JSON.stringify(transferView(transfer));
  }
  const quoted = memo === "" ? '""' : JSON.stringify(memo);
  return `{"id":"${id}","kind":"transfer","from":"${from}","to":"${to}",` +
    `"amountMinor":${amountMinor},"memo":${quoted},"atMs":${atMs},"status":"booked"}`;
}

function transfer(
  service: Service,
  session: Session,
  params: Parsed<"transfer">,
): Promise<Encoded<TransferView> | Refusal> {
  const { id, to, amountMinor, memo } = params;
  const from = identityOf(session).account;
  // Who guesses payees by paying them may not go on, neither to those who are there nor to those who are not.
  const wait = service.unknownPayees.waitMs(from, service.host.clock());
  if (wait > 0) return Promise.resolve(throttled(wait));
  const submit = (payee: string) =>
    submitTransfer(service, session, {
      command: { type: "transfer", id, from, to: payee, amountMinor, memo },
    });
  if (isAccountNumber(to)) return submit(to);
  if (!looksLikeAccountNumber(to)) return transferByName(service, params, { from, submit });
  const account = accountOfNumber(to);
  return account instanceof Refusal ? Promise.resolve(account) : submit(account);
}

async function transferByName(
  service: Service,
  { to: name }: Parsed<"transfer">,
  { from, submit }: {
    readonly from: string;
    readonly submit: (payee: string) => Promise<Encoded<TransferView> | Refusal>;
  },
): Promise<Encoded<TransferView> | Refusal> {
  const to = await accountOfName(service, name, from);
  if (to instanceof Refusal) {
    service.unknownPayees.take(from, service.host.clock());
    return to;
  }
  return await submit(to);
}

type Cash = Parsed<"cashIn"> & { readonly type: "cash_in" | "cash_out" };

function cash(
  service: Service,
  session: Session,
  asked: Cash,
): Refusal | Promise<Encoded<TransferView> | Refusal> {
  const command = cashCommand(asked, identityOf(session).account);
  if (command instanceof Refusal) return command;
  return submitTransfer(service, session, { command });
}

export function cashCommand(
  { type, id, account: given, amountMinor, memo }: Cash,
  by: string,
): CommandOf<"cash_in" | "cash_out"> | Refusal {
  const account = accountOfNumber(given);
  if (account instanceof Refusal) return account;
  return { type, id, account, amountMinor, memo, by };
}

export function reverseCommand(
  { id, transferId: transfer, reason }: Parsed<"reverse">,
  by: string,
): CommandOf<"reverse"> {
  return { type: "reverse", id, transfer, reason, by };
}

/** Officers see gifts only. */
function maySee(ledger: Ledger, account: string, { gift }: Readonly<Transfer>): boolean {
  return hasDuty(ledger, account, "books") ||
    gift !== undefined && hasDuty(ledger, account, "papers");
}

/**
 * A transfer for payer, payee and staff; for all others it does not exist. Those that do not exist are limited, because each
 * is looked for on the disk.
 */
export async function transferSeenBy(
  { transfer, unknownTransfers, host, loop }: Service,
  session: Session,
  id: string,
): Promise<Readonly<Transfer> | Refusal> {
  const { account } = identityOf(session);
  const wait = unknownTransfers.waitMs(account, host.clock());
  if (wait > 0) return throttled(wait);
  const found = await transfer(id);
  const theirs = found?.from === account || found?.to === account;
  if (found && (theirs || maySee(loop.ledger, account, found))) return found;
  unknownTransfers.take(account, host.clock());
  return new Refusal("no_such_transfer", { id });
}

async function transferStatus(
  service: Service,
  session: Session,
  id: string,
): Promise<TransferView | Refusal> {
  const found = await transferSeenBy(service, session, id);
  if (found instanceof Refusal) return found;
  const { account } = identityOf(session);
  const view = hidingDonor(found, account);
  const kind = toldKind(view.kind, session.openKinds);
  const { reasons: _, ...withoutReasons } = view;
  // The payee does not learn why a payment was held.
  return found.to === account ? { ...withoutReasons, kind } : { ...view, kind };
}

/** As this customer may see it: an organisation does not learn who made an anonymous gift. */
export function hidingDonor(transfer: Readonly<Transfer>, viewer: string): TransferView {
  const view = transferView(transfer);
  if (transfer.gift?.visibility !== "anonymous") return view;
  const back = transfer.reverses !== undefined;
  if (viewer !== (back ? transfer.from : transfer.to)) return view;
  // Nor which of them were made by the same one.
  const { order: _, nextAtMs: _next, ...gift } = transfer.gift;
  return back ? { ...view, gift, to: ANONYMOUS } : { ...view, gift, from: ANONYMOUS };
}

export function transferView(transfer: Readonly<Transfer>): TransferView {
  const { ref: _, standing, countedOn: _counted, ...view } = transfer;
  // What comes next is the payer's own business.
  return standing ? { ...view, standingOrder: standing.order } : view;
}
