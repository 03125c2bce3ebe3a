// `bank backup --follow` as a process: what it has said is on the disk, and its end.
import { linesOf } from "./program.ts";
import type { Launcher } from "./program.ts";

export interface Copied {
  /** The newest block that is there. */
  readonly block: number;
  /** Milliseconds since the oldest of the blocks that came now was made. */
  readonly behindMs: number;
}

export interface Follower extends AsyncDisposable {
  /** Everything that it has said, oldest first. */
  readonly copied: readonly Copied[];
  readonly newest: number;
  /** Settles when it has said what is looked for; rejects when it ends before. */
  until(said: (copied: readonly Copied[]) => boolean): Promise<void>;
  readonly stderr: () => string;
  readonly ended: Promise<number>;
  stop(signal?: Deno.Signal): Promise<number>;
}

export interface FollowerOptions {
  readonly launcher: Launcher;
  readonly data: string;
  readonly directory: string;
  readonly args?: readonly string[];
}

export function startFollower(options: FollowerOptions): Follower {
  const { launcher, data, directory, args = [] } = options;
  const words = ["backup", "--follow", directory, "--data", data, "--json", ...args];
  const child = new Deno.Command(launcher.command, {
    args: [...launcher.args, ...words],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const copied: Copied[] = [];
  const waiting = new Set<
    {
      said: (copied: readonly Copied[]) => boolean;
      done: () => void;
      failed: (error: Error) => void;
    }
  >();
  const newest = () => copied.at(-1)?.block ?? -1;
  const errors = new Response(child.stderr).text();
  let stderr = "";
  const output = linesOf(child.stdout);
  const ended = (async () => {
    for await (const text of output.lines) {
      copied.push(JSON.parse(text));
      for (const one of waiting) if (one.said(copied)) one.done();
    }
    stderr = await errors;
    const { code } = await child.status;
    for (const one of waiting) one.failed(new Error(`the follower has ended (${code}): ${stderr}`));
    return code;
  })();
  const stop = (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch {
      // It has ended by itself.
    }
    return ended;
  };
  return {
    copied,
    get newest() {
      return newest();
    },
    until: (said) =>
      said(copied)
        ? Promise.resolve()
        : new Promise((done, failed) => void waiting.add({ said, done, failed })),
    stderr: () => stderr,
    ended,
    stop,
    [Symbol.asyncDispose]: async () => void await stop("SIGKILL"),
  };
}
