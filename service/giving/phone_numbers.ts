// Telephone numbers as people write them, with the numbering plans of all countries: loaded where one is read, and nowhere else.
import parsePhoneNumber from "libphonenumber-js/min";
import { plainCode } from "../../bank/pasted.ts";

/** Of numbers without a country: facts are about organisations under the law of India. */
const HOME = "IN";

/** @returns the number as E.164 has it, e.g. `+919840012345`; null for what is none, or has a digit too few or too many. */
export function phoneNumberOf(text: string): string | null {
  const digits = plainCode(text).replace(/[()]/g, " ").trim();
  const found = parsePhoneNumber(digits, { defaultCountry: HOME, extract: false });
  // An extension is no part of a number that others could call.
  return found?.isValid() && !found.ext ? found.number : null;
}
