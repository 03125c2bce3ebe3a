// Payment requests as the terminal shows them.
import { accountNumberText } from "../bank/account_number.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import { memoOf } from "../bank/requests/request_record.ts";
import type { Result } from "../api/methods.ts";
import { clean, line } from "../console/screen.ts";
import { left, right, tableText } from "./table_text.ts";

export type RequestView = Result<"declineRequest">;
export type Side = "payer" | "asker";

const STATES: Readonly<Record<RequestView["status"], string>> = {
  open: "open",
  paid: "paid",
  declined: "declined",
  withdrawn: "withdrawn",
  lapsed: "lapsed",
};

/** Signs at the end of an id by which a person names the request. */
const SHORT = 8;

export function shortRequest(request: string): string {
  return request.slice(-SHORT);
}

/** Who is on the other side. */
export function otherSide(request: RequestView, side: Side): string {
  const { asker, askerName, payer, payerName } = request;
  const [account, name] = side === "payer" ? [asker, askerName] : [payer, payerName];
  return name ?? accountNumberText(account);
}

export function requestsText(
  requests: readonly RequestView[],
  { side, currency }: { readonly side: Side; readonly currency: Currency },
): string {
  if (requests.length === 0) {
    return side === "payer" ? "Nobody asks you for money." : "You have asked nobody for money.";
  }
  const columns = [
    left("Request"),
    left(side === "payer" ? "From" : "Asked"),
    right("Amount"),
    left("Due"),
    left("State"),
    left("What for"),
  ];
  return tableText(
    columns,
    requests.map((request) => [
      shortRequest(request.request),
      clean(otherSide(request, side)),
      moneyText(request.amountMinor, currency),
      clean(request.dueOn),
      stateOf(request),
      clean(memoOf(request)),
    ]),
  );
}

function stateOf({ status, word, transferId }: RequestView): string {
  if (status === "open" && transferId !== undefined) return "waits for your confirmation";
  const state = STATES[status] ?? clean(String(status));
  return word === "" ? state : line`${state}: ${word}`;
}

/** What a person has to know before saying yes or no. */
export function requestText(request: RequestView, currency: Currency): string {
  const { amountMinor, dueOn } = request;
  const about = memoOf(request);
  return line`${moneyText(amountMinor, currency)} to ${otherSide(request, "payer")}` +
    (about === "" ? "" : line` for "${about}"`) + line`, due on ${dueOn}`;
}
