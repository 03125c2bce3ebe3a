// The figures of a bank: read by promtool and by Prometheus' own names, true to what has been done, with nothing in them about
// customers. Off unless asked for. That every form that is shipped has them: journey_test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launchers, ROOT, runProgram, scratch, shipped, startServer } from "../support/program.ts";
import { deskAt } from "../support/desk.ts";

const hasPromtool = new Deno.Command("sh", { args: ["-c", "command -v promtool"] })
  .outputSync().success;
if (!hasPromtool) {
  console.log(
    "    (no promtool: Debian's prometheus brings it; what reads the figures is skipped)",
  );
}

async function promtool(args: string[], stdin = ""): Promise<void> {
  const child = new Deno.Command("promtool", {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  assert.ok(success, said);
}

/** By name and labels, as the text has them. */
function valuesIn(text: string): Map<string, number> {
  const rows = text.split("\n").filter((row) => row !== "" && !row.startsWith("#"));
  return new Map(rows.map((row) => {
    const at = row.lastIndexOf(" ");
    return [row.slice(0, at), Number(row.slice(at + 1))];
  }));
}

for (const launcher of shipped().slice(-1)) {
  Deno.test(`${launcher.name}: figures are true, ready is said, customers are not named`, async () => {
    using dir = scratch();
    await using server = await startServer({
      launcher,
      data: join(dir.path, "data"),
      args: ["--http", "off", "--metrics", "127.0.0.1:0", "--welcome", "100"],
    });
    const origin = `http://127.0.0.1:${server.metrics}`;
    const desk = deskAt({ launcher, dir, server });
    for (const user of ["alice", "bob"]) assert.equal((await desk.signUp(user)).code, 0);
    const pay = (to: string, amount: string) =>
      desk.run("alice", ["transfer", to, amount, "--yes"]);
    for (const amount of ["1", "2", "3"]) assert.equal((await pay("bob", amount)).code, 0);
    assert.equal((await pay("bob", "5000")).code, 1);
    const text = await (await fetch(`${origin}/metrics`)).text();
    const values = valuesIn(text);
    assert.equal(values.get('bank_requests_total{method="transfer",outcome="ok"}'), 3);
    assert.equal(
      values.get('bank_requests_total{method="transfer",outcome="insufficient_funds"}'),
      1,
    );
    assert.equal(values.get('bank_request_seconds_count{method="transfer"}'), 4);
    // Two welcomes are payments, too.
    assert.equal(values.get("bank_payments_total"), 5);
    assert.equal(values.get("bank_ready"), 1);
    assert.ok(values.get('bank_budget_max{budget="strangers",unit="connections"}')! > 100);
    assert.ok(values.get("process_resident_memory_bytes")! > 10e6);
    assert.doesNotMatch(text, /alice|bob/);
    const ready = await fetch(`${origin}/readyz`);
    assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
    const health = await fetch(`${origin}/healthz`, { method: "POST" });
    assert.deepEqual([health.status, health.headers.get("allow")], [405, "GET, HEAD"]);
    await health.body?.cancel();
    if (hasPromtool) await promtool(["check", "metrics"], text);
  });
}

Deno.test({
  name:
    "alert rules: promtool takes them, and every figure in rules and dashboard is one that a bank tells",
  ignore: !hasPromtool,
  async fn() {
    const rules = join(ROOT, "docs", "monitoring", "alerts.yml");
    await promtool(["check", "rules", rules]);
    using dir = scratch();
    const [launcher] = launchers();
    await using server = await startServer({
      launcher: launcher!,
      data: join(dir.path, "data"),
      args: ["--http", "off", "--metrics", "0"],
    });
    const text = await (await fetch(`http://127.0.0.1:${server.metrics}/metrics`)).text();
    const told = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const dashboard = readFileSync(join(ROOT, "docs", "monitoring", "grafana.json"), "utf8");
    const asked = (readFileSync(rules, "utf8") + dashboard).match(/\b(bank|process)_[a-z_]+/g)!
      .map((name) => name.replace(/_bucket$/, ""));
    assert.ok(asked.length > 20);
    assert.deepEqual(asked.filter((name) => !told.has(name)), []);
  },
});

Deno.test("without --metrics nothing of it is there, and an address that is taken is said in words", async () => {
  using dir = scratch();
  const [launcher] = launchers();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher: launcher!, data, args: ["--http", "off"] });
  assert.equal(server.metrics, null);
  const args = [
    "serve",
    "--data",
    join(dir.path, "other"),
    "--port",
    "0",
    "--http",
    "off",
    "--host",
    "127.0.0.1",
    "--metrics",
    `127.0.0.1:${server.port}`,
  ];
  const { code, err } = await runProgram({ launcher: launcher!, args });
  assert.equal(code, 1, err);
  assert.match(err, /127\.0\.0\.1 port \d+.*--metrics/);
});
