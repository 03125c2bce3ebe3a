// What tests need that is not a package of ours: installed once under dist/, by whichever test is first; where it cannot be
// had, it is said why.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./program.ts";
import { hasTools, tool } from "./shipped.ts";

export interface Installing {
  /** Where it is to be, in dist/. */
  readonly place: string;
  /** Says why something was skipped, and how to bring it back. */
  readonly what: string;
  /** Puts it into this directory, which takes its place when all is there. @returns why it cannot be had, or null. */
  readonly install: (making: string, home: string) => string | null;
}

/** @returns the directory; null, after saying so, where it cannot be had. */
export function installedOnce({ place, what, install }: Installing): string | null {
  const home = join(ROOT, "dist", place);
  if (existsSync(home)) return home;
  mkdirSync(dirname(home), { recursive: true });
  // Another test may be at it as well: the first that is ready puts it in its place.
  const making = mkdtempSync(join(dirname(home), ".making-"));
  try {
    const why = install(making, home);
    if (why === null) renameSync(making, home);
    else console.log(`    (no ${what}: ${why}; what needs it is skipped)`);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return existsSync(home) ? home : null;
}

/** Runs a program of the system. @returns the last thing that it said when it failed, or null. */
export function failure(words: readonly string[]): string | null {
  const { code, out, err } = tool(words);
  return code === 0 ? null : (err + out).trim().split("\n").at(-1)!;
}

export interface Packages {
  /** Of the set: another one for other packages. */
  readonly name: string;
  /** Pinned. */
  readonly packages: readonly string[];
}

/** Packages from npm for a program on plain Node, with what they do when they are installed. */
export function npmPackages({ name, packages }: Packages): string | null {
  const flags = ["--silent", "--no-audit", "--no-fund", "--no-save"];
  return installedOnce({
    place: `npm_packages/${name}`,
    what: `${packages.join(", ")} from npm`,
    install: (making) =>
      hasTools("npm", "node")
        ? failure(["npm", "install", "--prefix", making, ...flags, ...packages])
        : "no npm",
  });
}

export interface PythonPackages extends Packages {
  /** For their files alone: what they need is not installed. */
  readonly bare?: readonly string[];
}

/** @returns a Python that has these packages from PyPI. */
export function pythonWith({ name, packages, bare = [] }: PythonPackages): string | null {
  const home = installedOnce({
    place: `python/${name}`,
    what: `${packages.join(", ")} for Python (\`apt-get install python3-venv\`)`,
    install(making) {
      const python = join(making, "bin", "python");
      const pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
      const patience = ["--retries", "1", "--timeout", "20"];
      return failure(["python3", "-m", "venv", making]) ??
        failure([...pip, ...patience, ...packages]) ??
        (bare.length === 0 ? null : failure([...pip, ...patience, "--no-deps", ...bare]));
    },
  });
  return home && join(home, "bin", "python");
}
