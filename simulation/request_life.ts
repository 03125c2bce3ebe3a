// Payment requests in the simulated town: people ask each other for money, pay what they are asked for, sometimes twice at once,
// decline, take back, and turn each other away.
import type { Giver } from "./giver.ts";
import type { Told } from "./model.ts";

export interface Asking {
  readonly giver: Giver;
  /** Account numbers of all citizens. */
  readonly accounts: readonly string[];
  /** What a payment was told to have become. */
  readonly told: (told: Told) => void;
}

export async function actRequests(asking: Asking): Promise<void> {
  const { giver, accounts } = asking;
  const { chance } = giver;
  const mood = chance.draw();
  if (mood < 0.3) {
    const from = Array.from({ length: 1 + chance.whole(3) }, () => chance.one(accounts));
    const amountMinor = 1 + chance.whole(chance.happens(0.2) ? 50_000 : 3_000);
    return void await giver.ask("askPayment", { request: giver.newId(), from, amountMinor });
  }
  if (mood < 0.8) return await answer(asking);
  if (mood < 0.95) return await withdraw(giver);
  const [asker, blocked] = [chance.one(accounts), chance.happens(0.5)];
  await giver.ask("blockRequests", { asker, blocked });
}

async function answer({ giver, told }: Asking): Promise<void> {
  const { chance } = giver;
  const found = await giver.ask("paymentRequests", { open: true });
  if (typeof found === "string" || found.requests.length === 0) return;
  const { request, asker: to, amountMinor } = chance.one(found.requests);
  if (chance.happens(0.15)) return void await giver.ask("declineRequest", { request });
  const ids = Array.from({ length: chance.happens(0.4) ? 2 : 1 }, () => giver.newId());
  await Promise.all(ids.map(async (id) => {
    const paid = await giver.ask("payRequest", { id, request });
    const outcome = typeof paid === "string" ? paid : paid.status;
    told({ id, from: giver.account, to, amountMinor, outcome });
  }));
}

async function withdraw(giver: Giver): Promise<void> {
  const found = await giver.ask("paymentRequests", { side: "asker", open: true });
  if (typeof found === "string" || found.requests.length === 0) return;
  await giver.ask("withdrawRequest", { request: giver.chance.one(found.requests).request });
}
