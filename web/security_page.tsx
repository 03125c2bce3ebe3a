// Password and second factor.
import { Buffer } from "node:buffer";
import { renderSVG } from "uqr";
import { Fault } from "../api/message.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Note, Pairs, PasswordAgain, type Seen } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/security";

interface SecretOfApp {
  readonly secret: string;
  readonly uri: string;
}

interface Shown {
  readonly wrong?: Wrong | null;
  readonly setUp?: SecretOfApp | null;
  /** Recovery codes that were made just now. */
  readonly codes?: readonly string[] | undefined;
}

export async function securityPage(
  visit: Visit,
  { wrong = null, setUp = null, codes }: Shown = {},
): Promise<Response | Wrong> {
  const factor = await visit.ask("secondFactor", {});
  if (isWrong(factor)) return factor;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Password and second factor")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      {codes ? <CodesShown visit={visit} codes={codes} /> : null}
      <PasswordForm visit={visit} />
      <section aria-labelledby="factor">
        <h2 id="factor">{t("Second factor")}</h2>
        <p>
          {factor.on
            ? t("A code of your app is asked for at every sign-in.")
            : t("With it a stolen password alone opens nothing.")}
          {factor.recoveryCodesLeft === undefined
            ? null
            : ` ${t("Recovery codes left: {{count}}.", { count: factor.recoveryCodesLeft })}`}
        </p>
        {setUp
          ? <ConfirmForm visit={visit} setUp={setUp} />
          : <FactorForm visit={visit} on={factor.on} />}
      </section>
      {visit.staff ? null : (
        <p>
          <a href={visit.path("/me/staff")}>{t("I have a code for the bank's staff")}</a>
        </p>
      )}
    </>
  );
  const framed = { title: t("Password and second factor"), path: PATH, children };
  return privatePage(visit, framed, wrong ? statusOf(wrong) : 200);
}

function PasswordForm({ visit }: Seen) {
  const { t } = visit;
  return (
    <form method="post" action={visit.path(`${PATH}/password`)}>
      <PasswordAgain visit={visit} />
      <label>
        {t("New password")}
        <input
          type="password"
          name="newPassword"
          autocomplete="new-password"
          required
          minlength={8}
          maxlength={256}
        />
      </label>
      <button type="submit">{t("Change it, and end other sign-ins")}</button>
    </form>
  );
}

function CodesShown({ visit, codes }: Seen & { readonly codes: readonly string[] }) {
  const { t } = visit;
  return (
    <section aria-labelledby="codes" class="note" role="status">
      <h2 id="codes">{t("Your recovery codes")}</h2>
      <p>{t("Each works once instead of a code of your app, when the phone is lost.")}</p>
      <ul class="hash">{codes.map((code) => <li>{code}</li>)}</ul>
      <p>
        {t("Write them down or print this page, and keep them apart from the phone.")}{" "}
        {t("They are not shown again.")}
      </p>
    </section>
  );
}

function FactorForm({ visit, on }: Seen & { readonly on: boolean }) {
  const { t } = visit;
  return (
    <form method="post" action={visit.path(`${PATH}/${on ? "factor-off" : "factor"}`)}>
      <PasswordAgain visit={visit} />
      {on ? <CodeInput visit={visit} /> : null}
      <button type="submit">{on ? t("Switch it off") : t("Set it up")}</button>
      {on
        ? (
          <button type="submit" class="secondary" formaction={visit.path(`${PATH}/factor-codes`)}>
            {t("Make new recovery codes")}
          </button>
        )
        : null}
    </form>
  );
}

function ConfirmForm({ visit, setUp }: Seen & { readonly setUp: SecretOfApp }) {
  const { t } = visit;
  const { secret, uri } = setUp;
  const picture = `data:image/svg+xml;base64,${Buffer.from(renderSVG(uri)).toString("base64")}`;
  return (
    <>
      <p>
        {t(
          "Let your app look at this, or put the secret into it; then give the code that it shows.",
        )}
      </p>
      <p>
        <img class="qr" src={picture} alt={t("The secret as a QR code")} width="200" height="200" />
      </p>
      <Pairs
        pairs={[
          [t("Secret"), <span class="hash">{secret}</span>],
          [t("Address for the app"), <a class="hash" href={uri}>{uri}</a>],
        ]}
      />
      <form method="post" action={visit.path(`${PATH}/factor-on`)}>
        <input type="hidden" name="secret" value={secret} />
        <input type="hidden" name="uri" value={uri} />
        <CodeInput visit={visit} first />
        <button type="submit">{t("Switch it on")}</button>
      </form>
    </>
  );
}

function CodeInput({ visit, first = false }: Seen & { readonly first?: boolean }) {
  return (
    <label>
      {first ? visit.t("Code of your app") : visit.t("Code of your app, or a recovery code")}
      <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength={16} />
    </label>
  );
}

type SecurityAct = "password" | "factor" | "factor-on" | "factor-codes" | "factor-off";

export async function securityAction(visit: Visit, act: SecurityAct): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await securityPage(visit, { wrong: form });
  const password = String(form.get("password") ?? "");
  const code = field(form, "code");
  if (act === "factor") {
    const made = await visit.ask("setUpSecondFactor", { password });
    return await securityPage(visit, isWrong(made) ? { wrong: made } : { setUp: made });
  }
  const outcome = act === "password"
    ? await changePassword(visit, password, String(form.get("newPassword") ?? ""))
    : act === "factor-on"
    ? await visit.ask("confirmSecondFactor", { code })
    : act === "factor-codes"
    ? await visit.ask("renewRecoveryCodes", { password, code })
    : await visit.ask("removeSecondFactor", { password, code });
  if (!isWrong(outcome)) {
    const codes = codesIn(outcome);
    return codes ? await securityPage(visit, { codes }) : visit.redirect(`${PATH}?done=saved`);
  }
  const [secret, uri] = [field(form, "secret"), field(form, "uri")];
  const again = act === "factor-on" && /^otpauth:\/\//.test(uri) ? { secret, uri } : null;
  return await securityPage(visit, { wrong: inWords(visit, outcome, act), setUp: again });
}

function codesIn(outcome: unknown): readonly string[] | undefined {
  return (outcome as { recoveryCodes?: readonly string[] }).recoveryCodes;
}

/** The bank does not tell a wrong code from a wrong password; the page knows what was asked for. */
function inWords({ t }: Visit, wrong: Wrong, act: SecurityAct): Wrong {
  if (!("code" in wrong) || wrong.code !== "wrong_credentials") return wrong;
  const about = act === "factor-on"
    ? t("this is not the code that the app shows now")
    : act === "factor-off" || act === "factor-codes"
    ? t("the password or the code is wrong")
    : t("the password is wrong");
  return new Fault("invalid_params", about);
}

/** The bank begins another session with it; the browser's sign-in goes on with that one. */
async function changePassword(
  visit: Visit,
  password: string,
  newPassword: string,
): Promise<unknown> {
  const outcome = await visit.ask("changePassword", { password, newPassword });
  if (!isWrong(outcome) && visit.signedIn) {
    await visit.face.sessions.renewed(visit.signedIn.name, outcome);
  }
  return outcome;
}
