// A thief of time: transfers whose ids all carry the same second, then questions about ids of that second that there
// are not. What others' payments take meanwhile, beside what they take alone, in turns. `deno run -A tests/bench/same_second.ts [IDS [LOOK_UPS]]`;
// a quiet machine and a real disk, or only the ratios of one run mean something.
import { join } from "node:path";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { LOOKS_AT_ONCE } from "../../api/limits.ts";
import { foundBenchBank } from "../../commands/bench/bench_bank.ts";
import { type Books, openBooks } from "../../server/books.ts";
import { machineText, quietWorld } from "./machine.ts";

const IDS = Number(Deno.args[0] ?? 1_000_000);
const LOOK_UPS = Number(Deno.args[1] ?? 10_000);
/** Alone and beside a part of the look-ups, in turns: what else the machine does falls on both. */
const ROUNDS = 10;

const CUSTOMERS = 16;
const AT_ONCE = 2_000;

const { host } = quietWorld;
const base = Deno.makeTempDirSync({ dir: Deno.env.get("BENCH_DIR") ?? "/var/tmp" });
const data = join(base, "data");

const open = () => openBooks(quietWorld, { data, onFatal: console.error });

async function pay({ loop }: Books, id: string, [from, to]: readonly [string, string]) {
  const outcome = await loop.submit({ type: "transfer", id, from, to, amountMinor: 1, memo: "" });
  if (outcome instanceof Refusal) throw new Error(outcome.code);
}

/** Customers who pay until the other work is over. @returns milliseconds of each payment. */
async function paidBeside(
  books: Books,
  pairs: Pairs,
  work: () => Promise<void>,
): Promise<number[]> {
  const took: number[] = [];
  let over = false;
  const customer = async (pair: readonly [string, string]) => {
    while (!over) {
      const began = performance.now();
      await pay(books, transferIdOf(host.clock(), host.random(10)), pair);
      took.push(performance.now() - began);
    }
  };
  const paying = Promise.all(pairs.slice(0, CUSTOMERS).map(customer));
  await work();
  over = true;
  await paying;
  return took;
}

function p99(took: readonly number[]): number {
  return took.toSorted((one, other) => one - other)[Math.floor(took.length * 0.99)]!;
}

type Pairs = readonly (readonly [string, string])[];

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

async function lookUps({ views }: Books, secondMs: number): Promise<void> {
  let left = Math.ceil(LOOK_UPS / ROUNDS);
  const asker = async () => {
    while (left-- > 0) {
      const id = transferIdOf(secondMs + Math.floor(Math.random() * 1_000), host.random(10));
      if (await views.transfer(id)) throw new Error("an id that was drawn now was found");
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, asker));
}

console.log(machineText());
const { payees } = await foundBenchBank(quietWorld, { data, accounts: 1_000, clients: 1 });
const pairs: Pairs = Array.from({ length: 499 }, (_, n) => [payees[n]!, payees[n + 499]!]);
const secondMs = Math.floor(host.clock() / 1_000) * 1_000;
const filling = await open();
const beganMs = performance.now();
for (let paid = 0; paid < IDS; paid += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => {
    const id = transferIdOf(secondMs + (paid + n) % 1_000, host.random(10));
    return pay(filling, id, pairs[(paid + n) % pairs.length]!);
  }));
}
const filledMs = performance.now();
while (filling.views.waiting > 0) await new Promise((done) => setTimeout(done, 100));
const writtenMs = performance.now();
// A new process would know them from the disk only; so do these books, which are founded as `serve` does.
filling.directory.markFounded();
await filling.close();
const closedMs = performance.now();
const books = await open();
console.log(
  `${IDS} ids of one second: paid in ${seconds(filledMs - beganMs)}, in the views ${
    seconds(writtenMs - filledMs)
  } later, opened again in ${seconds(performance.now() - closedMs)}`,
);
const alone: number[] = [];
const beside: number[] = [];
let lookedMs = 0;
for (let round = 0; round < ROUNDS; round++) {
  let tookMs = 0;
  const some = await paidBeside(books, pairs, async () => {
    const began = performance.now();
    await lookUps(books, secondMs);
    tookMs = performance.now() - began;
  });
  beside.push(...some);
  lookedMs += tookMs;
  const pause = () => new Promise<void>((done) => setTimeout(done, tookMs));
  alone.push(...await paidBeside(books, pairs, pause));
}
const [one, other] = [p99(alone), p99(beside)];
console.log(
  `${LOOK_UPS} look-ups in ${
    seconds(lookedMs)
  }; p99 of ${CUSTOMERS} customers in ${ROUNDS} turns: alone ${one.toFixed(1)} ms, beside them ${
    other.toFixed(1)
  } ms: ${(other / one).toFixed(2)} times`,
);
await books.close();
Deno.removeSync(base, { recursive: true });
