// apply for payment requests: total and deterministic, like bank/apply.ts. What a transfer changes about the request that it names
// is changed here, too, so that money and request cannot disagree.
import type { Applying } from "../applying.ts";
import type { EventOf } from "../event.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import type { RequestEvent } from "./event.ts";
import type { RequestBook } from "./request_record.ts";

export function applyRequest(ledger: Ledger, event: RequestEvent, applying: Applying): void {
  switch (event.type) {
    case "request_made": {
      const { type: _, madeOn, ...about } = event;
      const record = {
        ...about,
        askedAtMs: applying.atMs,
        status: "open" as const,
        transfer: null,
        word: "",
        endedAtMs: null,
      };
      add(ledger.requests, { name: "requests", key: event.request, applying, record });
      return changeBook(ledger, event.asker, applying, (book) => {
        book.asked = book.day === madeOn ? book.asked + 1 : 1;
        book.day = madeOn;
        book.openTo = counted(book.openTo, event.payer, 1);
      });
    }
    case "request_ended":
      return end(ledger, event, applying);
    case "requests_blocked":
      return changeBook(ledger, event.account, applying, (book) => {
        const others = book.blocked.filter((asker) => asker !== event.asker);
        book.blocked = event.blocked ? [...others, event.asker] : others;
      });
  }
}

function end(ledger: Ledger, event: EventOf<"request_ended">, applying: Applying): void {
  const { request: key, asker, payer, why, word } = event;
  const request = changing(ledger.requests, { name: "requests", key, applying });
  if (request) Object.assign(request, { status: why, word, endedAtMs: applying.atMs });
  settle(ledger, { asker, payer }, applying);
}

/** A payment that names a request: it has paid it, waits with it, or is over and leaves it open. */
export function applyRequestPayment(
  ledger: Ledger,
  event: EventOf<"transferred" | "held" | "hold_confirmed" | "hold_ended">,
  applying: Applying,
): void {
  const { request: key, id, from: payer, to: asker } = event;
  // A reversal names none: what was paid has been paid.
  if (key === undefined || !ledger.requests.get(key)) return;
  const request = changing(ledger.requests, { name: "requests", key, applying });
  if (event.type === "held") {
    if (request) request.transfer = id;
    return;
  }
  if (event.type === "hold_ended") {
    if (request?.transfer === id) request.transfer = null;
    return;
  }
  if (request) {
    Object.assign(request, { status: "paid", transfer: id, endedAtMs: applying.atMs });
  }
  settle(ledger, { asker, payer }, applying);
}

function settle(
  ledger: Ledger,
  { asker, payer }: { readonly asker: string; readonly payer: string },
  applying: Applying,
): void {
  changeBook(ledger, asker, applying, (book) => {
    book.openTo = counted(book.openTo, payer, -1);
  });
}

/** Books are made by the first event that needs them. */
function changeBook(
  ledger: Ledger,
  account: string,
  applying: Applying,
  change: (book: RequestBook) => void,
): void {
  const place = { name: "requestBooks", key: account, applying } as const;
  if (!ledger.requestBooks.get(account)) {
    const record = { account, day: "", asked: 0, openTo: {}, blocked: [] };
    add(ledger.requestBooks, { ...place, record });
    return change(ledger.requestBooks.edit(account));
  }
  const book = changing(ledger.requestBooks, place);
  if (book) change(book);
}

/** Payers to whom nothing is open are not listed. */
function counted(
  counts: Readonly<Record<string, number>>,
  payer: string,
  change: 1 | -1,
): Readonly<Record<string, number>> {
  const left = (counts[payer] ?? 0) + change;
  const others = Object.entries(counts).filter(([name]) => name !== payer);
  return Object.fromEntries(left > 0 ? [...others, [payer, left]] : others);
}
