// Opens a terminal and a bank for a person without a command, and closes both, whatever ends it.
import type { Cancel, Host } from "../../bank/host.ts";
import { Customer, requireSignIn } from "../customer.ts";
import { RefusedError } from "../../net/client/client.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import type { Progress } from "../../console/progress.ts";
import { clean } from "../../console/screen.ts";
import type { ConnectFlags } from "../customer.ts";
import { BACK } from "../questions/questions.ts";
import { Terminal } from "../questions/terminal.ts";
import type { World } from "../../console/world.ts";
import { home } from "./home.ts";

/** Exit codes of signals, as shells count them. */
const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export interface TerminalFlags extends ConnectFlags {
  readonly plain: boolean;
  readonly ascii: boolean;
}

/** @returns the exit code. @throws {CommandError} where there is no terminal. */
export async function atTerminal(
  world: World,
  flags: TerminalFlags,
  progress: Progress,
): Promise<number> {
  const { screen, env, host, runtime } = world;
  if (!screen.interactive) {
    throw usageError(
      "Cannot show a menu without a terminal: give a command, see `bank connect --help`",
    );
  }
  const { plain, ascii } = flags;
  const terminal = new Terminal({ host, env, plain, ascii });
  const release = (Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]).map((signal) =>
    runtime.onSignal(signal, () => terminal.end(SIGNALS[signal]))
  );
  const doze = keepAwake(host);
  try {
    return await terminal.untilEnded(bankAt({ terminal, world, flags, progress }));
  } finally {
    doze();
    terminal.close();
    for (const off of release) off();
  }
}

/** Milliseconds that a key may wait. */
const AWAKE_MS = 50;

/** Deno 2.7 may leave a key in the terminal's buffer until something else happens in the process: so something happens. */
function keepAwake(host: Host): Cancel {
  let cancel: Cancel = () => {};
  const again = () => cancel = host.after(AWAKE_MS, again);
  again();
  return () => cancel();
}

interface Seat {
  readonly terminal: Terminal;
  readonly world: World;
  readonly flags: TerminalFlags;
  readonly progress: Progress;
}

async function bankAt({ terminal, world, flags, progress }: Seat): Promise<number> {
  const { host } = world;
  const customer = await Customer.open({ ...world, screen: screenOf(terminal) }, flags, progress);
  try {
    const known = customer.profile.session(flags.user ?? customer.profile.lastUser() ?? "");
    const stays = known !== null && known.sessionExpiresAtMs > host.clock();
    if (stays || flags.passwordFile !== undefined) await signIn(customer, terminal);
    return await home(customer, terminal);
  } finally {
    customer.close();
  }
}

/** With what this machine has kept; when that does not do, the door asks. */
async function signIn(customer: Customer, terminal: Terminal): Promise<void> {
  try {
    await requireSignIn(customer);
  } catch (error) {
    // A customer who is not let in is told why, and stays at the door.
    if (error instanceof RefusedError) {
      const { refusalWords } = await import("../refusal_text.ts");
      return terminal.print(refusalWords(error.refusal, customer.currency));
    }
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.notLoggedIn) throw error;
    terminal.print("The session has ended; log in again.");
  }
}

/** The same terminal for what was made for the command line: first contact, settling payments. */
function screenOf(terminal: Terminal): World["screen"] {
  const closed = () => new CommandError(EXIT.interrupted, "Stopped.");
  return {
    interactive: true,
    columns: terminal.columns,
    out: (text) => terminal.print(String(text)),
    say: (text) => terminal.print(text),
    written: () => Promise.resolve(null),
    async ask(question, { hidden = false } = {}) {
      const asked = { question: clean(question.replace(/:? *$/, "")) };
      const answer = await (hidden ? terminal.secret(asked) : terminal.text(asked));
      if (answer === BACK) throw closed();
      return answer;
    },
    readAll: () => Promise.reject(closed()),
  };
}
