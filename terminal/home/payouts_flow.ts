// Payouts to one's own account at another bank, at home.
import { moneyText } from "../../bank/money.ts";
import { plainCode } from "../../bank/pasted.ts";
import { payeeProblem, readPayee } from "../../bank/payouts/payee_account.ts";
import type { PayeeAccount } from "../../bank/ports/payee_accounts.ts";
import { line } from "../../console/screen.ts";
import { askPayout, checkedPayeeAccount } from "../payout_actions.ts";
import {
  HOLDER_RULE,
  payeeProblemText,
  payeeText,
  payoutAccountText,
  payoutText,
  type PayoutView,
} from "../payout_text.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askAmount, type Desk, menu, withPassword } from "./desk.ts";
import { checkedMemo } from "./standing_orders_flow.ts";

type Choice = PayoutView | "new" | "account";

export async function payoutsFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer: { currency } } = desk;
  const place = await ask(desk, "payoutAccount", {});
  const { payouts } = await ask(desk, "payouts", { limit: 20 });
  if (place.payee) terminal.print(payoutAccountText(place));
  for (const one of payouts) {
    if (one.state !== "waiting") terminal.print(`  ${payoutText(one, currency)}`);
  }
  return await menu<Choice>(desk, {
    question: "Payouts to your account at another bank",
    choices: [
      ...payouts.filter(({ state }) => state === "waiting").map((one) => ({
        value: one,
        label: payoutText(one, currency),
      })),
      ...(place.payee ? [{ value: "new" as const, label: "Pay out" }] : []),
      { value: "account", label: place.payee ? "Another account" : "Say which account is yours" },
    ],
    act: (choice) =>
      choice === "new"
        ? newFlow(desk)
        : choice === "account"
        ? accountFlow(desk)
        : cancelFlow(desk, choice),
  });
}

async function cancelFlow(desk: Desk, { payout }: PayoutView): Promise<Back | void> {
  const { terminal, customer: { currency } } = desk;
  const yes = await terminal.confirm("Cancel this payout?");
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("It waits on.");
  const done = await ask(desk, "cancelPayout", { payout });
  terminal.print(payoutText(done, currency));
}

async function newFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const amountMinor = await askAmount(desk);
  if (amountMinor === BACK) return BACK;
  const memo = await terminal.text({ question: "What for (may be empty)", check: checkedMemo });
  if (memo === BACK) return BACK;
  const { payee } = await ask(desk, "payoutAccount", {});
  const money = moneyText(amountMinor, customer.currency);
  const yes = await terminal.confirm(line`Pay out ${money} to ${payeeText(payee)}?`);
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was sent.");
  const wish = { id: customer.newTransferId(), amountMinor, memo };
  const send = (password: string) => askPayout(customer, { ...wish, password });
  const asked = await withPassword(desk, send);
  if (asked === BACK) return BACK;
  terminal.print(payoutText(asked, customer.currency));
}

async function accountFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const holder = await terminal.text({
    question: "Whose account it is, as the other bank writes it",
    check: (holder) =>
      payeeProblem(readPayee({ holder, account: "123456", ifsc })) === "holder"
        ? HOLDER_RULE
        : null,
  });
  if (holder === BACK) return BACK;
  const place = await askNumber(desk);
  if (place === BACK) return BACK;
  const payee = checkedPayeeAccount(customer, { holder, ...place });
  const yes = await terminal.confirm(line`From now on payouts go to ${payeeText(payee)}?`);
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was changed.");
  const set = (password: string) => ask(desk, "setPayoutAccount", { payee, password });
  const done = await withPassword(desk, set);
  if (done === BACK) return BACK;
  terminal.print(payoutAccountText(done));
}

/** Looked at while it is typed: which of both it is, and whether its check digits fit. */
async function askNumber(
  { terminal, customer: { currency } }: Desk,
): Promise<Pick<PayeeAccount, "iban" | "account" | "ifsc"> | Back> {
  const problemOf = (place: Omit<PayeeAccount, "holder">) =>
    payeeProblemText(readPayee({ holder: "Any Name", ...place }), currency);
  const number = await terminal.text({
    question: "IBAN, or the number of the account",
    check: (text) => isIban(text) ? problemOf({ iban: text }) : problemOf({ account: text, ifsc }),
  });
  if (number === BACK) return BACK;
  if (isIban(number)) return { iban: number };
  const branch = await terminal.text({
    question: "IFSC of its branch",
    check: (text) => problemOf({ account: number, ifsc: text }),
  });
  return branch === BACK ? BACK : { account: number, ifsc: branch };
}

/** Any that is written as one is, while another is not typed yet. */
const ifsc = "SBIN0001234";

const isIban = (text: string) => /^[A-Za-z]{2}/.test(plainCode(text));
