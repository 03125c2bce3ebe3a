// What `deno task release` left in dist/, for the tests of what is shipped: where each file is, the executable as a
// launcher, other programs of the system run to their end. Says it when something is not there.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Launcher, type Ran, ROOT, type Wrapper } from "./program.ts";

/** The Debian package that installs here. */
export const NATIVE_DEB = Deno.build.arch === "aarch64"
  ? /^bank_[\d.]+_arm64\.deb$/
  : /^bank_[\d.]+_amd64\.deb$/;

export const RELEASE = join(ROOT, "dist", "release");

/** The one file of the release with such a name. @returns null, after saying so, where there is none. */
export function released(name: RegExp): string | null {
  const found = existsSync(RELEASE) && readdirSync(RELEASE).find((one) => name.test(one));
  if (found) return join(RELEASE, found);
  console.log(`    (no ${name.source} in dist/release: \`deno task release\` makes it; skipped)`);
  return null;
}

/** @returns null, after saying so, where it has not been compiled. */
export function executable(): Launcher | null {
  const command = join(ROOT, "dist", "bank");
  if (existsSync(command)) return { name: "binary", command, args: [] };
  console.log("    (no dist/bank: `deno task compile` makes it; the tests of it are skipped)");
  return null;
}

/** The same program with words before it, e.g. `ip netns exec NAME`. */
export function within({ name, command, args }: Launcher, wrapper: Wrapper): Launcher {
  const [first, ...rest] = [...wrapper, command, ...args];
  return { name, command: first!, args: rest };
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs a program of the system; code 127 where there is none. */
export function tool(words: readonly string[], options: ToolOptions = {}): Ran {
  const [command, ...args] = words;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  try {
    const ran = new Deno.Command(command!, { ...options, args, stdin: "null" }).outputSync();
    return { code: ran.code, out: text(ran.stdout), err: text(ran.stderr) };
  } catch (error) {
    return { code: 127, out: "", err: String(error) };
  }
}

/** Whether the system has all of these; says which it lacks. */
export function hasTools(...names: readonly string[]): boolean {
  const missing = names.filter((name) => tool(["which", name]).code !== 0);
  if (missing.length === 0) return true;
  console.log(`    (no ${missing.join(", ")} here: the tests that need it are skipped)`);
  return false;
}

/** Unpacks the Debian package. @returns the directory that stands for `/`. */
export function unpackedDeb(deb: string, into: string): string {
  const { code, err } = tool(["dpkg-deb", "-x", deb, into]);
  if (code !== 0) throw new Error(`dpkg-deb -x: ${err}`);
  return into;
}
