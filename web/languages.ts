// The languages of the pages, and how a path says in which of them a page is: English has nothing in front.

export const LANGUAGES = ["en", "hi", "ta"] as const;
export type Language = typeof LANGUAGES[number];

/** As each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  hi: "हिन्दी",
  ta: "தமிழ்",
};

const FRONT = new RegExp(`^/(?:${LANGUAGES.filter((each) => each !== "en").join("|")})(?=[/?]|$)`);

/** @param path of a page, without its language. */
export function inLanguage(language: Language, path: string): string {
  return language === "en" ? path : `/${language}${path}`;
}

/** The path without its language; one slash in front, because two would name another host. */
export function withoutLanguage(path: string): string {
  return path.replace(FRONT, "").replace(/^\/*/, "/");
}
