// The npm package as its users get it: installed into an empty prefix without install scripts; its library
// in a Node program that is not ours, and its types under the strict compiler.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt, PASSWORD } from "../support/desk.ts";
import {
  type Launcher,
  runProgram,
  type Scratch,
  scratch,
  type ServerProcess,
  startServer,
} from "../support/program.ts";
import { hasTools, released, tool } from "../support/shipped.ts";

const tarball = released(/^bank-[\d.]+\.tgz$/);
const ignore = tarball === null || !hasTools("npm", "node");

/** Without what packages do when they are installed; with it, the journey over every form begins. */
function install(prefix: string): Launcher {
  const words = ["npm", "install", "--global", "--silent", "--no-audit", "--no-fund"];
  const { code, out, err } = tool([...words, "--ignore-scripts", "--prefix", prefix, tarball!]);
  assert.equal(code, 0, out + err);
  return { name: "node", command: join(prefix, "bin", "bank"), args: [] };
}

Deno.test({
  name: "npm: install -g --ignore-scripts into an empty prefix, and a bank runs",
  ignore,
  async fn() {
    using dir = scratch();
    const launcher = install(join(dir.path, "prefix"));
    const told = await runProgram({ launcher, args: ["--version"] });
    assert.match(told.out, /^\d+\.\d+\.\d+ \([0-9a-f]{10}\+?, node \d+\.\d+\.\d+\)\n$/, told.err);
    const data = join(dir.path, "data");
    await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
    const desk = deskAt({ launcher, dir, server });
    assert.equal((await desk.signUp("ann")).code, 0);
    assert.equal((await desk.signUp("bob")).code, 0);
    const paid = await desk.json("ann", ["transfer", "bob", "5", "--yes"]);
    assert.equal(paid.answer?.status, "booked", paid.err);
    assert.equal((await server.stop()).code, 0, server.stderr());
    const proved = await runProgram({ launcher, args: ["audit", "--data", data, "--deep"] });
    assert.match(proved.out, /Everything adds up/, proved.err);
  },
});

/** Logs in, follows alerts, pays bob, asks for too much; one JSON line for all of it. */
const PROGRAM = `import { connect, ConnectionLost, RefusedError } from "bank";

const [host, port, fingerprint, password] = process.argv.slice(2);
const bank = await connect({ host, port: Number(port), fingerprint });
const who = await bank.call("logIn", { userName: "ann", password });
let heard = () => {};
const alerted = new Promise((resolve) => heard = resolve);
let onUdp = () => {};
const path = new Promise((resolve) => onUdp = resolve);
const id = bank.newTransferId();
const stop = await bank.alerts({
  onAlerts: (alerts) => alerts.filter((one) => one.transferId === id).forEach(heard),
  onPath: onUdp,
});
const told = { path: await path, user: who.userName };
const send = (of, amountMinor) => bank.call("transfer", { id: of, to: "bob", amountMinor, memo: "Rice" });
const { status } = await send(id, 2_50);
const again = await send(id, 2_50);
const { amountMinor, memo, bookedMinor } = await alerted;
let refused = null;
await send(bank.newTransferId(), 1_000_000_00).catch((error) => {
  if (!(error instanceof RefusedError)) throw error;
  const { code, retryable, detail } = error.refusal;
  refused = { code, retryable, ...detail, is: error instanceof Error, lost: error instanceof ConnectionLost };
});
stop();
bank.close();
await bank.ended;
const after = await bank.call("balance", {}).catch((error) => error instanceof ConnectionLost);
console.log(JSON.stringify(
  { ...told, status, again: again.id === id, alert: { amountMinor, memo, bookedMinor }, refused, after },
));
`;

/** A program of a user of the package, which is installed beside it. */
function projectIn(dir: Scratch): string {
  const path = join(dir.path, "project");
  Deno.mkdirSync(path);
  Deno.writeTextFileSync(join(path, "package.json"), '{ "type": "module", "private": true }\n');
  const words = ["npm", "install", "--silent", "--no-audit", "--no-fund", tarball!];
  const { code, out, err } = tool(words, { cwd: path });
  assert.equal(code, 0, out + err);
  return path;
}

async function withCustomers(dir: Scratch, project: string): Promise<ServerProcess> {
  const command = join(project, "node_modules", ".bin", "bank");
  const launcher: Launcher = { name: "node", command, args: [] };
  const args = ["--welcome", "100"];
  const server = await startServer({ launcher, data: join(dir.path, "data"), args });
  const desk = deskAt({ launcher, dir, server });
  for (const user of ["ann", "bob"]) assert.equal((await desk.signUp(user)).code, 0);
  return server;
}

Deno.test({
  name: "npm: a Node program logs in, pays once, hears an alert over UDP and is refused",
  ignore,
  async fn() {
    using dir = scratch();
    const project = projectIn(dir);
    await using server = await withCustomers(dir, project);
    Deno.writeTextFileSync(join(project, "pay.js"), PROGRAM);
    const node: Launcher = { name: "node", command: "node", args: [join(project, "pay.js")] };
    const { host, port, fingerprint } = server;
    // One of its servers has the bank, another one stands by.
    const args = [`127.0.0.1:1,${host}`, String(port), fingerprint, PASSWORD];
    const ran = await runProgram({ launcher: node, args });
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(JSON.parse(ran.out), {
      path: "udp",
      user: "ann",
      status: "booked",
      again: true,
      alert: { amountMinor: -2_50, memo: "Rice", bookedMinor: 97_50 },
      refused: {
        code: "insufficient_funds",
        retryable: false,
        amountMinor: 1_000_000_00,
        bookedMinor: 97_50,
        heldMinor: 0,
        availableMinor: 97_50,
        is: true,
        lost: false,
      },
      after: true,
    });
    const wrong = args.with(2, fingerprint.replace(/^../, (two) => two === "00" ? "01" : "00"));
    const refused = await runProgram({ launcher: node, args: wrong });
    assert.equal(refused.code, 1);
    assert.match(refused.err, /has another certificate: [0-9A-F]{2}:/);
    const nobody = await runProgram({ launcher: node, args: args.with(1, "1") });
    assert.equal(nobody.code, 1);
    assert.match(nobody.err, /ECONNREFUSED|no server listens there/);
  },
});

const TYPED = `import { connect, ConnectionLost, RefusedError, RemoteError } from "bank";
import type { Alert, BankConnection, MethodName, Methods } from "bank";

const bank: BankConnection = await connect({ host: "127.0.0.1", port: 7400, fingerprint: "00" });
const { account, role }: Methods["logIn"]["result"] = await bank.call("logIn", { userName: "ann", password: "x" });
const staff: boolean = role === "staff";
const seen: string[] = [account];
const stop: () => void = await bank.alerts({
  onAlerts: (alerts: readonly Alert[]) => {
    for (const alert of alerts) {
      if (alert.stream === "entry") seen.push(alert.memo, alert.bookedMinor.toFixed());
      else seen.push(...alert.reasons ?? [], String(alert.count ?? 0));
    }
  },
  onPath: (path: "udp" | "tcp") => void path,
});
const name: MethodName = "transfer";
try {
  const done = await bank.call(name, { id: bank.newTransferId(), to: "bob", amountMinor: 100 });
  if (done.status === "held" && done.expiresAtMs !== undefined) seen.push(done.id);
} catch (error) {
  if (error instanceof RefusedError) seen.push(error.refusal.code, error.message);
  else if (error instanceof RemoteError) seen.push(error.code);
  else if (!(error instanceof ConnectionLost)) throw error;
}
stop();
bank.close();
export { seen, staff };
`;

/** What must not compile: one line each, added to the program above. */
const WRONG = {
  "a wrong field": 'await bank.call("transfer", { id: "x", to: "bob", amount: 5 });',
  "a missing field": 'await bank.call("transfer", { id: "x", to: "bob" });',
  "a wrong type": 'await bank.call("transfer", { id: "x", to: "bob", amountMinor: "5" });',
  "a method that there is not": 'await bank.call("steal", {});',
  "a field of no answer": '(await bank.call("balance", {})).balance;',
  "no fingerprint": 'await connect({ host: "127.0.0.1" });',
  "an answer taken for a number": 'const total: number = (await bank.call("balance", {}));',
};

/** What must compile, in a program that looks at who paid. */
const NAMES = `const { entries, cursor } = await bank.call("history", {});
export const names: (string | null)[] = entries.map((entry) => entry.counterpartyName);
export const next: string | null = cursor;
`;

const compiler = ["npx", "--yes", "--package", "typescript@5", "tsc"];
const compiles = !ignore && (() => {
  const { code, out, err } = tool([...compiler, "--version"]);
  if (code !== 0) {
    console.log(`    (npm cannot fetch typescript@5: ${err.trim()}; types are skipped)`);
  }
  return code === 0 && /^Version 5/.test(out);
})();

const STRICT = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
const MODERN = [
  "--target",
  "es2022",
  "--module",
  "nodenext",
  "--noEmit",
  "--skipLibCheck",
  "false",
];

function compiled(project: string, texts: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(texts)) {
    Deno.writeTextFileSync(join(project, name), text);
  }
  const { out } = tool([...compiler, ...STRICT, ...MODERN, ...Object.keys(texts)], {
    cwd: project,
  });
  return out;
}

Deno.test({
  name: "npm: the types compile strictly, and what is wrong does not",
  ignore: !compiles,
  fn() {
    using dir = scratch();
    const project = projectIn(dir);
    assert.equal(compiled(project, { "right.ts": TYPED }), "");
    const files = Object.values(WRONG).map((text, place) => [`wrong${place}.ts`, TYPED + text]);
    const out = compiled(project, Object.fromEntries(files));
    const refused = [...out.matchAll(/^(wrong\d+\.ts)\((\d+),/gm)].map((
      [, file, line],
    ) => [file, line]);
    const last = String(TYPED.split("\n").length);
    assert.deepEqual(refused, files.map(([name]) => [name, last]), out);
  },
});

Deno.test({
  name: "npm: what may be null is typed so, not unknown",
  ignore: !compiles,
  fn() {
    using dir = scratch();
    assert.equal(compiled(projectIn(dir), { "names.ts": TYPED + NAMES }), "");
  },
});
