// Python with packages from PyPI, each set installed once under dist/; where that cannot be done, it is said why.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./program.ts";
import { tool } from "./shipped.ts";

const KEPT = join(ROOT, "dist", "python");

export interface PythonOptions {
  /** Of the set: another one for other packages. */
  readonly name: string;
  /** Pinned, e.g. `ofxparse==0.21`. */
  readonly packages: readonly string[];
  /** For their files alone: what they need is not installed. */
  readonly bare?: readonly string[];
}

/** @returns a Python that has them; null, after saying so, where there is none. */
export function pythonWith({ name, packages, bare = [] }: PythonOptions): string | null {
  const home = join(KEPT, name);
  const libraries = join(home, "lib");
  const python = join(home, "python");
  if (existsSync(python)) return python;
  mkdirSync(KEPT, { recursive: true });
  // Another test may be at it as well: whoever is ready first puts it in its place.
  const making = mkdtempSync(join(KEPT, ".making-"));
  const pip = ["python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const target = ["--retries", "1", "--timeout", "20", "--target", join(making, "lib")];
  const steps = [
    [...pip, ...target, ...packages],
    ...(bare.length === 0 ? [] : [[...pip, ...target, "--no-deps", ...bare]]),
  ];
  try {
    for (const words of steps) {
      const { code, err } = tool(words);
      if (code === 0) continue;
      const why = err.trim().split("\n").at(-1);
      console.log(`    (no ${packages.join(", ")} for Python: ${why}; what needs it is skipped)`);
      return null;
    }
    const script = `#!/bin/sh\nPYTHONPATH='${libraries}' exec python3 "$@"\n`;
    Deno.writeTextFileSync(join(making, "python"), script, { mode: 0o755 });
    renameSync(making, home);
  } catch (error) {
    if (!existsSync(python)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return python;
}
