// The words of the pages in English, Hindi and Tamil. English texts are the keys: one without a translation is shown in
// English, and a test finds it.
import i18next, { type i18n } from "i18next";
import hi from "./words/hi.json" with { type: "json" };
import ta from "./words/ta.json" with { type: "json" };
import { type Language, LANGUAGES } from "./languages.ts";

type Words = Readonly<Record<string, string>>;

/** English is what the pages are written in. */
export const WORDS: Readonly<Record<Exclude<Language, "en">, Words>> = { hi, ta };

/** @param values for the places in double braces. */
export type Translate = (
  text: string,
  values?: Readonly<Record<string, string | number>>,
) => string;

export function translators(): Readonly<Record<Language, Translate>> {
  const words: i18n = i18next.createInstance();
  void words.init({
    lng: "en",
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // Texts are escaped where they are put into pages.
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      LANGUAGES.map((language) => [
        language,
        { translation: language === "en" ? {} : WORDS[language] },
      ]),
    ),
  });
  const of = (language: Language): Translate => {
    const t = words.getFixedT(language);
    // Most texts have no places to fill, and stand on every page: looked up once.
    const plain = new Map<string, string>();
    return (text, values) => {
      if (values !== undefined) return t(text, { ...values, defaultValue: text });
      const known = plain.get(text) ?? t(text, { defaultValue: text });
      plain.set(text, known);
      return known;
    };
  };
  return Object.fromEntries(LANGUAGES.map((language) => [language, of(language)])) as Record<
    Language,
    Translate
  >;
}
