// The drills of docs/operate.md as what they are: lines that are typed and what is seen after each, read out of the document. Runs
// them on a bank of its own, with places of its own for those that the document names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DENO_DIR, type Launcher, ROOT, type Scratch } from "./program.ts";
import { tool } from "./shipped.ts";

/** What leads a drill to the section that every drill begins with. */
const PREPARED = "Make [a bank to practise on](#a-bank-to-practise-on)";
const PREPARATION = "A bank to practise on";

/** The port that the document uses. */
const PORT = "7999";

/** Milliseconds after which a line that does not end has failed. */
const PATIENCE_MS = 120_000;

export interface Typed {
  readonly line: string;
  readonly code: number;
  /** `…` stands for the rest of a line, or, alone, for any lines. */
  readonly seen: readonly string[];
}

/** The drills by name, each with all of its lines, those of the preparation in their place. */
export function drills(): ReadonlyMap<string, readonly Typed[]> {
  const text = readFileSync(join(ROOT, "docs", "operate.md"), "utf8");
  const [, part = ""] = /^## Drills$([^]*?)^## /m.exec(text) ?? [];
  const sections = part.split(/^### /m).slice(1).map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end), section.slice(end)] as const;
  });
  const preparation = typedIn(new Map(sections).get(PREPARATION) ?? "");
  return new Map(
    sections.filter(([name]) => name !== PREPARATION).map(([name, section]) => {
      const at = section.search(/[Mm]ake \[a bank to practise on\]/);
      assert.ok(at >= 0, `${name}: it does not say "${PREPARED}"`);
      return [name, [
        ...typedIn(section.slice(0, at)),
        ...preparation,
        ...typedIn(section.slice(at)),
      ]];
    }),
  );
}

function typedIn(section: string): Typed[] {
  const blocks = [...section.matchAll(/^```console\n([^]*?)^```$/gm)].map(([, block]) => block!);
  return blocks.flatMap((block) =>
    block.trimEnd().split(/^(?=\$ |\^C)/m).map((typed) => {
      const [first = "", ...seen] = typed.trimEnd().split("\n");
      const [, line = "", code = "0"] = /^(?:\$ )?(.*?)(?: {4}# (\d+))?$/.exec(first)!;
      return { line, code: Number(code), seen };
    })
  );
}

/** Whether the document says what was seen. */
export function says(seen: readonly string[], output: string): boolean {
  const lines = seen.map((line) =>
    line === "…" ? "(?:[^\\n]*\\n)*?" : `${line.split("…").map(RegExp.escape).join("[^\\n]*")}\\n`
  );
  return new RegExp(`^${lines.join("")}$`).test(output);
}

interface Serving {
  readonly child: Deno.ChildProcess;
  text: string;
  readonly done: Promise<unknown>;
}

/** A terminal in which the lines are typed, and the one in which the bank runs. */
export class Practice implements AsyncDisposable {
  readonly #dir: Scratch;
  readonly #port: string;
  #env: Record<string, string>;
  #serving: Serving | null = null;

  /** @param port that stands for the one of the document. */
  constructor({ dir, launcher, port }: {
    readonly dir: Scratch;
    readonly launcher: Launcher;
    readonly port: number;
  }) {
    this.#dir = dir;
    this.#port = String(port);
    const bin = join(dir.path, "bin");
    Deno.mkdirSync(bin);
    const words = [launcher.command, ...launcher.args].map((word) => `'${word}'`).join(" ");
    Deno.writeTextFileSync(join(bin, "bank"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    const PATH = `${bin}:${Deno.env.get("PATH")}`;
    this.#env = { PATH, HOME: dir.path, DENO_DIR, DENO_NO_UPDATE_CHECK: "1", LC_ALL: "C.UTF-8" };
  }

  /** Types it, and compares what is seen. */
  async type({ line, code, seen }: Typed): Promise<void> {
    const here = this.#here(line);
    const ran = line === "^C"
      ? await this.#interrupt()
      : /\bbank serve\b/.test(line)
      ? await this.#serve(here)
      : /^(export|unset) /.test(line)
      ? await this.#set(here)
      : await this.#run(here);
    const expected = seen.map((each) => this.#here(each));
    const about = `${line}\n${ran.text}\nwhere the document has\n${seen.join("\n")}`;
    assert.equal(ran.code, code, about);
    assert.ok(says(expected, ran.text), about);
  }

  /** The document's places and port, as they are here. */
  #here(text: string): string {
    return text.replaceAll(PORT, this.#port)
      .replaceAll(/(?<![\w/$])\/(drill|backup|root)\b/g, `${this.#dir.path}/$1`);
  }

  #start(line: string): Serving {
    const child = new Deno.Command("setsid", {
      args: ["bash", "-c", `exec 2>&1; ${line}`],
      env: this.#env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const serving: { -readonly [K in keyof Serving]: Serving[K] } = {
      child,
      text: "",
      done: Promise.resolve(),
    };
    serving.done = (async () => {
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        serving.text += part;
      }
    })();
    return serving;
  }

  async #run(line: string): Promise<{ readonly code: number; readonly text: string }> {
    const running = this.#start(line);
    const timer = setTimeout(() => signal(running, "KILL"), PATIENCE_MS);
    await running.done;
    clearTimeout(timer);
    return { code: (await running.child.status).code, text: running.text };
  }

  async #set(line: string) {
    const { code, text } = await this.#run(`${line}; env -0`);
    const pairs = text.split("\0").filter(Boolean).map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    });
    this.#env = Object.fromEntries(pairs);
    return { code, text: "" };
  }

  /** Until it is ready, or has ended. */
  async #serve(line: string) {
    assert.equal(this.#serving, null, "the bank still runs");
    const serving = this.#start(line);
    this.#serving = serving;
    const over = serving.done.then(() => true);
    const soon = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 20));
    for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs;) {
      if (/^Ready\. /m.test(serving.text)) return { code: 0, text: serving.text };
      if (!(await Promise.race([over, soon()]))) continue;
      this.#serving = null;
      return { code: (await serving.child.status).code, text: serving.text };
    }
    throw new Error(`${line}: neither ready nor over: ${serving.text}`);
  }

  async #interrupt() {
    const serving = this.#serving;
    assert.ok(serving, "no bank runs");
    const before = serving.text.length;
    signal(serving, "INT");
    await serving.done;
    await serving.child.status;
    this.#serving = null;
    return { code: 0, text: serving.text.slice(before) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#serving) {
      signal(this.#serving, "KILL");
      await this.#serving.done;
    }
    tool(["umount", "-l", join(this.#dir.path, "drill")]);
  }
}

/** To all that the line has started, as a terminal does it: it is a group of processes of its own. */
function signal({ child }: Serving, name: "INT" | "KILL"): void {
  tool(["kill", `-${name}`, "--", `-${child.pid}`]);
}
