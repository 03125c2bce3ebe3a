// A till: the cash that one teller has at hand.
import type { GivingRecord } from "../giving/record.ts";

/** Of one teller; opened again and again. */
export interface Till extends GivingRecord {
  /** The teller's account. */
  readonly teller: string;
  /** Null while it is closed: then its cash is in the safe. */
  openedAtMs: number | null;
  /** Minor units that the teller has counted at the opening, */
  floatMinor: number;
  /** and that have come in and gone out since. */
  inMinor: number;
  outMinor: number;
  /** The id of its last closing, or null. */
  closing: string | null;
}

/** Minor units that should be in an open till. */
export function tillMinor(
  { floatMinor, inMinor, outMinor }: Pick<Till, "floatMinor" | "inMinor" | "outMinor">,
): number {
  return floatMinor + inMinor - outMinor;
}
