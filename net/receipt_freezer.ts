// Freezes the receipt of every gift as soon as it is booked, whoever or whatever booked it: a donor, a confirmed hold, a
// recurring gift. An observer of the journal; what a crash leaves undone is done when the receipt is asked for.
import type { Observer } from "../bank/journal.ts";
import { bookingOf } from "../bank/trace.ts";
import type { TransferId } from "../bank/transfer_id.ts";
import { receiptText } from "./donation_receipts.ts";
import type { OrganisationProfile } from "./giving_port.ts";
import type { Service } from "./service.ts";

/** Receipts that wait, at most; others are frozen when they are asked for. */
const WAITING_MAX = 50_000;

/** Receipts of one commit. */
const AT_ONCE = 32;

interface Booked {
  readonly id: TransferId;
  /** As the organisation was when it was given to. */
  readonly profile: OrganisationProfile;
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
      const profile = this.#service.giving.directory.profile(booking.gift.organisation);
      this.#waiting.push({ id: booking.id, profile });
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
        const texts = await Promise.all(
          some.map(({ id, profile }) => receiptText(this.#service, id, profile)),
        );
        const frozen = some.flatMap(({ id }, place) => {
          const text = texts[place];
          return text == null ? [] : [{ transferId: id, text }];
        });
        await giving.store.freezeReceipts(frozen);
      } catch (error) {
        host.log.warn("receipts could not be frozen yet", { error: String(error) });
      }
    }
  }
}
