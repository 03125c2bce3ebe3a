// The honest people of a siege, in a thread of their own so that the attackers' work does not delay them: a customer who asks for
// the balance and pays, in turn, and newcomers from other addresses who connect, sign in and look at the web face.
import { ask, requestOf, statusOf } from "./sockets.ts";
import { becomeCustomer, newId, type Person, Speaker } from "./speaker.ts";
import type { Counted, Phase, Words } from "./honest.ts";

/** Milliseconds between two requests of the customer, and between two newcomers. */
const CUSTOMER_MS = 20;
const NEWCOMER_MS = 500;

const HOME = "127.0.0.1";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Words>) => void;
  postMessage(message: unknown): void;
};

let phase: Phase = "alone";
let over = false;
const counted = new Map<Phase, { latencies: number[]; newcomers: number; refused: string[] }>();

const now = () => {
  const known = counted.get(phase) ?? { latencies: [], newcomers: 0, refused: [] };
  counted.set(phase, known);
  return known;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function customer(tcp: number, person: Person, payee: string): Promise<void> {
  let { speaker } = person;
  for (let turn = 0; !over; turn++) {
    const began = performance.now();
    const said = turn % 2 === 0
      ? await speaker.call("balance")
      : await speaker.call("transfer", { id: newId(), to: payee, amountMinor: 1 });
    if (over) return;
    now().latencies.push(performance.now() - began);
    if (said.code !== "ok") now().refused.push(`customer: ${said.code}`);
    if (said.code === "gone") {
      const again = await Speaker.open(tcp, HOME);
      await again?.call("resume", { sessionToken: person.sessionToken });
      speaker = again ?? speaker;
    }
    await pause(CUSTOMER_MS);
  }
  speaker.close();
}

async function newcomers({ tcp, http }: Ports, { userName, password }: Person): Promise<void> {
  const device = "ab".repeat(32);
  for (let count = 0; !over; count++) {
    const from = `127.1.${count >> 7 & 127}.${1 + (count & 127)}`;
    const speaker = await Speaker.open(tcp, from);
    const said = await speaker?.call("logIn", { userName, password, device });
    const page = await ask(http, requestOf({ path: "/v1/bank" }), { from });
    speaker?.close();
    if (over) return;
    now().newcomers++;
    if (said?.code !== "ok") now().refused.push(`sign-in: ${said?.code ?? "no connection"}`);
    if (statusOf(page) !== 200) now().refused.push(`page: ${statusOf(page) || "no answer"}`);
    await pause(NEWCOMER_MS);
  }
}

interface Ports {
  readonly tcp: number;
  readonly http: number;
}

async function begin({ tcp, http }: Ports): Promise<void> {
  const payer = await becomeCustomer(tcp, HOME);
  const payee = await becomeCustomer(tcp, HOME);
  const all = Promise.all([
    customer(tcp, payer, payee.account),
    newcomers({ tcp, http }, payee),
  ]);
  scope.postMessage({ type: "begun" });
  await all;
}

scope.onmessage = ({ data }) => {
  if (data.type === "begin") {
    begin(data).catch((error) => scope.postMessage({ type: "failed", about: String(error) }));
  } else if (data.type === "phase") phase = data.phase;
  else {
    over = true;
    const report: Counted = Object.fromEntries(counted) as Counted;
    scope.postMessage({ type: "counted", counted: report });
  }
};
