// A Debian to boot, made of Debian's own packages: a file system, its kernel and its first disk, kept under dist/ until the
// recipe changes. Needs root, mmdebstrap, mke2fs, and a Debian mirror in the way that apt of this machine has it.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";
import { tool } from "../support/shipped.ts";

export interface Image {
  /** The root file system; machines write beside it, never into it. */
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

const RELEASE = "bookworm";
/** systemd as the first process, the kernel for virtual machines, and what a network needs. Nothing of ours. */
const PACKAGES = ["systemd", "systemd-sysv", "udev", "iproute2", "linux-image-cloud-amd64"];

/** Of the file system; it is sparse. */
const SIZE = "1500M";

/**
 * How the run gives commands: a shell on a port of the machine, which greets when the machine is up. The port can be opened
 * once only.
 */
const CONTROL = `[Unit]
Description=commands of the run
After=multi-user.target

[Service]
Environment=HOME=/root
WorkingDirectory=/root
ExecStart=/bin/sh -c 'until [ -e /dev/virtio-ports/control ]; do sleep 0.2; done; exec 0<>/dev/virtio-ports/control 1>&0 2>&0; echo "<<up 0>>"; exec /bin/sh'
KillMode=process

[Install]
WantedBy=graphical.target multi-user.target
`;

/** What is added to the packages, by a shell that has the new system in $1. */
const RECIPE = `set -e
cp "$CONTROL" "$1/etc/systemd/system/control.service"
chroot "$1" systemctl enable control.service systemd-networkd.service
mkdir -p "$1/var/log/journal"
echo "/dev/vda / ext4 rw 0 1" > "$1/etc/fstab"
rm -f "$1/etc/machine-id"; : > "$1/etc/machine-id"
`;

function must(words: readonly string[], env: Record<string, string> = {}): void {
  const { code, out, err } = tool(words, { env });
  if (code !== 0) {
    throw new Error(`${words[0]}: ${(err + out).trim().split("\n").slice(-5).join("\n")}`);
  }
}

function make(into: string): void {
  const root = join(into, "root");
  const [control, recipe] = [join(into, "control.service"), join(into, "recipe")];
  fs.writeFileSync(control, CONTROL);
  fs.writeFileSync(recipe, RECIPE);
  must([
    "nice",
    "-n",
    "15",
    "timeout",
    "900",
    "mmdebstrap",
    "--quiet",
    "--variant=minbase",
    `--include=${PACKAGES.join(",")}`,
    `--customize-hook=sh "${recipe}" "$1"`,
    "--format=directory",
    RELEASE,
    root,
  ], { CONTROL: control });
  for (const name of fs.readdirSync(join(root, "boot"))) {
    const what = /^(vmlinuz|initrd)/.exec(name)?.[1];
    if (what) fs.copyFileSync(join(root, "boot", name), join(into, what));
  }
  must(["mke2fs", "-q", "-t", "ext4", "-d", root, join(into, "disk"), SIZE]);
  fs.rmSync(root, { recursive: true });
}

/** @returns the image, and the seconds that it took to make it (0 when it was there). */
export function debianImage(): { image: Image; seconds: number } {
  const recipe = [RELEASE, ...PACKAGES, SIZE, CONTROL, RECIPE].join("\n");
  const name = `debian-${createHash("sha256").update(recipe).digest("hex").slice(0, 10)}`;
  const home = join(ROOT, "dist", "machines", name);
  const began = performance.now();
  if (!fs.existsSync(home)) {
    fs.mkdirSync(join(home, ".."), { recursive: true });
    const making = fs.mkdtempSync(join(home, "..", ".making-"));
    try {
      make(making);
      fs.renameSync(making, home);
    } finally {
      fs.rmSync(making, { recursive: true, force: true });
    }
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  const at = (file: string) => join(home, file);
  return { image: { disk: at("disk"), kernel: at("vmlinuz"), initrd: at("initrd") }, seconds };
}
