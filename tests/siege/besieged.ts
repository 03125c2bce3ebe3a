// A bank of its own in a process of its own, and what the machine says of it: whether it lives, its memory, its descriptors.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Scratch, scratch, type ServerProcess, startServer } from "../support/program.ts";
import type { Ground } from "./ground.ts";

/** Milliseconds between two looks at the process. */
const LOOK_MS = 50;

const LAST_WORDS_MAX = 1_500;

export interface Held {
  readonly rssMiB: number;
  readonly descriptors: number;
}

export interface BesiegedOptions {
  readonly ground: Ground;
  /** Descriptors that it may have; absent: as many as this process. */
  readonly descriptors?: number | undefined;
}

export class Besieged implements AsyncDisposable {
  #most: Held = { rssMiB: 0, descriptors: 0 };
  readonly #looking: ReturnType<typeof setInterval>;

  private constructor(readonly server: ServerProcess, readonly dir: Scratch) {
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
  }

  static async open({ ground, descriptors }: BesiegedOptions): Promise<Besieged> {
    const dir = scratch();
    const data = join(dir.path, "data");
    ground.copyTo(data);
    const limit = ["sh", "-c", `ulimit -n ${descriptors} && exec "$@"`, "sh"];
    const server = await startServer({
      launcher: ground.launcher,
      data,
      args: ["--http", "0", "--welcome", "100000"],
      wrapper: descriptors === undefined ? [] : limit,
    });
    return new Besieged(server, dir);
  }

  get tcp(): number {
    return this.server.port;
  }

  get http(): number {
    return this.server.http!;
  }

  /** A process that has ended but was not waited for yet (a zombie) is not alive either. */
  get alive(): boolean {
    try {
      const stat = readFileSync(`/proc/${this.server.pid}/stat`, "utf8");
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
    } catch {
      return false;
    }
  }

  /** Of its data directory, rounded. */
  dataMiB(): number {
    const data = join(this.dir.path, "data");
    const sizes = readdirSync(data).map((name) => statSync(join(data, name)).size);
    return Math.round(sizes.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20);
  }

  /** Nothing at all when it has gone. */
  held(): Held {
    try {
      const about = `/proc/${this.server.pid}`;
      const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`${about}/status`, "utf8"))?.[1] ?? 0;
      const descriptors = readdirSync(`${about}/fd`).length;
      return { rssMiB: Math.round(Number(rss) / 1_024), descriptors };
    } catch {
      return { rssMiB: 0, descriptors: 0 };
    }
  }

  /** @returns the most of both at any moment since this was asked last. */
  most(): Held {
    this.#look();
    const most = this.#most;
    this.#most = this.held();
    return most;
  }

  /** How it ended, and the last of what it said; nothing while it lives and is content. */
  async lastWords(): Promise<string> {
    const how = this.alive ? null : await this.server.ended;
    const said = this.server.stderr().trim().slice(-LAST_WORDS_MAX);
    return how ? `ended with ${how.signal ?? how.code}: ${said}` : said;
  }

  /** Waits until it holds no more descriptors than this, for so long at most. */
  async calm(descriptors: number, ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (this.alive && this.held().descriptors > descriptors && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looking);
    if (this.alive) await this.server.stop("SIGKILL");
    else await this.server.ended;
    this.dir[Symbol.dispose]();
  }

  #look(): void {
    const { rssMiB, descriptors } = this.held();
    const most = this.#most;
    this.#most = {
      rssMiB: Math.max(most.rssMiB, rssMiB),
      descriptors: Math.max(most.descriptors, descriptors),
    };
  }
}
