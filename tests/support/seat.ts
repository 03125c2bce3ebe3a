// A person at a terminal of a bank: `bank connect` without a command, in tmux. Answers questions as a person does: waits
// for the question, types, looks at what is shown, presses Enter.
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Place } from "./home.ts";
import { DENO_DIR, type Scratch } from "./program.ts";
import { Tmux, type TmuxOptions } from "./tmux.ts";

export interface SeatOptions extends Partial<TmuxOptions> {
  /** Words after `bank connect`. */
  readonly words?: readonly string[];
  /** Another machine of the same person. */
  readonly profile?: string;
  /** Of what stands between the terminal and the bank. */
  readonly port?: number;
}

/** The bank whose door it is, and the machine in front of it. */
export interface Door extends Pick<Place, "dir" | "launcher"> {
  readonly server: Pick<Place["server"], "host" | "port">;
}

/** Choices of a menu, at most. */
const CHOICES_MAX = 40;

export class Seat implements AsyncDisposable {
  private constructor(readonly tmux: Tmux, readonly dir: Scratch) {}

  /** Opens a terminal and starts the program in it. */
  static async open(at: Door, options: SeatOptions = {}): Promise<Seat> {
    const { launcher, dir, server } = at;
    const { words = [], profile = "profile", env = {}, port = server.port, ...size } = options;
    const command = [
      launcher.command,
      ...launcher.args,
      "connect",
      "--host",
      server.host,
      "--port",
      String(port),
      "--profile",
      join(dir.path, profile),
      ...words,
    ];
    const quoted = command.map((word) => `'${word}'`).join(" ");
    dir.file("go", `printf '\\033[H\\033[2J\\033[3J'; echo $$ > pid; exec ${quoted}\n`);
    const home = { HOME: dir.path, DENO_DIR, TZ: "UTC" };
    const tmux = await Tmux.open({ cwd: dir.path, ...size, env: { ...home, ...env } });
    const seat = new Seat(tmux, dir);
    await seat.start();
    return seat;
  }

  /** Again, after it has ended. */
  async start(): Promise<void> {
    await this.tmux.until(/\$ ?$/);
    await this.tmux.type('dash go; echo "[ended with $?]"');
    await this.tmux.press("Enter");
  }

  /** Sends a signal to the program, as `kill` does. */
  signal(signal: Deno.Signal): void {
    Deno.kill(Number(Deno.readTextFileSync(join(this.dir.path, "pid"))), signal);
  }

  /** Answers the question that stands last on the screen: replaces what is there, and sends it once it is shown. */
  async answer(question: string, text: string): Promise<void> {
    const asked = `[?] ${RegExp.escape(question)}.*  `;
    await this.tmux.until(new RegExp(`${asked}.*[▏_](?:\\n  .*)?$`));
    await this.tmux.press("C-u");
    await this.tmux.type(text);
    await this.tmux.until(new RegExp(`${asked}${RegExp.escape(text)}[▏_](?:\\n  .*)?$`));
    await this.tmux.press("Enter");
  }

  /** As `answer`, for what is not shown. */
  async secret(question: string, text: string): Promise<void> {
    const asked = `[?] ${RegExp.escape(question)}  `;
    await this.tmux.until(new RegExp(`${asked}[•*]*[▏_](?:\\n  .*)?$`));
    await this.tmux.press("C-u");
    await this.tmux.type(text);
    await this.tmux.until(new RegExp(`${asked}[•*]{${text.length}}[▏_](?:\\n  .*)?$`));
    await this.tmux.press("Enter");
  }

  /** Answers a confirmation, which takes no answer in its first moments. */
  async confirm(question: RegExp): Promise<void> {
    await this.tmux.until(new RegExp(`${question.source}  y/N$`));
    while (!/ {2}Y\/n$/.test(await this.tmux.screen())) await this.tmux.press("y");
    await this.tmux.press("Enter");
  }

  /**
   * Until the screen ends with these lines, in their form. Alerts are left out: they come before or after the answer
   * of the bank, as the network has it.
   */
  async shows(expected: string): Promise<void> {
    const wanted = expected.trim().split("\n").map((line) => line.trimEnd());
    let seen: string[] = [];
    const same = (screen: string) => {
      seen = formOf(screen).filter((line) => !line.startsWith("hh:mm  ")).slice(-wanted.length);
      return seen.join("\n") === wanted.join("\n");
    };
    await this.tmux.until({ test: same }).catch(() => assert.deepEqual(seen, wanted));
  }

  /** At home. @param payee typed; null takes the first of those who were paid lately. */
  async pay(payee: string | null, amount: string): Promise<void> {
    await this.pick("t", "Transfer");
    if (payee === null) {
      await this.tmux.until(/\? To whom\?/);
      await this.tmux.press("Enter");
    } else await this.answer("To (user name or account number)", payee);
    await this.answer("Amount (INR)", amount);
    await this.answer("Memo for both statements (may be empty)", "");
    await this.confirm(/Send it\?/);
  }

  /** Back in the menu at home. */
  async home(aside = /.*/): Promise<string> {
    return await this.tmux.until(
      new RegExp(`^\\? What would you like to do\\? {3}${aside.source}$`, "m"),
    );
  }

  /** One letter in a menu jumps, once the menu is there; Enter takes it when the menu stands on it. */
  async pick(letters: string, label: string): Promise<void> {
    await this.tmux.until(new RegExp(`^[❯> ] ${RegExp.escape(label)}`, "m"));
    await this.tmux.type(letters);
    await this.tmux.until(new RegExp(`^[❯>] ${RegExp.escape(label)}`, "m"));
    await this.tmux.press("Enter");
  }

  /** In the menu that asks this: moves down to the first choice that begins so, and takes it. */
  async choose(question: string, label: string): Promise<void> {
    const asked = new RegExp(`^[?] ${RegExp.escape(question)}(?: {3}.*)?$\\n[^]*^[❯>] .*$`, "m");
    // An alert that comes meanwhile draws everything anew: for a moment the menu may stand nowhere.
    const standsAt = (screen: string) => /^[❯>] (.*)$/m.exec(screen)?.[1];
    let screen = await this.tmux.until(asked);
    for (let moves = 0; moves < CHOICES_MAX; moves++) {
      const at = standsAt(screen);
      if (at?.startsWith(label)) return await this.tmux.press("Enter");
      await this.tmux.press("Down");
      screen = await this.tmux.until({
        test: (seen) => asked.test(seen) && standsAt(seen) !== undefined && standsAt(seen) !== at,
      });
    }
    assert.fail(`no choice begins with "${label}":\n${screen}`);
  }

  async ended(code: number): Promise<string> {
    return await this.tmux.until(new RegExp(`\\[ended with ${code}\\]`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tmux[Symbol.asyncDispose]();
  }
}

/** What differs from run to run, in its form. */
function formOf(screen: string): string[] {
  return screen
    .replace(/(?:[0-9A-F]{2}:){15}[0-9A-F]{2}/g, "<FINGERPRINT>")
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<REFERENCE>")
    .replace(/\b\d{4} \d{4} \d{4}\b/g, "<1234 5678 90>")
    .replace(/\b20\d\d-\d\d-\d\d\b/g, "YYYY-MM-DD")
    .replace(/\b\d\d:\d\d\b(?!:\d)/g, "hh:mm")
    .replace(/(127\.0\.0\.1(?::| port ))\d+/g, "$1<PORT>")
    .split("\n").map((line) => line.trimEnd());
}
