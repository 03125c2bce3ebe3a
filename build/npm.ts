// `deno task npm`: dist/npm and dist/bank-VERSION.tgz, a package for plain Node ≥ 20 that needs no Deno.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import config from "../deno.json" with { type: "json" };
import { bundle, ROOT, VERSION } from "./bundle.ts";

const out = join(ROOT, "dist", "npm");

await bundle({ platform: "node", outdir: join(out, "dist") });
fs.chmodSync(join(out, "dist", "bank.mjs"), 0o755);

const kvVersion = config.imports["@deno/kv"].split("@").at(-1);
const manifest = {
  name: "bank",
  version: VERSION,
  description: "A small bank for a community: server, terminal client, sealed alerts.",
  license: "MIT",
  type: "module",
  bin: { bank: "dist/bank.mjs" },
  files: ["dist", "README.md", "LICENSE"],
  engines: { node: ">=20.11" },
  dependencies: { "@deno/kv": kvVersion },
};
fs.writeFileSync(join(out, "package.json"), JSON.stringify(manifest, null, 2) + "\n");
for (const name of ["README.md", "LICENSE"]) {
  fs.copyFileSync(join(ROOT, name), join(out, name));
}
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
execFileSync(npm, ["pack", "--silent", "--pack-destination", join(ROOT, "dist")], {
  cwd: out,
  stdio: "inherit",
});
console.log(`dist/bank-${VERSION}.tgz`);
