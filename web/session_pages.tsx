// Signing in, up and out. The cookie is set here and nowhere else, and only on answers that no cache may keep.
import { Buffer } from "node:buffer";
import { setCookie } from "hono/cookie";
import type { Begun } from "../net/http/web_sessions.ts";
import { SESSION_LIFETIME_MS } from "../api/limits.ts";
import { privatePage } from "./frame.tsx";
import { giftJoined } from "./gift_joining.tsx";
import { nextOf, wayIn } from "./kept_page.tsx";
import { Alert } from "./parts.tsx";
import {
  Lost,
  NOBODY,
  searchOf,
  SignInForm,
  SignUpForm,
  type TypedName,
} from "./session_forms.tsx";
import {
  codeField,
  COOKIE,
  COOKIE_RULES,
  DEVICE_COOKIE,
  DEVICE_S,
  deviceOf,
  field,
  formOf,
  isWrong,
  markOf,
  type Visit,
  type Wrong,
} from "./visitor.ts";
import { statusOf } from "./refusal_words.ts";

/** @param coded whether a code was given, which may have been what was wrong. */
export function signInPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed = "",
  coded = false,
): Response {
  const { t } = visit;
  const search = searchOf(visit);
  const code = wrong !== null && "code" in wrong ? wrong.code : "";
  const needsCode = coded || code === "second_factor_needed";
  const alert = coded && code === "wrong_credentials"
    ? <p role="alert">{t("The user name, the password or the code is wrong.")}</p>
    : <Alert visit={visit} wrong={wrong} />;
  const form = <SignInForm visit={visit} search={search} typed={typed} needsCode={needsCode} />;
  const joined = giftJoined(visit, { alert, signIn: form });
  const children = joined?.children ?? (
    <>
      <h1>{t("Sign in")}</h1>
      {alert}
      <Lost visit={visit} />
      {form}
      <p>
        {t("Not a customer yet?")}{" "}
        <a href={`${visit.path("/sign-up")}${search}`}>{t("Become one")}</a>
        {" · "}
        <a href={visit.path("/lost-password")}>{t("Lost your password?")}</a>
      </p>
    </>
  );
  return privatePage(
    visit,
    { title: joined?.title ?? t("Sign in"), path: `/sign-in${search}`, children },
    wrong ? statusOf(wrong) : 200,
  );
}

export function signUpPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: TypedName = NOBODY,
): Response {
  const { t } = visit;
  const search = searchOf(visit);
  const alert = <Alert visit={visit} wrong={wrong} />;
  const form = <SignUpForm visit={visit} search={search} typed={typed} />;
  const joined = giftJoined(visit, { alert, signUp: form });
  const children = joined?.children ?? (
    <>
      <h1>{t("Become a customer")}</h1>
      {alert}
      {form}
    </>
  );
  return privatePage(
    visit,
    { title: joined?.title ?? t("Become a customer"), path: `/sign-up${search}`, children },
    wrong ? statusOf(wrong) : 200,
  );
}

/** The secret of this browser, a new one where it has none. */
export function machineOf({ context, face }: Visit): string {
  return deviceOf(context) ?? Buffer.from(face.service.host.random(32)).toString("hex");
}

export function signedIn(visit: Visit, begun: Begun, device: string): Response {
  const maxAge = SESSION_LIFETIME_MS / 1_000;
  setCookie(visit.context, COOKIE, begun.refreshToken, { ...COOKIE_RULES, maxAge });
  setCookie(visit.context, DEVICE_COOKIE, device, { ...COOKIE_RULES, maxAge: DEVICE_S });
  const next = nextOf(visit);
  visit.context.header("cache-control", "private, no-store");
  return visit.context.redirect(wayIn(visit, next), 303);
}

export async function signIn(visit: Visit): Promise<Response> {
  const form = await formOf(visit);
  if (isWrong(form)) return signInPage(visit, form);
  const code = field(form, "code");
  const device = machineOf(visit);
  const params = {
    device,
    userName: field(form, "userName"),
    password: String(form.get("password") ?? ""),
    ...(code === "" ? {} : { code }),
  };
  const begun = await visit.face.sessions.begin(
    visit.face.arrivalOf(visit.context),
    "logIn",
    params,
  );
  return isWrong(begun)
    ? signInPage(visit, begun, params.userName, code !== "")
    : signedIn(visit, begun, device);
}

export async function signUp(visit: Visit): Promise<Response> {
  const form = await formOf(visit);
  if (isWrong(form)) return signUpPage(visit, form);
  const device = machineOf(visit);
  const params = {
    device,
    userName: field(form, "userName"),
    displayName: field(form, "displayName"),
    password: String(form.get("password") ?? ""),
  };
  const begun = await visit.face.sessions.begin(
    visit.face.arrivalOf(visit.context),
    "signUp",
    params,
  );
  return isWrong(begun) ? signUpPage(visit, begun, params) : signedIn(visit, begun, device);
}

/** What the bank tells all customers has been read in this browser. */
export async function readNews(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const mark = markOf(codeField(form, "at"));
  if (mark) visit.readNews(mark);
  visit.context.header("cache-control", "private, no-store");
  return visit.context.redirect(nextOf(visit), 303);
}

export async function signOut(visit: Visit): Promise<Response> {
  const form = await formOf(visit);
  if (isWrong(form)) return signInPage(visit, form);
  if (visit.signedIn) await visit.face.sessions.end(visit.signedIn.name);
  setCookie(visit.context, COOKIE, "", { ...COOKIE_RULES, maxAge: 0 });
  visit.context.header("cache-control", "private, no-store");
  return visit.context.redirect(visit.path("/"), 303);
}
