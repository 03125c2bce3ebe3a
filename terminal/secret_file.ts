// A password or passphrase out of a file or standard input, as people save it.
import { PastedError, secretOfText } from "../bank/pasted.ts";
import { usageError } from "../console/exit.ts";
import { readText } from "../console/files.ts";
import { line } from "../console/screen.ts";

export function readSecret(path: string): Promise<string> {
  return secretAt(path, () => readText(path));
}

/** @param where as it is told when it cannot be read. */
export async function secretAt(
  where: string,
  read: () => string | Promise<string>,
): Promise<string> {
  try {
    return secretOfText(await read());
  } catch (error) {
    if (!(error instanceof PastedError)) throw error;
    throw usageError(line`Cannot read ${where}: ${error.message}`);
  }
}
