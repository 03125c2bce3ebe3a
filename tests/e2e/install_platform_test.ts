// install.sh takes the program for this machine: what `uname` says chooses the archive. The programs here only say for
// which platform they are.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type Scratch, scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";

const PLATFORMS: readonly (readonly [system: string, machine: string, triple: string])[] = [
  ["Linux", "x86_64", "x86_64-unknown-linux-gnu"],
  ["Linux", "aarch64", "aarch64-unknown-linux-gnu"],
  ["Darwin", "x86_64", "x86_64-apple-darwin"],
  ["Darwin", "arm64", "aarch64-apple-darwin"],
];

/** Where there is none: a 32-bit Raspberry Pi, another processor, another system. */
const OTHERS: readonly (readonly [system: string, machine: string])[] = [
  ["Linux", "armv7l"],
  ["Linux", "riscv64"],
  ["FreeBSD", "amd64"],
];

function executableAt(path: string, script: string): void {
  Deno.writeTextFileSync(path, `#!/bin/sh\n${script}\n`);
  Deno.chmodSync(path, 0o755);
}

/** A release with an archive for each platform. @returns install.sh in it. */
function release(dir: Scratch): string {
  for (const [, , triple] of PLATFORMS) {
    executableAt(join(dir.path, "bank"), `echo "9.9.9 for ${triple}"`);
    const words = ["tar", "-czf", `bank-9.9.9-${triple}.tar.gz`, "bank"];
    assert.equal(tool(words, { cwd: dir.path }).code, 0);
  }
  const names = readdirSync(dir.path).filter((name) => name.endsWith(".tar.gz"));
  dir.file("SHA256SUMS", tool(["sha256sum", ...names], { cwd: dir.path }).out);
  Deno.copyFileSync(join(ROOT, "build", "release", "install.sh"), join(dir.path, "install.sh"));
  return join(dir.path, "install.sh");
}

/** The script on a machine where `uname` says this. */
function installs(dir: Scratch, system: string, machine: string) {
  const bin = join(dir.path, "machine");
  Deno.mkdirSync(bin, { recursive: true });
  executableAt(join(bin, "uname"), `[ "$1" = -s ] && echo ${system} || echo ${machine}`);
  const env = { PATH: `${bin}:${Deno.env.get("PATH")}` };
  return tool([release(dir), join(dir.path, "into")], { env });
}

for (const [system, machine, triple] of PLATFORMS) {
  Deno.test({
    name: `install.sh: ${system} on ${machine} gets ${triple}`,
    ignore: !hasTools("tar", "sha256sum"),
    fn() {
      using dir = scratch();
      const { code, out, err } = installs(dir, system, machine);
      assert.deepEqual([code, err], [0, ""]);
      assert.equal(out, `bank 9.9.9 for ${triple} is in ${join(dir.path, "into")}\n`);
    },
  });
}

for (const [system, machine] of OTHERS) {
  Deno.test({
    name: `install.sh: ${system} on ${machine} is told that there is no program for it`,
    ignore: !hasTools("tar", "sha256sum"),
    fn() {
      using dir = scratch();
      const { code, out, err } = installs(dir, system, machine);
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, new RegExp(`no program for ${system} on ${machine}; use the npm package`));
      assert.equal(existsSync(join(dir.path, "into")), false);
    },
  });
}
