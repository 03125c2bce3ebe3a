// A thief with a stolen password, who pays as fast as answers come while the owner takes the sessions away. What the bank books
// for the thief after that is a violation, which the model finds in the journal.
import { pause } from "../bank/host.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { Client } from "../net/client/client.ts";
import type { Runtime } from "../net/runtime.ts";
import type { Town } from "./town.ts";
import type { Giver } from "./giver.ts";
import { SERVER } from "./virtual_network.ts";

/** Requests of one theft. */
const REQUESTS_MAX = 80;

/** Requests that a thief has under way. */
const AT_ONCE = 4;

/** Connections on which a thief takes the stolen session up, again and again. */
const TAKING_UP = 6;

/** Milliseconds by which ids of a thief are old: the bank has to look them up before it can decide. */
const OLD_MS = 5 * 24 * 3_600_000;

/** The owner ends it, in one way or the other, while the thief is at it. */
export async function robbed(
  town: Town,
  runtime: Runtime,
  owner: Giver,
  userName: string,
): Promise<void> {
  const { chance } = town;
  const stolen = await signedIn(town, runtime, { userName, password: owner.password });
  if (!stolen) return;
  town.model.robbed(owner.account);
  const stealing = steal(town, runtime, { ...stolen, owner });
  await pause(runtime, chance.whole(200));
  const ended = chance.happens(0.5)
    ? typeof await owner.ask("endOtherSessions", {}) !== "string"
    : await owner.changePassword();
  if (ended) {
    const id = owner.newId();
    town.model.ending(owner.account, id);
    await owner.ask("transfer", { id, to: chance.one(town.accounts), amountMinor: 1 });
  }
  await stealing;
}

/** @returns null when the network or the bank does not let the thief in. */
async function signedIn(
  { certificate }: Town,
  runtime: Runtime,
  stolen: { readonly userName: string; readonly password: string },
): Promise<Omit<Theft, "owner"> | null> {
  let client: Client | null = null;
  try {
    client = await Client.connect({ ...SERVER, runtime, certificate });
    const { sessionToken } = await client.call("logIn", stolen);
    return { client, sessionToken };
  } catch {
    client?.close();
    return null;
  }
}

interface Theft {
  readonly client: Client;
  readonly sessionToken: string;
  readonly owner: Giver;
}

async function steal(town: Town, runtime: Runtime, theft: Theft): Promise<void> {
  const { client, sessionToken } = theft;
  const { chance, certificate } = town;
  const asked = { count: 0 };
  const paying = Array.from(
    { length: AT_ONCE },
    () => pay(town, runtime, { theft, client, asked }),
  );
  const takingUp = Array.from({ length: TAKING_UP }, async () => {
    while (asked.count < REQUESTS_MAX) {
      const other = await Client.connect({ ...SERVER, runtime, certificate });
      try {
        await other.call("resume", { sessionToken });
        await pay(town, runtime, { theft, client: other, asked, payments: 1 + chance.whole(3) });
      } finally {
        other.close();
      }
    }
  });
  await Promise.allSettled([...paying, ...takingUp]);
  client.close();
}

interface Paying {
  readonly theft: Theft;
  readonly client: Client;
  readonly asked: { count: number };
  readonly payments?: number;
}

async function pay(
  { chance, accounts, model }: Town,
  runtime: Runtime,
  { theft: { owner }, client, asked, payments = REQUESTS_MAX }: Paying,
): Promise<void> {
  for (let paid = 0; paid < payments && asked.count++ < REQUESTS_MAX; paid++) {
    const old = chance.happens(0.5);
    const id = old ? transferIdOf(owner.now() - OLD_MS, chance.bytes(10)) : owner.newId();
    model.stealing(owner.account, id);
    const about = { id, to: chance.one(accounts), amountMinor: 1 + chance.whole(500) };
    await client.call("transfer", about);
    await pause(runtime, chance.whole(30));
  }
}
