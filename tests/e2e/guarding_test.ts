// What owners and staff do about suspicious activity, as commands between real processes: thresholds, held payments,
// freezing, alerts that each machine shows once, whatever another has read; all of it kept when the server is killed.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Desk, deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { launcherNamed, type Scratch, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

type Server = Awaited<ReturnType<typeof startServer>>;

function serverIn(dir: Scratch, port = 0): Promise<Server> {
  const data = join(dir.path, "data");
  return startServer({ launcher, data, port, args: ["--welcome", "10000"] });
}

/** Of a payment that the bank holds: new payee, and most of the money. */
async function pay(desk: Desk): Promise<string> {
  const { answer, err } = await desk.json("ann", ["transfer", "bob", "9500", "--yes"]);
  assert.equal(answer.status, "held", err);
  return answer.id;
}

Deno.test("thresholds: staff only, with the password, each within its bounds, by its name", async () => {
  using dir = scratch();
  await using server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("boss", "--staff-code", server.staffCode!);
  await desk.signUp("ann");
  const [right, wrong] = [dir.file("right", PASSWORD), dir.file("wrong", "not the password")];
  const proved = `--password-file ${right} policy --yes --set`;
  await runTable(desk, [
    ["ann", "policy", 0, /new-payee +5,000\.00 INR +a first[\s\S]*hold-reasons +2/],
    ["ann", `${proved} newPayeeMinor=1`, 1, /Only staff/],
    ["boss", "policy --set new-payee=1", 2, /add --yes/],
    ["boss", "policy --yes --set newPayeeMinor=1", 2, /--password-file/],
    ["boss", `--password-file ${wrong} policy --yes --set newPayeeMinor=1`, 1, /password is wrong/],
    ["boss", `${proved} nonsense=1`, 2, /no threshold "nonsense"; expected .*new-payee/],
    ["boss", `${proved} __proto__=1`, 2, /no threshold "__proto__"/],
    ["boss", `${proved} NEWPAYEEMINOR=1`, 2, /no threshold/],
    ["boss", `${proved} =1`, 2, /no threshold ""/],
    ["boss", `${proved} newPayeeMinor`, 2, /Cannot read amount ""/],
    ["boss", `${proved} newPayeeMinor=`, 2, /Cannot read amount ""/],
    ["boss", `${proved} newPayeeMinor=-5`, 2, /no sign/],
    ["boss", `${proved} newPayeeMinor=1,00`, 2, /commas/],
    ["boss", `${proved} newPayeeMinor=1.234`, 2, /2 decimals/],
    ["boss", `${proved} unusualFactor=1.5`, 2, /whole number/],
    ["boss", `${proved} unusualFactor=-1`, 2, /whole number/],
    ["boss", `${proved} unusualFactor=many`, 2, /whole number/],
    ["boss", `${proved} unusualFactor=1001`, 2, /unusualFactor/],
    ["boss", `${proved} drainingPercent=101`, 2, /drainingPercent/],
    ["boss", `${proved} drainingPercent=0`, 2, /drainingPercent/],
    ["boss", `${proved} newDeviceHours=0`, 2, /newDeviceHours/],
    ["boss", `${proved} holdReasons=6`, 2, /holdReasons/],
    ["boss", `${proved} unusualFactor=20 --set holdReasons=9`, 2, /holdReasons/],
    ["ann", "policy", 0, /new-payee +5,000\.00 INR [\s\S]*unusual-factor +10 /],
    ["boss", `${proved} newPayeeMinor=0 --set unusualFactor=20`, 0, /new-payee +off /],
    ["ann", "policy", 0, /new-payee +off [\s\S]*unusual-factor +20 /],
  ]);
  const { answer } = await desk.json("ann", ["policy"]);
  assert.deepEqual([answer.newPayeeMinor, answer.unusualMinor, answer.unusualFactor], [
    0,
    1_000_00,
    20,
  ]);
});

Deno.test("held payments: wrong answers change nothing, the right one once; a killed server keeps them", async () => {
  using dir = scratch();
  const server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const [right, wrong] = [dir.file("right", PASSWORD), dir.file("wrong", "not the password")];
  const id = await pay(desk);
  const unknown = "01a20bd5-0000-7000-8000-000000000001";
  await runTable(desk, [
    ["ann", "balance", 0, /500\.00/],
    ["ann", "holds", 0, new RegExp(`${id}.*9,500\\.00 INR.*somebody new.*most of the money`)],
    ["bob", "holds", 0, /No held payments/],
    ["ann", `hold frob ${id}`, 2, /confirm.*cancel/],
    ["ann", "hold confirm", 2, /--help/],
    ["ann", `hold ${id}`, 2, /--help/],
    ["ann", "hold confirm nonsense", 2, /UUID version 7/],
    ["ann", "hold cancel 01a20bd5-0000-4000-8000-000000000001", 2, /UUID version 7/],
    ["ann", `hold confirm ${id}`, 2, /--password-file/],
    ["ann", `--password-file ${wrong} hold confirm ${id}`, 1, /password is wrong/],
    ["ann", `--password-file ${right} hold confirm ${unknown}`, 1, /knows no transfer/],
    ["ann", `hold cancel ${unknown}`, 1, /knows no transfer/],
    ["bob", `--password-file ${right} hold confirm ${id}`, 1, /knows no transfer/],
    ["bob", `hold cancel ${id}`, 1, /knows no transfer/],
    ["ann", "transfer bob 501 --yes", 1, /Not enough money/],
  ]);
  await server.stop("SIGKILL");
  await using second = await serverIn(dir, server.port);
  assert.equal(second.port, server.port);
  await runTable(desk, [
    ["ann", "holds", 0, new RegExp(id)],
    ["ann", `--password-file ${right} hold confirm ${id}`, 0, /9,500\.00/],
    ["ann", `--password-file ${right} hold confirm ${id}`, 0, /9,500\.00/],
    ["ann", `hold cancel ${id}`, 1, /not held: it is booked/],
    ["ann", "holds", 0, /No held payments/],
    ["bob", "balance", 0, /19,500\.00/],
  ]);
});

Deno.test("each machine shows each alert once, whatever another has read; a killed server keeps that", async () => {
  using dir = scratch();
  const server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  const far = deskAt({ launcher, dir, server, profile: "far" });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const right = dir.file("right", PASSWORD);
  const id = await pay(desk);
  const lines = async (at: Desk, ...words: string[]) =>
    (await at.run("ann", words)).out.trim().split("\n").map((line) => line.slice(7, 18));
  await runTable(far, [["ann", `--password-file ${right} log-in`, 0, /Logged in/]]);
  const all = ["+ Welcome: ", "! Held: 9,5", "! Somebody "];
  assert.deepEqual(await lines(far, "alerts"), all);
  assert.deepEqual(await lines(desk, "alerts"), all);
  await runTable(desk, [
    ["ann", "alerts", 0, /No new alerts/],
    ["ann", `hold cancel ${id}`, 0, /9,500\.00/],
  ]);
  await server.stop("SIGKILL");
  await using _second = await serverIn(dir, server.port);
  assert.deepEqual(await lines(desk, "alerts"), ["! You cance"]);
  assert.deepEqual(await lines(far, "alerts"), ["! You cance"]);
  await runTable(far, [["ann", "alerts", 0, /No new alerts/]]);
  assert.deepEqual(await lines(far, "alerts", "--all"), [...all, "! You cance"]);
  const { out } = await far.run("ann", ["--json", "alerts", "--all"]);
  const kinds = out.trim().split("\n").map((line) => JSON.parse(line).kind);
  assert.deepEqual(kinds, ["welcome", "held", "new_device", "cancelled"]);
});

Deno.test("freeze: at once, everywhere; the other machine is logged out, unfreezing needs the password", async () => {
  using dir = scratch();
  await using server = await serverIn(dir);
  const desk = deskAt({ launcher, dir, server });
  const far = deskAt({ launcher, dir, server, profile: "far" });
  await desk.signUp("ann");
  await desk.signUp("bob");
  const [right, wrong] = [dir.file("right", PASSWORD), dir.file("wrong", "not the password")];
  await runTable(far, [
    ["ann", `--password-file ${right} log-in`, 0, /Logged in/],
    ["ann", "balance", 0, /10,000\.00/],
  ]);
  await runTable(desk, [["ann", "freeze", 0, /Frozen/]]);
  await runTable(far, [["ann", "balance", 3, /log-in/]]);
  await runTable(desk, [
    ["ann", "transfer bob 1 --yes", 1, /frozen/],
    ["bob", "transfer ann 1 --yes", 0, /Sent 1\.00/],
    ["ann", "freeze", 0, /Frozen/],
    ["ann", "unfreeze", 2, /--password-file/],
    ["ann", `--password-file ${wrong} unfreeze`, 1, /password is wrong/],
    ["ann", "transfer bob 1 --yes", 1, /frozen/],
    ["ann", `--password-file ${right} unfreeze`, 0, /No longer frozen/],
    ["ann", "transfer bob 1 --yes", 0, /Sent 1\.00/],
  ]);
});
