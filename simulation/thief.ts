// A thief with a stolen password, who pays as fast as answers come while the owner takes the sessions away, confirms what is held
// because of the thief's machine, and reads the alerts before the owner does. What the bank books for the thief after the owner has
// ended it, or lets go from that machine, is a violation, which the model finds in the journal; so is a bank that takes for the
// owner what a thief has read.
import { Buffer } from "node:buffer";
import { pause } from "../bank/host.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { Client, RefusedError } from "../net/client/client.ts";
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

/** Milliseconds between two times that a thief reads the alerts. */
const READ_MS = 100;

/** Milliseconds by which ids of a thief are old: the bank has to look them up before it can decide. */
const OLD_MS = 5 * 24 * 3_600_000;

/** Minor units from which on a payment from a new machine is held; the officer sets it. */
export const NEW_DEVICE_MINOR = 20_001;

/** The part of payments that are as large. */
const LARGE = 0.15;

/** The owner ends it, in one way or the other, while the thief is at it. */
export async function robbed(
  town: Town,
  runtime: Runtime,
  owner: Giver,
  userName: string,
): Promise<void> {
  const { chance } = town;
  const { thefts } = town.model;
  await owner.readAlerts();
  const { bankTime } = town.model;
  const device = Buffer.from(chance.bytes(32)).toString("hex");
  const stolen = await signedIn(town, runtime, { userName, password: owner.password, device });
  if (!stolen) return;
  thefts.robbed(owner.account, bankTime);
  const stealing = steal(town, runtime, { ...stolen, owner });
  await pause(runtime, chance.whole(200));
  const ended = chance.happens(0.5)
    ? typeof await owner.ask("endOtherSessions", {}) !== "string"
    : await owner.changePassword();
  if (ended) {
    const id = owner.newId();
    thefts.ending(owner.account, id);
    await owner.ask("transfer", { id, to: chance.one(town.accounts), amountMinor: 1 });
  }
  await stealing;
  await owner.lookAtAlerts();
}

/** @returns null when the network or the bank does not let the thief in. */
async function signedIn(
  { certificate }: Town,
  runtime: Runtime,
  stolen: {
    readonly userName: string;
    readonly password: string;
    readonly device: string;
  },
): Promise<Omit<Theft, "owner"> | null> {
  let client: Client | null = null;
  try {
    client = await Client.connect({ ...SERVER, runtime, certificate });
    const { sessionToken } = await client.call("logIn", stolen);
    return { client, sessionToken, password: stolen.password };
  } catch {
    client?.close();
    return null;
  }
}

interface Theft {
  readonly client: Client;
  readonly sessionToken: string;
  readonly password: string;
  readonly owner: Giver;
}

async function steal(town: Town, runtime: Runtime, theft: Theft): Promise<void> {
  const { client, sessionToken } = theft;
  const { chance, certificate } = town;
  const asked: Asked = { count: 0 };
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
  const reading = readAll(runtime, client, asked).catch(() => {});
  await Promise.allSettled([...paying, ...takingUp]);
  // Each of them may have been refused long before, and the owner may not have ended it.
  asked.count = REQUESTS_MAX;
  await reading;
  client.close();
}

/** So that the owner is not told of it. */
async function readAll(runtime: Runtime, client: Client, asked: Asked): Promise<void> {
  const all = { entry: Number.MAX_SAFE_INTEGER, notice: Number.MAX_SAFE_INTEGER };
  while (asked.count < REQUESTS_MAX) {
    await client.call("alertsRead", all);
    await pause(runtime, READ_MS);
  }
}

/** Payments that all connections of the thief have asked for. */
interface Asked {
  count: number;
}

interface Paying {
  readonly theft: Theft;
  readonly client: Client;
  readonly asked: Asked;
  readonly payments?: number;
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof RefusedError)) throw error;
}

async function pay(
  { chance, accounts, model }: Town,
  runtime: Runtime,
  { theft: { owner, password }, client, asked, payments = REQUESTS_MAX }: Paying,
): Promise<void> {
  for (let paid = 0; paid < payments && asked.count++ < REQUESTS_MAX; paid++) {
    const old = chance.happens(0.5);
    const id = old ? transferIdOf(owner.now() - OLD_MS, chance.bytes(10)) : owner.newId();
    model.thefts.stealing(owner.account, id);
    const amountMinor = chance.happens(LARGE) ? NEW_DEVICE_MINOR : 1 + chance.whole(500);
    const { status } = await client.call("transfer", { id, to: chance.one(accounts), amountMinor });
    if (status === "held") await client.call("confirmHold", { id, password }).catch(unlessRefused);
    await pause(runtime, chance.whole(30));
  }
}
