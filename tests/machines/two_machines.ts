// `deno task two-machines`: two Debian machines with a cable between them, under qemu with processors in software. The
// package, with systemd really running, is on one; the executable, out of its archive, on the other. Prints what was seen
// and how long it took, for docs/two-machines.md. It takes many minutes, and needs root and a Debian mirror.
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import process from "node:process";
import { scratch } from "../support/program.ts";
import { hasTools, NATIVE_DEB, RELEASE, released, tool } from "../support/shipped.ts";
import { Figures } from "./figures.ts";
import { debianImage } from "./image.ts";
import { Machine } from "./machine.ts";
import { story } from "./story.ts";

const deb = released(NATIVE_DEB);
const archive = released(new RegExp(`^bank-[\\d.]+-${Deno.build.target}\\.tar\\.gz$`));
if (!deb || !archive || !hasTools("qemu-system-x86_64", "mmdebstrap", "mke2fs", "tar", "timeout")) {
  process.exit(1);
}
const figures = new Figures();
const { image, seconds } = debianImage();
figures.saw("image, from Debian's packages", seconds === 0 ? "was there" : `${seconds} s`);
using dir = scratch();
const payload = join(dir.path, "payload.tar");
const names = [basename(deb), basename(archive), "install.sh", "SHA256SUMS"];
assert.equal(tool(["tar", "-cf", payload, "-C", RELEASE, ...names]).code, 0);
const cable = (end: string) => `server=${end},addr.type=unix,addr.path=${join(dir.path, "cable")}`;
const common = { image, payload, dir: dir.path };
await using server = new Machine({ ...common, name: "server", cable: cable("on"), port: 1 });
await new Promise((resolve) => setTimeout(resolve, 2_000));
await using client = new Machine({ ...common, name: "client", cable: cable("off"), port: 2 });
/** A run that is stopped leaves nothing behind. */
const stopped = () => {
  for (const machine of [server, client]) machine.off();
  dir[Symbol.dispose]();
  process.exit(130);
};
process.on("SIGINT", stopped).on("SIGTERM", stopped);
await story({ server, client, figures });
process.off("SIGINT", stopped).off("SIGTERM", stopped);
console.log(figures.table());
