// `bank top` against a bank that works: the figures are those of what is done, live at a terminal, once where there is none.
import assert from "node:assert/strict";
import { join } from "node:path";
import { pinAt } from "../support/pins.ts";
import {
  DENO_DIR,
  type Launcher,
  runProgram,
  scratch,
  shipped,
  startServer,
} from "../support/program.ts";
import { StubbornPayers } from "../support/stubborn_payers.ts";
import { hasTmux, Tmux } from "../support/tmux.ts";

const top = (launcher: Launcher, ...args: string[]) =>
  runProgram({ launcher, args: ["top", ...args] });

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: one look at a bank under load, as a table and as an object`, async () => {
    using dir = scratch();
    const args = ["--metrics", "127.0.0.1:0", "--welcome", "1000"];
    await using server = await startServer({ launcher, data: join(dir.path, "data"), args });
    const { host, port } = server;
    const bank = { host, port, certificate: await pinAt({ hostname: host, port }) };
    const payers = new StubbornPayers({ bank, names: ["ann", "bob", "cleo"], depth: 4, seed: 1 });
    const { done } = await payers.begin();
    try {
      const at = String(server.metrics);
      const before = payers.told.length;
      const { code, out, err } = await top(launcher, at, "--json", "--every", "1");
      assert.equal(code, 0, err);
      const answered = payers.told.length - before;
      const found = JSON.parse(out);
      const [{ method, perSecond, p50Ms, p99Ms }] = found.methods;
      assert.deepEqual([method, found.sessions, found.connections], ["transfer", 3, 3]);
      assert.ok(perSecond > 1 && perSecond <= answered, `${perSecond} of ${answered}`);
      assert.ok(p50Ms > 0 && p50Ms <= p99Ms, `${p50Ms}, ${p99Ms}`);
      assert.ok(found.paymentsPerSecond > 1 && found.memoryBytes > 2 ** 24);
      const table = await top(launcher, at, "--plain", "--every", "1");
      assert.equal(table.code, 0, table.err);
      assert.match(table.out, /^bank \S+ at 127\.0\.0\.1:\d+, up 0 min: ready\n/);
      for (const word of ["payments/s", "view lag", "queue", "memory", "transfer"]) {
        assert.ok(table.out.includes(word), table.out);
      }
      assert.ok(!table.out.includes("\x1b"));
    } finally {
      payers.stop();
      await done;
      await payers.close();
    }
  });
}

const launcher = shipped()[0]!;

Deno.test("where there is no bank, or something else, it is said in words", async () => {
  using dir = scratch();
  await using server = await startServer({ launcher, data: join(dir.path, "data") });
  const rows: [string, number, RegExp][] = [
    ["1", 1, /No figures at http:\/\/127\.0\.0\.1:1.*Start the bank with --metrics/],
    [String(server.http), 1, /are no figures of a bank/],
    ["off", 2, /expected a port such as 9480/],
    ["0", 2, /expected a port such as 9480/],
  ];
  for (const [at, code, says] of rows) {
    const ran = await top(launcher, at, "--plain");
    assert.deepEqual([ran.code, says.test(ran.err)], [code, true], ran.err);
  }
});

Deno.test({
  name: "at a terminal it goes on until Ctrl-C, in place",
  ignore: !hasTmux,
  async fn() {
    using dir = scratch();
    const args = ["--metrics", "127.0.0.1:0"];
    await using server = await startServer({ launcher, data: join(dir.path, "data"), args });
    await using terminal = await Tmux.open({ cwd: dir.path, env: { HOME: dir.path, DENO_DIR } });
    const words = [launcher.command, ...launcher.args, "top", String(server.metrics)];
    await terminal.type([...words, "--every 1; echo ended $?"].join(" "));
    await terminal.press("Enter");
    const first = await terminal.until(/^bank [^]*payments\/s[^]*Ctrl-C ends\.$/);
    assert.doesNotMatch(first, /--every/, "it stands at the top, alone");
    const upOf = (screen: string) => /requests\/s[^]*processor +(\d+)/.exec(screen)?.[1];
    await terminal.until({ test: (screen) => upOf(screen) !== upOf(first) });
    await terminal.press("C-c");
    await terminal.until(/ended 0/);
  },
});
