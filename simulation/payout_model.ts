// What must be true of payouts, worked out from the bytes of the journal: each leaves for the other bank at most once and is given back
// at most once, what the bank gave back by itself never leaves, and `payouts` has what has not left.
import type { DurableLedger } from "../bank/ledger.ts";
import type { Must, Raw } from "./must.ts";

interface Asked {
  readonly account: string;
  readonly amountMinor: number;
  left: boolean;
  /** How it came back. */
  back: string | null;
}

export class PayoutModel {
  readonly #must: Must;
  readonly #payouts = new Map<string, Asked>();
  readonly #moved = new Map<string, Raw>();
  #paid = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  /** Those that lines of the other bank say were paid. */
  get paid(): number {
    return this.#paid;
  }

  event(event: Raw): void {
    const { type, payout, amountMinor, account, from, to } = event;
    if (type === "transferred" && (from === "payouts" || to === "payouts")) {
      return void this.#moved.set(event.id, event);
    }
    if (type === "payout_asked") {
      const out = this.#moved.get(payout);
      const is = [out?.from, out?.to, out?.amountMinor].join();
      const wanted = [account, "payouts", amountMinor].join();
      this.#must(is === wanted, `payout ${payout} is taken as ${is}, not ${wanted}`);
      this.#must(!this.#payouts.has(payout), `payout ${payout} is asked for twice`);
      this.#payouts.set(payout, { account, amountMinor, left: false, back: null });
    }
    if (type === "payout_ended") this.#ended(event);
  }

  #ended({ payout: key, why, transfer }: Raw): void {
    const payout = this.#payouts.get(key)!;
    this.#must(payout, `payout ${key} was never asked for`);
    const moved = this.#moved.get(transfer);
    this.#must(moved?.from === "payouts", `${transfer} moves nothing of payout ${key}`);
    if (why === "paid") {
      this.#must(!payout.left, `payout ${key} leaves twice`);
      const own = payout.back === null || payout.back === "returned";
      this.#must(own, `payout ${key} leaves although it was ${payout.back}`);
      payout.left = true;
      this.#paid++;
      return;
    }
    this.#must(payout.back === null, `payout ${key} comes back twice`);
    this.#must(why === "returned" || !payout.left, `payout ${key} has left and is ${why}`);
    const is = [moved.to, moved.amountMinor, moved.reverses].join();
    const wanted = [payout.account, payout.amountMinor, key].join();
    this.#must(is === wanted, `payout ${key} comes back as ${is}, not ${wanted}`);
    payout.back = why;
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    let waitingMinor = 0;
    for (const { left, back, amountMinor } of this.#payouts.values()) {
      if (!left && (back === null || back === "returned")) waitingMinor += amountMinor;
    }
    const is = ledger.accounts.get("payouts")?.bookedMinor ?? 0;
    this.#must(is === waitingMinor, `payouts has ${is}, and ${waitingMinor} have not left`);
    this.#must(
      ledger.payouts.size === this.#payouts.size,
      `there are ${ledger.payouts.size} payouts, not ${this.#payouts.size}`,
    );
  }
}
