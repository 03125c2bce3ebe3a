// The needs of an organisation in the order in which they are shown, and to whose eyes.
import type { Need } from "../../bank/giving/record.ts";
import type { Service } from "../service.ts";
import { isShown } from "./shown_texts.ts";

/** Only officers are shown that another organisation has stated the same number: others could learn from it which numbers are known here. */
export type Eyes = "public" | "owner" | "officers";

/** Needs of an organisation that its page shows. */
const NEEDS_SHOWN = 100;

const URGENCY = { urgent: 0, soon: 1, whenever: 2 } as const;

/** The most urgent first, then the one that is due first. */
export function byUrgency(a: Readonly<Need>, b: Readonly<Need>): number {
  return URGENCY[a.priority] - URGENCY[b.priority] ||
    (a.deadline < b.deadline ? -1 : a.deadline > b.deadline ? 1 : 0);
}

/** Open ones first, then the closed, newest first. */
export function needsInOrder(
  { giving, loop }: Service,
  account: string,
  eyes: Eyes,
): Readonly<Need>[] {
  const all = giving.register.needsOf.of(account).map((key) => loop.ledger.needs.get(key)!)
    .filter((need) => eyes !== "public" || isShown(giving.directory.texts.need(need)));
  const open = all.filter(({ status }) => status === "open").sort(byUrgency);
  const closed = all.filter(({ status }) => status !== "open").reverse();
  return [...open, ...closed].slice(0, NEEDS_SHOWN);
}
