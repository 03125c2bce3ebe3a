// For an organisation: which of its texts are not shown, and why.
import type { TextView } from "../api/text_shapes.ts";
import { type Seen, State } from "./parts.tsx";
import { textName } from "./text_words.ts";

export function HiddenTexts({ visit, texts }: Seen & { readonly texts: readonly TextView[] }) {
  const { t } = visit;
  const hidden = texts.filter(({ state }) => state === "taken_down" || state === "held_back");
  if (hidden.length === 0) return null;
  return (
    <section aria-labelledby="hidden">
      <h2 id="hidden">{t("Texts that are not shown")}</h2>
      <ul>
        {hidden.map(({ text, kind, state, reason, now }) => (
          <li data-text={text}>
            {textName(visit, kind)} <State visit={visit} state={state} />: {now}
            <br />
            {reason === ""
              ? t("It breaks the rules for public texts: write it anew without that.")
              : t("Taken down: {{why}}", { why: reason })}
          </li>
        ))}
      </ul>
    </section>
  );
}
