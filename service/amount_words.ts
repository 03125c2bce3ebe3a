// Amounts in words, as receipts need them: with lakhs and crores. Whole units and decimals are put into words separately,
// so that no amount is ever a fraction of a binary number.
import { ToWords } from "to-words/en-IN";
import type { Currency } from "../bank/money.ts";

const NAMES: Readonly<Record<string, readonly [whole: string, part: string]>> = {
  INR: ["Rupees", "Paise"],
};

/** e.g. `One Lakh Twenty Rupees and Fifty Paise Only`. */
export function amountInWords(minor: number, { code, scale }: Currency): string {
  const words = new ToWords({ localeCode: "en-IN", converterOptions: { currency: false } });
  const unit = 10 ** scale;
  const [whole, part] = [Math.floor(minor / unit), minor % unit];
  const [name, partName] = NAMES[code] ?? [code, `of ${unit}`];
  const rest = part === 0 ? "" : ` and ${words.convert(part)} ${partName}`;
  return `${words.convert(whole)} ${name}${rest} Only`;
}
