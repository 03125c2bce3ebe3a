// What must be true of cash, worked out from the bytes of the journal: an open till has its float and what its teller took and gave since,
// it is closed with that as what was expected, and what differed is booked at once and to the unit.
import type { DurableLedger } from "../bank/ledger.ts";
import type { Must, Raw } from "./must.ts";

export class TillModel {
  readonly #must: Must;
  readonly #tills = new Map<string, number>();
  readonly #differences = new Map<string, number>();
  #cash = 0;
  #closed = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  get closed(): number {
    return this.#closed;
  }

  event(event: Raw): void {
    switch (event.type) {
      case "transferred":
        return this.#moved(event);
      case "till_opened":
        this.#must(!this.#tills.has(event.account), `till of ${event.account} is opened twice`);
        return void this.#tills.set(event.account, event.floatMinor);
      case "till_closed": {
        const is = this.#tills.get(event.account);
        this.#must(is === event.expectedMinor, `till has ${is}, not ${event.expectedMinor}`);
        this.#counted(event);
        this.#tills.delete(event.account);
        this.#closed++;
        return;
      }
      case "safe_counted":
        this.#counted(event);
        this.#must(this.#safe === event.countedMinor, `the safe has ${this.#safe} after a count`);
        return;
    }
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    const open = [...ledger.tills.rows()].filter(([, { openedAtMs }]) => openedAtMs !== null);
    this.#must(open.length === this.#tills.size, `${open.length} tills are open`);
    for (const [account, { floatMinor, inMinor, outMinor }] of open) {
      const is = floatMinor + inMinor - outMinor;
      const wanted = this.#tills.get(account);
      this.#must(is === wanted, `till of ${account} has ${is}, not ${wanted}`);
    }
  }

  get #safe(): number {
    return [...this.#tills.values()].reduce((left, minor) => left - minor, this.#cash);
  }

  #moved({ id, kind, from, to, amountMinor, by }: Raw): void {
    if (from !== "cash" && to !== "cash") return;
    const minor = from === "cash" ? amountMinor : -amountMinor;
    this.#cash += minor;
    if (kind === "cash_difference") return void this.#differences.set(id, minor);
    const till = this.#tills.get(by);
    const counter = kind === "cash_in" || kind === "cash_out" || kind === "reversal";
    if (counter && till !== undefined) this.#tills.set(by, till + minor);
  }

  #counted({ countedMinor, expectedMinor, transfer }: Raw): void {
    const booked = transfer === undefined ? 0 : this.#differences.get(transfer);
    const wanted = countedMinor - expectedMinor;
    this.#must(booked === wanted, `${transfer} books ${booked} of a difference of ${wanted}`);
  }
}
