// Inside a gift: a stranger becomes a customer, or signs in, on one page that shows what was chosen, and goes on with it.
import { organisationSeen } from "./books_seen.ts";
import type { Child } from "hono/jsx";
import { Fault } from "../api/message.ts";
import { oftenWords, wishIn } from "./gift_wish.ts";
import { nextOf } from "./kept_page.tsx";
import { Pairs } from "./parts.tsx";
import { Lost, searchOf, SignInForm, SignUpForm } from "./session_forms.tsx";
import { typedAmount } from "./typed_amount.ts";
import type { Visit } from "./visitor.ts";

interface Joining {
  /** What was wrong with the form that was sent. */
  readonly alert: Child;
  /** The form that was sent, as it was filled in. */
  readonly signIn?: Child;
  readonly signUp?: Child;
}

/** @returns null when the visitor comes from anywhere but a gift to an organisation that the public sees. */
export function giftJoined(
  visit: Visit,
  { alert, signIn, signUp }: Joining,
): { readonly title: string; readonly children: Child } | null {
  const { t, nowMs, face: { service } } = visit;
  const wish = wishIn(nextOf(visit));
  const known = wish && organisationSeen(visit.face, wish.organisation);
  const { directory } = service.giving;
  if (!wish || !known || !directory.isPublic(known, nowMs)) return null;
  const amount = typedAmount(visit, wish.amount);
  const search = searchOf(visit);
  const title = t("Your gift to {{name}}", { name: directory.nameOf(known.account) });
  const children = (
    <>
      <h1>{title}</h1>
      {alert}
      <Lost visit={visit} />
      <Pairs
        pairs={[
          [t("Amount"), amount instanceof Fault ? wish.amount : visit.money(amount)],
          [t("How often"), oftenWords(visit, wish.every)],
        ]}
      />
      <p class="quiet">
        {t("What you chose is kept. Nothing is given before you have seen it once more.")}
      </p>
      <div class="split">
        <section aria-labelledby="new">
          <h2 id="new">{t("I am new here")}</h2>
          {signUp ?? <SignUpForm visit={visit} search={search} />}
        </section>
        <section aria-labelledby="known">
          <h2 id="known">{t("I am a customer")}</h2>
          {signIn ?? <SignInForm visit={visit} search={search} />}
          <p>
            <a href={visit.path("/lost-password")}>{t("Lost your password?")}</a>
          </p>
        </section>
      </div>
    </>
  );
  return { title, children };
}
