// The honest people of a siege, in a thread of their own so that the attackers' work does not delay them: a customer who asks for
// the balance and pays, in turn; a customer and an officer who sign in from another address each time, on machines that the bank knows;
// and strangers who look at the web face.
import { ask, requestOf, statusOf } from "./sockets.ts";
import { type Known, newId, Speaker } from "./speaker.ts";
import type { Counted, Phase, Place, Words } from "./honest.ts";

/** Milliseconds between two requests of the customer, and between two newcomers. */
const CUSTOMER_MS = 20;
const NEWCOMER_MS = 500;

const HOME = "127.0.0.1";

const DEVICE = "ab".repeat(32);

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Words>) => void;
  postMessage(message: unknown): void;
};

let phase: Phase = "alone";
/** In which the customer's request under way has been so far. */
let lived = new Set<Phase>();
let over = false;
/** Ends the customer's pause. */
let wake = () => {};
const counted = new Map<Phase, { latencies: number[]; newcomers: number; refused: string[] }>();

const of = (one: Phase) => {
  const known = counted.get(one) ?? { latencies: [], newcomers: 0, refused: [] };
  counted.set(one, known);
  return known;
};

const now = () => of(phase);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @throws when the bank does not let the customer in. */
async function signedIn({ tcp, payer }: Place): Promise<Speaker> {
  const speaker = await Speaker.open(tcp, HOME);
  const said = await speaker?.call("resume", { sessionToken: payer.sessionToken });
  if (speaker && said?.code === "ok") return speaker;
  throw new Error(`The customer is not let in: ${said?.code ?? "no connection"}`);
}

async function customer(place: Place, first: Speaker): Promise<void> {
  let speaker = first;
  for (let turn = 0; !over; turn++) {
    const began = performance.now();
    const beganIn = phase;
    lived = new Set([beganIn]);
    const said = turn % 2 === 0
      ? await speaker.call("balance")
      : await speaker.call("transfer", { id: newId(), to: place.payee.account, amountMinor: 1 });
    if (over) break;
    // On a busy machine a request may take longer than all of an attack.
    const met = of(lived.has("attacked") ? "attacked" : beganIn);
    met.latencies.push(performance.now() - began);
    if (said.code !== "ok") met.refused.push(`customer: ${said.code}`);
    if (said.code === "gone") speaker = await signedIn(place).catch(() => speaker);
    await Promise.race([pause(CUSTOMER_MS), new Promise<void>((resolve) => wake = resolve)]);
  }
  speaker.close();
}

async function newcomers({ tcp, http, payee, officer }: Place): Promise<void> {
  for (let count = 0; !over; count++) {
    const { userName, password } = count % 2 === 0 ? payee : officer;
    const from = `127.1.${count >> 7 & 127}.${1 + (count & 127)}`;
    const speaker = await Speaker.open(tcp, from);
    const said = await speaker?.call("logIn", { userName, password, device: DEVICE });
    const page = await ask(http, requestOf({ path: "/v1/bank" }), { from });
    speaker?.close();
    if (over) return;
    now().newcomers++;
    if (said?.code !== "ok") {
      now().refused.push(
        `sign-in of ${count % 2 === 0 ? "a customer" : "an officer"}: ${
          said?.code ?? "no connection"
        }`,
      );
    }
    if (statusOf(page) !== 200) now().refused.push(`page: ${statusOf(page) || "no answer"}`);
    await pause(NEWCOMER_MS);
  }
}

/** From now on the bank knows the machine. */
async function introduced(tcp: number, { userName, password }: Known): Promise<void> {
  const speaker = await Speaker.open(tcp, HOME);
  const said = await speaker?.call("logIn", { userName, password, device: DEVICE });
  speaker?.close();
  if (said?.code !== "ok") throw new Error(`${userName} is not let in: ${said?.code}`);
}

async function begin(place: Place): Promise<void> {
  const speaker = await signedIn(place);
  for (const who of [place.payee, place.officer]) await introduced(place.tcp, who);
  scope.postMessage({ type: "begun" });
  await Promise.all([customer(place, speaker), newcomers(place)]);
}

scope.onmessage = ({ data }) => {
  if (data.type === "begin") {
    begin(data.place).catch((error) => scope.postMessage({ type: "failed", about: String(error) }));
  } else if (data.type === "phase") {
    phase = data.phase;
    lived.add(phase);
    // An attack may be over sooner than a pause.
    wake();
    scope.postMessage({ type: "entered" });
  } else {
    over = true;
    const report: Counted = Object.fromEntries(counted) as Counted;
    scope.postMessage({ type: "counted", counted: report });
  }
};
