// The public texts of an organisation: its description, its needs, its thanks. Each is known by its hash, and an officer's
// verdict holds for the text of that hash alone: whatever is changed afterwards has not been checked.
import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical_json.ts";
import { type Need, PROFILE, type TextKind, type TextVerdict } from "./record.ts";
import type { GivingTables } from "./tables.ts";

export interface PublicText {
  readonly kind: TextKind;
  readonly sha256: string;
  /** The newest verdict, which may be about an earlier text. */
  readonly verdict: TextVerdict | undefined;
}

export type TextState = "unchecked" | TextVerdict["verdict"];

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The hash by which a verdict names a description: SHA-256 in hex, of canonical JSON. */
export function profileHash(about: string, website: string): string {
  return sha256(canonicalJson({ about, website }));
}

/** Of the words of a need alone: quantity, priority and deadline are nothing that an officer judges. */
export function needHash({ item, unit }: Pick<Need, "item" | "unit">): string {
  return sha256(canonicalJson({ item, unit }));
}

/** The hash by which a verdict names thanks: SHA-256 in hex. */
export function updateHash(text: string): string {
  return sha256(text);
}

/** @returns null when the organisation has no such text. */
export function publicTextOf(
  ledger: Pick<GivingTables, "organisations" | "needs" | "updates">,
  account: string,
  text: string,
): PublicText | null {
  if (text === PROFILE) {
    const organisation = ledger.organisations.get(account);
    if (!organisation) return null;
    return { kind: "profile", sha256: organisation.profile, verdict: organisation.text };
  }
  const need = ledger.needs.get(text);
  if (need?.organisation === account) {
    return { kind: "need", sha256: needHash(need), verdict: need.text };
  }
  const update = ledger.updates.get(text);
  return update?.organisation === account
    ? { kind: "update", sha256: update.sha256, verdict: update.text }
    : null;
}

/** A verdict counts only while it names the hash of the text as it is now. */
export function textStateOf({ sha256, verdict }: Omit<PublicText, "kind">): TextState {
  return verdict?.sha256 === sha256 ? verdict.verdict : "unchecked";
}
