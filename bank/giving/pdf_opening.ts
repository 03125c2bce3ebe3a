// What a PDF does when it is opened (/OpenAction; ISO 32000-2, 7.7.2, 12.3.2 and 12.6): showing a place of itself is harmless,
// and office programs write it into every file. Everything else is not.
import {
  isDictionary,
  isList,
  PdfName,
  PdfReference,
  type PdfValue,
  SOMETHING,
} from "./pdf_values.ts";

/** Where the values behind references are. */
export interface Definitions {
  /** Every one of them that a reader could take for the object of this number. */
  of(number: number): readonly (PdfValue | undefined)[];
}

const FITS: ReadonlySet<string> = new Set(
  ["XYZ", "Fit", "FitH", "FitV", "FitR", "FitB", "FitBH", "FitBV"],
);

/** Keys of an action that goes to a place; without /Next, which goes on to another one. */
const KEYS: ReadonlySet<string> = new Set(["Type", "S", "D", "SD"]);

/** References to references … end here. */
const STEPS_MAX = 5;

export function onlyShowsAPlace(
  value: PdfValue | undefined,
  definitions: Definitions,
  steps = 0,
): boolean {
  if (value === null) return true;
  if (value instanceof PdfReference) {
    const found = steps < STEPS_MAX ? definitions.of(value.number) : [];
    return found.length > 0 &&
      found.every((each) => onlyShowsAPlace(each, definitions, steps + 1));
  }
  if (!isDictionary(value)) return isPlace(value, definitions, steps);
  const [kind, ...more] = value.get("S") ?? [];
  return kind instanceof PdfName && kind.name === "GoTo" && more.length === 0 &&
    [...value.keys()].every((key) => KEYS.has(key)) &&
    [...value.get("D") ?? [], ...value.get("SD") ?? []]
      .every((place) => isNamed(place) || isPlace(place, definitions, steps));
}

const isNamed = (value: PdfValue) => value === SOMETHING || value instanceof PdfName;

/** A page, how it fits, and numbers. */
function isPlace(value: PdfValue | undefined, definitions: Definitions, steps: number): boolean {
  if (value instanceof PdfReference) return onlyShowsAPlace(value, definitions, steps);
  if (!isList(value)) return false;
  const [page, fit, ...numbers] = value;
  return (page instanceof PdfReference || typeof page === "number") &&
    fit instanceof PdfName && FITS.has(fit.name) &&
    numbers.every((number) => number === null || typeof number === "number");
}
