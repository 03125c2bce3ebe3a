// Home without a terminal and without a wire: the flows of `bank connect`, a person who answers as written down before, and a
// real bank in memory behind them.
import type { Customer as Machine } from "../../terminal/customer.ts";
import type { Desk } from "../../terminal/home/desk.ts";
import type { HeldPayment } from "../../terminal/held_payment.ts";
import { withNames } from "../../terminal/held_payment.ts";
import { Refusal, type RefusalCode, type RefusalDetail } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { MethodName, Params } from "../../api/methods.ts";
import type { TransferView } from "../../api/answers.ts";
import { type Answer, Scripted } from "./scripted.ts";
import type { Customer, TestBank, TestSession } from "./service.ts";

const CURRENCY = { code: "INR", scale: 2 };

interface Who {
  readonly userName: string;
  readonly displayName: string;
  readonly account: string;
  readonly role: string;
}

function refusalOf({ code, retryable: _, ...detail }: Record<string, unknown>): Refusal {
  return new Refusal(code as RefusalCode, detail as RefusalDetail);
}

/** A machine that knows the bank, in front of it. */
export function machineOf(bank: TestBank, session: TestSession, who: Who | null = null) {
  const said: string[] = [];
  const out: string[] = [];
  const machine = {
    bankName: "Village Bank",
    currency: CURRENCY,
    flags: { json: false, host: "127.0.0.1", port: 7400 },
    profile: {
      device: () => "d".repeat(64),
      intents: () => [],
      intentLock: () => "",
      writeIntent: () => {},
      removeIntent: () => {},
    },
    world: {
      host: bank.host,
      runtime: { lockFile: () => Promise.resolve({ release: () => {} }) },
      screen: {
        interactive: false,
        say: (text: string) => said.push(text),
        out: (text: string) => out.push(text),
      },
    },
    who,
    get userName(): string {
      return machine.who!.userName;
    },
    newTransferId: () => transferIdOf(bank.clock.read(), bank.host.random(10)),
    async call<M extends MethodName>(method: M, params: Params<M>) {
      const { result, error } = await session.answer(method, params);
      if (error) throw new RefusedError(refusalOf(error.data));
      return result;
    },
    signedIn: (now: Who) => void (machine.who = now),
    signedOut: () => void (machine.who = null),
  };
  return { customer: machine as unknown as Machine, machine, said, out };
}

/** A customer who is signed in, at their desk. */
export function deskOf(bank: TestBank, session: Customer, answers: readonly Answer[]) {
  const { userName, displayName, account, role } = session.person;
  const made = machineOf(bank, session, { userName, displayName, account, role });
  const person = new Scripted(answers);
  const link = {
    held: [] as readonly HeldPayment[],
    availableMinor: null,
    refresh: () => Promise.resolve(),
    reopen: () => Promise.resolve(),
    named: (holds: readonly TransferView[]) => withNames(made.customer, { holds }),
  };
  const desk = { customer: made.customer, terminal: person, link } as unknown as Desk;
  return { ...made, desk, person };
}
