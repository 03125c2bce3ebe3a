// What a proposal says besides the money that it moves and whose account it is about: for people who decide, so nothing is left out
// that they would want to know, and ids that tell them nothing are.

export interface ProposalDetail {
  /** As people write it, such as `burst minutes`. */
  readonly name: string;
  readonly value: string;
  /** Where it is an amount, in minor units. */
  readonly minor: number | null;
}

/** They are told as the money, the account and the proposal itself. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(["id", "account", "amountMinor", "invitation"]);

export function proposalDetails(params: Readonly<Record<string, unknown>>): ProposalDetail[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (TOLD_ELSEWHERE.has(name) || value === "" || value === undefined) return [];
    if (typeof value === "object" && value !== null) {
      return proposalDetails(value as Readonly<Record<string, unknown>>);
    }
    const minor = name.endsWith("Minor") && typeof value === "number" ? value : null;
    return [{ name: spoken(name), value: value === null ? "never" : String(value), minor }];
  });
}

function spoken(name: string): string {
  return name.replace(/Minor$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
