// Recurring gifts of one donor, and the days on which they are due.
import type { Command } from "../../bank/command.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import type { Order } from "../../bank/giving/record.ts";
import { GivingBooks } from "./giving.ts";
import { does } from "./giving_commands.ts";

/** 31 January 2026, noon in India. */
export const FIRST_MS = Date.parse("2026-01-31T06:30:00Z");

export function ordered(
  over: Partial<Extract<Command, { type: "start_order" }>> = {},
): GivingBooks {
  const books = new GivingBooks();
  books.all([does.order("o1", { firstAtMs: FIRST_MS, ...over })]);
  return books;
}

export const forNeed = (need: string) => ({ purpose: "need", need }) as const;

export const orderOf = (books: GivingBooks): Readonly<Order> => books.ledger.orders.get("o1")!;

/** Gifts, failures in a row, the day it is due next, and whether it has ended. */
export function state(books: GivingBooks): readonly [number, number, string, string | null] {
  const { given, skipped, nextAtMs, ended } = orderOf(books);
  return [given, skipped, dayOf(nextAtMs), ended];
}

/** Takes the donor's money away, or gives it back. */
export const poor = (id: string): Command => does.pay(id, "donna", "dev", 99_500);
export const rich = (id: string): Command => does.pay(id, "dev", "donna", 99_500);

/** Until it is due, and then it runs. */
export function due(books: GivingBooks, id: string): string {
  books.nowMs = orderOf(books).nextAtMs;
  return books.code(does.runOrder("o1", id));
}
