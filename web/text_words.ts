// What an organisation says in its own words: what each text is called, and how far it has been checked.
import type { Visit } from "./visitor.ts";

export function textName({ t }: Visit, kind: string): string {
  const names: Readonly<Record<string, string>> = {
    profile: t("description and website"),
    need: t("a need"),
    update: t("thanks"),
  };
  return names[kind] ?? kind;
}

/** The mark beside a text; nothing for one that an officer has read. */
export function textMark({ t }: Visit, state: string | undefined): string {
  return state === "confirmed" || state === undefined ? "" : t("not checked yet");
}
