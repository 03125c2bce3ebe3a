// Exit codes, and the errors that carry words for the person at the terminal. README and the manual list them.

/** What the process ends with; scripts rely on it. */
export const EXIT = {
  done: 0,
  /** The bank said no, or this machine could not do it. */
  refused: 1,
  /** The command line or an input was not understood. */
  usage: 2,
  notLoggedIn: 3,
  /** No answer came: it may or may not have happened; safe to retry with the same id. */
  unknown: 4,
  /** Not now: nothing was done, and the same command may do later. EX_TEMPFAIL of sysexits.h. */
  tryAgain: 75,
  interrupted: 130,
} as const;

/** Something to tell the person, with the exit code that goes with it. Never shows a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  /** @param certain it says itself what the bank has done. */
  constructor(readonly exitCode: number, message: string, readonly certain = false) {
    super(message);
  }
}

/** The command line or an input was not understood: exit code 2. */
export function usageError(message: string): CommandError {
  return new CommandError(EXIT.usage, message);
}
