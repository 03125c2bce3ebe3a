// Many payments in one request: payees are found first, then all are handed to the commit loop in one turn, and the answer is put
// together when the last of them is durable. And what would become of payments, which is asked in the same turn as if they were made.
import type { Outcome } from "../bank/batch.ts";
import type { CommandOf, PaymentTo } from "../bank/command.ts";
import { NOTHING } from "../bank/decision.ts";
import { togetherRefusal } from "../bank/decide_together.ts";
import { foretell, type Foretold } from "../bank/foretell.ts";
import { RECALLS_PER_ACCOUNT_MAX } from "../bank/limits.ts";
import { fileLineId, partIdOf } from "../bank/payment_id.ts";
import { Refusal } from "../bank/refusal.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { Encoded } from "../api/message.ts";
import type { Parsed, Result } from "../api/methods.ts";
import { readFor, sendAllFor, submitFor } from "./acting.ts";
import { askingOf, proveOwner } from "./identity/authentication.ts";
import type { Session } from "./identity/session.ts";
import { identityOf, throttled } from "./identity/session_gate.ts";
import { type Payees, payeesToLookAt, payeesToPay } from "./payee_lists.ts";
import { transferJson, transferView } from "./payments.ts";
import type { Handlers, Service } from "./service.ts";

type ManyMethods = "transfers" | "previewTransfers" | "previewTransfer";

export function manyPaymentHandlers(service: Service): Pick<Handlers, ManyMethods> {
  return {
    transfers: (session, params) => transfers(service, session, params),
    previewTransfers: (session, params) => previewTransfers(service, session, params),
    previewTransfer: (session, params) => previewTransfer(service, session, params),
  };
}

type Given = Parsed<"previewTransfers">;
type Answered = Encoded<Result<"transfers">> | Refusal;

/** Who holds them of the budget of payments under way. */
const holderOf = (account: string) => `account ${account}`;

async function transfers(
  service: Service,
  session: Session,
  params: Parsed<"transfers">,
): Promise<Answered> {
  const { account: from, rank } = identityOf(session);
  // As for a single one: who guesses payees by paying them may not go on.
  const wait = service.unknownPayees.waitMs(from, service.host.clock());
  if (wait > 0) return throttled(wait);
  const { payments: budget } = service.budgets;
  const [holder, count] = [holderOf(from), params.payments.length];
  if (!budget.take(holder, count, rank)) {
    return new Refusal("busy", { waiting: budget.of(holder) });
  }
  try {
    const { password } = params;
    const owner = password === undefined ? null : await proveOwner(service, session, password);
    if (owner instanceof Refusal) return owner;
    const payees = payeesToPay(service, from);
    const busy = await found(service, session, { payments: params.payments, payees });
    if (busy) return busy;
    const wanted = paymentsOf(params, from, payees);
    return params.together
      ? await together(service, session, wanted)
      : await eachByItself(service, session, wanted);
  } finally {
    budget.give(holder, count);
  }
}

/** Numbers are known at once; names are read from the disk, which is done in turn. */
async function found(
  { budgets }: Service,
  session: Session,
  { payments, payees }: Pick<Given, "payments"> & { readonly payees: Payees },
): Promise<Refusal | null> {
  if (payments.every(({ to }) => payees.knows(to))) return null;
  const given = payments.map(({ to }) => to);
  const outcome = await budgets.looks.run(askingOf(session), () => payees.find(given));
  return outcome instanceof Refusal ? outcome : null;
}

type Wanted = PaymentTo | Refusal;

function paymentsOf(
  { payments, id: request, file }: Given,
  from: string,
  payees: Payees,
): Wanted[] {
  return payments.map(({ id: own, line, to: given, amountMinor, memo }, place) => {
    const to = payees.of(given);
    if (to instanceof Refusal) return to;
    // The shape gate has seen to it that one of the three is there.
    const id = own ??
      (line === undefined ? partIdOf(request!, place) : fileLineId({ from, file: file!, line }));
    return { id, to, amountMinor, memo };
  });
}

async function together(
  service: Service,
  session: Session,
  wanted: readonly Wanted[],
): Promise<Answered> {
  const index = wanted.findIndex((one) => one instanceof Refusal);
  if (index >= 0) {
    const why = wanted[index] as Refusal;
    return why.retryable ? why : togetherRefusal({ index, id: "", why });
  }
  const payments = wanted as readonly PaymentTo[];
  const from = identityOf(session).account;
  const outcome = await submitFor(service, session, { type: "transfer_together", from, payments });
  if (outcome instanceof Refusal) return outcome;
  const outcomes: string[] = [];
  for (const { id } of payments) {
    outcomes.push(outcomeJson(service, id, outcome) ?? await oldJson(service, id));
  }
  return answered(outcomes);
}

/** Of ids that are looked for on the disk: half of the look-ups that one account may have under way. */
const OLD_AT_ONCE = RECALLS_PER_ACCOUNT_MAX / 2;

async function eachByItself(
  service: Service,
  session: Session,
  wanted: readonly Wanted[],
): Promise<Answered> {
  const from = identityOf(session).account;
  const outcomes: string[] = [];
  for (let first = 0; first < wanted.length;) {
    const end = endOfTurn(service, wanted, first);
    const commands: CommandOf<"transfer">[] = [];
    const places: number[] = [];
    for (let place = first; place < end; place++) {
      const one = wanted[place]!;
      if (one instanceof Refusal) {
        outcomes[place] = refusalJson(one);
        continue;
      }
      commands.push({ type: "transfer", from, ...one });
      places.push(place);
    }
    await new Promise<void>((resolve) => {
      let left = commands.length;
      if (left === 0) return resolve();
      const settle = (at: number, outcome: Outcome) => {
        const json = outcomeJson(service, commands[at]!.id, outcome);
        if (json !== null) outcomes[places[at]!] = json;
        if (--left === 0) resolve();
      };
      sendAllFor(service, session, { commands, settle });
    });
    for (const [at, place] of places.entries()) {
      outcomes[place] ??= await oldJson(service, commands[at]!.id);
    }
    first = end;
  }
  return answered(outcomes);
}

/** All that is left, unless too many of it would have to be looked for at once. */
function endOfTurn({ isOld }: Service, wanted: readonly Wanted[], first: number): number {
  let old = 0;
  for (let place = first; place < wanted.length; place++) {
    const one = wanted[place]!;
    if (!(one instanceof Refusal) && isOld(one.id) && ++old > OLD_AT_ONCE) return place;
  }
  return wanted.length;
}

function answered(outcomes: readonly string[]): Encoded<Result<"transfers">> {
  return new Encoded(`{"payments":[${outcomes.join(",")}]}`);
}

/** @returns null for one that happened long ago and has left memory again while a block was written. */
function outcomeJson({ loop }: Service, id: string, outcome: Outcome): string | null {
  if (outcome instanceof Refusal) return refusalJson(outcome);
  const transfer = loop.ledger.transfers.get(id);
  return transfer ? `{"transfer":${transferJson(transfer)}}` : null;
}

async function oldJson({ transfer }: Service, id: string): Promise<string> {
  return `{"transfer":${transferJson((await transfer(id))!)}}`;
}

function refusalJson(refusal: Refusal): string {
  return JSON.stringify({ refusal: refusalView(refusal) });
}

function refusalView({ code, retryable, detail }: Refusal) {
  return { code, retryable, detail };
}

async function previewTransfers(
  service: Service,
  session: Session,
  params: Parsed<"previewTransfers">,
): Promise<Result<"previewTransfers"> | Refusal> {
  const { account: from, rank } = identityOf(session);
  const { payments: budget } = service.budgets;
  const [holder, count] = [holderOf(from), params.payments.length];
  if (!budget.take(holder, count, rank)) {
    return new Refusal("busy", { waiting: budget.of(holder) });
  }
  try {
    const payees = payeesToLookAt(service, from);
    await payees.find(params.payments.map(({ to }) => to));
    const wanted = paymentsOf(params, from, payees);
    const foretold = await foretoldOf(service, session, wanted);
    if (foretold instanceof Refusal) return foretold;
    const { each, ...sums } = foretold;
    const told = each.values();
    const payments = wanted.map((one) =>
      viewOf(one, one instanceof Refusal ? one : told.next().value!, payees)
    );
    return { payments, ...sums };
  } finally {
    budget.give(holder, count);
  }
}

async function foretoldOf(
  service: Service,
  session: Session,
  wanted: readonly Wanted[],
): Promise<Foretold | Refusal> {
  const from = identityOf(session).account;
  const payments = wanted.filter((one): one is PaymentTo => !(one instanceof Refusal));
  const command = { type: "transfer_together" as const, from, payments };
  const { fault } = service.clock;
  if (fault) return new Refusal("clock_wrong", { ...fault });
  return await readFor(service, session, {
    command,
    read: (ledger, nowMs) => foretell(ledger, command, nowMs),
  });
}

type Preview = Result<"previewTransfers">["payments"][number];

function viewOf(wanted: Wanted, told: Foretold["each"][number], payees: Payees): Preview {
  const displayName = wanted instanceof Refusal ? undefined : payees.nameOf(wanted.to);
  const who = wanted instanceof Refusal
    ? {}
    : { to: wanted.to, ...(displayName === undefined ? {} : { displayName }) };
  if (told instanceof Refusal) return { ...who, outcome: "refused", refusal: refusalView(told) };
  if ("status" in told) return { ...who, outcome: "known", transfer: transferView(told) };
  const [event = null] = told === NOTHING ? [] : told;
  if (event?.type === "held") {
    const { reasons, expiresAtMs } = event;
    return { ...who, outcome: "held", reasons, expiresAtMs };
  }
  const reasons = event?.type === "transferred" ? event.reasons : undefined;
  return { ...who, outcome: "booked", ...(reasons ? { reasons } : {}) };
}

async function previewTransfer(
  service: Service,
  session: Session,
  { to: given, amountMinor, memo }: Parsed<"previewTransfer">,
): Promise<Result<"previewTransfer"> | Refusal> {
  const payees = payeesToLookAt(service, identityOf(session).account);
  await payees.find([given]);
  const to = payees.of(given);
  if (to instanceof Refusal) return to;
  const { host } = service;
  const payment = { id: transferIdOf(host.clock(), host.random(10)), to, amountMinor, memo };
  const foretold = await foretoldOf(service, session, [payment]);
  if (foretold instanceof Refusal) return foretold;
  const { each: [told], availableMinor, leftMinor } = foretold;
  if (told instanceof Refusal) return told;
  const { refusal: _, transfer: _known, ...view } = viewOf(payment, told!, payees);
  return { ...view, availableMinor, leftMinor };
}
