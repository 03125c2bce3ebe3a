// Decides about payment requests: who may ask whom, how often, and until when it can be paid. Pure, like bank/decide.ts.
import { zoneOf } from "../bank_zone.ts";
import {
  customerRefusal,
  firstOf,
  ownedRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "../checks.ts";
import type { Command, CommandOf } from "../command.ts";
import { daysLater } from "../days.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import {
  OPEN_REQUESTS_MAX,
  REQUEST_BLOCKS_MAX,
  REQUEST_DUE_DAYS,
  REQUEST_DUE_DAYS_MAX,
  REQUEST_LAPSE_DAYS,
  REQUESTS_PER_DAY_MAX,
  REQUESTS_PER_PAIR_MAX,
} from "../limits.ts";
import { Refusal } from "../refusal.ts";
import type { RequestCommand, RequestCommandOf } from "./command.ts";
import type { PaymentRequest, RequestEnd } from "./request_record.ts";

const TYPES: Readonly<Record<RequestCommand["type"], true>> = {
  ask_payment: true,
  decline_request: true,
  withdraw_request: true,
  lapse_request: true,
  block_requests: true,
};

export function isRequestCommand(command: Command): command is RequestCommand {
  return command.type in TYPES;
}

export function decideRequest(ledger: Ledger, command: RequestCommand, nowMs: number): Decision {
  switch (command.type) {
    case "ask_payment":
      return decideAsk(ledger, command, nowMs);
    case "decline_request":
    case "withdraw_request":
      return decideEnd(ledger, command, nowMs);
    case "lapse_request":
      return decideLapse(ledger, command, nowMs);
    case "block_requests":
      return decideBlock(ledger, command);
  }
}

function decideAsk(
  ledger: Ledger,
  command: RequestCommandOf<"ask_payment">,
  nowMs: number,
): Decision {
  const { type: _, request, owner: asker, dueOn: given, ...about } = command;
  const known = ledger.requests.get(request);
  if (known) return again(known, command);
  const zone = zoneOf(ledger);
  const madeOn = zone.dayOf(nowMs);
  const dueOn = given ?? daysLater(madeOn, REQUEST_DUE_DAYS);
  const refusal = firstOf(
    customerRefusal(ledger, asker),
    payRefusal(ledger, asker),
    receiveRefusal(ledger, asker),
    ownedRefusal(ledger, about.payer),
    asker === about.payer ? new Refusal("same_account") : null,
    blockedRefusal(ledger, asker, about.payer),
    dueRefusal(daysBetween(madeOn, dueOn)),
    budgetRefusal(ledger, { asker, payer: about.payer, madeOn }),
    timeRefusal(request, nowMs),
  );
  if (refusal) return refusal;
  const lapsesAtMs = zone.beginningOf(daysLater(dueOn, REQUEST_LAPSE_DAYS + 1));
  return [{ type: "request_made", request, asker, ...about, dueOn, madeOn, lapsesAtMs }];
}

function again(
  known: Readonly<PaymentRequest>,
  { request, owner, payer, amountMinor, memo, reference, dueOn = known.dueOn }: RequestCommandOf<
    "ask_payment"
  >,
): Decision {
  const same = known.asker === owner && known.payer === payer &&
    known.amountMinor === amountMinor && known.memo === memo && known.reference === reference &&
    known.dueOn === dueOn;
  return same ? NOTHING : new Refusal("id_reused", { id: request });
}

function blockedRefusal(ledger: Ledger, asker: string, payer: string): Refusal | null {
  const { blocked = [] } = ledger.requestBooks.get(payer) ?? {};
  return blocked.includes(asker) ? new Refusal("requests_blocked", { account: payer }) : null;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * 3_600_000));
}

function dueRefusal(days: number): Refusal | null {
  if (days >= 0 && days <= REQUEST_DUE_DAYS_MAX) return null;
  return new Refusal("limit_exceeded", {
    limit: days < 0 ? "due_days_behind" : "due_days",
    max: days < 0 ? 0 : REQUEST_DUE_DAYS_MAX,
    used: Math.abs(days),
  });
}

/** Requests could be a way to bother people: so many may be open, to all and to one, and made in a day. */
function budgetRefusal(
  ledger: Ledger,
  { asker, payer, madeOn }: {
    readonly asker: string;
    readonly payer: string;
    readonly madeOn: string;
  },
): Refusal | null {
  const { day = "", asked = 0, openTo = {} } = ledger.requestBooks.get(asker) ?? {};
  const open = Object.values(openTo).reduce((sum, count) => sum + count, 0);
  const bounds = [
    ["requests_to_payer", REQUESTS_PER_PAIR_MAX, openTo[payer] ?? 0],
    ["open_requests", OPEN_REQUESTS_MAX, open],
    ["requests_today", REQUESTS_PER_DAY_MAX, day === madeOn ? asked : 0],
  ] as const;
  for (const [limit, max, used] of bounds) {
    if (used >= max) return new Refusal("limit_exceeded", { limit, max, used });
  }
  return null;
}

/** Why a payment of this request cannot be made, or null. Two at once: the second one finds it paid. */
export function requestRefusal(
  ledger: Ledger,
  { request, from, to, amountMinor }: CommandOf<"transfer"> & { readonly request: string },
  nowMs: number,
): Refusal | null {
  const known = ledger.requests.get(request);
  const same = known?.payer === from && known.asker === to && known.amountMinor === amountMinor;
  return known && same ? overRefusal(known, nowMs) : new Refusal("no_such_request", { request });
}

/** A payment that waits for its payer holds the request, so that it is not paid twice. */
function overRefusal(known: Readonly<PaymentRequest>, nowMs: number): Refusal | null {
  const { request, transfer } = known;
  const status = statusAt(known, nowMs);
  if (status === "open" && transfer === null) return null;
  return new Refusal("request_over", { request, status: status === "open" ? "held" : status });
}

/** Whether a held payment of this request may still be confirmed. */
export function heldRequestRefusal(
  ledger: Ledger,
  { id, request }: { readonly id: string; readonly request?: string },
): Refusal | null {
  if (request === undefined) return null;
  const known = ledger.requests.get(request);
  if (known?.status === "open" && known.transfer === id) return null;
  return new Refusal("request_over", { request, status: known?.status ?? "lapsed" });
}

/** As it stands at a time: due work may be a moment late. */
function statusAt({ status, lapsesAtMs }: Readonly<PaymentRequest>, nowMs: number) {
  return status === "open" && nowMs >= lapsesAtMs ? "lapsed" : status;
}

function decideEnd(
  ledger: Ledger,
  command: RequestCommandOf<"decline_request" | "withdraw_request">,
  nowMs: number,
): Decision {
  const { request, owner } = command;
  const known = ledger.requests.get(request);
  const [side, why, word] = command.type === "decline_request"
    ? ["payer", "declined", command.word] as const
    : ["asker", "withdrawn", ""] as const;
  if (known?.[side] !== owner) return new Refusal("no_such_request", { request });
  if (known.status === why) return NOTHING;
  // The asker need not know that a payment waits; it cannot be confirmed any more.
  const refusal = why === "withdrawn"
    ? overRefusal({ ...known, transfer: null }, nowMs)
    : overRefusal(known, nowMs);
  return refusal ?? ended(known, why, word);
}

function decideLapse(
  ledger: Ledger,
  { request }: RequestCommandOf<"lapse_request">,
  nowMs: number,
): Decision {
  const known = ledger.requests.get(request);
  if (known?.status !== "open") return NOTHING;
  const left = [known.asker, known.payer].some((account) => hasLeft(ledger, account));
  return left || nowMs >= known.lapsesAtMs ? ended(known, "lapsed", "") : NOTHING;
}

export function hasLeft(ledger: Ledger, account: string): boolean {
  return ledger.accounts.get(account)?.status === "closed";
}

function ended(
  { request, asker, payer, amountMinor, memo, reference, dueOn }: Readonly<PaymentRequest>,
  why: Exclude<RequestEnd, "paid">,
  word: string,
): Decision {
  const about = { request, asker, payer, amountMinor, memo, reference, dueOn };
  return [{ type: "request_ended", ...about, why, word }];
}

function decideBlock(
  ledger: Ledger,
  { owner: account, asker, blocked: wanted }: RequestCommandOf<"block_requests">,
): Decision {
  const { blocked = [] } = ledger.requestBooks.get(account) ?? {};
  const used = blocked.length;
  const refusal = firstOf(
    ownedRefusal(ledger, account),
    wanted ? ownedRefusal(ledger, asker) : null,
    account === asker ? new Refusal("same_account") : null,
  );
  if (refusal) return refusal;
  if (blocked.includes(asker) === wanted) return NOTHING;
  if (wanted && used >= REQUEST_BLOCKS_MAX) {
    return new Refusal("limit_exceeded", { limit: "blocked", max: REQUEST_BLOCKS_MAX, used });
  }
  return [{ type: "requests_blocked", account, asker, blocked: wanted }];
}
