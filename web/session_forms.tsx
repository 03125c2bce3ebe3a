// The forms by which a visitor comes in, as they stand on pages of their own and inside a gift.
import { DISPLAY_NAME_CHARS_MAX } from "../bank/limits.ts";
import { nextOf } from "./kept_page.tsx";
import type { Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

interface Form extends Seen {
  /** Where to go on, as a query. */
  readonly search: string;
}

/** Keeps where to go on. */
export function searchOf(visit: Visit): string {
  return `?next=${encodeURIComponent(nextOf(visit))}`;
}

/** A form was sent after its sign-in had ended. */
export function Lost({ visit }: Seen) {
  if (visit.query("lost") !== "yes") return null;
  return (
    <p role="status" class="note">
      {visit.t("Your sign-in had ended: what you sent was not done.")}
    </p>
  );
}

export function SignInForm(
  { visit, search, typed = "", needsCode = false }: Form & {
    readonly typed?: string;
    readonly needsCode?: boolean;
  },
) {
  const { t } = visit;
  return (
    <form method="post" action={`${visit.path("/sign-in")}${search}`}>
      <label>
        {t("User name")}
        <input
          name="userName"
          autocomplete="username"
          required
          maxlength={64}
          value={typed}
        />
      </label>
      <label>
        {t("Password")}
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength={256}
        />
      </label>
      {needsCode
        ? (
          <label>
            {t("Code of your app, or a recovery code")}
            <input
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              required
              maxlength={16}
            />
          </label>
        )
        : null}
      <button type="submit">{t("Sign in")}</button>
    </form>
  );
}

export interface TypedName {
  readonly userName: string;
  readonly displayName: string;
}

export const NOBODY: TypedName = { userName: "", displayName: "" };

export function SignUpForm(
  { visit, search, typed = NOBODY }: Form & { readonly typed?: TypedName },
) {
  const { t } = visit;
  return (
    <form method="post" action={`${visit.path("/sign-up")}${search}`}>
      <label>
        {t("User name")}
        <input
          name="userName"
          autocomplete="username"
          required
          minlength={3}
          maxlength={32}
          value={typed.userName}
          pattern="[A-Za-z][A-Za-z0-9._\-]*"
          title={t("3 to 32 letters and digits, beginning with a letter")}
          aria-describedby="name-form"
        />
        <small id="name-form">{t("3 to 32 letters and digits, beginning with a letter")}</small>
      </label>
      <label>
        {t("Your name, as others see it")}
        <input
          name="displayName"
          autocomplete="name"
          required
          maxlength={DISPLAY_NAME_CHARS_MAX}
          value={typed.displayName}
        />
      </label>
      <label>
        {t("Password")}
        <input
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minlength={8}
          maxlength={256}
          aria-describedby="password-form"
        />
        <small id="password-form">{t("at least 8 characters; a few words are good")}</small>
      </label>
      <button type="submit">{t("Become a customer")}</button>
    </form>
  );
}
