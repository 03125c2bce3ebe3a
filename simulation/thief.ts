// A thief with a stolen password, who pays as fast as answers come while the owner takes the sessions away. What the bank books
// for the thief after that is a violation, which the model finds in the journal.
import { pause } from "../bank/host.ts";
import { Client } from "../net/client/client.ts";
import type { Runtime } from "../net/runtime.ts";
import type { Town } from "./town.ts";
import type { Giver } from "./giving_life.ts";
import { SERVER } from "./virtual_network.ts";

/** Requests of one theft. */
const REQUESTS_MAX = 40;

/** Requests that a thief has under way. */
const AT_ONCE = 4;

/** The owner ends it, in one way or the other, while the thief is at it. */
export async function robbed(
  town: Town,
  runtime: Runtime,
  owner: Giver,
  userName: string,
): Promise<void> {
  const { chance } = town;
  const client = await signedIn(town, runtime, { userName, password: owner.password });
  if (!client) return;
  town.model.robbed(owner.account);
  const stealing = steal(town, runtime, { client, owner });
  await pause(runtime, chance.whole(200));
  const { password } = owner;
  const ended = chance.happens(0.5)
    ? await owner.ask("endOtherSessions", {})
    : await owner.ask("changePassword", { password, newPassword: password });
  if (typeof ended !== "string") {
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
): Promise<Client | null> {
  let client: Client | null = null;
  try {
    client = await Client.connect({ ...SERVER, runtime, certificate });
    await client.call("logIn", stolen);
    return client;
  } catch {
    client?.close();
    return null;
  }
}

interface Theft {
  readonly client: Client;
  readonly owner: Giver;
}

async function steal(town: Town, runtime: Runtime, { client, owner }: Theft): Promise<void> {
  const { chance, accounts, model } = town;
  let asked = 0;
  const some = async () => {
    while (asked++ < REQUESTS_MAX) {
      const id = owner.newId();
      model.stealing(owner.account, id);
      const about = { id, to: chance.one(accounts), amountMinor: 1 + chance.whole(500) };
      await client.call("transfer", about);
      await pause(runtime, chance.whole(30));
    }
  };
  await Promise.allSettled(Array.from({ length: AT_ONCE }, some));
  client.close();
}
