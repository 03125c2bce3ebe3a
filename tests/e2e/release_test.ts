// What is published, as its users find it: sums that fit, an installer that refuses what does not, archives, the Debian
// packages (this machine's in a test root). With RELEASE_TWICE=1 (it takes a minute or two and replaces dist/) also that two
// builds give the same bytes.
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ARM64_DEB } from "../support/arm64.ts";
import { ROOT, type Scratch, scratch } from "../support/program.ts";
import { hasTools, NATIVE_DEB, RELEASE, released, tool, unpackedDeb } from "../support/shipped.ts";

const archive = released(new RegExp(`^bank-[\\d.]+-${Deno.build.target}\\.tar\\.gz$`));
const deb = released(NATIVE_DEB);
const hasDpkg = deb !== null && hasTools("dpkg", "dpkg-deb");
const { version } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));

Deno.test({
  name: "release: SHA256SUMS names every file, and each fits",
  ignore: archive === null,
  fn() {
    const checked = tool(["sha256sum", "--check", "--strict", "SHA256SUMS"], { cwd: RELEASE });
    assert.equal(checked.code, 0, checked.out + checked.err);
    const listed = [...checked.out.matchAll(/^(.*): OK$/gm)].map(([, name]) => name);
    const there = readdirSync(RELEASE).filter((name) => name !== "SHA256SUMS").sort();
    assert.deepEqual(listed.toSorted(), there);
  },
});

/** A copy of what install.sh needs, in a directory whose name has a space. */
function download(dir: Scratch): string {
  const path = join(dir.path, "down load");
  Deno.mkdirSync(path);
  for (const name of ["install.sh", "SHA256SUMS", basename(archive!)]) {
    copyFileSync(join(RELEASE, name), join(path, name));
  }
  return path;
}

Deno.test({
  name: "install.sh: installs the program that was released, and again over it",
  ignore: archive === null,
  fn() {
    using dir = scratch();
    const script = join(download(dir), "install.sh");
    const into = join(dir.path, "new", "bin");
    for (const _ of ["first", "again"]) {
      const { code, out, err } = tool([script, into]);
      assert.equal(code, 0, err);
      assert.match(
        out,
        new RegExp(`^bank ${RegExp.escape(version)} \\(.*\\) is in .*/new/bin\\n$`),
      );
    }
    assert.deepEqual(readdirSync(into), ["bank"]);
    assert.equal(Deno.statSync(join(into, "bank")).mode! & 0o777, 0o755);
  },
});

Deno.test({
  name: "install.sh: a relative directory is meant from where the person is",
  ignore: archive === null,
  fn() {
    using dir = scratch();
    const script = join(download(dir), "install.sh");
    const { code, err } = tool([script, "my/bin"], { cwd: dir.path });
    assert.equal(code, 0, err);
    assert.ok(existsSync(join(dir.path, "my", "bin", "bank")), "it is elsewhere");
  },
});

type Damage = readonly [what: string, says: RegExp, harm: (path: string) => void];

const DAMAGES: readonly Damage[] = [
  [
    "a changed archive",
    /is not what was released.*nothing was installed/,
    (path) => appendFileSync(join(path, basename(archive!)), "x"),
  ],
  ["another sum", /is not what was released.*nothing was installed/, (path) => {
    const sums = readFileSync(join(path, "SHA256SUMS"), "utf8");
    Deno.writeTextFileSync(join(path, "SHA256SUMS"), sums.replace(/^[0-9a-f]/gm, "z"));
  }],
  ["a missing line", /does not list .*nothing was installed/, (path) => {
    const sums = readFileSync(join(path, "SHA256SUMS"), "utf8").split("\n");
    const others = sums.filter((line) => !line.endsWith(`  ${basename(archive!)}`));
    Deno.writeTextFileSync(join(path, "SHA256SUMS"), others.join("\n"));
  }],
  [
    "no sums",
    /does not list .*nothing was installed/,
    (path) => Deno.removeSync(join(path, "SHA256SUMS")),
  ],
  [
    "no archive",
    /download it from the same release/,
    (path) => Deno.removeSync(join(path, basename(archive!))),
  ],
];

for (const [what, pattern, harm] of DAMAGES) {
  Deno.test({
    name: `install.sh: ${what} is refused, and nothing is installed`,
    ignore: archive === null,
    fn() {
      using dir = scratch();
      const path = download(dir);
      harm(path);
      const into = join(dir.path, "bin");
      const { code, out, err } = tool([join(path, "install.sh"), into]);
      assert.deepEqual([code, out], [1, ""], err);
      assert.match(err, pattern);
      assert.equal(existsSync(into), false);
    },
  });
}

Deno.test({
  name: "release: the archive has the program and its texts, owned by nobody in particular",
  ignore: archive === null,
  fn() {
    const { out } = tool(["tar", "--numeric-owner", "-tvzf", archive!]);
    const rows = out.trim().split("\n").map((row) => row.split(/\s+/));
    assert.deepEqual(
      rows.map(([mode, owner, , , , name]) => `${mode} ${owner} ${name}`).sort(),
      [
        "-rw-r--r-- 0/0 LICENSE",
        "-rw-r--r-- 0/0 README.md",
        "-rw-r--r-- 0/0 bank.1",
        "-rw-r--r-- 0/0 bank.service",
        "-rw-r--r-- 0/0 bank.toml",
        "-rw-r--r-- 0/0 completion.bash",
        "-rw-r--r-- 0/0 completion.fish",
        "-rw-r--r-- 0/0 completion.zsh",
        "-rwxr-xr-x 0/0 bank",
      ].sort(),
    );
    assert.equal(new Set(rows.map((row) => `${row[3]} ${row[4]}`)).size, 1, "one time for all");
  },
});

Deno.test({
  name: "release: the SBOM names what is shipped, with hashes, and not what it was built with",
  ignore: archive === null,
  fn() {
    const bom = JSON.parse(readFileSync(join(RELEASE, "bom.cdx.json"), "utf8"));
    assert.deepEqual([bom.bomFormat, bom.specVersion], ["CycloneDX", "1.6"]);
    const { name, version: described } = bom.metadata.component;
    assert.deepEqual([name, described], ["bank", version]);
    const names: string[] = bom.components.map((part: { name: string }) => part.name);
    const { imports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
    const built = /esbuild|fast-check|pure-rand|typescript|playwright|axe-core|@types|webhooks/;
    const shipped = Object.keys(imports).map((one) => one.replace(/\/$/, ""))
      .filter((one) => !one.startsWith("#") && !built.test(one));
    assert.deepEqual(shipped.filter((one) => !names.includes(one)), []);
    assert.deepEqual(names.filter((one) => built.test(one)), []);
    // The runtime is that of the executable, not of the test.
    const [, runtime] = /deno ([\d.]+)/.exec(tool([join(ROOT, "dist", "bank"), "--version"]).out) ??
      [];
    const deno = bom.components.find((part: { name: string }) => part.name === "deno");
    assert.equal(deno.version, runtime);
  },
});

for (const each of new Set([deb, released(ARM64_DEB)])) {
  Deno.test({
    name: `Debian package: lintian has nothing to say${each && ` to ${basename(each)}`}`,
    ignore: each === null || !hasDpkg || !hasTools("lintian"),
    fn() {
      const { code, out } = tool(["lintian", "--fail-on", "pedantic", each!]);
      assert.deepEqual([code, out], [0, ""]);
    },
  });
}

/** `/run` is hidden, so that no script of the package can reach this machine's own systemd. */
const HIDDEN = ["unshare", "--mount", "sh", "-ec", 'mount -t tmpfs none /run; exec "$@"', "sh"];
const hides = tool([...HIDDEN, "true"]).code === 0;
if (!hides) console.log("    (no mount namespaces here: dpkg -i and the unit are skipped)");

function dpkgIn(root: string) {
  Deno.mkdirSync(join(root, "var", "lib", "dpkg"), { recursive: true });
  for (const name of ["info", "updates", "triggers"]) {
    Deno.mkdirSync(join(root, "var", "lib", "dpkg", name), { recursive: true });
  }
  Deno.writeTextFileSync(join(root, "var", "lib", "dpkg", "status"), "");
  const force = ["--force-script-chrootless", "--force-depends", "--force-confold"];
  return (...words: string[]) => {
    const { code, out, err } = tool([...HIDDEN, "dpkg", `--root=${root}`, ...force, ...words]);
    assert.equal(code, 0, out + err);
  };
}

Deno.test({
  name: "Debian package: installs, runs, stays itself over an upgrade, and goes without the money",
  ignore: !hasDpkg || !hides,
  fn() {
    using dir = scratch();
    const root = dir.path;
    const dpkg = dpkgIn(root);
    dpkg("--install", deb!);
    const told = tool([join(root, "usr", "bin", "bank"), "--version"]);
    assert.match(told.out, new RegExp(`^${RegExp.escape(version)} \\([0-9a-f]{10}\\+?, `));
    const settings = join(root, "etc", "bank", "bank.env");
    const data = join(root, "var", "lib", "bank");
    Deno.mkdirSync(data);
    Deno.writeTextFileSync(join(data, "bank.kv"), "money");
    appendFileSync(settings, "BANK_PORT=7500\n");
    dpkg("--install", deb!);
    assert.match(readFileSync(settings, "utf8"), /BANK_PORT=7500/);
    dpkg("--remove", "bank");
    assert.equal(existsSync(join(root, "usr", "bin", "bank")), false);
    assert.equal(existsSync(join(root, "usr", "lib", "systemd", "system", "bank.service")), false);
    assert.match(readFileSync(settings, "utf8"), /BANK_PORT=7500/);
    const status = readFileSync(join(root, "var", "lib", "dpkg", "status"), "utf8");
    assert.match(
      status,
      /Status: deinstall ok config-files[\s\S]*Conffiles:\n \/etc\/bank\/bank\.env/,
    );
    dpkg("--purge", "bank");
    assert.equal(existsSync(settings), false);
    assert.equal(readFileSync(join(data, "bank.kv"), "utf8"), "money");
  },
});

Deno.test({
  name: "Debian package: dpkg-deb unpacks it, and its sums fit",
  ignore: !hasDpkg,
  fn() {
    using dir = scratch();
    const root = unpackedDeb(deb!, dir.path);
    tool(["dpkg-deb", "-e", deb!, join(root, "DEBIAN")]);
    const sums = tool(["md5sum", "--check", "--strict", "DEBIAN/md5sums"], { cwd: root });
    assert.equal(sums.code, 0, sums.out + sums.err);
    const bank = join(root, "usr", "bin", "bank");
    assert.match(tool([bank, "--version"]).out, /^\d+\.\d+\.\d+ /);
    const [, toml] = readFileSync(join(root, "DEBIAN", "conffiles"), "utf8").split("\n");
    assert.match(tool([bank, "config", "check", root + toml]).out, /bank\.toml: 0 settings, all/);
  },
});

/** The package laid over this machine's own /usr, for this one command. */
function overlaid(dir: Scratch, words: readonly string[]) {
  const script =
    'mount --make-rprivate /; mount -t overlay -o "lowerdir=$1/usr:/usr" overlay /usr; ' +
    'shift; exec "$@"';
  return tool(["unshare", "--mount", "sh", "-ec", script, "sh", dir.path, ...words]);
}

Deno.test({
  name: "Debian package: systemd takes the unit as it is, bash its completions, man its page",
  ignore: !hasDpkg || !hides,
  fn() {
    using dir = scratch();
    unpackedDeb(deb!, dir.path);
    if (overlaid(dir, ["true"]).code !== 0) return console.log("    (no overlay here: skipped)");
    if (hasTools("systemd-analyze")) {
      const services = ["bank", "bank-backup", "bank-follow"].map((unit) => `${unit}.service`);
      const words = ["systemd-analyze", "verify", "bank-backup.timer", ...services];
      const { code, out, err } = overlaid(dir, words);
      assert.deepEqual([code, out, err], [0, "", ""]);
    }
    for (const name of hasTools("systemd-analyze") ? ["bank", "bank-backup", "bank-follow"] : []) {
      const unit = join(ROOT, "build", "release", `${name}.service`);
      const words = ["security", "--offline=true", "--threshold=30", unit];
      const { code, out, err } = tool(["systemd-analyze", ...words]);
      assert.equal(
        code,
        0,
        `the unit lets the bank do more than it needs: ${out.slice(-400)}${err}`,
      );
    }
    if (hasTools("man")) {
      assert.match(overlaid(dir, ["man", "-w", "bank"]).out, /man1\/bank\.1\.gz/);
      const page = overlaid(dir, ["man", "--warnings", "-E", "UTF-8", "-P", "cat", "bank"]);
      assert.deepEqual([page.code, page.err], [0, ""]);
    }
    const completions = "/usr/share/bash-completion/completions/bank";
    const { out, err } = overlaid(dir, ["bash", "-c", `. ${completions} && complete -p bank`]);
    assert.equal(err, "");
    assert.match(out, /^complete .*\bbank$/m);
  },
});

Deno.test({
  name: "release: two builds of the same commit give the same bytes",
  ignore: Deno.env.get("RELEASE_TWICE") !== "1",
  async fn() {
    const sums: string[] = [];
    for (const _ of ["first", "second"]) {
      const { success, stderr } = await new Deno.Command("npx", {
        args: ["-y", "deno@2.7.11", "task", "release"],
        cwd: ROOT,
        env: { DENO_TLS_CA_STORE: "system" },
        stdin: "null",
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      sums.push(readFileSync(join(RELEASE, "SHA256SUMS"), "utf8"));
    }
    assert.equal(sums[1], sums[0]);
  },
});
