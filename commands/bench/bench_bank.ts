// A bank for `bank bench`: so many accounts with money, and sessions for those that will pay, written straight into
// the books of a new data directory. Its customers have no passwords, unless one is given.
import { Buffer } from "node:buffer";
import { accountNumberOf } from "../../bank/account_number.ts";
import type { Command } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { SESSION_LIFETIME_MS } from "../../api/limits.ts";
import { type Books, openBooks } from "../../server/books.ts";
import type { World } from "../../console/world.ts";

/** Minor units that every account begins with. */
const FUNDS_MINOR = 1_000_000_000;

/** Commands sent to the books at once. */
const AT_ONCE = 8_192;

/** People written to the registry at once. */
const PEOPLE_AT_ONCE = 64;

export interface BenchBankOptions {
  readonly data: string;
  readonly accounts: number;
  readonly clients: number;
  /** Of the one password that all of them have. */
  readonly passwordHash?: string;
}

export interface BenchBank {
  readonly tokens: readonly string[];
  readonly payees: readonly string[];
}

export async function foundBenchBank(world: World, options: BenchBankOptions): Promise<BenchBank> {
  const { data, accounts, clients, passwordHash = "none" } = options;
  const books = await openBooks(world, { data, onFatal: giveUp });
  try {
    await submitAll(books, [{ type: "found", name: "Bench Bank", currency: "INR", scale: 2 }]);
    const payees = Array.from({ length: accounts }, (_, n) => accountNumberOf(`${1e9 + n}`));
    const { clock, random } = world.host;
    for (let at = 0; at < accounts; at += AT_ONCE) {
      const some = payees.slice(at, at + AT_ONCE);
      await submitAll(
        books,
        some.map((account): Command => {
          const welcome = { id: transferIdOf(clock(), random(10)), amountMinor: FUNDS_MINOR };
          return { type: "open_account", account, welcome };
        }),
      );
    }
    const tokens: string[] = [];
    for (let at = 0; at < clients; at += PEOPLE_AT_ONCE) {
      const some = payees.slice(at, Math.min(clients, at + PEOPLE_AT_ONCE));
      tokens.push(
        ...await Promise.all(some.map((account) => enrol(world, books, { account, passwordHash }))),
      );
    }
    return { tokens, payees };
  } finally {
    await books.close();
  }
}

function giveUp(error: unknown): never {
  throw error;
}

async function submitAll({ loop }: Books, commands: readonly Command[]): Promise<void> {
  for (const outcome of await Promise.all(commands.map((command) => loop.submit(command)))) {
    if (outcome instanceof Refusal) throw new Error(`Cannot prepare the bank: ${outcome.code}`);
  }
}

async function enrol(
  { host }: World,
  { people }: Books,
  { account, passwordHash }: { readonly account: string; readonly passwordHash: string },
): Promise<string> {
  const createdAtMs = host.clock();
  await people.add({
    account,
    userName: `c${account}`,
    displayName: `Customer ${account}`,
    passwordHash,
    role: "customer",
    createdAtMs,
    devices: [],
  });
  const token = Buffer.from(host.random(32)).toString("hex");
  const expiresAtMs = createdAtMs + SESSION_LIFETIME_MS;
  await people.addSession(token, { account, createdAtMs, expiresAtMs });
  return token;
}
