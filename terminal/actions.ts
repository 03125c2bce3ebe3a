// The one-shot commands of `bank connect`: each does one thing, prints data on stdout and talk on stderr.
import { accountNumberText } from "../bank/account_number.ts";
import { parseAmount } from "../bank/amount.ts";
import { moneyText } from "../bank/money.ts";
import { plainCode } from "../bank/pasted.ts";
import { alerts, freeze, hold, holds, unfreeze } from "./alert_actions.ts";
import { reasonsText } from "./alert_text.ts";
import type { Customer } from "./customer.ts";
import { isKnownHere, logIn, requireSignIn } from "./customer.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { confirmed, requireAsking } from "./confirmed.ts";
import { checkOut, writeFile } from "../console/files.ts";
import {
  donor,
  give,
  giving,
  needs,
  organisation,
  organisations,
  pledge,
  pledges,
  receiptOfGift,
  recurring,
} from "./giving/donor_actions.ts";
import {
  orgReinstate,
  orgStop,
  review,
  reviewPublicText,
  reviews,
} from "./giving/officer_actions.ts";
import { openGifts } from "./giving/open_gift_actions.ts";
import { report, reportAnswer, reportStatus } from "./giving/report_actions.ts";
import {
  org,
  orgFact,
  orgNeed,
  orgNeedClose,
  orgPledges,
  orgRefund,
  orgReport,
  orgSpend,
  orgThank,
} from "./giving/organisation_actions.ts";
import { payees, sessions, statement } from "./look_back_actions.ts";
import { pay, settleIntents } from "./pay.ts";
import { assign, importStatements, reconcile, unmatched } from "./line_actions.ts";
import { bankDetails, payIn } from "./pay_in_actions.ts";
import { payFile } from "./pay_file/pay_file.ts";
import { balanceAt, previewTransfer } from "./payment_preview.ts";
import { policy } from "./policy_actions.ts";
import { DESK_ACTIONS } from "./desk_actions.ts";
import { accountLimits, limits } from "./limit_actions.ts";
import {
  request,
  requestBlock,
  requestDecline,
  requestPay,
  requests,
  requestWithdraw,
} from "./request_actions.ts";
import { standingOrder, standingOrders, standingOrderStop } from "./standing_order_actions.ts";
import type { Act, ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";
import {
  accountText,
  balanceText,
  checkedId,
  checkedKnownId,
  checkedMemo,
  checkedPayee,
  historyText,
  show,
  transferText,
} from "./show.ts";

import { changePassword, closeAccount, secondFactor, signUp } from "./identity_actions.ts";
import { recover, recovery } from "./recovery_actions.ts";
import { audit, cashIn, cashOut, clock, reverse, timeZone } from "./staff_actions.ts";
import { staff } from "./colleague_actions.ts";
import { proposals } from "./proposal_actions.ts";
import { trust } from "./trust_actions.ts";
import { PAYOUT_ACTIONS } from "./payout_batch_actions.ts";
import { webhook } from "./webhook_actions.ts";

type Action<A extends Act["action"]> = (customer: Customer, act: ActOf<A>) => Promise<void>;

const ACTIONS: { readonly [A in Act["action"]]: Action<A> } = {
  "sign-up": signUp,
  "log-in": async (customer) => {
    await logIn(customer, { store: true });
    if (customer.passing) {
      customer.progress.begin();
      throw new CommandError(EXIT.refused, "Not logged in: the session cannot be kept here.");
    }
    greet(customer);
  },
  "log-out": async (customer) => {
    if (!isKnownHere(customer)) return customer.world.screen.say("Not logged in.");
    await requireSignIn(customer);
    await customer.call("logOut", {});
    customer.signedOut();
    show(customer, {}, "Logged out.");
  },
  trust,
  account: async (customer) => {
    const account = await customer.call("account", {});
    show(customer, account, accountText(account));
  },
  balance: async (customer, { at }) => {
    if (at !== undefined) return await balanceAt(customer, at);
    const balance = await customer.call("balance", {});
    show(customer, balance, balanceText(balance, customer.currency));
  },
  history,
  payee: async (customer, { payee }) => {
    const found = await customer.call("payee", { payee: checkedPayee(payee) });
    const { displayName, userName, account, status } = found;
    show(
      customer,
      found,
      line`${displayName} (${userName}), account ${accountNumberText(account)}, ${status}`,
    );
  },
  transfer,
  "pay-file": payFile,
  status: async (customer, { id }) => {
    const found = await customer.call("transferStatus", { id: checkedKnownId(id) });
    show(customer, found, transferText(found, customer.currency, customer.who?.account));
  },
  receipt,
  request,
  requests,
  "request-pay": requestPay,
  "request-decline": requestDecline,
  "request-withdraw": requestWithdraw,
  "request-block": requestBlock,
  limits,
  "account-limits": accountLimits,
  "standing-order": standingOrder,
  "standing-orders": standingOrders,
  "standing-order-stop": standingOrderStop,
  audit,
  statement,
  payees,
  sessions,
  "change-password": changePassword,
  "second-factor": secondFactor,
  "close-account": closeAccount,
  recover,
  recovery,
  staff,
  proposals,
  alerts,
  holds,
  hold,
  freeze,
  unfreeze,
  policy,
  organisations,
  organisation,
  needs,
  give,
  giving,
  "open-gifts": openGifts,
  donor,
  "donation-receipt": receiptOfGift,
  recurring,
  pledge,
  pledges,
  org,
  "org-fact": orgFact,
  "org-need": orgNeed,
  "org-need-close": orgNeedClose,
  "org-spend": orgSpend,
  "org-pledges": orgPledges,
  "org-thank": orgThank,
  "org-refund": orgRefund,
  "org-report": orgReport,
  reviews,
  review,
  "org-stop": orgStop,
  "review-text": reviewPublicText,
  report,
  "report-status": reportStatus,
  "report-answer": reportAnswer,
  "org-reinstate": orgReinstate,
  clock,
  "time-zone": timeZone,
  webhook,
  ...PAYOUT_ACTIONS,
  ...DESK_ACTIONS,
  "pay-in": payIn,
  "bank-details": bankDetails,
  "import": importStatements,
  unmatched,
  assign,
  reconcile,
  "cash-in": cashIn,
  "cash-out": cashOut,
  reverse,
};

const NEEDS_NO_SIGN_IN: ReadonlySet<string> = new Set([
  "sign-up",
  "log-in",
  "log-out",
  "recover",
  "trust",
  "organisations",
  "organisation",
  "needs",
  "report",
  "report-status",
  "announcements",
]);

/** Looks at its files first, signs in where it has to, settles payments of unknown outcome, then acts. */
export async function runAction(customer: Customer, act: Act): Promise<void> {
  if ("out" in act) checkOut(act.out);
  if ("excluded" in act) checkOut(act.excluded);
  if (!NEEDS_NO_SIGN_IN.has(act.action)) {
    await requireSignIn(customer);
    customer.progress.begin();
    await settleIntents(customer, "id" in act ? act.id : undefined);
  }
  customer.progress.begin();
  const action = ACTIONS[act.action] as (customer: Customer, act: Act) => Promise<void>;
  await action(customer, act);
}

function greet(customer: Customer): void {
  const { sessionToken: _, ...who } = customer.who!;
  show(
    customer,
    who,
    line`Logged in to ${customer.bankName} as ${who.displayName}, account ${
      accountNumberText(who.account)
    }.`,
  );
}

async function history(customer: Customer, act: ActOf<"history">): Promise<void> {
  const { limit } = act;
  const after = act.after === undefined ? undefined : plainCode(act.after);
  if (after !== undefined && !/^[0-9]{1,15}$/.test(after)) {
    throw usageError(
      line`Cannot read cursor "${act.after!}": expected the number that the page before gave`,
    );
  }
  const page = await customer.call("history", { limit, ...(after === undefined ? {} : { after }) });
  const { screen } = customer.world;
  if (customer.flags.json) {
    for (const entry of page.entries) screen.out(JSON.stringify(entry));
  } else screen.out(historyText(page.entries, customer.currency));
  if (page.cursor !== null) screen.say(line`Older entries: --after ${page.cursor}`);
}

async function transfer(customer: Customer, act: ActOf<"transfer">): Promise<void> {
  if (act.dryRun) return await previewTransfer(customer, act);
  const { currency } = customer;
  const amountMinor = parseAmount(act.amount, currency);
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  if (!act.yes) await confirmTransfer(customer, act.payee, amountMinor);
  const intent = { id, to: checkedPayee(act.payee), amountMinor, memo: checkedMemo(act.memo) };
  const done = await pay(customer, intent);
  const money = moneyText(amountMinor, currency);
  const payee = accountNumberText(intent.to);
  const said = done.status === "held"
    ? line`Held: ${money} to ${payee} waits for your confirmation (${
      reasonsText(done.reasons)
    }), until ${
      dateTime(done.expiresAtMs ?? 0)
    }.\nConfirm: bank connect hold confirm ${id}\nCancel:  bank connect hold cancel ${id}`
    : done.status === "booked"
    ? line`Sent ${money} to ${payee}.`
    : transferText(done, currency);
  show(customer, done, said + line`\nReference  ${id}`);
}

/** The receipt itself is JSON: what is signed can be shown in no other way without breaking it. */
async function receipt(customer: Customer, { id, out }: ActOf<"receipt">): Promise<void> {
  const signed = await customer.call("receipt", { id: checkedKnownId(id) });
  const text = JSON.stringify(signed, null, 2);
  const { screen } = customer.world;
  if (out === undefined) return screen.out(customer.flags.json ? JSON.stringify(signed) : text);
  writeFile(out, text + "\n");
  screen.say(line`Written to ${out}; \`bank verify ${out}\` checks it.`);
}

async function confirmTransfer(customer: Customer, payee: string, amountMinor: number) {
  const { currency } = customer;
  requireAsking(customer);
  const { displayName, account } = await customer.call("payee", { payee: checkedPayee(payee) });
  const money = moneyText(amountMinor, currency);
  const question = line`Send ${money} to ${displayName} (${accountNumberText(account)})?`;
  await confirmed(customer, question, "Nothing was sent.");
}
