// Open gifts in the simulated town: donors begin them without looking at their balance, and give some up; staff book lines of the
// bank's own statement that pay them, exactly or not, in time or not, once or again.
import { DAY_MS } from "../bank/days.ts";
import { dayOf } from "../bank/giving/calendar.ts";
import type { Giver, GivingTown } from "./giver.ts";

export async function askForMore(
  giver: Giver,
  town: GivingTown,
  organisation: string,
): Promise<void> {
  const { chance } = giver;
  const openGift = giver.newId();
  const amountMinor = 1 + chance.whole(50_000);
  const foreign = chance.happens(0.2);
  const begun = await giver.ask("openGift", { openGift, organisation, amountMinor, foreign });
  if (typeof begun === "string") return;
  town.asked.push({ reference: begun.reference, amountMinor });
  if (chance.happens(0.2)) await giver.ask("cancelOpenGift", { openGift });
}

export async function payFromOutside(giver: Giver, { asked, lines }: GivingTown): Promise<void> {
  const { chance } = giver;
  const again = lines.length > 0 && chance.happens(0.3);
  if (!again) {
    if (asked.length === 0) return;
    const { reference, amountMinor } = chance.one(asked);
    lines.push({
      bookedOn: dayOf(giver.now() + (chance.happens(0.1) ? DAY_MS : 0)),
      amountMinor: chance.happens(0.6) ? amountMinor : 1 + chance.whole(60_000),
      bankReference: `line ${lines.length}`,
      endToEndId: null,
      counterparty: { name: null, account: null },
      text: `UPI/${reference}`,
      twin: 0,
    });
  }
  const line = again ? chance.one(lines) : lines.at(-1)!;
  await giver.ask("bookLines", { lines: [line] });
}
