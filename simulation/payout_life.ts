// Payouts in the simulated town: people say where theirs go, ask for some, sometimes twice with one id, and cancel some; staff send
// them in batches and book lines of the bank's own statement that pay them or bring them back, in any order, once or again.
import { dayOf } from "../bank/giving/calendar.ts";
import type { Giver, GivingTown } from "./giver.ts";

const PAYEE = { holder: "A Citizen", account: "30201099887", ifsc: "SBIN0001234" };

export async function actPayouts(giver: Giver, town: GivingTown): Promise<void> {
  const { chance, password } = giver;
  const { payee } = await giver.ask("payoutAccount", {}) as { payee: unknown };
  if (!payee || chance.happens(0.05)) {
    const account = `3020109988${chance.whole(10)}`;
    return void await giver.ask("setPayoutAccount", { password, payee: { ...PAYEE, account } });
  }
  if (chance.happens(0.2)) {
    const found = await giver.ask("payouts", {});
    if (typeof found === "string" || found.payouts.length === 0) return;
    return void await giver.ask("cancelPayout", { payout: chance.one(found.payouts).payout });
  }
  const wish = { id: giver.newId(), amountMinor: 1 + chance.whole(3_000), memo: "", password };
  const times = chance.happens(0.3) ? 2 : 1;
  const asked = await Promise.all(
    Array.from({ length: times }, () => giver.ask("askPayout", wish)),
  );
  for (const one of asked.slice(0, 1)) if (typeof one !== "string") town.payouts.push(one);
}

export async function actPayoutDesk(giver: Giver, town: GivingTown): Promise<void> {
  const { chance, password } = giver;
  if (chance.happens(0.4)) return await sendSome(giver, town);
  const known = [...town.payouts, ...town.batches];
  if (known.length === 0) return;
  const { reference, amountMinor } = chance.one(known);
  if (chance.happens(0.1)) {
    const payout = chance.one(town.payouts);
    const back = { id: giver.newId(), transferId: payout.payout, reason: "not uploaded" };
    return void await giver.ask("reverse", back);
  }
  const again = town.lines.length > 0 && chance.happens(0.2);
  if (!again) {
    town.lines.push({
      bookedOn: dayOf(giver.now()),
      amountMinor: chance.happens(0.3) ? amountMinor : -amountMinor,
      bankReference: `line ${town.lines.length}`,
      endToEndId: chance.happens(0.5) ? reference : null,
      counterparty: { name: null, account: null },
      text: chance.happens(0.9) ? `NEFT ${reference}` : "NEFT",
      twin: 0,
    });
  }
  const line = again ? chance.one(town.lines) : town.lines.at(-1)!;
  await giver.ask("bookLines", { lines: [line] });
  const waiting = await giver.ask("waitingLines", { limit: 5 });
  if (typeof waiting === "string" || waiting.lines.length === 0) return;
  const { line: unnamed } = chance.one(waiting.lines);
  await giver.ask("assignLine", { id: giver.newId(), line: unnamed, to: reference, password });
}

async function sendSome({ ask, newId, chance, password }: Giver, town: GivingTown): Promise<void> {
  const waiting = await ask("waitingPayouts", { limit: 10 });
  if (typeof waiting === "string") return;
  const able = waiting.payouts.filter(({ obstacle }) => obstacle === undefined);
  const payouts = able.slice(0, 1 + chance.whole(4)).map(({ reference }) => reference);
  if (payouts.length === 0) return;
  const made = await ask("makePayoutBatch", { batch: newId(), payouts, password });
  if (typeof made !== "string") town.batches.push(made);
}
