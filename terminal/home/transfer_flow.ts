// Paying, step by step, so that mistakes show before they cost: who is meant is looked up and named, what will be left
// is shown while the amount is typed, and nothing is sent without an explicit yes. Esc goes one step back.
import { accountNumberText } from "../../bank/account_number.ts";
import { UNSAFE_TEXT } from "../../bank/credentials.ts";
import { MEMO_CHARS_MAX } from "../../bank/limits.ts";
import { parseAmount } from "../../bank/amount.ts";
import { AmountError, moneyText } from "../../bank/money.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Result } from "../../api/methods.ts";
import { reasonsText } from "../alert_text.ts";
import { pay } from "../pay.ts";
import { refusalWords } from "../refusal_text.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk } from "./desk.ts";

type Payee = Result<"payee">;

/** Payees offered without typing. */
const RECENT_MAX = 6;

/** Entries looked through for them. */
const RECENT_ENTRIES = 100;

interface Draft {
  payee?: Payee;
  amount?: string;
  memo?: string;
}

/** @param to a payee who is known already. @returns BACK from before the first question. */
export async function transferFlow(desk: Desk, to?: string): Promise<Back | void> {
  const draft: Draft = {};
  const steps = [
    () => choosePayee(desk, draft, to),
    () => askAmount(desk, draft),
    () => askMemo(desk, draft),
    () => send(desk, draft),
  ];
  for (let step = 0; step < steps.length;) {
    const outcome = await steps[step]!();
    if (outcome === BACK && step === 0) return BACK;
    step += outcome === BACK ? -1 : 1;
    // A payee that was named when the flow began is not asked for again.
    if (step === 0 && to !== undefined) return BACK;
  }
}

async function choosePayee(desk: Desk, draft: Draft, to: string | undefined): Promise<Back | void> {
  if (to !== undefined) {
    const found = await lookUp(desk, to);
    if (!found) return BACK;
    draft.payee = found;
    return;
  }
  const recent = await recentPayees(desk);
  if (recent.length > 0) {
    const choice = await desk.terminal.choose({
      question: "To whom?",
      choices: [
        ...recent.map((payee) => ({ value: payee.account, label: line`${payee.name}` })),
        { value: "", label: "Somebody else" },
      ],
    });
    if (choice === BACK) return BACK;
    const found = choice === "" ? null : await lookUp(desk, choice);
    if (found) {
      draft.payee = found;
      return;
    }
  }
  return await typePayee(desk, draft);
}

async function typePayee(desk: Desk, draft: Draft): Promise<Back | void> {
  const payee = await askPayee(desk, { question: "To (user name or account number)" });
  if (payee === BACK) return BACK;
  draft.payee = payee;
}

/** Asks until the answer names a customer who can be paid. */
export async function askPayee(
  desk: Desk,
  asked: { readonly question: string; readonly hint?: () => string },
): Promise<Payee | Back> {
  let initial: string | undefined;
  while (true) {
    const typed = await desk.terminal.text({
      ...asked,
      initial,
      check: (text) => text === "" ? "Enter a user name or an account number." : null,
    });
    if (typed === BACK) return BACK;
    const found = await lookUp(desk, typed);
    if (found) return found;
    initial = typed;
  }
}

/** For who has to be typed: the three who were paid last. */
export async function recentHint(desk: Desk): Promise<() => string> {
  const known = (await recentPayees(desk)).map(({ name }) => name).slice(0, 3).join(", ");
  return () => known === "" ? "" : line`Paid lately: ${known}`;
}

/** Says who that is. @returns null when that is no customer who can be paid. */
async function lookUp(desk: Desk, given: string): Promise<Payee | null> {
  const { terminal, customer } = desk;
  try {
    const payee = await ask(desk, "payee", { payee: given.slice(0, 64) });
    const { displayName, userName, account, status } = payee;
    terminal.print(line`  ${displayName} (${userName}), account ${accountNumberText(account)}`);
    if (status !== "closed" && account !== customer.who?.account) return payee;
    terminal.print(status === "closed" ? "  This account is closed." : "  That is you.");
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    terminal.print(refusalWords(error.refusal, customer.currency));
  }
  return null;
}

/** People who were paid lately, the latest first. */
export async function recentPayees(desk: Desk): Promise<{ account: string; name: string }[]> {
  const { entries } = await ask(desk, "history", { limit: RECENT_ENTRIES });
  const payees = new Map<string, string>();
  for (const { kind, amountMinor, counterparty, counterpartyName } of entries) {
    const paid = kind === "transfer" && amountMinor < 0 && counterpartyName !== null;
    if (paid && !payees.has(counterparty)) payees.set(counterparty, counterpartyName);
  }
  return [...payees].slice(0, RECENT_MAX).map(([account, name]) => ({ account, name }));
}

async function askAmount(desk: Desk, draft: Draft): Promise<Back | void> {
  const { currency } = desk.customer;
  const asked = await ask(desk, "balance", {});
  // Money may come in while a person thinks; then the link has the newer figure.
  const before = desk.link.availableMinor;
  const available = () =>
    desk.link.availableMinor === before ? asked.availableMinor : desk.link.availableMinor ?? 0;
  const read = (text: string): number | string => {
    try {
      return parseAmount(text, currency);
    } catch (error) {
      if (error instanceof AmountError) return error.message;
      throw error;
    }
  };
  const amount = await desk.terminal.text({
    question: line`Amount (${currency.code})`,
    initial: draft.amount,
    check: (text) => {
      const minor = read(text);
      if (typeof minor === "string") return minor;
      return minor <= available()
        ? null
        : `Not enough: available is ${moneyText(available(), currency)}.`;
    },
    hint: (text) => {
      const minor = read(text);
      if (typeof minor === "string") return `Available ${moneyText(available(), currency)}`;
      const left = available() - minor;
      return left < 0 ? "Not enough for that." : `Leaves ${moneyText(left, currency)}`;
    },
  });
  if (amount === BACK) return BACK;
  draft.amount = amount;
}

async function askMemo({ terminal }: Desk, draft: Draft): Promise<Back | void> {
  const memo = await terminal.text({
    question: "Memo for both statements (may be empty)",
    initial: draft.memo,
    check: (text) =>
      [...text].length > MEMO_CHARS_MAX
        ? `At most ${MEMO_CHARS_MAX} characters.`
        : UNSAFE_TEXT.test(text)
        ? "Only printable characters."
        : null,
  });
  if (memo === BACK) return BACK;
  draft.memo = memo;
}

async function send(desk: Desk, { payee, amount, memo = "" }: Draft): Promise<Back | void> {
  const { customer, terminal, link } = desk;
  const { currency } = customer;
  const amountMinor = parseAmount(amount!, currency);
  const { availableMinor } = await ask(desk, "balance", {});
  const money = moneyText(amountMinor, currency);
  const { displayName, userName, account } = payee!;
  terminal.print(
    line`\n  You are about to send ${money} to ${displayName} (${userName}), account ` +
      line`${accountNumberText(account)}.` + (memo === "" ? "" : line` Memo: ${memo}.`) +
      line` New balance ${moneyText(availableMinor - amountMinor, currency)}.`,
  );
  const yes = await terminal.confirm("Send it?");
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was sent.");
  const id = customer.newTransferId();
  const done = await pay(customer, { id, to: account, amountMinor, memo });
  if (done.status === "held") {
    terminal.print(
      line`! Held: ${
        reasonsText(done.reasons)
      }. Nothing has moved yet; confirm or cancel it under ` +
        line`Held payments until ${dateTime(done.expiresAtMs ?? 0)}.`,
    );
  } else {
    const { done: sign, dot } = terminal.symbols;
    terminal.print(line`${sign} Sent ${money} to ${displayName} ${dot} reference ${id}`);
  }
  void link.refresh();
}
