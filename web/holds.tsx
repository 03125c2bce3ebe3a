// Payments that wait for their owner.
import { accountNumberText } from "../bank/account_number.ts";
import type { Result } from "../api/methods.ts";
import { reasonWords } from "./notice_words.ts";
import type { Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

type Held = Result<"holds">["holds"];

/** Whom payments that wait go to. */
export async function namesOf(visit: Visit, holds: Held): Promise<ReadonlyMap<string, string>> {
  const { names } = visit.face.service;
  const known = await Promise.all(holds.map(async ({ to }) => [to, await names.load(to)] as const));
  return new Map(known.map(([to, name]) => [to, name ?? accountNumberText(to)]));
}

export function Holds(
  { visit, holds, names }: Seen & {
    readonly holds: Held;
    readonly names: ReadonlyMap<string, string>;
  },
) {
  const { t } = visit;
  return (
    <section aria-labelledby="holds">
      <h2 id="holds">{t("Payments that wait for you")}</h2>
      <ul class="needs">
        {holds.map(({ id, amountMinor, to, memo, reasons, expiresAtMs = 0 }) => (
          <li>
            <p>
              {visit.money(amountMinor)} → {names.get(to)}
              {memo === "" ? "" : `: ${memo}`}
            </p>
            <p class="quiet">
              {reasonWords(visit, reasons ?? [])} · {t("Confirm it until {{time}}.", {
                time: visit.time(expiresAtMs),
              })}
            </p>
            <form class="inline" method="post" action={visit.path(`/me/holds/${id}`)}>
              <label>
                {t("Your password, once more")}
                <input
                  type="password"
                  name="password"
                  autocomplete="current-password"
                  maxlength={256}
                />
              </label>
              <button type="submit" name="verb" value="confirm">{t("Pay it")}</button>
              <button type="submit" name="verb" value="cancel" class="secondary">
                {t("Cancel it")}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
