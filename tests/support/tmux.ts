// A terminal in tmux that a test drives as a person does: keys in, screen out. Each has a tmux server of its own on its
// own socket, which is killed at the end. Nothing sleeps: a test waits until the screen shows what it should.
import assert from "node:assert/strict";

/** Milliseconds after which a test gives up on a screen that never comes: a busy machine starts programs slowly. */
const PATIENCE_MS = 20_000;

/** Milliseconds between two looks at the screen. */
const LOOK_MS = 25;

export interface TmuxOptions {
  /** Where the shell in it starts. */
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  /** All of its environment, but for PATH and the locale. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Captured {
  /** With the escape codes of colours. */
  readonly colours?: boolean;
  /** Also what has scrolled away. */
  readonly all?: boolean;
  readonly patienceMs?: number;
}

/** Whether tmux is there; says so when it is not, so that a skipped test is not taken for one that passed. */
export const hasTmux: boolean = (() => {
  try {
    return new Deno.Command("tmux", { args: ["-V"] }).outputSync().success;
  } catch {
    console.log(
      "    (no tmux: `apt-get install tmux` brings it; the tests at a terminal are skipped)",
    );
    return false;
  }
})();

let opened = 0;

export class Tmux implements AsyncDisposable {
  readonly #socket = `bank-test-${Deno.pid}-${++opened}`;
  readonly #cwd: string;

  private constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Opens a terminal with a plain shell in it: one that leaves the modes of the terminal alone. */
  static async open(options: TmuxOptions): Promise<Tmux> {
    const { cwd, columns = 90, rows = 26, env = {} } = options;
    const terminal = new Tmux(cwd);
    const locale = { LANG: "C.UTF-8", PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", PS1: "$ " };
    const words = Object.entries({ ...locale, ...env }).map(([name, value]) => `${name}=${value}`);
    const size = ["-x", String(columns), "-y", String(rows)];
    await terminal.#tmux(
      "-u",
      "-f",
      "/dev/null",
      "start-server",
      ";",
      "set-option",
      "-g",
      "status",
      "off",
      ";",
      "set-option",
      "-g",
      "history-limit",
      "5000",
      ";",
      "set-option",
      "-g",
      "default-terminal",
      "screen-256color",
      ";",
      "new-session",
      "-d",
      "-s",
      "test",
      "-c",
      cwd,
      ...size,
      // tmux names its terminal itself: env(1) without -i keeps TERM.
      "env",
      "-u",
      "TMUX",
      "-u",
      "NO_COLOR",
      "-u",
      "ACCESSIBLE",
      ...words,
      "dash",
    );
    return terminal;
  }

  async #tmux(...words: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-L", this.#socket, ...words],
      // Where its socket lies: tmux does not remove it.
      env: { TMUX_TMPDIR: this.#cwd },
      stdin: "null",
    }).output();
    assert.ok(success, `tmux ${words.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }

  /** Keys by their names in tmux, e.g. `Enter`, `C-c`, `Left`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", "-t", "test", ...keys);
  }

  /** Characters as they are. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-t", "test", "-l", text);
  }

  /** All at once, as from a clipboard: line breaks arrive as Enter does. */
  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", text, ";", "paste-buffer", "-t", "test");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-t", "test", "-x", String(columns), "-y", String(rows));
  }

  /** What a person sees, without the empty rows at the end. */
  async screen({ colours = false, all = false }: Captured = {}): Promise<string> {
    const words = [...(colours ? ["-e"] : []), ...(all ? ["-S", "-"] : [])];
    return (await this.#tmux("capture-pane", "-p", ...words, "-t", "test")).trimEnd();
  }

  /** From 0, as the terminal itself knows it. */
  async cursor(): Promise<{ column: number; row: number; visible: boolean }> {
    const told = await this.#tmux(
      "display-message",
      "-p",
      "-t",
      "test",
      "#{cursor_x} #{cursor_y} #{cursor_flag}",
    );
    const [column = 0, row = 0, flag] = told.trim().split(" ").map(Number);
    return { column, row, visible: flag === 1 };
  }

  /** @returns the first screen that matches; fails with the last one that did not. */
  until(pattern: Pick<RegExp, "test">, captured: Captured = {}): Promise<string> {
    return matching(() => this.screen(captured), { pattern, ...captured });
  }

  /** From now on all bytes that the program writes go to this file too. */
  async record(path: string): Promise<void> {
    await this.#tmux("pipe-pane", "-t", "test", "-o", `cat >> '${path}'`);
  }

  /** The modes of the terminal, as `stty -a` tells them. */
  async modes(): Promise<string> {
    const tty = await this.#tmux("display-message", "-p", "-t", "test", "#{pane_tty}");
    const { stdout } = await new Deno.Command("stty", { args: ["-a", "-F", tty.trim()] }).output();
    return new TextDecoder().decode(stdout);
  }

  /** A question is on the screen a moment before the modes are its own. */
  untilModes(pattern: RegExp): Promise<string> {
    return matching(() => this.modes(), { pattern });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
  }
}

interface Matching {
  readonly pattern: Pick<RegExp, "test">;
  readonly patienceMs?: number;
}

async function matching(
  look: () => Promise<string>,
  { pattern, patienceMs = PATIENCE_MS }: Matching,
): Promise<string> {
  const endMs = performance.now() + patienceMs;
  while (true) {
    const seen = await look();
    if (pattern.test(seen)) return seen;
    assert.ok(performance.now() < endMs, `${pattern} never came; the last look saw\n${seen}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
