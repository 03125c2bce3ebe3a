// Files of the person: texts that are handed in, whatever program saved them, and statements and receipts that were asked for,
// complete or not there at all.
import * as fs from "node:fs";
import { dirname } from "node:path";
import { PastedError, textOfFile } from "../bank/pasted.ts";
import { writeDurably } from "../store/private_files.ts";
import { usageError } from "./exit.ts";
import { reasonText } from "./reason_text.ts";
import { line } from "./screen.ts";

/** A text in UTF-8 or UTF-16, with or without a byte order mark. @throws {CommandError} */
export function readText(path: string): string {
  try {
    return textOfFile(fs.readFileSync(path));
  } catch (error) {
    const reason = error instanceof PastedError ? error.message : reasonText(error);
    throw usageError(line`Cannot read ${path}: ${reason}`);
  }
}

/** Looked at before anything is asked or done. @throws {CommandError} where no file can be. */
export function checkOut(path: string | undefined): void {
  if (path === undefined) return;
  if (path === "") throw usageError("Cannot write a file without a name: give one with --out FILE");
  if (isDirectory(path) || /[\\/]$/.test(path)) {
    throw usageError(line`Cannot write ${path}: it is a directory; name a file in it`);
  }
  if (!isDirectory(dirname(path))) {
    throw usageError(line`Cannot write ${path}: there is no directory ${dirname(path)}`);
  }
}

function isDirectory(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory();
  } catch {
    // Not there, or behind something that is none.
    return false;
  }
}

/** Writes a file that was asked for, whole or not at all. @throws {CommandError} when that cannot be done. */
export function writeFile(path: string, content: string | Uint8Array): void {
  checkOut(path);
  try {
    writeDurably(path, content);
  } catch (error) {
    throw usageError(line`Cannot write ${path}: ${reasonText(error)}`);
  }
}
