// Freezes what a receipt says of organisation and donor as soon as a gift is booked, whoever or whatever booked it: a donor, a
// confirmed hold, a recurring gift. An observer of the journal; what a crash leaves undone is taken when the receipt is asked for.
import type { Observer } from "../bank/journal.ts";
import { bookingOf } from "../bank/trace.ts";
import type { TransferId } from "../bank/transfer_id.ts";
import { type GiftParties, particulars } from "./donation_receipts.ts";
import type { Service } from "./service.ts";

/** Receipts that wait, at most; others are frozen when they are asked for. */
const WAITING_MAX = 50_000;

/** Receipts of one commit. */
const AT_ONCE = 200;

interface Booked extends GiftParties {
  readonly id: TransferId;
}

export class ReceiptFreezer {
  readonly #service: Service;
  readonly #waiting: Booked[] = [];
  #working: Promise<void> | null = null;

  constructor(service: Service) {
    this.#service = service;
  }

  readonly observe: Observer = ({ events }) => {
    for (const event of events) {
      const booking = bookingOf(event);
      const back = event.type === "transferred" && event.kind === "reversal";
      if (!booking?.gift || back || this.#waiting.length >= WAITING_MAX) continue;
      const { id, from, gift } = booking;
      const profile = this.#service.giving.directory.profile(gift.organisation);
      const anonymous = gift.visibility === "anonymous";
      this.#waiting.push({ id, from, anonymous, profile });
    }
    if (this.#waiting.length > 0) {
      this.#working ??= this.#work().finally(() => this.#working = null);
    }
  };

  /** All that has been booked is frozen, or has been left for later. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    const { giving, host } = this.#service;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, AT_ONCE);
      try {
        const frozen = await Promise.all(some.map(async (booked) => ({
          transferId: booked.id,
          text: JSON.stringify(await particulars(this.#service, booked)),
        })));
        await giving.store.setParticulars(frozen);
      } catch (error) {
        host.log.warn("receipts could not be frozen yet", { error: String(error) });
      }
    }
  }
}
