// `bank doctor` on the server: it sees a bank that has the directory open, whatever port that listens on and whichever runtime
// serves or asks, and does not disturb it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { issue } from "../support/certificates.ts";
import { deskAt } from "../support/desk.ts";
import { type Launcher, launchers, runProgram, scratch, startServer } from "../support/program.ts";

async function doctor(launcher: Launcher, data: string) {
  const args = ["doctor", "--json", "--data", data, "--port", "1"];
  const { code, out, err } = await runProgram({ launcher, args });
  const found: { check: string; good: boolean; found: string }[] = out.trim().split("\n")
    .map((text) => JSON.parse(text));
  const said = (check: string) => found.find((finding) => finding.check === check);
  return { code, err, said };
}

for (const serving of launchers()) {
  for (const asking of launchers()) {
    Deno.test(`${asking.name}: the doctor sees a bank of ${serving.name} at work`, async () => {
      using dir = scratch();
      const data = join(dir.path, "data");
      await using server = await startServer({ launcher: serving, data });
      const running = await doctor(asking, data);
      const process = serving.name === "node" ? " \\(process \\d+\\)" : "( \\(process \\d+\\))?";
      const open = new RegExp(`^A bank has this directory open${process}\\.$`);
      assert.match(running.said("bank")?.found ?? "", open);
      assert.equal(running.said("certificate")?.found, server.fingerprint);
      assert.deepEqual([running.code, running.err], [0, ""]);
      const desk = deskAt({ launcher: asking, dir, server });
      assert.equal((await desk.signUp("ann")).code, 0, "the bank goes on");
      assert.equal((await server.stop()).code, 0, server.stderr());
      const stopped = await doctor(asking, data);
      assert.deepEqual([stopped.said("bank"), stopped.code], [undefined, 0]);
      await using again = await startServer({ launcher: serving, data });
      assert.equal(again.fingerprint, server.fingerprint);
    });
  }
}

Deno.test("the doctor sees a free port of a bank that listens elsewhere, and a useless certificate", async () => {
  const launcher = launchers()[0]!;
  using dir = scratch();
  const data = join(dir.path, "data");
  const server = await startServer({ launcher, data });
  const free = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  const args = ["doctor", "--data", data, "--port", String(port)];
  const { out } = await runProgram({ launcher, args });
  assert.match(out, /port +\d+ is free; that bank listens on another port/);
  await server.stop();
  const { certPem } = await issue({ authority: true });
  Deno.writeTextFileSync(join(data, "tls-cert.pem"), certPem);
  const { said, code } = await doctor(launcher, data);
  assert.equal(code, 1);
  assert.match(said("certificate")?.found ?? "", /CA:TRUE/);
});
