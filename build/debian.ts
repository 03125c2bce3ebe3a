// The Debian package: program, manual page, completions, systemd unit and its settings, built with Debian's own dpkg-deb.
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { ROOT, VERSION } from "./bundle.ts";

export interface DebianOptions {
  /** Where the package goes. */
  readonly out: string;
  /** Directory with bank.1, bank.toml and the completions. */
  readonly stage: string;
  /** Seconds since 1970 that every file carries. */
  readonly epoch: string;
  /** The executable. */
  readonly program: string;
  /** The processor that it runs on, as Debian calls it. */
  readonly architecture: "amd64" | "arm64";
}

const MAINTAINER = "The bank project <bank@example.org>";

export function debianPackage(options: DebianOptions): void {
  const { out, stage, epoch, program, architecture } = options;
  if (spawnSync("dpkg-deb", ["--version"]).status !== 0) {
    console.log("No dpkg-deb here: the Debian package is left out.");
    return;
  }
  const root = join(ROOT, "dist", "deb", architecture);
  fs.rmSync(root, { recursive: true, force: true });
  const put = (to: string, bytes: string | Uint8Array, mode = 0o644) => {
    fs.mkdirSync(dirname(join(root, to)), { recursive: true, mode: 0o755 });
    fs.writeFileSync(join(root, to), bytes, { mode });
    fs.chmodSync(join(root, to), mode);
  };
  const copy = (to: string, from: string, mode?: number) => put(to, fs.readFileSync(from), mode);
  const zipped = (text: string | Uint8Array) =>
    execFileSync("gzip", ["-9", "-n", "-c"], { input: text });
  copy("usr/bin/bank", program, 0o755);
  put("usr/share/man/man1/bank.1.gz", zipped(fs.readFileSync(join(stage, "bank.1"))));
  copy("usr/share/bash-completion/completions/bank", join(stage, "completion.bash"));
  copy("usr/share/zsh/vendor-completions/_bank", join(stage, "completion.zsh"));
  copy("usr/share/fish/vendor_completions.d/bank.fish", join(stage, "completion.fish"));
  for (
    const unit of [
      "bank.service",
      "bank-backup.service",
      "bank-backup.timer",
      "bank-follow.service",
    ]
  ) {
    copy(`usr/lib/systemd/system/${unit}`, join(ROOT, "build", "release", unit));
  }
  copy("etc/bank/bank.env", join(ROOT, "build", "release", "bank.env"));
  copy("etc/bank/bank.toml", join(stage, "bank.toml"));
  put("usr/share/doc/bank/changelog.gz", zipped(changelog(epoch)));
  put("usr/share/doc/bank/copyright", copyright());
  // The JavaScript runtime is one executable, as its makers build it.
  put("usr/share/lintian/overrides/bank", "bank: embedded-library *\n");
  put("DEBIAN/control", control(root, architecture));
  put("DEBIAN/conffiles", "/etc/bank/bank.env\n/etc/bank/bank.toml\n");
  put("DEBIAN/postinst", POSTINST, 0o755);
  put("DEBIAN/prerm", PRERM, 0o755);
  put("DEBIAN/postrm", POSTRM, 0o755);
  put("DEBIAN/md5sums", sums(root));
  const name = `bank_${VERSION}_${architecture}.deb`;
  const env = { ...process.env, SOURCE_DATE_EPOCH: epoch };
  execFileSync("find", [root, "-exec", "touch", "-h", "-d", `@${epoch}`, "{}", "+"]);
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zgzip", "--build", root, join(out, name)], {
    env,
    stdio: "ignore",
  });
}

function control(root: string, architecture: string): string {
  const size =
    execFileSync("du", ["-sk", "--apparent-size", root], { encoding: "utf8" }).split("\t")[0];
  return `Package: bank
Version: ${VERSION}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${size}
Depends: libc6 (>= 2.31), libgcc-s1
Recommends: systemd
Section: misc
Priority: optional
Homepage: https://example.org/bank
Description: small bank for a community
 One program: "bank serve" runs the bank, "bank connect" is the terminal of
 its customers. Every operation goes over TLS with a pinned certificate,
 alerts arrive in sealed datagrams, and all money lives in one double-entry
 ledger with a hash-chained journal.
`;
}

function changelog(epoch: string): string {
  const date = new Date(Number(epoch) * 1_000).toUTCString().replace("GMT", "+0000");
  return `bank (${VERSION}) stable; urgency=medium\n\n  * See CHANGELOG.md of the project.\n\n -- ${MAINTAINER}  ${date}\n`;
}

function copyright(): string {
  const licence = fs.readFileSync(join(ROOT, "LICENSE"), "utf8").trim().replace(/\n\n/g, "\n.\n")
    .replace(/^/gm, " ");
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: bank

Files: *
Copyright: the bank project
License: MIT
${licence}
`;
}

function sums(root: string): string {
  const files = execFileSync("find", ["usr", "etc", "-type", "f"], { cwd: root, encoding: "utf8" })
    .trim().split("\n").sort();
  return execFileSync("md5sum", files, { cwd: root, encoding: "utf8" });
}

const POSTINST = `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -z "\${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
  if [ -n "$2" ]; then systemctl try-restart bank.service || true; fi
fi
`;

const PRERM = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -z "\${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then systemctl stop bank.service bank-follow.service || true; fi
`;

/** The bank's data stay, also on purge: they are other people's money. */
const POSTRM = `#!/bin/sh
set -e
if [ -z "\${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
`;
