// A bank as a service of systemd: what it says on the manager's socket, and that it runs where the socket is not listened on.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Launcher, scratch, shipped, startServer } from "../support/program.ts";

const READY = "READY=1\nSTATUS=Serving";

/** The manager's end of the socket. */
function manager(path: string) {
  const socket = Deno.listenDatagram({ transport: "unixpacket", path });
  const said: string[] = [];
  const waiting: { readonly text: string; readonly count: number; readonly done: () => void }[] =
    [];
  const counted = (text: string) => said.filter((one) => one === text).length;
  const over = (async () => {
    for await (const [bytes] of socket) {
      said.push(new TextDecoder().decode(bytes));
      for (const { text, count, done } of waiting) if (counted(text) >= count) done();
    }
  })();
  return {
    said,
    hears: (text: string, count = 1): Promise<void> =>
      counted(text) >= count
        ? Promise.resolve()
        : new Promise((done) => waiting.push({ text, count, done })),
    async [Symbol.asyncDispose]() {
      socket.close();
      await over;
    },
  };
}

const started = (launcher: Launcher, path: string, { socket, watched }: {
  readonly socket: string;
  readonly watched: boolean;
}) =>
  startServer({
    launcher,
    data: join(path, "data"),
    wrapper: [
      "env",
      `NOTIFY_SOCKET=${socket}`,
      ...(watched ? ["WATCHDOG_USEC=200000"] : ["WATCHDOG_USEC=200000", "WATCHDOG_PID=1"]),
    ],
  });

for (const launcher of shipped().filter(({ name }) => name !== "node")) {
  Deno.test(`${launcher.name}: says that it is ready, that it turns, and that it stops`, async () => {
    using dir = scratch();
    const socket = join(dir.path, "manager.sock");
    await using heard = manager(socket);
    await using server = await started(launcher, dir.path, { socket, watched: true });
    await heard.hears("WATCHDOG=1", 3);
    assert.equal(heard.said[0], READY);
    assert.ok(!existsSync(join(dir.path, "data", "notify.sock")));
    const { code } = await server.stop();
    await heard.hears("STOPPING=1");
    assert.deepEqual([code, server.stderr()], [0, ""]);
    assert.deepEqual(new Set(heard.said), new Set([READY, "WATCHDOG=1", "STOPPING=1"]));
  });

  Deno.test(`${launcher.name}: another process is watched, or nobody listens: the bank runs`, async () => {
    using dir = scratch();
    const socket = join(dir.path, "manager.sock");
    {
      await using heard = manager(socket);
      await using server = await started(launcher, dir.path, { socket, watched: false });
      await heard.hears(READY);
      await server.stop();
      await heard.hears("STOPPING=1");
      assert.deepEqual(heard.said, [READY, "STOPPING=1"]);
    }
    for (const nobody of [join(dir.path, "nobody.sock"), "@abstract"]) {
      await using server = await started(launcher, dir.path, { socket: nobody, watched: false });
      const { code } = await server.stop();
      assert.deepEqual(
        [code, server.stderr().match(/the service manager cannot be told/g)?.length],
        [0, 1],
        server.stderr(),
      );
    }
  });
}

for (const launcher of shipped().filter(({ name }) => name === "node")) {
  Deno.test("node: has no such sockets, says so and runs", async () => {
    using dir = scratch();
    const socket = join(dir.path, "manager.sock");
    await using server = await started(launcher, dir.path, { socket, watched: true });
    await server.stop();
    assert.match(server.stderr(), /cannot be told .*the unit needs Type=exec/);
  });
}
