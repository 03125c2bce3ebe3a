// Freezes what a receipt says of organisation and donor as soon as a gift is booked, in whatever way: by a donor, a
// confirmed hold, a recurring gift. An observer of the journal that writes behind it; what a crash leaves undone is read from
// the journal again at the next start.
import type { Block } from "../../bank/block.ts";
import type { Cancel } from "../../bank/host.ts";
import type { Observer } from "../../bank/journal.ts";
import { blockOf, placeOf, type Ref, refOf } from "../../bank/ref.ts";
import { bookingOf } from "../../bank/trace.ts";
import { type FrozenParticulars, Particulars } from "./particulars.ts";
import { particulars } from "./donation_receipts.ts";
import type { GiftParticulars } from "../../bank/ports/giving_store.ts";
import type { Service } from "../service.ts";

/** Milliseconds from a gift to its particulars' way to the disk, so that many share it. */
const FREEZE_MS = 250;

/** Milliseconds until it is tried again. */
const AGAIN_MS = 5_000;

/** Gifts of one write, when there are very many. */
const AT_ONCE = 1_000;

/** Blocks without gifts after which it is written that there was nothing to freeze. */
const BLOCKS_UNSAID = 1_000;

type Bank = Pick<Service, "giving" | "host" | "loop" | "names">;

export class ReceiptFreezer implements FrozenParticulars {
  readonly #bank: Bank;
  /** In the order of the journal. Null where they could not be read: they are taken when the receipt is asked for. */
  readonly #waiting = new Map<Ref, Promise<Particulars | null>>();
  #seen = -1;
  #written = -1;
  #armed: Cancel | null = null;
  #working: Promise<void> | null = null;

  constructor(bank: Bank) {
    this.#bank = bank;
  }

  /** What the receipt of a gift says of its parties. @returns null when it was not written down. */
  async particulars(ref: Ref): Promise<Particulars | null> {
    const waiting = this.#waiting.get(ref);
    if (waiting) return await waiting;
    const text = await this.#bank.giving.store.particulars(blockOf(ref), placeOf(ref));
    return text === null ? null : Particulars.parse(JSON.parse(text));
  }

  readonly observe: Observer = (block) => {
    this.#take(block);
    if (this.#waiting.size > 0 || this.#seen - this.#written > BLOCKS_UNSAID) this.#arm();
  };

  /** Takes the blocks that were not frozen before the last stop, which was a crash if there are any. */
  async catchUp(blocksFrom: (seq: number) => AsyncIterable<Block>): Promise<void> {
    const { giving, loop } = this.#bank;
    const given = [...loop.ledger.organisations.rows()].some(([, { gifts }]) => gifts > 0);
    const upTo = given ? await giving.store.particularsUpTo() : loop.head.seq;
    this.#written = Math.min(upTo, loop.head.seq);
    this.#seen = this.#written;
    for await (const block of blocksFrom(this.#written + 1)) {
      this.#take(block);
      if (this.#waiting.size >= AT_ONCE) await this.#freeze();
    }
    await this.settled();
  }

  /** All that has been booked is frozen, or could not be. */
  async settled(): Promise<void> {
    this.#armed?.();
    this.#armed = null;
    await this.#working;
    if (this.#seen > this.#written) await this.#freeze();
  }

  #take({ seq, events }: Block): void {
    for (const [place, event] of events.entries()) {
      const booking = bookingOf(event);
      const back = event.type === "transferred" && event.kind === "reversal";
      if (!booking?.gift || back) continue;
      const { from, gift } = booking;
      const profile = this.#bank.giving.directory.profile(gift.organisation);
      const anonymous = gift.visibility === "anonymous";
      const asked = particulars(this.#bank, { from, anonymous, profile }).catch(this.#unread);
      this.#waiting.set(refOf(seq, place), asked);
    }
    this.#seen = Math.max(this.#seen, seq);
  }

  readonly #unread = (error: unknown): null => {
    this.#bank.host.log.warn("a receipt could not be frozen", { error: String(error) });
    return null;
  };

  #arm(ms = FREEZE_MS): void {
    if (this.#armed || this.#working) return;
    this.#armed = this.#bank.host.after(ms, () => {
      this.#armed = null;
      this.#working = this.#freeze().then((done) => {
        this.#working = null;
        if (this.#waiting.size > 0) this.#arm(done ? FREEZE_MS : AGAIN_MS);
      });
    });
  }

  /** @returns false when the store did not take it: all of it waits for the next time. */
  async #freeze(): Promise<boolean> {
    const { giving, host } = this.#bank;
    const [some, seen] = [[...this.#waiting], this.#seen];
    try {
      const blocks = new Map<number, (readonly [number, GiftParticulars])[]>();
      const texts = new Map<object, string>();
      for (const [ref, asked] of some) {
        const about = await asked;
        if (about === null) continue;
        const [block, place] = [blockOf(ref), placeOf(ref)];
        const gifts = blocks.get(block) ?? [];
        const { organisation, ...own } = about;
        const shared = texts.get(organisation) ?? JSON.stringify({ organisation });
        texts.set(organisation, shared);
        gifts.push([place, { shared, own: JSON.stringify(own) }]);
        blocks.set(block, gifts);
      }
      const written = [...blocks].map(([block, gifts]) => ({ block, gifts }));
      await giving.store.setParticulars(written, seen);
      this.#written = seen;
      for (const [ref] of some) this.#waiting.delete(ref);
      return true;
    } catch (error) {
      host.log.warn("receipts could not be frozen yet", { error: String(error) });
      return false;
    }
  }
}
