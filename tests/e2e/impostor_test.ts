// Nothing but a probe is ever sent to a certificate that is not pinned, by any command: each of them, out of the table of
// commands itself, meets an impostor on the bank's address, while this machine has a session to lose.
import { plainLog } from "../../bank/host.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { runParser } from "@optique/core/facade";
import { actUsages, wordsIn } from "../../commands/help_text.ts";
import { COMMANDS } from "../../commands/man_page.ts";
import { BankProfile } from "../../terminal/profile.ts";
import { programWords } from "../../commands/program.ts";
import { run } from "../../commands/run.ts";
import type { World } from "../../console/world.ts";
import { type Certificate, fingerprintOf, makeCertificate } from "../../net/certificate.ts";
import { connect } from "../../net/client/library.ts";
import { quietWorld } from "../bench/machine.ts";
import { DEFAULT_LAUNCHER } from "../support/home.ts";
import { issue } from "../support/certificates.ts";
import { type Impostor, startImpostor, withoutItsKey } from "../support/impostor.ts";
import { launchers, runProgram, type Scratch, scratch } from "../support/program.ts";
import { pinOf } from "../support/pins.ts";
import { startRelay } from "../support/relay.ts";
import { Seat } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

const make = () => makeCertificate(quietWorld.host.random);
const [bank, other] = [await make(), await make()];

const IMPOSTORS: readonly (readonly [name: string, certificate: Certificate])[] = [
  ["another certificate", other],
  ["the bank's certificate and another key", withoutItsKey(bank, other)],
];

const SECRET = "5ec7e7".repeat(10) + "0000";

/** A machine that trusts the bank, is logged in there, and waits to hear what became of a payment. */
function machine(dir: Scratch, port: number, remembers = true): Record<string, string> {
  const profile = new BankProfile(join(dir.path, "bank"), "127.0.0.1", port);
  if (remembers) profile.pin(pinOf(bank.certPem));
  const sessionExpiresAtMs = Date.now() + 3_600_000;
  profile.keepSession("ann", { sessionToken: SECRET, sessionExpiresAtMs });
  profile.writeIntent("ann", { id: ID, to: "bob", amountMinor: 100, memo: "" });
  const env = { XDG_CONFIG_HOME: dir.path, HOME: dir.path, BANK_HOST: "127.0.0.1" };
  return { ...env, BANK_PORT: String(port) };
}

function helpOf(...path: string[]): string {
  let help = "";
  runParser(programWords({}), "bank", [...path, "--help"], {
    help: { option: true, onShow: () => 0 },
    stdout: (text) => help += `${text}\n`,
  });
  return help;
}

const ID = "01a20bd5-0000-7000-8000-000000000001";

/** A word for each name of an argument that does not take just any. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  ID,
  AMOUNT: "5",
  DAY: "2030-01-01",
  FACT: "name",
  VERB: "confirm",
  YEAR: "2026",
  STEP: "month",
  ACCOUNT: "123456789012",
};

/** Likewise by its flag, where several are called the same. */
/** Of these a verb asks for more; to list what there is goes there as well. */
const LISTING: ReadonlySet<string> = new Set(["recovery", "staff", "webhook"]);
const AFTER: Readonly<Record<string, string>> = { "--reason": "child", "--verdict": "confirmed" };

/** The shortest way to say each of what `bank connect` can do, and the other commands that go to a bank. */
function contacts(): string[][] {
  const acts = actUsages(helpOf("connect")).map((usage) => {
    const needed = usage.replace(/\[[^\]]*\]/g, "").split(" ").filter((word) => word !== "");
    const verb = LISTING.has(needed[0]!) ? "list" : ARGUMENTS.VERB!;
    const given: Readonly<Record<string, string>> = { ...ARGUMENTS, VERB: verb };
    return needed.map((word, at) =>
      /^[A-Z]+$/.test(word) ? AFTER[needed[at - 1] ?? ""] ?? given[word] ?? "1" : word
    );
  });
  // `serve` is the one whose --host is its own.
  const tools = COMMANDS.filter((name) => !["serve", "connect"].includes(name))
    .filter((name) => wordsIn(helpOf(name)).has("--host"));
  return [
    ...acts.map((act) => ["connect", ...act]),
    ...tools.map((name) => [name, "--host", "127.0.0.1"]),
  ];
}

/** Runs it in this process. */
async function runs(env: Record<string, string>, words: readonly string[]) {
  let said = "";
  const say = (text: string) => void (said += `${text}\n`);
  const log = plainLog(() => 0, say);
  const world: World = {
    ...quietWorld,
    env,
    host: { ...quietWorld.host, log },
    screen: { ...quietWorld.screen, out: say, say },
  };
  return { code: await run(world, words), said };
}

async function nothingIsSent(impostor: Impostor, what: string): Promise<void> {
  const { contacts, data } = await impostor.taken();
  assert.equal(data, "", `${what} sent this`);
  assert.ok(contacts > 0, `${what} did not go there at all`);
}

for (const [name, certificate] of IMPOSTORS) {
  Deno.test(`an impostor with ${name}: no command sends it anything`, async () => {
    await using impostor = await startImpostor(certificate);
    using dir = scratch();
    const env = machine(dir, impostor.port);
    const all = contacts();
    assert.ok(all.length > 45, `only ${all.length} commands`);
    for (const words of all) {
      const { code, said } = await runs(env, words);
      const what = `bank ${words.join(" ")}`;
      await nothingIsSent(impostor, what);
      assert.equal(code, 1, `${what}: ${said}`);
      assert.doesNotMatch(said, /\n\s+at /, what);
    }
  });

  Deno.test(`an impostor with ${name}: the library sends it nothing`, async () => {
    await using impostor = await startImpostor(certificate);
    const { port } = impostor;
    const fingerprint = fingerprintOf(bank.certPem);
    await assert.rejects(connect({ host: "127.0.0.1", port, fingerprint }));
    await nothingIsSent(impostor, "the library");
  });

  Deno.test({
    name: `an impostor with ${name}: the menu sends it nothing`,
    ignore: !hasTmux,
    async fn() {
      await using impostor = await startImpostor(certificate);
      using dir = scratch();
      machine(dir, impostor.port);
      const server = { host: "127.0.0.1", port: impostor.port };
      const at = { dir, server, launcher: DEFAULT_LAUNCHER };
      await using seat = await Seat.open(at, { profile: "bank" });
      await seat.tmux.until(/REFUSED/);
      await seat.ended(1);
      await nothingIsSent(impostor, "the menu");
    },
  });

  for (const launcher of launchers()) {
    Deno.test(`${launcher.name}: an impostor with ${name} hears nothing`, async () => {
      await using impostor = await startImpostor(certificate);
      using dir = scratch();
      const env = machine(dir, impostor.port);
      for (const words of ["connect balance", "doctor --host 127.0.0.1", "connect log-out"]) {
        const { code, out, err } = await runProgram({ launcher, args: words.split(" "), env });
        await nothingIsSent(impostor, words);
        assert.equal(code, 1, out + err);
        assert.doesNotMatch(err, /\n\s+at /);
      }
    });
  }
}

/** Whom the owner of a machine may have told it to believe, as the platforms want it said. */
const believing = (file: string): readonly Record<string, string>[] => [
  { DENO_CERT: file, NODE_EXTRA_CA_CERTS: "" },
  { DENO_CERT: "", NODE_EXTRA_CA_CERTS: file },
  { DENO_TLS_CA_STORE: "system", SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: "" },
  { NODE_USE_SYSTEM_CA: "1", SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: "" },
];

for (const launcher of launchers()) {
  Deno.test(`${launcher.name}: an authority that this machine believes cannot stand for the bank`, async () => {
    const authority = await issue({ authority: true, subject: "CN=Proxy that reads along" });
    await using impostor = await startImpostor(await issue({ issuer: authority, subject: "CN=x" }));
    await using honest = await startImpostor(bank);
    // The probe sees the bank; the connections after it do not.
    const ports = [honest.port];
    const target = {
      hostname: "127.0.0.1",
      get port() {
        return ports.shift() ?? impostor.port;
      },
    };
    using relay = startRelay({ target, bytesPerCut: Infinity, seed: 1 });
    using dir = scratch();
    const file = dir.file("authority.pem", authority.certPem);
    for (const believed of believing(file)) {
      for (const [words, port] of [["connect balance", impostor.port], ["doctor", relay.port]]) {
        const env = { ...machine(dir, Number(port)), ...believed };
        const { code, out, err } = await runProgram({ launcher, args: `${words}`.split(" "), env });
        await nothingIsSent(impostor, `${words}`);
        assert.equal(code, 1, out + err);
      }
      ports.push(honest.port);
    }
  });
}

Deno.test("the doctor asks nothing of a bank that is not remembered yet", async () => {
  await using impostor = await startImpostor(other);
  using dir = scratch();
  const env = machine(dir, impostor.port, false);
  const { code, said } = await runs(env, ["doctor"]);
  await nothingIsSent(impostor, "bank doctor");
  assert.match(said, /certificate +not remembered yet; it shows (?:[0-9A-F]{2}:){31}/);
  assert.match(said, /bank +not asked/);
  assert.equal(code, 0, said);
});
