// Whether the browser keeps a sign-in. It does not over plain http from another machine, because the cookie of a sign-in is for https
// alone: then the right password led back to an empty form. So the way in leads over here where that may be.
import { privatePage } from "./frame.tsx";
import { withoutLanguage } from "./languages.ts";
import { type Visit, visitorOf } from "./visitor.ts";

/** Where to go on: only to a page of ours, in the language that is spoken here. */
export function nextOf(visit: Visit): string {
  const text = visit.query("next");
  if (!/^\/(?!\/)[A-Za-z0-9/?=&._%+*()!~'-]*$/.test(text)) return visit.path("/me");
  return visit.path(withoutLanguage(text));
}

/** Names of this machine, which browsers trust as if they were https. */
const OWN_MACHINE = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Where to go after a sign-in, which is at `next` in the end. */
export function wayIn(visit: Visit, next: string): string {
  const { hostname } = new URL(visit.context.req.url);
  return OWN_MACHINE.test(hostname)
    ? next
    : `${visit.path("/sign-in/kept")}?next=${encodeURIComponent(next)}`;
}

export async function keptPage(visit: Visit): Promise<Response> {
  const { context, face, t } = visit;
  context.header("cache-control", "private, no-store");
  if (await visitorOf(face, context)) return context.redirect(nextOf(visit), 303);
  const title = t("Your browser did not keep the sign-in");
  const children = (
    <>
      <h1>{title}</h1>
      <p role="alert">
        {t(
          "This site has to be opened over https: over plain http from another machine a browser keeps no sign-in, also when the password is right. Ask the people who run the bank for the address that begins with https.",
        )}
      </p>
      <p>{t("If the address begins with https, allow cookies for this site and sign in again.")}</p>
      <p>
        <a href={visit.path("/sign-in")}>{t("Sign in")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title, path: "/sign-in", children }, 400);
}
