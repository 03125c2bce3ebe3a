// Where the bank's data are, for every command that looks at them: a flag, else BANK_DATA, else the file of settings, else the
// state directory of the service or the user.
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import type { Environment } from "../../console/world.ts";
import { fileFor, mistakesOf } from "./settings.ts";

interface DataWords {
  readonly data: string | undefined;
  readonly config: string | undefined;
}

/** @throws {CommandError} for an empty name, and for a file of settings that cannot be read. */
export function dataDirectory({ data, config }: DataWords, env: Environment): string {
  if (data === "") throw usageError("Cannot use an empty --data: name a directory");
  const named = data ?? (env.BANK_DATA || undefined);
  if (named !== undefined) return named;
  const file = fileFor({ config, env });
  if (file !== null && file.mistakes.length > 0) {
    throw new CommandError(EXIT.usage, mistakesOf(file).join("\n"));
  }
  return file?.written.get("data")?.texts[0] ?? usualDirectory(env);
}

/** Where nothing says it. @throws {CommandError} when this user has no place for it. */
export function usualDirectory(env: Environment): string {
  if (env.STATE_DIRECTORY) return env.STATE_DIRECTORY;
  if (env.XDG_DATA_HOME) return join(env.XDG_DATA_HOME, "bank");
  const home = env.HOME ?? homedir();
  if (home) return join(home, ".local", "share", "bank");
  throw usageError("Cannot find a place for the bank's data: name a directory with --data DIR");
}
