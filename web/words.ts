// The words of the pages in English, Hindi and Tamil. English texts are the keys: one without a translation is shown in
// English, and a test finds it.
import i18next, { type i18n } from "i18next";
import hi from "./words/hi.json" with { type: "json" };
import ta from "./words/ta.json" with { type: "json" };
import type { Language } from "./languages.ts";

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
    resources: { en: { translation: {} }, hi: { translation: hi }, ta: { translation: ta } },
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
  return { en: of("en"), hi: of("hi"), ta: of("ta") };
}
