// How a command ended, in words on the screen and as an exit code. What the bank has done is never called a failure.
import { AmountError } from "../bank/money.ts";
import { PastedError } from "../bank/pasted.ts";
import { JournalDamage } from "../bank/block.ts";
import { ConnectionLost, type RefusedError } from "../net/client/client.ts";
import { RemoteError } from "../api/message.ts";
import { AddressError } from "../net/runtime.ts";
import { DataError } from "../store/data_error.ts";
import type { Customer } from "../terminal/customer.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { Progress } from "../console/progress.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";

const NOT_LOGGED_IN: ReadonlySet<string> = new Set(["not_logged_in", "session_expired"]);

export async function refused(customer: Customer, { refusal }: RefusedError): Promise<number> {
  const { world: { screen }, flags, currency } = customer;
  const { code, retryable, detail } = refusal;
  if (flags.json) screen.out(JSON.stringify({ refused: code, retryable, ...detail }));
  const { refusalWords } = await import("../terminal/refusal_text.ts");
  screen.say(refusalWords(refusal, currency));
  if (retryable) return EXIT.tryAgain;
  return NOT_LOGGED_IN.has(code) ? EXIT.notLoggedIn : EXIT.refused;
}

/** @param progress of the command where it asks a bank; null where it does not. */
export function explain(world: World, error: unknown, progress: Progress | null): number {
  const code = told(world, error, progress);
  const failed = code === EXIT.refused || code === EXIT.usage;
  const certain = error instanceof CommandError && error.certain;
  if (!failed || certain || progress === null || progress.untouched) return code;
  world.screen.say(
    "The bank was asked before that happened: look at what it has (`bank connect history`) before you repeat anything.",
  );
  return EXIT.unknown;
}

function told({ screen, host }: World, error: unknown, progress: Progress | null): number {
  if (error instanceof CommandError) {
    screen.say(error.message);
    return error.exitCode;
  }
  if (error instanceof AmountError) {
    screen.say(error.message);
    return EXIT.usage;
  }
  if (error instanceof PastedError) {
    screen.say(line`Cannot read what was given: ${error.message}`);
    return EXIT.usage;
  }
  if (
    error instanceof AddressError || error instanceof DataError || error instanceof JournalDamage
  ) {
    screen.say(error.message);
    return EXIT.refused;
  }
  if (error instanceof ConnectionLost) {
    screen.say(line`The connection was lost: ${error.message}.`);
    return EXIT.unknown;
  }
  if (error instanceof RemoteError) return remote(screen, error);
  const stack = error instanceof Error ? error.stack : String(error);
  host.log.error("unexpected failure", { error: stack });
  const nothing = progress?.untouched ? " Nothing else was done." : "";
  screen.say(`Something failed in this program; the log line above says what.${nothing}`);
  return EXIT.refused;
}

function remote(screen: World["screen"], error: RemoteError): number {
  if (error.code === "internal") {
    screen.say(
      line`The bank failed: ${error.message}. Tell its staff; whether it happened is not known.`,
    );
    return EXIT.unknown;
  }
  if (error.code === "bad_answer") {
    screen.say(line`The bank's answer was not understood: ${error.message}.`);
    return EXIT.unknown;
  }
  screen.say(line`The bank does not take that: ${error.message}.`);
  return error.code === "invalid_params" ? EXIT.usage : EXIT.refused;
}

/** Once everything is printed, or never will be: what that means for the exit code. */
export async function printed(
  { screen }: World,
  code: number,
  progress: Progress | null,
): Promise<number> {
  const fault = await screen.written();
  if (fault === null || fault.left || code !== EXIT.done) return code;
  if (!progress?.changed) return EXIT.refused;
  screen.say("The bank has done what it was asked; only the answer could not be shown.");
  return EXIT.done;
}
