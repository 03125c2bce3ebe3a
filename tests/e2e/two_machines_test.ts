// A bank from the Debian package on one machine, its customers with the executable on another, behind a router with NAT
// that loses packets; and what `bank doctor` says when that router lets less and less through.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Desk, deskAt } from "../support/desk.ts";
import { follow } from "../support/follower.ts";
import { type Launcher, runProgram, scratch, startServer } from "../support/program.ts";
import { type RoutedHosts, routedHosts } from "../support/routed_hosts.ts";
import {
  executable,
  hasTools,
  NATIVE_DEB,
  released,
  tool,
  unpackedDeb,
  within,
} from "../support/shipped.ts";

const PORT = 7_400;
const TRANSFERS = 25;

const program = executable();
const deb = released(NATIVE_DEB);
const ready = program !== null && deb !== null && hasTools("ip", "dpkg-deb");
const hosts = ready ? routedHosts() : null;

/** Datagrams that the machine's programs have been given so far. */
function datagramsIn({ client: { wrapper } }: RoutedHosts): number {
  const { out } = tool([...wrapper, "cat", "/proc/net/snmp"]);
  return Number(/^Udp: (\d+)/m.exec(out)?.[1]);
}

interface Doctor {
  readonly launcher: Launcher;
  readonly words: readonly string[];
}

type Finding = readonly [check: string, good: boolean, found: RegExp];

/** Every finding in order, whether it is good, what it says, and the exit code that follows from them. */
async function finds({ launcher, words }: Doctor, expected: readonly Finding[]): Promise<void> {
  const { code, out, err } = await runProgram({ launcher, args: ["doctor", "--json", ...words] });
  const found: { check: string; good: boolean; found: string; help?: string }[] = out.trim()
    .split("\n").filter((text) => text !== "").map((text) => JSON.parse(text));
  assert.deepEqual(
    found.map(({ check, good }) => [check, good]),
    expected.map(([check, good]) => [check, good]),
    out + err,
  );
  for (const [place, [, good, says]] of expected.entries()) {
    assert.match(found[place]!.found, says);
    if (!good) assert.ok(found[place]!.help, `${found[place]!.check}: what to do`);
  }
  assert.equal(code, expected.every(([, good]) => good) ? 0 : 1);
}

const WAY: readonly Finding[] = [
  ["name", true, /is an address/],
  ["TCP and TLS", true, /answers/],
];

const BANK: readonly Finding[] = [
  ["bank", true, /^Community Bank, bank \d/],
  ["clock", true, /^Your clock is (the bank's|1 s .*)\.$/],
  ["MTU", true, /1280/],
];

const REMEMBERED: Finding = ["certificate", true, /the one that is remembered here/];

async function pay(desk: Desk, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { answer, err } = await desk.json("ann", ["transfer", "bob", "1", "--yes"]);
    assert.equal(answer?.status, "booked", err);
    ids.push(answer.id);
  }
  return ids;
}

async function payments(desk: Desk, bob: Launcher, words: readonly string[]): Promise<void> {
  await using follower = follow(bob, words);
  await follower.said(/Alerts arrive over UDP\./);
  const before = datagramsIn(hosts!);
  const ids = await pay(desk, TRANSFERS);
  await follower.printed(1 + TRANSFERS);
  assert.deepEqual(follower.alerts.map(({ stream, number }) => [stream, number]), [
    ...Array.from({ length: 1 + TRANSFERS }, (_, place) => ["entry", place + 1]),
  ]);
  assert.deepEqual(follower.alerts.slice(1).map(({ transferId }) => transferId), ids);
  const heard = datagramsIn(hosts!) - before;
  assert.ok(heard >= TRANSFERS / 2, `only ${heard} datagrams for ${TRANSFERS} alerts`);
  hosts!.block("udp");
  const over = follower.said(/alerts arrive over TCP instead\./);
  const [last] = await pay(desk, 1);
  await follower.printed(2 + TRANSFERS);
  assert.equal(follower.alerts.at(-1)!.transferId, last);
  await over;
}

Deno.test({
  name: "two machines, NAT, MTU 1,280, loss: payments, alerts over UDP once each, and the doctor",
  ignore: hosts === null,
  async fn() {
    using net = hosts!;
    using dir = scratch();
    const root = unpackedDeb(deb!, join(dir.path, "root"));
    const installed: Launcher = {
      name: "binary",
      command: join(root, "usr", "bin", "bank"),
      args: [],
    };
    const near = within(program!, net.client.wrapper);
    const { wrapper, address } = net.server;
    assert.notEqual(
      tool(["ip", "-n", wrapper.at(-1)!, "route", "get", net.client.address]).code,
      0,
    );
    const data = join(dir.path, "data");
    const args = ["--welcome", "100"];
    const common = { launcher: installed, data, wrapper, port: PORT, host: "0.0.0.0", args };
    await using server = await startServer(common);
    console.log(`    ${net.loss}`);
    const { fingerprint } = server;
    const desk = deskAt({
      launcher: near,
      dir,
      server: { host: address, port: PORT, fingerprint },
    });
    const place = ["--host", address, "--profile", join(dir.path, "profile")];
    const ask = { launcher: near, words: [...place, "--user", "bob"] };
    await finds(ask, [
      ...WAY,
      ["certificate", true, /not remembered yet; it shows (?:[0-9A-F]{2}:){31}/],
      ["bank", true, /not asked/],
      ["clock", true, /not compared/],
      BANK[2]!,
      ["UDP", true, /not tried/],
    ]);
    for (const user of ["ann", "bob"]) {
      const { code, err } = await desk.signUp(user);
      assert.equal(code, 0, err);
    }
    const good: Finding = ["UDP", true, /datagrams pass in both directions/];
    await finds(ask, [...WAY, REMEMBERED, ...BANK, good]);
    const closed = { ...ask, words: [...ask.words, "--port", "7401"] };
    await finds(closed, [WAY[0]!, ["TCP and TLS", false, /no server listens there/]]);
    await payments(desk, near, [...place, "--user", "bob"]);
    await finds(ask, [...WAY, REMEMBERED, ...BANK, ["UDP", false, /no answer; .*over TCP/]]);
    net.block("tcp");
    await finds(ask, [WAY[0]!, ["TCP and TLS", false, /no answer|within|timed out/]]);
    assert.equal((await server.stop()).code, 0, server.stderr());
  },
});
