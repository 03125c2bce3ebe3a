// A lost password on the site: how to get a code, and the form that takes it.
import { privatePage } from "./frame.tsx";
import { Alert } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { machineOf, signedIn } from "./session_pages.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

/** @param typed the user name that was given before. */
export function recoveryPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed = "",
): Response {
  const { t } = visit;
  const code = wrong !== null && "code" in wrong ? wrong.code : "";
  const children = (
    <>
      <h1>{t("Lost your password?")}</h1>
      <p>
        {t(
          "Come to the bank with something that shows who you are. Two members of its staff look at it, and you get a code that works once, for a day. It cannot be sent to you.",
        )}
      </p>
      {code === "wrong_credentials"
        ? (
          <p role="alert">
            {t(
              "The code does not fit this user name, was used already, was taken back, or is older than a day.",
            )}
          </p>
        )
        : <Alert visit={visit} wrong={wrong} />}
      <form method="post" action={visit.path("/lost-password")}>
        <label>
          {t("User name")}
          <input name="userName" autocomplete="username" required maxlength={64} value={typed} />
        </label>
        <label>
          {t("Code from the bank")}
          <input
            name="recoveryCode"
            autocomplete="off"
            inputmode="numeric"
            required
            maxlength={64}
          />
        </label>
        <NewPassword visit={visit} />
        {code === "second_factor_needed" ? <FactorField visit={visit} /> : null}
        <button type="submit">{t("Set the new password")}</button>
      </form>
    </>
  );
  return privatePage(
    visit,
    { title: t("Lost your password?"), path: "/lost-password", children },
    wrong ? statusOf(wrong) : 200,
  );
}

function NewPassword({ visit }: { readonly visit: Visit }) {
  const { t } = visit;
  return (
    <label>
      {t("New password")}
      <input
        name="newPassword"
        type="password"
        autocomplete="new-password"
        required
        minlength={8}
        maxlength={256}
        aria-describedby="password-form"
      />
      <small id="password-form">{t("at least 8 characters; a few words are good")}</small>
    </label>
  );
}

function FactorField({ visit }: { readonly visit: Visit }) {
  return (
    <label>
      {visit.t("Code of your app")}
      <input
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        required
        maxlength={8}
      />
    </label>
  );
}

export async function recover(visit: Visit): Promise<Response> {
  const form = await formOf(visit);
  if (isWrong(form)) return recoveryPage(visit, form);
  const device = machineOf(visit);
  const code = field(form, "code");
  const params = {
    device,
    userName: field(form, "userName"),
    recoveryCode: field(form, "recoveryCode"),
    newPassword: String(form.get("newPassword") ?? ""),
    ...(code === "" ? {} : { code }),
  };
  const { face, context } = visit;
  const begun = await face.sessions.begin(face.arrivalOf(context), "recover", params);
  return isWrong(begun)
    ? recoveryPage(visit, begun, params.userName)
    : signedIn(visit, begun, device);
}
