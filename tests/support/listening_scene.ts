// Alice at her terminal, listening for alerts over a network in memory, and a bank at which cash is paid in for her.
import { FakeTime } from "./fake_time.ts";
import { Listening, type ListeningOptions } from "./listening.ts";
import { type Customer, TestBank } from "./service.ts";

export interface Scene extends AsyncDisposable {
  readonly time: FakeTime;
  readonly bank: TestBank;
  readonly alice: Customer;
  /** Alice's cash entries so far: her newest entry's number. */
  readonly paidIn: (count: number) => Promise<void>;
  readonly listening: Listening;
}

type SceneOptions = Partial<Pick<ListeningOptions, "network" | "from" | "blocked">>;

export async function scene(options: SceneOptions = {}): Promise<Scene> {
  const bank = await TestBank.open();
  const time = new FakeTime(bank);
  const alice = await bank.customer("alice");
  const listening = await Listening.open({ bank, time, customer: alice, ...options });
  const paidIn = async (count: number) => {
    for (let n = 0; n < count; n++) await bank.cashIn(alice.account, 1);
  };
  const end = async () => {
    await listening[Symbol.asyncDispose]();
    time.end();
    await bank[Symbol.asyncDispose]();
  };
  return { time, bank, alice, paidIn, listening, [Symbol.asyncDispose]: end };
}
