// `deno task release`: everything that is published, in dist/release: archives of the executable, the npm package, Debian
// packages, completions, the manual page, a list of what is inside (SBOM), install.sh and SHA256SUMS. The same commit gives
// the same bytes: times come from the commit, orders are sorted. RELEASE_TARGETS says for which platforms: "linux" (both
// processors, when nothing is said), "native" (this machine alone) or "all".
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ROOT, VERSION } from "./bundle.ts";
import { cratesIn } from "./crates.ts";
import { debianPackage } from "./debian.ts";
import { bom } from "./sbom.ts";

interface Target {
  readonly triple: string;
  /** What Debian calls the processor, where there is a package for it. */
  readonly debian?: "amd64" | "arm64";
}

const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", debian: "amd64" },
  { triple: "aarch64-unknown-linux-gnu", debian: "arm64" },
  { triple: "x86_64-apple-darwin" },
  { triple: "aarch64-apple-darwin" },
  { triple: "x86_64-pc-windows-msvc" },
];

const dist = join(ROOT, "dist");
const out = join(dist, "release");
const here = Deno.build.target;
const WANTED: Readonly<Record<string, (target: Target) => boolean>> = {
  native: ({ triple }) => triple === here,
  linux: ({ triple, debian }) => triple === here || debian !== undefined,
  all: () => true,
};
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
  fs.writeFileSync(join(stage, "bank.toml"), bank("config", "example"));
  fs.copyFileSync(join(ROOT, "LICENSE"), join(stage, "LICENSE"));
  fs.copyFileSync(join(ROOT, "README.md"), join(stage, "README.md"));
  fs.copyFileSync(join(ROOT, "build", "release", "bank.service"), join(stage, "bank.service"));
  for (const shell of ["bash", "zsh", "fish"]) {
    fs.writeFileSync(join(stage, `completion.${shell}`), bank("completions", shell));
  }
  return fs.readdirSync(stage).filter((name) =>
    !name.startsWith("bank") || ["bank.1", "bank.toml", "bank.service"].includes(name)
  ).sort();
}

/**
 * The archive of one platform, and its Debian package. Ends the program where the runtime for it cannot be had.
 * @returns where the executable is
 */
function make({ triple, debian }: Target, { stage, beside }: Stage): string {
  const native = triple === here;
  if (!native && !task("compile", "--target", triple)) process.exit(1);
  const extension = triple.includes("windows") ? ".exe" : "";
  const program = join(dist, native ? "bank" : `bank-${triple}${extension}`);
  const name = `bank${extension}`;
  fs.copyFileSync(program, join(stage, name));
  archive(`bank-${VERSION}-${triple}.tar.gz`, stage, [name, ...beside]);
  fs.rmSync(join(stage, name));
  if (debian) debianPackage({ out, stage, epoch: EPOCH, program, architecture: debian });
  return program;
}

interface Stage {
  readonly stage: string;
  /** The files in it that go into every archive. */
  readonly beside: readonly string[];
}

function sha256(name: string): string {
  return execFileSync("sha256sum", [name], { cwd: out, encoding: "utf8" });
}

const wanted = WANTED[process.env.RELEASE_TARGETS ?? "linux"];
if (!wanted) {
  console.error(`RELEASE_TARGETS is none of ${Object.keys(WANTED).join(", ")}.`);
  process.exit(2);
}
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
if (!task("npm")) process.exit(1);
fs.copyFileSync(join(dist, `bank-${VERSION}.tgz`), join(out, `bank-${VERSION}.tgz`));
if (!task("compile")) process.exit(1);
const stage = join(dist, "stage");
fs.rmSync(stage, { recursive: true, force: true });
const beside = texts(stage);
const programs: string[] = [];
for (const target of TARGETS) {
  if (wanted(target)) programs.push(make(target, { stage, beside }));
  else console.log(`${target.triple}: left out (RELEASE_TARGETS=all makes all of them)`);
}
const packages = fs.readdirSync(out).sort().map((name) => ({
  name,
  sha256: sha256(name).split(" ")[0]!,
}));
const crates = cratesIn(programs.values().map((program) => fs.readFileSync(program)));
fs.writeFileSync(join(out, "bom.cdx.json"), bom({ epoch: EPOCH, packages, crates }));
for (const name of ["install.sh", "bank.service", "bank.env"]) {
  fs.copyFileSync(join(ROOT, "build", "release", name), join(out, name));
}
fs.copyFileSync(join(stage, "bank.1"), join(out, "bank.1"));
const sums = fs.readdirSync(out).sort().map(sha256);
fs.writeFileSync(join(out, "SHA256SUMS"), sums.join(""));
console.log(sums.join(""));
