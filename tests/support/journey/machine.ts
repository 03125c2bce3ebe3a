// A machine on which the Debian package is installed by dpkg (machine.sh), with its own systemd where one can be the first process.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Launcher, ROOT, type Scratch } from "../program.ts";
import { hasTools, tool } from "../shipped.ts";

/** Milliseconds until the first process is there, on a machine that is busy. */
const BOOT_MS = 20_000;
const LOOK_MS = 50;

interface Booting {
  readonly child: Deno.ChildProcess;
  readonly name: string;
  readonly dir: Scratch;
}

export class Machine implements AsyncDisposable {
  readonly #booting: Booting;
  readonly #within: readonly string[];
  /** Why it has no systemd; null where it has. */
  readonly without: string | null;

  private constructor(
    booting: Booting,
    { within, without }: { readonly within: readonly string[]; readonly without: string | null },
  ) {
    this.#booting = booting;
    this.#within = within;
    this.without = without;
  }

  /** @returns why there can be no machine, where there can be none. */
  static async boot(dir: Scratch, deb: string): Promise<Machine | string> {
    if (!hasTools("unshare", "nsenter", "dpkg", "setpriv")) return "no unshare, nsenter or setpriv";
    Deno.copyFileSync(deb, join(dir.path, "bank.deb"));
    const systemd = "/lib/systemd/systemd";
    if (tool(["test", "-x", systemd]).code === 0) {
      const first = booting(dir, [systemd, "--system", "--unit=basic.target"]);
      const within = await entered(first, ["systemctl", "start", "basic.target"]);
      if (within) return new Machine(first, { within, without: null });
      await ended(first);
    }
    const second = booting(dir, ["sleep", "infinity"]);
    const within = await entered(second, ["test", "-x", "/usr/bin/bank"]);
    if (within) return new Machine(second, { within, without: "no systemd can run here" });
    await ended(second);
    return "no namespaces for a machine of its own (root makes them)";
  }

  /** A program of this machine, as its root. */
  program(command: string, ...args: readonly string[]): Launcher {
    const [enter, ...words] = this.#within;
    // Whatever ends `nsenter` ends what it has started.
    const along = ["setpriv", "--pdeathsig", "TERM"];
    return { name: "binary", command: enter!, args: [...words, ...along, command, ...args] };
  }

  /** Runs one to its end, which has to be a good one. @returns what it printed. */
  does(...words: readonly string[]): string {
    const { code, out, err } = tool([...this.#within, ...words]);
    assert.equal(code, 0, `${words.join(" ")}: ${out}${err}`);
    return out;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await ended(this.#booting);
  }
}

function booting(dir: Scratch, first: readonly string[]): Booting {
  const name = `bank-machine-${crypto.randomUUID()}`;
  const place = join(dir.path, name);
  Deno.mkdirSync(place);
  const script = join(ROOT, "tests", "support", "journey", "machine.sh");
  const words = [script, name, place, dir.path, join(dir.path, "bank.deb"), ...first];
  const child = new Deno.Command("unshare", {
    args: ["--mount", "sh", ...words],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return { child, name, dir };
}

/** Waits until this can be run inside. @returns the words that lead there; null when the machine ended, or never got so far. */
async function entered({ child }: Booting, asks: readonly string[]) {
  const over = child.status.then(() => true);
  const soon = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), LOOK_MS));
  for (const endMs = Date.now() + BOOT_MS; Date.now() < endMs;) {
    // What watches over it is its first child.
    const children = tool(["cat", `/proc/${child.pid}/task/${child.pid}/children`]).out.trim();
    const [, first] = children.split(" ");
    const within = ["nsenter", "--target", `${first}`, "--all"];
    if (first && tool([...within, ...asks]).code === 0) return within;
    if (await Promise.race([over, soon()])) return null;
  }
  return null;
}

/** Takes all of its processes with it, and what the kernel keeps of its name. */
async function ended({ child, name, dir }: Booting): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await child.status;
  const groups = join(dir.path, name, "groups");
  const forget = 'mount -t cgroup2 cgroup2 "$1" && find "$1/$2" -depth -type d -exec rmdir {} +';
  tool(["unshare", "--mount", "sh", "-c", forget, "sh", groups, name]);
}
