// Commands about payment requests with defaults: Donna asks Dev for 50.00, unless a row says otherwise.
import type { Command } from "../../bank/command.ts";
import type { Over } from "./giving_commands.ts";

export const asks = (request: string, over: Over<"ask_payment"> = {}): Command => ({
  type: "ask_payment",
  request,
  owner: "donna",
  payer: "dev",
  amountMinor: 5_000,
  memo: "Rent",
  reference: "",
  ...over,
});

export const paysFor = (id: string, request: string, over: Over<"transfer"> = {}): Command => ({
  type: "transfer",
  id,
  from: "dev",
  to: "donna",
  amountMinor: 5_000,
  memo: "Rent",
  request,
  ...over,
});

export const declines = (request: string, over: Over<"decline_request"> = {}): Command => (
  { type: "decline_request", request, owner: "dev", word: "", ...over }
);

export const withdraws = (request: string, owner = "donna"): Command => (
  { type: "withdraw_request", request, owner }
);

export const lapses = (request: string): Command => ({ type: "lapse_request", request });

export const blocks = (owner: string, asker: string, blocked = true): Command => (
  { type: "block_requests", owner, asker, blocked }
);

/** What happens to a request in a story whose steps are numbered: each is asked and answered some steps later. */
export function requestStep(step: number): Command {
  const [turn, request] = [step % 5, `q${Math.floor(step / 5)}`];
  if (turn === 0) return asks(request);
  if (turn === 1) return blocks("donna", "dev", step % 10 === 1);
  if (turn === 2 && step % 15 === 2) return declines(request, { word: "not now" });
  if (turn === 3 && step % 20 === 3) return withdraws(request);
  return turn === 4 ? paysFor(`pays ${request}`, request) : lapses(request);
}
