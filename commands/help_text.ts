// Help as people read it: the usage of one command instead of all of them, and what was probably meant when a word is
// not known. Works on the text that the argument parser prints, so that help and parser cannot differ.
import { editDistance } from "../service/payees.ts";
import { wrapped } from "../terminal/table_text.ts";

/** Columns that help may take at the most: longer lines are hard to read. */
const COLUMNS_MAX = 100;

/** What `bank connect` can do, with its arguments, out of the usage of all of it. */
export function actUsages(help: string): string[] {
  const usage = /^Usage: bank connect \[?\(?(.*)$/m.exec(help)?.[1] ?? "";
  const usages: string[] = [];
  let [depth, current] = [0, ""];
  for (const char of usage) {
    if (char === "(" || char === "[") depth++;
    if (char === ")" || char === "]") depth--;
    if (depth < 0) break;
    if (char === "|" && depth === 0) {
      usages.push(current.trim());
      current = "";
    } else current += char;
  }
  return [...usages, current.trim()].filter((text) => text !== "");
}

export interface HelpOptions {
  readonly args: readonly string[];
  /** Of the terminal. */
  readonly columns: number;
}

/** The usage of all commands becomes that of the one that was asked about. */
export function tidyHelp(help: string, { args, columns }: HelpOptions): string {
  const usages = actUsages(help);
  const act = usages.find((usage) => args.includes(usage.split(" ")[0]!));
  const short = act === undefined
    ? "Usage: bank connect [COMMAND] [OPTIONS]"
    : `Usage: bank connect ${act} [CONNECTION OPTIONS]`;
  const text = usages.length < 2 ? help : help.replace(/^Usage: bank connect .*$/m, short);
  const about =
    "Connects to a bank. With a command it does that and ends; without one it shows a menu.\n";
  const told = act === undefined ? text : text.replace(about, "").replace(/\n{3,}/g, "\n\n");
  return wrapped(told, Math.min(columns, COLUMNS_MAX));
}

/** @returns the candidate that was probably meant, or null. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate);
    if (
      distance <= Math.max(1, Math.floor(candidate.length / 3)) && distance < (best?.distance ?? 99)
    ) {
      best = { candidate, distance };
    }
  }
  return best?.candidate ?? null;
}

/** Flags and commands that a help text names. */
export function wordsIn(help: string): Set<string> {
  const flags = help.match(/--[a-z][a-z-]+/g) ?? [];
  const acts = actUsages(help).map((usage) => usage.split(" ")[0]!);
  const commands = [...help.matchAll(/^ {2}([a-z][a-z-]+)(?: |$)/gm)].map((found) => found[1]!);
  return new Set([...flags, ...acts, ...commands]);
}
