// The bare thing that alerts are measured beside: a process that sends every datagram back, and round trips to it over
// the same sockets that the product uses. Run as a program it is the process: prints its port, ends with its standard input.
import { join } from "node:path";
import { runtime } from "#runtime";
import { linesOf, ROOT } from "../support/program.ts";

export interface Echo {
  /** Milliseconds of one round trip. */
  roundTrip(bytes: number): Promise<number>;
  stop(): Promise<void>;
}

/** Milliseconds after which a datagram counts as lost. */
const LOST_MS = 1_000;

export async function startEcho(): Promise<Echo> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(ROOT, "tests", "bench", "udp_echo.ts")],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = linesOf(child.stdout);
  const { value: port } = await output.lines.next();
  const socket = await runtime.bindUdp({ hostname: "0.0.0.0", port: 0 });
  const to = { hostname: "127.0.0.1", port: Number(port) };
  const arrivals = socket.datagrams[Symbol.asyncIterator]();
  return {
    async roundTrip(bytes) {
      const began = performance.now();
      await socket.send(new Uint8Array(bytes), to);
      const lost = new Promise<never>((_, reject) => {
        const timer = setTimeout(() => reject(new Error("the echo lost a datagram")), LOST_MS);
        Deno.unrefTimer(timer);
      });
      await Promise.race([arrivals.next(), lost]);
      return performance.now() - began;
    },
    async stop() {
      socket.close();
      await child.stdin.close();
      await child.status;
      await output.cancel();
    },
  };
}

if (import.meta.main) {
  const socket = await runtime.bindUdp({ hostname: "127.0.0.1", port: 0 });
  console.log(socket.address.port);
  void (async () => {
    for await (const [bytes, from] of socket.datagrams) void socket.send(bytes, from);
  })();
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}
