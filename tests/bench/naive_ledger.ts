// The naive way: one atomic Deno KV commit per transfer, a row per balance and a row per entry, tried again when
// another writer was first. In one process, without a network.

export interface NaiveFigures {
  readonly transfersPerSecond: number;
}

export async function runNaiveLedger(
  directory: string,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<NaiveFigures> {
  const kv = await Deno.openKv(`${directory}/naive.kv`);
  const accounts = 1_000;
  for (let account = 0; account < accounts; account++) {
    await kv.set(["balance", account], encode(1_000_000_000));
  }
  const until = performance.now() + seconds * 1_000;
  let done = 0;
  const client = async (seed: number) => {
    let state = seed;
    const draw = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) % accounts;
    while (performance.now() < until) {
      const [from, to] = [draw(), draw()];
      if (from !== to && await transfer(kv, from, to)) done++;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, seed) => client(seed + 1)));
  const took = (performance.now() - began) / 1_000;
  kv.close();
  return { transfersPerSecond: Math.round(done / took) };
}

async function transfer(kv: Deno.Kv, from: number, to: number): Promise<boolean> {
  const [payer, payee] = await kv.getMany<[Uint8Array, Uint8Array]>([
    ["balance", from],
    ["balance", to],
  ]);
  const id = crypto.randomUUID();
  const { ok } = await kv.atomic().check(payer!, payee!)
    .set(["balance", from], encode(decode(payer!.value!) - 1))
    .set(["balance", to], encode(decode(payee!.value!) + 1))
    .set(["entry", from, id], encode(-1))
    .set(["entry", to, id], encode(1))
    .commit();
  return ok;
}

const encode = (value: number) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as number;
