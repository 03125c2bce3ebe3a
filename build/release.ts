// `deno task release`: everything that is published, in dist/release: archives of the executable, the npm package, a
// Debian package, completions, the manual page, a list of what is inside (SBOM), install.sh and SHA256SUMS. The same commit
// gives the same bytes: times come from the commit, orders are sorted.
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ROOT, VERSION } from "./bundle.ts";
import { debianPackage } from "./debian.ts";
import { bom } from "./sbom.ts";

const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

const dist = join(ROOT, "dist");
const out = join(dist, "release");
const here = `${process.arch === "x64" ? "x86_64" : "aarch64"}-unknown-linux-gnu`;
/** Seconds since 1970 that every file of the release carries. */
const EPOCH = git("log", "-1", "--format=%ct") || "1790000000";

function git(...args: string[]): string {
  const { status, stdout } = spawnSync("git", args, { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? stdout.trim() : "";
}

function task(name: string, ...args: string[]): boolean {
  const words = ["run", "-A", join(ROOT, "build", `${name}.ts`), ...args];
  return spawnSync(process.execPath, words, { cwd: ROOT, stdio: "inherit" }).status === 0;
}

/** The same bytes for the same files: sorted names, no owner, one time. */
function archive(name: string, directory: string, files: readonly string[]): void {
  const tar = join(out, name.replace(/\.gz$/, ""));
  const same = ["--sort=name", `--mtime=@${EPOCH}`, "--owner=0", "--group=0", "--numeric-owner"];
  execFileSync("tar", [...same, "-cf", tar, "-C", directory, ...files]);
  execFileSync("gzip", ["-9", "-n", "-f", tar]);
}

function bank(...args: string[]): string {
  return execFileSync(join(dist, "bank"), args, { encoding: "utf8", maxBuffer: 2 ** 24 });
}

/** What stands beside the executable in every archive. */
function texts(stage: string): string[] {
  fs.mkdirSync(stage, { recursive: true });
  fs.writeFileSync(join(stage, "bank.1"), bank("man"));
  fs.copyFileSync(join(ROOT, "LICENSE"), join(stage, "LICENSE"));
  fs.copyFileSync(join(ROOT, "README.md"), join(stage, "README.md"));
  fs.copyFileSync(join(ROOT, "build", "release", "bank.service"), join(stage, "bank.service"));
  for (const shell of ["bash", "zsh", "fish"]) {
    fs.writeFileSync(join(stage, `completion.${shell}`), bank("completions", shell));
  }
  return fs.readdirSync(stage).filter((name) =>
    !name.startsWith("bank") || name === "bank.1" || name === "bank.service"
  ).sort();
}

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
if (!task("npm")) process.exit(1);
fs.copyFileSync(join(dist, `bank-${VERSION}.tgz`), join(out, `bank-${VERSION}.tgz`));
if (!task("compile")) process.exit(1);
const stage = join(dist, "stage");
fs.rmSync(stage, { recursive: true, force: true });
const beside = texts(stage);
for (const target of TARGETS) {
  const native = target === here;
  if (!native && process.env.RELEASE_TARGETS !== "all") {
    console.log(
      `${target}: left out (RELEASE_TARGETS=all makes all of them, where Deno can download their runtimes)`,
    );
    continue;
  }
  if (!native && !task("compile", "--target", target)) process.exit(1);
  const name = target.includes("windows") ? "bank.exe" : "bank";
  const built = native ? "bank" : `bank-${target}${name.endsWith(".exe") ? ".exe" : ""}`;
  fs.copyFileSync(join(dist, built), join(stage, name));
  archive(`bank-${VERSION}-${target}.tar.gz`, stage, [name, ...beside]);
  fs.rmSync(join(stage, name));
}
fs.writeFileSync(join(out, "bom.cdx.json"), bom(EPOCH));
for (const name of ["install.sh", "bank.service", "bank.env"]) {
  fs.copyFileSync(join(ROOT, "build", "release", name), join(out, name));
}
fs.copyFileSync(join(stage, "bank.1"), join(out, "bank.1"));
debianPackage({ out, stage, epoch: EPOCH });
const sums = fs.readdirSync(out).sort().map((name) =>
  execFileSync("sha256sum", [name], { cwd: out, encoding: "utf8" })
);
fs.writeFileSync(join(out, "SHA256SUMS"), sums.join(""));
console.log(sums.join(""));
