// What must be true of payment requests, worked out from the bytes of the journal: each is paid once or not at all, whole, by who
// was asked, and never after it was over.
import type { Must, Raw } from "./must.ts";
import type { DurableLedger } from "../bank/ledger.ts";

interface Asked {
  readonly sides: string;
  status: string;
  /** The payment that waits for its payer. */
  held: string | null;
}

export class RequestModel {
  readonly #must: Must;
  readonly #requests = new Map<string, Asked>();
  #paid = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  get paid(): number {
    return this.#paid;
  }

  event(event: Raw): void {
    const { type, request: key } = event;
    if (key === undefined) return;
    if (type === "request_made") {
      this.#must(!this.#requests.has(key), `request ${key} is made twice`);
      const sides = [event.payer, event.asker, event.amountMinor].join();
      this.#requests.set(key, { sides, status: "open", held: null });
      return;
    }
    const asked = this.#requests.get(key);
    this.#must(asked, `request ${key} was never made`);
    if (type === "hold_ended") {
      if (asked!.held === event.id) asked!.held = null;
      return;
    }
    this.#must(asked!.status === "open", `request ${key} is ${asked!.status}, and then ${type}`);
    if (type === "request_ended") {
      asked!.status = event.why;
      return;
    }
    const is = [event.from, event.to, event.amountMinor].join();
    this.#must(is === asked!.sides, `request ${key} is paid as ${is}, not ${asked!.sides}`);
    const waits = type === "hold_confirmed" ? event.id : null;
    this.#must(asked!.held === waits, `request ${key} is paid while ${asked!.held} waits`);
    if (type === "held") asked!.held = event.id;
    else {
      asked!.status = "paid";
      this.#paid++;
    }
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    for (const [key, { status }] of this.#requests) {
      const is = ledger.requests.get(key)?.status;
      this.#must(is === status, `request ${key} is ${is}, not ${status}`);
    }
  }
}
