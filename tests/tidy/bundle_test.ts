// What is shipped is whole: whatever a bundle asks for by name while it runs is a part of it, of the platform or of the
// packages that are installed with it. A source has its node_modules beside it and never shows what is missing.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { bundle } from "../../build/bundle.ts";
import { ROOT, scratch } from "../support/program.ts";

/** What npm installs with the package, and what `ws` tries and does without. */
const INSTALLED = ["@deno/kv"];
const TRIED = ["bufferutil", "utf-8-validate"];

/** The only ways in which a module may ask where it is. */
const WHERE = [
  /import\{createRequire as __cr\}from'node:module';const require=__cr\(import\.meta\.url\);/g,
  /new URL\((?:"[^"]+"|\w+),import\.meta\.url\)/g,
  /import\.meta\.url\.endsWith\(/g,
];

/** By which files beside the bundle could be asked for. */
const ASKING =
  /\bcreateRequire\b|\brequire\.resolve\b|\b__(?:dirname|filename)\b|\bimport\.meta\.\w+/;

for (const platform of ["deno", "node"] as const) {
  Deno.test(`bundle for ${platform}: everything that it asks for by name is there`, async () => {
    using dir = scratch();
    const { outputs } = await bundle({ platform, outdir: dir.path });
    const asked = Object.values(outputs).flatMap(({ imports }) => imports);
    assert.ok(asked.length > 50, `only ${asked.length} names were looked at`);
    const missing = asked.filter(({ path, external }) =>
      !external
        ? !existsSync(join(ROOT, path))
        : !(path.startsWith("node:") && isBuiltin(path)) && !TRIED.includes(path) &&
          !(platform === "node" && INSTALLED.includes(path))
    );
    assert.deepEqual(missing.map(({ kind, path }) => `${kind} ${path}`), []);
  });

  Deno.test(`bundle for ${platform}: no file of the source is looked for beside it`, async () => {
    using dir = scratch();
    await bundle({ platform, outdir: dir.path });
    const files = readdirSync(dir.path).filter((name) => name.endsWith(".mjs"));
    for (const name of files) {
      const text = readFileSync(join(dir.path, name), "utf8");
      const files = text.matchAll(/new URL\("([^"]+)",import\.meta\.url\)|"(\.\/[\w.-]+\.mjs)"/g);
      for (const [, file, module] of files) {
        assert.ok(
          existsSync(join(dir.path, file ?? module!)),
          `${name} asks for ${file ?? module}`,
        );
      }
      const rest = WHERE.reduce((left, known) => left.replace(known, ""), text);
      const at = rest.search(ASKING);
      assert.equal(at < 0 ? "" : `${name}: ${rest.slice(Math.max(0, at - 60), at + 80)}`, "");
    }
  });
}
