// Lines of another bank, as staff give them and as commands.
import type { Command } from "../../bank/command.ts";
import type { Params } from "../../api/methods.ts";
import { START_MS } from "./fake_host.ts";
import { ORG } from "./giving_commands.ts";

type GivenLine = Params<"bookLines">["lines"][number];

const DAY_MS = 24 * 60 * 60 * 1000;

/** Before the day on which a bank of tests begins; in front of it when negative. */
export const daysAgo = (days: number) =>
  new Date(START_MS - days * DAY_MS).toISOString().slice(0, 10);

export const TODAY = daysAgo(0);

/** Booked today, unless another day is given. */
export const givenLine = (
  amountMinor: number,
  text: string,
  more: Partial<GivenLine> = {},
): GivenLine => ({
  bookedOn: TODAY,
  amountMinor,
  text,
  bankReference: null,
  endToEndId: null,
  twin: 0,
  counterparty: { name: null, account: null },
  ...more,
});

/** Of this day, without a reference. */
export function lineOf(id: string, nowMs: number): Command {
  const bookedOn = new Date(nowMs).toISOString().slice(0, 10);
  return { type: "book_line", id, amountMinor: 7, bookedOn, memo: id, by: ORG };
}

export function settling(id: string, line: string): Command {
  return { type: "assign_line", id, line, to: "charges", by: ORG };
}
