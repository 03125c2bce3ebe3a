// News in the simulated town: staff tell all customers something, often the same, and take it back.
import type { Giver } from "./giver.ts";

export async function actNews({ chance, ask }: Giver): Promise<void> {
  if (chance.happens(0.3)) {
    return void await ask("endAnnouncement", { number: 1 + chance.whole(6) });
  }
  await ask("announce", { text: `news ${chance.whole(5)}`, days: 1 + chance.whole(3) });
}
