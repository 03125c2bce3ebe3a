// A bank process with thousands of verified organisations and some signed-in donors. The organisations are put into the
// journal by the bank's own commands, in its own process, before it is measured.
import { join } from "node:path";
import { randomAccountNumber } from "../../bank/account_number.ts";
import type { Command } from "../../bank/command.ts";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import { STATES } from "../../bank/giving/states.ts";
import { setHashOf } from "../../bank/giving/record.ts";
import { Refusal } from "../../bank/refusal.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { type RunningBank, startBank } from "../../server/bank_server.ts";
import { Client } from "../../net/client/client.ts";
import { runtime } from "../../net/runtime_deno.ts";
import { quietWorld } from "./machine.ts";
import { type ServerProcess, startBankProcess } from "./server_process.ts";

export interface FilledBank {
  readonly http: number;
  readonly tcp: number;
  readonly certPem: string;
  readonly fingerprint: string;
  readonly password: string;
  readonly organisations: readonly string[];
  readonly donors: readonly string[];
  /** Access tokens of the donors. */
  readonly tokens: readonly string[];
  /** A customer who can be paid. */
  readonly payee: string;
  rssMiB(): number;
  stop(): Promise<void>;
}

const PASSWORD = "a bench secret";
const FACTS: readonly FactKind[] = ["name", "pan", "licence", "eighty_g", "fcra", "contact"];
const DOCUMENTS: readonly FactKind[] = ["licence", "eighty_g", "fcra"];
const { host } = quietWorld;
const newId = () => transferIdOf(host.clock(), host.random(10));

export async function filledBank(
  { organisations, donors }: { readonly organisations: number; readonly donors: number },
): Promise<FilledBank> {
  const directory = Deno.makeTempDirSync({ prefix: "bank-web-bench-" });
  const data = join(directory, "data");
  const founding = await startBank(quietWorld, {
    hostname: "127.0.0.1",
    port: 0,
    data,
    bankName: "Bench",
    currency: "INR",
    welcome: "10000000",
    newStaffCode: false,
    onFatal: console.error,
  });
  const accounts = await fill(founding, organisations);
  const names = Array.from({ length: donors + 1 }, (_, n) => `donor${n}`);
  for (const userName of names) {
    const client = await Client.connect({
      ...founding.tcp,
      runtime,
      certificate: founding.certificate,
    });
    await client.call("signUp", { userName, password: PASSWORD });
    client.close();
  }
  await founding.stop();
  const flags = ["--http", "0", "--trusted-proxy", "127.0.0.1", "--welcome", "10000000"];
  const server = await startBankProcess(data, flags);
  return await described({ server, directory, accounts, names });
}

async function described({ server, directory, accounts, names }: {
  readonly server: ServerProcess;
  readonly directory: string;
  readonly accounts: readonly string[];
  readonly names: readonly string[];
}): Promise<FilledBank> {
  const { port: tcp, certPem } = server;
  const http = server.http!;
  const [payee = "", ...donors] = names;
  const tokens: string[] = [];
  for (const userName of donors) {
    const answer = await fetch(`http://127.0.0.1:${http}/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userName, password: PASSWORD }),
    });
    tokens.push((await answer.json()).accessToken);
  }
  return {
    http,
    tcp,
    certPem,
    fingerprint: server.fingerprint,
    payee,
    donors,
    tokens,
    password: PASSWORD,
    organisations: accounts,
    rssMiB: server.rssMiB,
    async stop() {
      await server.stop();
      Deno.removeSync(directory, { recursive: true });
    },
  };
}

async function fill({ books }: RunningBank, count: number): Promise<string[]> {
  const accounts: string[] = [];
  for (let n = 0; n < count; n++) accounts.push(randomAccountNumber(host.random(8)));
  const submit = async (command: Command) => {
    const outcome = await books.loop.submit(command);
    if (outcome instanceof Refusal) throw new Error(`${command.type}: ${outcome.code}`);
  };
  for (let first = 0; first < count; first += 500) {
    await Promise.all(
      accounts.slice(first, first + 500).map((account, place) =>
        organisation({ books, submit, account, number: first + place })
      ),
    );
  }
  return accounts;
}

interface Filling {
  readonly books: RunningBank["books"];
  readonly submit: (command: Command) => Promise<void>;
  readonly account: string;
  readonly number: number;
}

async function organisation({ books, submit, account, number }: Filling): Promise<void> {
  const states = Object.keys(STATES);
  const [state, nowMs] = [states[number % states.length]!, host.clock()];
  const validTo = dayOf(nowMs + 900 * DAY_MS);
  const legalName = `Home ${number} of ${STATES[state]}`;
  const about = `A home for ${10 + number % 60} children, with a garden and a school nearby.`;
  await books.giving.setProfile({
    account,
    about,
    website: "",
    facts: {
      name: { legalName, address: `${number} Lane`, district: "District", state, pin: "600001" },
    },
  });
  await submit({ type: "open_account", account });
  const foreignAccount = randomAccountNumber(host.random(8));
  await submit({ type: "register_org", account, foreignAccount, profile: "0" });
  for (const fact of FACTS) {
    const claim = fact === "name" || fact === "contact" ? null : `${fact} ${number}`;
    await submit({ type: "set_fact", account, fact, digest: `${fact} ${number}`, claim, validTo });
  }
  for (const fact of DOCUMENTS) {
    const about = { fact, sha256: `${fact} ${number}`, bytes: 1, media: "application/pdf" };
    await submit({ type: "add_document", account, added: { document: newId(), ...about } });
  }
  await submit({ type: "submit_org", account });
  const set = setHashOf(books.loop.ledger.organisations.get(account)!);
  for (const [by, verdict] of [["a", "seen"], ["b", "verified"]] as const) {
    for (const fact of FACTS) {
      await submit({ type: "review_fact", account, fact, verdict, set, by, reason: "" });
    }
  }
  for (const item of ["Blankets", "Rice", "Books"].slice(0, 1 + number % 3)) {
    const about = { item, unit: "pieces", quantity: 10 + number % 90, deadline: validTo };
    const priority = number % 2 === 0 ? "urgent" as const : "soon" as const;
    await submit({ type: "add_need", need: newId(), organisation: account, ...about, priority });
  }
}
