// What a proposal says besides the money that it moves and whose account it is about: for people who decide, so nothing is left out
// that they would want to know, and ids that tell them nothing are.

import { LIMIT_NAMES } from "../payment_limits/limit_record.ts";

export interface ProposalDetail {
  /** As people write it, such as `burst minutes`. */
  readonly name: string;
  readonly value: string;
  /** Where it is an amount, in minor units. */
  readonly minor: number | null;
}

/** They are told as the money, the account and the proposal itself. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  "id",
  "account",
  "amountMinor",
  "invitation",
  "batch",
]);

export function proposalDetails(params: Readonly<Record<string, unknown>>): ProposalDetail[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (TOLD_ELSEWHERE.has(name) || value === "" || value === undefined) return [];
    if (Array.isArray(value)) return [{ name: spoken(name), value: value.join(", "), minor: null }];
    if (typeof value === "object" && value !== null) {
      return proposalDetails(value as Readonly<Record<string, unknown>>);
    }
    const word = wordFor(name, value);
    const minor = word === null && name.endsWith("Minor") && typeof value === "number";
    return [{
      name: spoken(name),
      value: word ?? String(value),
      minor: minor ? value as number : null,
    }];
  });
}

/** What stands for a number that is none: a limit of 0 allows everything, and not nothing. */
function wordFor(name: string, value: unknown): string | null {
  if (name === "creditMinor") {
    return value === null ? "the bank's credit" : value === 0 ? "none" : null;
  }
  const ofAccount = (LIMIT_NAMES as readonly string[]).includes(name);
  if (value === null) return ofAccount ? "the bank's limit" : "never";
  return value === 0 && (ofAccount || name.startsWith("limit")) ? "no limit" : null;
}

function spoken(name: string): string {
  return name.replace(/Minor$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
