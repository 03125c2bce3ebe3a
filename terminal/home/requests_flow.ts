// What a person is asked for, and what they ask for themselves, at home.
import { moneyText } from "../../bank/money.ts";
import { REQUEST_MEMO_CHARS_MAX } from "../../bank/limits.ts";
import { UNSAFE_TEXT } from "../../bank/credentials.ts";
import { line } from "../../console/screen.ts";
import { reasonsText } from "../alert_text.ts";
import { dateTime } from "../../console/bank_time.ts";
import { untilAnswered } from "../pay.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { payRequest } from "../request_actions.ts";
import { otherSide, requestText, type RequestView } from "../request_text.ts";
import { ask, askAmount, type Desk, menu } from "./desk.ts";
import { askPayee, recentHint } from "./transfer_flow.ts";

const SHOWN_MAX = 50;

type Choice = RequestView | "ask" | "asked";

export async function requestsFlow(desk: Desk): Promise<Back | void> {
  const { customer: { currency } } = desk;
  const { requests } = await ask(desk, "paymentRequests", { open: true, limit: SHOWN_MAX });
  return await menu<Choice>(desk, {
    question: requests.length === 0 ? "Nobody asks you for money" : "You are asked for",
    choices: [
      ...requests.map((request) => ({
        value: request,
        label: requestText(request, currency) +
          (request.transferId === undefined ? "" : ", waits among your held payments"),
      })),
      { value: "ask", label: "Ask for money" },
      { value: "asked", label: "What I have asked for" },
    ],
    act: (choice) =>
      choice === "ask"
        ? askFlow(desk)
        : choice === "asked"
        ? askedFlow(desk)
        : answer(desk, choice),
  });
}

async function answer(desk: Desk, request: RequestView): Promise<Back | void> {
  return await menu<"pay" | "decline" | "block">(desk, {
    question: requestText(request, desk.customer.currency),
    choices: [
      { value: "pay", label: "Pay it" },
      { value: "decline", label: "Decline it" },
      {
        value: "block",
        label: line`Decline it, and be asked by ${otherSide(request, "payer")} no more`,
      },
    ],
    act: (choice) => choice === "pay" ? payIt(desk, request) : decline(desk, request, choice),
  });
}

async function payIt(desk: Desk, request: RequestView): Promise<Back | void> {
  const { terminal, customer, link } = desk;
  const { currency } = customer;
  const { availableMinor } = await ask(desk, "balance", {});
  const left = availableMinor - request.amountMinor;
  terminal.print(
    line`\n  You are about to pay ${requestText(request, currency)}.` +
      (left < 0 ? "" : line` New balance ${moneyText(left, currency)}.`),
  );
  const yes = await terminal.confirm("Pay it?");
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was sent.");
  const id = customer.newTransferId();
  const done = await payRequest(customer, request, id);
  const { done: sign, dot } = terminal.symbols;
  terminal.print(
    done.status === "held"
      ? line`! Held: ${
        reasonsText(done.reasons)
      }. Nothing has moved yet; confirm or cancel it under ` +
        line`Held payments until ${dateTime(done.expiresAtMs ?? 0)}.`
      : line`${sign} Paid ${moneyText(request.amountMinor, currency)} ${dot} reference ${id}`,
  );
  void link.refresh();
}

async function decline(
  desk: Desk,
  { request, asker }: RequestView,
  how: "decline" | "block",
): Promise<Back | void> {
  const { terminal, link } = desk;
  const word = await terminal.text({
    question: "A word to who asked (may be empty)",
    check: checkedWord,
  });
  if (word === BACK) return BACK;
  await ask(desk, "declineRequest", { request, word });
  if (how === "block") await ask(desk, "blockRequests", { asker });
  terminal.print("Declined.");
  void link.refresh();
}

function checkedWord(text: string): string | null {
  if ([...text].length > REQUEST_MEMO_CHARS_MAX) {
    return `At most ${REQUEST_MEMO_CHARS_MAX} characters.`;
  }
  return UNSAFE_TEXT.test(text) ? "Only printable characters." : null;
}

async function askFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const hint = await recentHint(desk);
  const payer = await askPayee(desk, { question: "Whom (user name or account number)", hint });
  if (payer === BACK) return BACK;
  const amountMinor = await askAmount(desk);
  if (amountMinor === BACK) return BACK;
  const memo = await terminal.text({ question: "What for (may be empty)", check: checkedWord });
  if (memo === BACK) return BACK;
  const money = moneyText(amountMinor, customer.currency);
  const yes = await terminal.confirm(line`Ask ${payer.displayName} for ${money}?`);
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nobody was asked.");
  const request = customer.newTransferId();
  const params = { request, from: [payer.account], amountMinor, memo };
  const { requests: [made] } = await untilAnswered(
    customer,
    request,
    () => customer.call("askPayment", params),
  );
  terminal.print(line`Asked; due on ${made?.request?.dueOn ?? ""}.`);
}

async function askedFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer: { currency } } = desk;
  const { requests } = await ask(desk, "paymentRequests", {
    side: "asker",
    open: true,
    limit: SHOWN_MAX,
  });
  if (requests.length === 0) return terminal.print("Nothing of yours is open.");
  return await menu<RequestView>(desk, {
    question: "Withdraw which?",
    choices: requests.map((request) => ({
      value: request,
      label: line`${moneyText(request.amountMinor, currency)} from ${
        otherSide(request, "asker")
      }, due on ${request.dueOn}`,
    })),
    act: ({ request }) => withdraw(desk, request),
  });
}

async function withdraw(desk: Desk, request: string): Promise<Back | void> {
  const { terminal } = desk;
  const yes = await terminal.confirm("Take this request back?");
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("It stays.");
  await ask(desk, "withdrawRequest", { request });
  terminal.print("Withdrawn.");
}
