// A client process of the end-to-end test: several customers who sign up at once and pay each other with the
// program's own client code (intents written down, retries, resume). Not a test itself. Reads one JSON object
// from argv; prints one JSON line per acknowledged or refused payment, and one "signed_up" when all have.
import { randomBytes } from "node:crypto";
import { runtime } from "#runtime";
import { RefusedError } from "../../net/client/client.ts";
import { Customer } from "../../terminal/customer.ts";
import { pay, untilAnswered } from "../../terminal/pay.ts";
import type { Screen } from "../../console/screen.ts";
import { seeded } from "../support/relay.ts";

export interface CustomersPlan {
  readonly host: string;
  readonly port: number;
  readonly fingerprint: string;
  readonly profile: string;
  /** Names of this process's customers. */
  readonly users: readonly string[];
  /** Names of all who may be paid. */
  readonly payees: readonly string[];
  readonly transfersEach: number;
  readonly seed: number;
}

const plan: CustomersPlan = JSON.parse(Deno.args[0]!);

const silent: Screen = {
  interactive: false,
  columns: 80,
  out: () => {},
  say: () => {},
  written: () => Promise.resolve(null),
  ask: () => Promise.reject(new Error("nobody is here")),
  readAll: () => Promise.resolve(""),
};
const log = { info: () => {}, warn: () => {}, error: () => {} };
const host = {
  clock: () => Date.now(),
  after: runtime.after,
  random: (bytes: number) => new Uint8Array(randomBytes(bytes)),
  log,
};
const world = { host, runtime, env: {}, screen: silent, version: "test" };

async function signUp(userName: string): Promise<Customer> {
  const customer = await persistently(() =>
    Customer.open(world, {
      ...plan,
      user: userName,
      passwordFile: undefined,
      passwordStdin: false,
      json: true,
    })
  );
  const password = `a long password of nobody`;
  let tries = 0;
  const result = await untilAnswered(customer, "", async () => {
    if (tries++ > 0) {
      const known = await customer.call("logIn", { userName, password }).catch((error) => {
        if (error instanceof RefusedError && error.refusal.code === "wrong_credentials") {
          return null;
        }
        throw error;
      });
      if (known) return known;
    }
    return await customer.call("signUp", { userName, password });
  });
  customer.signedIn(result, { store: false });
  return customer;
}

/** Until it works: the relay may cut the very first connection. */
async function persistently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await act();
    } catch (error) {
      if (tries === 50) throw error;
    }
  }
}

async function payOthers(customer: Customer, random: () => number): Promise<void> {
  const others = plan.payees.filter((name) => name !== customer.userName);
  for (let n = 0; n < plan.transfersEach; n++) {
    const to = others[Math.floor(random() * others.length)]!;
    const amountMinor = 1 + Math.floor(random() * 5_000);
    const intent = { id: customer.newTransferId(), to, amountMinor, memo: `payment ${n}` };
    const about = { from: customer.userName, ...intent };
    try {
      const { status } = await pay(customer, intent);
      console.log(JSON.stringify({ ...about, outcome: status }));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      console.log(JSON.stringify({ ...about, outcome: error.refusal.code }));
    }
  }
}

const customers = await Promise.all(plan.users.map(signUp));
console.log(JSON.stringify({ event: "signed_up" }));
// Until the others have signed up too, there is no one to pay.
await Deno.stdin.read(new Uint8Array(1));
const random = seeded(plan.seed);
await Promise.all(customers.map((customer) => payOthers(customer, random)));
for (const customer of customers) customer.close();
Deno.exit(0);
