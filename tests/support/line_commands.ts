// What staff do with lines of another bank, as commands.
import type { Command } from "../../bank/command.ts";
import { ORG } from "./giving_commands.ts";

/** Of this day, without a reference. */
export function lineOf(id: string, nowMs: number): Command {
  const bookedOn = new Date(nowMs).toISOString().slice(0, 10);
  return { type: "book_line", id, amountMinor: 7, bookedOn, memo: id, by: ORG };
}

export function settling(id: string, line: string): Command {
  return { type: "assign_line", id, line, to: "charges", by: ORG };
}
