// What is released for arm64 Linux, and a processor for it: the program out of its Debian package, run by qemu's emulator
// for single programs with the C library of Debian's cross packages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Launcher, Wrapper } from "./program.ts";
import { hasTools, released, unpackedDeb } from "./shipped.ts";

export const ARM64_DEB = /^bank_[\d.]+_arm64\.deb$/;

/** Where Debian's libc6-arm64-cross and libgcc-s1-arm64-cross put the libraries. */
const LIBRARIES = "/usr/aarch64-linux-gnu";

/**
 * The processor of a Raspberry Pi 4. One that signs its pointers (qemu's own choice) takes five times as long: the signatures
 * are computed in software.
 */
const PROCESSOR = "cortex-a72";

/** Words that run a program for arm64 here; null, after saying so, where something for it is missing. */
export function arm64Machine(): Wrapper | null {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    console.log("    (not an x86_64 Linux: the tests of both processors are skipped)");
    return null;
  }
  if (!hasTools("qemu-aarch64")) return null;
  if (!["libc.so.6", "libgcc_s.so.1"].every((name) => existsSync(join(LIBRARIES, "lib", name)))) {
    console.log("    (no libc6-arm64-cross, libgcc-s1-arm64-cross here: arm64 is skipped)");
    return null;
  }
  return ["qemu-aarch64", "-cpu", PROCESSOR, "-L", LIBRARIES];
}

/** The package for arm64, where it was made and can be unpacked. */
export function arm64Package(): string | null {
  const deb = released(ARM64_DEB);
  return deb !== null && hasTools("dpkg-deb") ? deb : null;
}

/** The program of the package, unpacked into this directory. */
export function arm64Program(deb: string, into: string): Launcher {
  return { name: "binary", command: join(unpackedDeb(deb, into), "usr", "bin", "bank"), args: [] };
}
