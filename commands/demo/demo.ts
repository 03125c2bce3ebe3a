// `bank demo`: a small bank in a temporary directory, its server in this process, a few customers who use the real
// commands over real TLS; shows what both machines would show. Needs no input; leaves nothing behind. With a terminal it
// then makes the person one of its customers, and the others go on paying.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BankKind } from "../../bank/bank_kind.ts";
import type { Cancel } from "../../bank/host.ts";
import { parseAmount } from "../../bank/amount.ts";
import { hostAndPort } from "../../net/typed_address.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Client, RefusedError } from "../../net/client/client.ts";
import { type RunningBank, startBank } from "../../server/bank_server.ts";
import { EXIT } from "../../console/exit.ts";
import { type FilledGiving, fillGiving } from "./demo_giving.ts";
import { plainHasher } from "../../simulation/plain_hasher.ts";
import { atTerminal } from "../../terminal/home/at_terminal.ts";
import { Progress } from "../../console/progress.ts";
import { line, type Screen } from "../../console/screen.ts";
import { announce } from "../announcement.ts";
import type { World } from "../../console/world.ts";

const PASSWORD = "only for the demo";

const PEOPLE = [
  { userName: "maya", displayName: "Maya Pillai" },
  { userName: "ravi", displayName: "Ravi Kumar" },
  { userName: "zoe", displayName: "Zoë Fernandes" },
] as const;

/** What each of them types; the last payment is too much, to show a refusal. */
const STORY: readonly (readonly [who: string, ...words: string[]])[] = [
  ["maya", "transfer", "ravi", "250.00", "--memo", "Rice and lentils", "--yes"],
  ["ravi", "transfer", "zoe", "99.50", "--memo", "Bicycle repair", "--yes"],
  ["zoe", "transfer", "maya", "900.00", "--memo", "Rent", "--yes"],
  ["ravi", "transfer", "maya", "5000.00", "--memo", "A car", "--yes"],
  ["maya", "alerts"],
  ["maya", "history"],
  ["maya", "balance"],
];

/** What the others pay for while a person looks around. */
const LIFE = ["Tea", "Tomatoes", "Bus fare", "A haircut", "Eggs", "School books", "Thank you!"];

/** Milliseconds between two of those payments. */
const LIFE_MS = 9_000;

export type Run = (world: World, args: readonly string[]) => Promise<number>;

export async function demo(world: World, kind: BankKind, run: Run): Promise<number> {
  const directory = fs.mkdtempSync(join(tmpdir(), "bank-demo-"));
  const password = join(directory, "password");
  fs.writeFileSync(password, PASSWORD, { mode: 0o600 });
  const { screen } = world;
  screen.out("== server machine " + "=".repeat(54));
  const mutual = kind === "mutual";
  const money = mutual ? ["--kind", "mutual", "--credit", "1000"] : ["--welcome", "1000"];
  screen.out(typed("", ["serve", "--name", "Village Bank", "--currency", "INR", ...money]));
  const bank = await startBank(world, {
    hostname: "127.0.0.1",
    port: 0,
    data: join(directory, "data"),
    bankName: "Village Bank",
    currency: "INR",
    ...(mutual ? { kind, credit: "1000", welcome: undefined } : { welcome: "1000.00" }),
    newStaffCode: false,
    http: { hostname: "127.0.0.1", port: 0 },
    hasher: plainHasher,
    onFatal: (error) => world.host.log.error("the demo's journal failed", { error: String(error) }),
  });
  try {
    announce({ ...world, screen: indented(screen) }, { json: false }, bank);
    screen.out("\n== client machines " + "=".repeat(53));
    const stage: Stage = { world, bank, directory, password, run };
    for (const { userName, displayName } of PEOPLE) {
      await type(stage, [userName, "sign-up", "--name", displayName]);
    }
    for (const words of STORY) await type(stage, words);
    if (mutual) return await owing(stage);
    const giving = await giveAway(stage);
    if (screen.interactive) await live(stage, giving);
    giving.close();
  } finally {
    await bank.stop();
    fs.rmSync(directory, { recursive: true, force: true });
  }
  return EXIT.done;
}

interface Stage {
  readonly world: World;
  readonly bank: RunningBank;
  readonly directory: string;
  /** Runs a command line; handed in, because the command lines of the program include this one. */
  readonly run: Run;
  /** A file with the password of each person. */
  readonly password: string;
}

/** Who is below zero, as staff see it: what some have is what others owe. */
async function owing(stage: Stage): Promise<number> {
  await type(stage, ["ravi", "transfer", "zoe", "700.00", "--memo", "A bed", "--yes"]);
  await type(stage, ["ravi", "balance"]);
  const code = stage.bank.staffCode ?? "";
  await type(stage, ["asha", "sign-up", "--name", "Asha Rao", "--staff-code", code]);
  await type(stage, ["asha", "credits"]);
  await type(stage, ["asha", "audit"]);
  return EXIT.done;
}

/** One command of one person, run as if it had been typed on that person's machine. */
async function type(stage: Stage, [who, ...words]: readonly [string, ...string[]]): Promise<void> {
  const { world, bank, directory, password } = stage;
  world.screen.out(`\n${typed(who, ["connect", ...words])}`);
  const profile = join(directory, who);
  const where = ["--host", "127.0.0.1", "--port", String(bank.tcp.port)];
  const trust = ["--fingerprint", bank.fingerprint, "--profile", profile];
  const me = ["--user", who, "--password-file", password];
  await stage.run({ ...world, env: {}, screen: indented(world.screen) }, [
    "connect",
    ...where,
    ...trust,
    ...me,
    ...words,
  ]);
}

function typed(who: string, words: readonly string[]): string {
  const quoted = words.map((word) => /^[\w.-]+$/.test(word) ? word : `"${word}"`);
  return line`${who}$ bank ${quoted.join(" ")}`;
}

/** The same screen, a step to the right; questions are not answered. */
function indented(screen: Screen): Screen {
  const out = (text: string) => screen.out(text.replace(/^/gm, "  "));
  const written = () => screen.written();
  return { ...screen, columns: screen.columns - 2, interactive: false, out, say: out, written };
}

/** Orphanages with their needs and gifts, and where to see them. */
async function giveAway({ world, bank }: Stage): Promise<FilledGiving> {
  const { screen } = world;
  const giving = await fillGiving({ world, bank, password: PASSWORD });
  screen.out("\n== giving " + "=".repeat(62));
  screen.out(
    line`${giving.organisations.length} invented orphanages, ${giving.needs.length} needs, gifts and pledges`,
  );
  screen.out(line`  web          http://${hostAndPort(bank.http!)}/`);
  screen.out(line`  sign in as   donor, maya, anbu (an orphanage), asha or bala (officers)`);
  screen.out(line`  password     ${PASSWORD}`);
  return giving;
}

/** The person is maya; ravi and zoe pay her now and then. */
async function live(stage: Stage, giving: FilledGiving): Promise<void> {
  const { world, bank, directory, password } = stage;
  world.screen.say(
    line`\nNow you are maya. Others pay you while you look around; Ctrl-C leaves.\n`,
  );
  const payers = await Promise.all(["ravi", "zoe"].map((who) => payer(stage, who)));
  let next: Cancel = () => {};
  const pay = () => {
    next = world.host.after(LIFE_MS, pay);
    void giveAgain(stage, giving).catch(() => {});
    const [draw = 0, memo = 0, amount = 0] = world.host.random(3);
    const amountMinor = parseAmount(`${1 + amount % 40}.50`, bank.currency);
    void payers[draw % payers.length]!.call("transfer", {
      id: transferIdOf(world.host.clock(), world.host.random(10)),
      to: "maya",
      amountMinor,
      memo: LIFE[memo % LIFE.length]!,
    }).catch((error) => {
      if (!(error instanceof RefusedError)) next();
    });
  };
  next = world.host.after(LIFE_MS / 3, pay);
  try {
    await atTerminal(world, {
      host: bank.tcp.hostname,
      port: bank.tcp.port,
      fingerprint: bank.fingerprint,
      user: "maya",
      passwordFile: password,
      passwordStdin: false,
      json: false,
      profile: join(directory, "maya"),
      plain: false,
      ascii: false,
    }, new Progress());
  } finally {
    next();
    for (const client of payers) client.close();
  }
}

/** A gift or a promise, so that open pages move. */
async function giveAgain(
  { world: { host } }: Stage,
  { organisations, needs, donor }: FilledGiving,
): Promise<void> {
  const [draw = 0, which = 0, amount = 0] = host.random(3);
  const id = transferIdOf(host.clock(), host.random(10));
  if (draw % 3 === 0) {
    await donor.call("pledge", { pledge: id, need: needs[which % needs.length]!, quantity: 1 });
    return;
  }
  const organisation = organisations[which % (organisations.length - 1)]!;
  const amountMinor = (1 + amount % 20) * 5_000;
  await donor.call("give", { id, organisation, amountMinor, visibility: "public", foreign: false });
}

async function payer({ world, bank }: Stage, userName: string): Promise<Client> {
  const { runtime } = world;
  const client = await Client.connect({ ...bank.tcp, runtime, certificate: bank.certificate });
  await client.call("logIn", { userName, password: PASSWORD });
  return client;
}
