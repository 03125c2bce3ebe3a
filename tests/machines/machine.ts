// A machine of its own: a Debian under qemu with a processor in software, one cable, and a shell for the run's commands.
// What it writes is gone when it is switched off; a reboot keeps it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "./image.ts";

export interface MachineOptions {
  readonly name: string;
  readonly image: Image;
  /** A tar archive, which the machine finds at /dev/vdb. */
  readonly payload: string;
  /** Where its sockets and the log of its console are. */
  readonly dir: string;
  /** qemu's words for the other end of the cable. */
  readonly cable: string;
  /** The last byte of its hardware address. */
  readonly port: number;
}

/** Seconds after which a machine is switched off whatever happens. */
const LIFE_SECONDS = 3_000;

/** For one command, unless it says otherwise. */
const COMMAND_SECONDS = 600;

/** From the first instruction to a system that is up. */
const BOOT_SECONDS = 900;

export class Machine implements AsyncDisposable {
  readonly #options: MachineOptions;
  readonly #qemu: Deno.ChildProcess;
  #shell: Deno.UnixConn | null = null;
  #heard = "";
  #commands = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#qemu = new Deno.Command("nice", {
      args: ["-n", "15", "timeout", String(LIFE_SECONDS), "qemu-system-x86_64", ...words(options)],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  }

  /** Waits until the machine is up, for the first time or again. @returns seconds. */
  async up(): Promise<number> {
    const began = performance.now();
    const socket = join(this.#options.dir, `${this.#options.name}.control`);
    while (this.#shell === null) {
      if (existsSync(socket)) this.#shell = await Deno.connect({ transport: "unix", path: socket });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.#until(/<<up 0>>/, { what: "start", seconds: BOOT_SECONDS });
    return (performance.now() - began) / 1_000;
  }

  /** Runs this on the machine, in a shell of its own, and says so. @returns what it printed. @throws where it failed. */
  async run(command: string, seconds = COMMAND_SECONDS): Promise<string> {
    const token = `done ${++this.#commands}`;
    console.log(`${this.#options.name}# ${command}`);
    await this.say(`( ${command}\n) </dev/null; echo "<<${token} $?>>"`);
    const [text, code] = await this.#until(new RegExp(`<<${token} (\\d+)>>\\n`), {
      what: command,
      seconds,
    });
    if (code !== "0") {
      throw new Error(`${this.#options.name}: ${command}\n${text}(exit code ${code})`);
    }
    return text;
  }

  /** Gives the shell this line and waits for nothing. */
  async say(line: string): Promise<void> {
    const writer = this.#shell!.writable.getWriter();
    await writer.write(new TextEncoder().encode(line + "\n"));
    writer.releaseLock();
  }

  /** What was heard before it, and its first group. */
  async #until(
    pattern: RegExp,
    { what, seconds }: { readonly what: string; readonly seconds: number },
  ): Promise<readonly [before: string, group: string]> {
    const late = setTimeout(() => this.#shell!.close(), seconds * 1_000);
    const bytes = new Uint8Array(65_536);
    const decoder = new TextDecoder();
    try {
      while (true) {
        const found = pattern.exec(this.#heard);
        if (found) {
          const before = this.#heard.slice(0, found.index);
          this.#heard = this.#heard.slice(found.index + found[0].length);
          return [before, found[1] ?? ""];
        }
        const count = await this.#shell!.read(bytes).catch(() => null);
        if (count === null) {
          throw new Error(`${this.#options.name}: ${what}: ${this.#last(seconds)}`);
        }
        this.#heard += decoder.decode(bytes.subarray(0, count), { stream: true }).replaceAll(
          "\r",
          "",
        );
      }
    } finally {
      clearTimeout(late);
    }
  }

  #last(seconds: number): string {
    const log = join(this.#options.dir, `${this.#options.name}.console`);
    const console = existsSync(log) ? readFileSync(log, "utf8").slice(-2_000) : "";
    return `no answer within ${seconds} s, or switched off\n${this.#heard}\n--- console ---\n${console}`;
  }

  /** Pulls the plug. */
  off(): void {
    try {
      this.#qemu.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.off();
    await this.#qemu.status;
    try {
      this.#shell?.close();
    } catch {
      // Closed when an answer was late.
    }
  }
}

function words({ name, image, payload, dir, cable, port }: MachineOptions): string[] {
  const at = (what: string) => join(dir, `${name}.${what}`);
  const hardware = `52:54:00:00:00:${port.toString(16).padStart(2, "0")}`;
  return [
    "-name",
    name,
    "-machine",
    "q35,accel=tcg",
    "-cpu",
    "Westmere",
    "-smp",
    "1",
    "-m",
    "1024",
    "-display",
    "none",
    "-monitor",
    "none",
    "-no-user-config",
    "-nodefaults",
    "-rtc",
    "base=utc",
    "-kernel",
    image.kernel,
    "-initrd",
    image.initrd,
    "-append",
    `root=/dev/vda rw console=ttyS0 quiet no_timer_check systemd.hostname=${name}`,
    "-drive",
    `file=${image.disk},format=raw,if=virtio,snapshot=on`,
    "-drive",
    `file=${payload},format=raw,if=virtio,readonly=on`,
    "-netdev",
    `stream,id=cable,${cable}`,
    "-device",
    `virtio-net-pci,netdev=cable,mac=${hardware}`,
    "-serial",
    `file:${at("console")}`,
    "-device",
    "virtio-serial",
    "-device",
    "virtio-rng-pci",
    "-chardev",
    `socket,id=control,path=${at("control")},server=on,wait=off`,
    "-device",
    "virtserialport,chardev=control,name=control",
  ];
}
