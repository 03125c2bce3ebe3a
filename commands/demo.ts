// `bank demo`: a small bank in a temporary directory, its server in this process, a few customers who pay each
// other over real TLS; shows what both machines would show. Needs no input; leaves nothing behind.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningBank, startBank } from "./bank_server.ts";
import { decimalOf, moneyText } from "../bank/money.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { Client, RefusedError } from "../net/client.ts";
import type { Result } from "../net/methods.ts";
import { EXIT } from "./exit.ts";
import { atTerminal } from "./home/at_terminal.ts";
import { refusalWords } from "./refusal_text.ts";
import { clean, line } from "./screen.ts";
import { historyText } from "./show.ts";
import type { World } from "./world.ts";

const PASSWORD = "only for the demo";

const PEOPLE = [
  { userName: "maya", displayName: "Maya Pillai" },
  { userName: "ravi", displayName: "Ravi Kumar" },
  { userName: "zoe", displayName: "Zoë Fernandes" },
] as const;

/** Who pays whom, in minor units. The last one is too much, to show a refusal. */
const PAYMENTS = [
  { from: "maya", to: "ravi", amountMinor: 250_00, memo: "Rice and lentils" },
  { from: "ravi", to: "zoe", amountMinor: 99_50, memo: "Bicycle repair" },
  { from: "zoe", to: "maya", amountMinor: 900_00, memo: "Rent" },
  { from: "ravi", to: "maya", amountMinor: 5_000_00, memo: "A car" },
] as const;

interface Member {
  readonly client: Client;
  readonly who: Result<"signUp">;
}

export async function demo(world: World): Promise<number> {
  const directory = fs.mkdtempSync(join(tmpdir(), "bank-demo-"));
  const bank = await startBank(world, {
    hostname: "127.0.0.1",
    port: 0,
    data: join(directory, "data"),
    bankName: "Village Bank",
    currency: "INR",
    welcome: "1000.00",
    newStaffCode: false,
    newCertificate: false,
    onFatal: (error) => world.host.log.error("the demo's journal failed", { error: String(error) }),
  });
  const members = new Map<string, Member>();
  try {
    const { screen } = world;
    screen.out("== server machine " + "=".repeat(54));
    screen.out(line`$ bank serve --name "${bank.name}" --currency INR --welcome 1000`);
    screen.out(line`${bank.name} listens on port ${bank.tcp.port}, TCP and UDP`);
    screen.out(`fingerprint ${bank.fingerprint}`);
    screen.out("\n== client machines " + "=".repeat(53));
    for (
      const [userName, member] of await Promise.all(PEOPLE.map((who) => enrol(world, bank, who)))
    ) {
      members.set(userName, member);
    }
    for (const { userName, displayName } of PEOPLE) {
      screen.out(line`$ bank connect --user ${userName} sign-up --name "${displayName}"`);
      screen.out(
        line`  account ${members.get(userName)!.who.account}, ${moneyText(1000_00, bank.currency)}`,
      );
    }
    await payAll(world, bank, members);
    await showEnd(world, bank, members);
    if (screen.interactive) await offerSession(world, bank, directory);
  } finally {
    for (const { client } of members.values()) client.close();
    await bank.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
  return EXIT.done;
}

async function enrol(
  { runtime }: World,
  { tcp, certPem }: RunningBank,
  who: typeof PEOPLE[number],
): Promise<[string, Member]> {
  const client = await Client.connect({ ...tcp, runtime, certPem });
  const result = await client.call("signUp", { ...who, password: PASSWORD });
  return [who.userName, { client, who: result }];
}

async function payAll(
  { screen, host }: World,
  { currency }: RunningBank,
  members: ReadonlyMap<string, Member>,
): Promise<void> {
  for (const { from, to, amountMinor, memo } of PAYMENTS) {
    const id = transferIdOf(host.clock(), host.random(10));
    const { client } = members.get(from)!;
    const money = moneyText(amountMinor, currency);
    screen.out(
      line`\n${from}$ bank connect transfer ${to} ${
        decimalOf(amountMinor, currency)
      } --memo "${memo}" --yes`,
    );
    try {
      await client.call("transfer", { id, to, amountMinor, memo });
      screen.out(line`  Sent ${money} to ${to}.`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      screen.out(`  ${refusalWords(error.refusal, currency)}`);
    }
  }
}

async function showEnd(
  { screen }: World,
  { currency }: RunningBank,
  members: ReadonlyMap<string, Member>,
): Promise<void> {
  const { client } = members.get("maya")!;
  const { entries } = await client.call("history", {});
  screen.out("\nmaya$ bank connect history");
  screen.out(historyText(entries, currency).replace(/^/gm, "  "));
  let sum = 0;
  for (const [userName, member] of members) {
    const { bookedMinor } = await member.client.call("balance", {});
    sum += bookedMinor;
    screen.out(line`  ${userName.padEnd(5)} ${moneyText(bookedMinor, currency)}`);
  }
  const { head } = await client.call("hello", {});
  screen.out(
    line`  all   ${moneyText(sum, currency)}, what the house gave; with it the sum is zero`,
  );
  screen.out(line`  journal: ${head.seq + 1} blocks, newest ${clean(head.hash).slice(0, 16)}...`);
}

async function offerSession(world: World, bank: RunningBank, directory: string): Promise<void> {
  const { screen } = world;
  screen.say(line`\nNow you: log in as maya with the password "${PASSWORD}", or sign up yourself.`);
  await atTerminal(world, {
    host: bank.tcp.hostname,
    port: bank.tcp.port,
    user: undefined,
    fingerprint: bank.fingerprint,
    passwordFile: undefined,
    passwordStdin: false,
    profile: join(directory, "profile"),
    json: false,
    plain: false,
    ascii: false,
  });
}
