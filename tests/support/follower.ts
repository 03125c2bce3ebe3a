// `bank connect alerts --follow --json` as a process whose output the test waits on.
import { type Launcher, linesOf } from "./program.ts";

export interface Follower extends AsyncDisposable {
  /** Every alert printed so far. */
  readonly alerts: readonly Printed[];
  /** Resolves when so many alerts have been printed. */
  printed(count: number): Promise<void>;
  /** Resolves when an alert of this kind has been printed. */
  printedKind(kind: string): Promise<void>;
  /** Resolves when stderr has said this, once more than before. */
  said(pattern: RegExp): Promise<void>;
}

export interface Printed {
  readonly stream: "entry" | "notice" | "announcement";
  readonly number: number;
  readonly kind: string;
  readonly transferId?: string;
}

interface Wait {
  readonly done: () => boolean;
  readonly resolve: () => void;
}

export function follow(launcher: Launcher, args: readonly string[]): Follower {
  const child = new Deno.Command(launcher.command, {
    args: [...launcher.args, "connect", "--json", ...args, "alerts", "--follow"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const alerts: Printed[] = [];
  let talk = "";
  let waits: Wait[] = [];
  const wake = () => {
    for (const { done, resolve } of waits) if (done()) resolve();
    waits = waits.filter(({ done }) => !done());
  };
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      waits.push({ done, resolve });
      wake();
    });
  const [out, err] = [linesOf(child.stdout), linesOf(child.stderr)];
  const reading = Promise.all([
    (async () => {
      for await (const text of out.lines) {
        alerts.push(JSON.parse(text));
        wake();
      }
    })(),
    (async () => {
      for await (const text of err.lines) {
        talk += text + "\n";
        wake();
      }
    })(),
  ]);
  return {
    alerts,
    printed: (count) => until(() => alerts.length >= count),
    printedKind: (wanted) => until(() => alerts.some(({ kind }) => kind === wanted)),
    said: (pattern) => {
      const before = talk.length;
      return until(() => pattern.test(talk.slice(before)));
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await reading;
    },
  };
}
