// Tills in the simulated town: staff open theirs, take cash and give it, close with what they have counted, which is not always what
// should be there, sometimes twice with one id, and count the safe.
import type { Giver } from "./giver.ts";

export async function actTills(giver: Giver, accounts: readonly string[]): Promise<void> {
  const { chance, account, ask, newId } = giver;
  if (chance.happens(0.5)) {
    const amountMinor = 1 + chance.whole(4_000);
    const about = { id: newId(), account: chance.one(accounts), amountMinor, memo: "" };
    return void await ask(chance.happens(0.6) ? "cashIn" : "cashOut", about);
  }
  const cash = await ask("tills", {});
  if (typeof cash === "string") return;
  const differs = chance.happens(0.3) ? chance.whole(200) - 100 : 0;
  const count = (expectedMinor: number) => ({
    id: newId(),
    countedMinor: Math.max(0, expectedMinor + differs),
    expectedMinor,
    reason: "counted by chance",
  });
  if (chance.happens(0.2)) return void await ask("countSafe", count(cash.safeMinor));
  const own = cash.tills.find((one) => one.account === account);
  if (!own) return void await ask("openTill", { floatMinor: chance.whole(5_000) });
  const closing = count(own.expectedMinor);
  const times = chance.happens(0.3) ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => ask("closeTill", closing)));
}
