// apply for open gifts: total and deterministic, like bank/apply.ts. Money is moved by the transfers beside these events.
import type { Applying } from "../applying.ts";
import type { Ledger } from "../ledger.ts";
import { add, changing } from "./apply_record.ts";
import { giftIdOf } from "./open_gift.ts";
import type { OpenGiftEvent } from "./open_gift_event.ts";

export function applyOpenGift(ledger: Ledger, event: OpenGiftEvent, applying: Applying): void {
  const key = event.number;
  if (event.type === "gift_opened") {
    const { type: _, ...about } = event;
    const record = {
      ...about,
      openedAtMs: applying.atMs,
      ended: null,
      givenMinor: 0,
      transfer: null,
    };
    return add(ledger.openGifts, { name: "openGifts", key, applying, record });
  }
  const record = changing(ledger.openGifts, { name: "openGifts", key, applying });
  if (!record) return;
  if (event.type === "open_gift_ended") {
    record.ended = event.why;
    return;
  }
  const { givenMinor, line, why } = event;
  if (givenMinor > 0) {
    Object.assign(record, { ended: "given", givenMinor, transfer: giftIdOf(line) });
  } else if (record.ended === null || record.ended === "lapsed") {
    if (why === "lapsed") record.ended = "lapsed";
    else Object.assign(record, { ended: "refused", why });
  }
}
