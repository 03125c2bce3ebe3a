// What staff do: cash in and out with the holder's name before anything is booked, reversals, checks of organisations, audit.
import { accountNumberText } from "../../bank/account_number.ts";
import { moneyText } from "../../bank/money.ts";
import { plainId } from "../../bank/pasted.ts";
import { isKnownId } from "../../bank/transfer_id.ts";
import { DUTIES_OF, type Duty } from "../../bank/staff/roles.ts";
import { auditText } from "../audit_text.ts";
import { untilAnswered } from "../pay.ts";
import { line } from "../../console/screen.ts";
import { transferText } from "../show.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askAmount, type Desk, menu } from "./desk.ts";
import { announcementsFlow } from "./announcements_flow.ts";
import { payoutDeskFlow } from "./payout_desk_flow.ts";
import { recoveriesFlow } from "./recovery_flow.ts";
import { tillFlow } from "./till_flow.ts";
import { customersFlow, staffActsFlow } from "./customers_flow.ts";
import { colleaguesFlow } from "./colleagues_flow.ts";
import { proposalsFlow, proposing } from "./proposals_flow.ts";
import { reviewFlow } from "./review_flow.ts";

export function staffFlow(desk: Desk): Promise<Back | void> {
  return menu<(desk: Desk) => Promise<Back | void>>(desk, {
    question: "Staff",
    choices: WORK.filter(({ duty }) => mayDo(desk, duty)),
    act: (chosen) => chosen(desk),
  });
}

interface Work {
  readonly value: (desk: Desk) => Promise<Back | void>;
  readonly label: string;
  readonly duty: Duty;
}

const WORK: readonly Work[] = [
  { value: (desk) => cash(desk, "cashIn"), label: "Cash in", duty: "counter" },
  { value: (desk) => cash(desk, "cashOut"), label: "Cash out", duty: "counter" },
  { value: customersFlow, label: "A customer's account", duty: "books" },
  { value: tillFlow, label: "Till, safe and day", duty: "counter" },
  { value: reverse, label: "Reverse a transfer", duty: "counter" },
  { value: payoutDeskFlow, label: "Payouts to send", duty: "counter" },
  { value: reviewFlow, label: "Organisations to check", duty: "papers" },
  { value: recoveriesFlow, label: "Lost passwords", duty: "recovery" },
  { value: announcementsFlow, label: "Tell all customers", duty: "rules" },
  { value: proposalsFlow, label: "Waiting for a second person", duty: "colleagues" },
  { value: colleaguesFlow, label: "Colleagues", duty: "colleagues" },
  { value: audit, label: "Audit the bank", duty: "audit" },
  { value: staffActsFlow, label: "What staff have done today", duty: "audit" },
];

/** A bank that does not say which role it is lets all of its staff do everything. */
function mayDo({ customer: { who } }: Desk, duty: Duty): boolean {
  const role = who?.staffRole;
  return role === undefined || (DUTIES_OF[role] ?? []).includes(duty);
}

async function cash(desk: Desk, method: "cashIn" | "cashOut"): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const given = await terminal.text({ question: "Account number or user name" });
  if (given === BACK) return BACK;
  const { account, displayName } = await ask(desk, "payee", {
    payee: given.slice(0, 64) || "?",
  });
  terminal.print(line`  ${displayName}, account ${accountNumberText(account)}`);
  const amountMinor = await askAmount(desk);
  if (amountMinor === BACK) return BACK;
  const memo = await terminal.text({ question: "Memo (may be empty)" });
  if (memo === BACK) return BACK;
  const money = moneyText(amountMinor, currency);
  const verb = method === "cashIn" ? "Credit" : "Pay out";
  const yes = await terminal.confirm(line`${verb} ${money} for ${displayName}?`);
  if (yes !== true) return terminal.print("Nothing was booked.");
  const id = customer.newTransferId();
  const params = { id, account, amountMinor, memo };
  await proposing(desk, { method, params }, async () => {
    const done = await untilAnswered(customer, id, () => customer.call(method, params));
    terminal.print(transferText(done, currency));
  });
}

async function reverse(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const transferId = await terminal.text({
    question: "Reference of the transfer",
    check: (text) =>
      isKnownId(plainId(text))
        ? null
        : "A reference looks like 01a21050-d5ab-70c0-bee8-4795d9371157.",
  });
  if (transferId === BACK) return BACK;
  const found = await ask(desk, "transferStatus", { id: plainId(transferId) });
  terminal.print(transferText(found, customer.currency));
  const reason = await terminal.text({
    question: "Reason, which both customers see",
    check: (text) => text === "" ? "A reversal needs a reason." : null,
  });
  if (reason === BACK) return BACK;
  if (await terminal.confirm("Reverse it?") !== true) {
    return terminal.print("Nothing was reversed.");
  }
  const id = customer.newTransferId();
  const params = { id, transferId: found.id, reason };
  await proposing(desk, { method: "reverse", params }, async () => {
    const done = await untilAnswered(customer, id, () => customer.call("reverse", params));
    terminal.print(transferText(done, customer.currency));
  });
}

async function audit(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const report = await ask(desk, "audit", { deep: true });
  const { bankName: name, currency } = customer;
  terminal.print(auditText(report, { name, currency }));
}
