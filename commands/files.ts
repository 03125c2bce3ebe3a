// Files that a person asked for: statements, receipts. Complete or not there at all.
import { writeDurably } from "../store/private_files.ts";
import { usageError } from "./exit.ts";
import { line } from "./screen.ts";

export function writeFile(path: string, text: string): void {
  try {
    writeDurably(path, text);
  } catch (error) {
    throw usageError(
      line`Cannot write ${path}: ${(error as Error).message.replace(/^Cannot write [^:]*: /, "")}`,
    );
  }
}
