// The machine and the versions that figures were seen on, and a world without a screen for tools.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { runtime } from "#runtime";
import type { World } from "../../console/world.ts";

export function machineText(postgres = "PostgreSQL not installed"): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const kernel = readFileSync("/proc/sys/kernel/osrelease", "utf8").trim();
  return `${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${memory}, Linux ${kernel}; ` +
    `${runtime.name}, ${postgres}. Load generator and server share the machine; every answer is durable.`;
}

const silent = () => {};
const unasked = () => Promise.reject(new Error("nobody is here"));

export const quietWorld: World = {
  host: {
    clock: () => Date.now(),
    after: runtime.after,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    log: { info: silent, warn: console.error, error: console.error },
  },
  runtime,
  env: {},
  screen: {
    interactive: false,
    columns: 80,
    out: silent,
    say: silent,
    written: () => Promise.resolve(null),
    ask: unasked,
    readAll: unasked,
  },
  version: "bench",
};
