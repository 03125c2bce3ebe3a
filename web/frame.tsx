// The frame of every page: head, header, footer, language. Public pages know nothing of who looks at them.
import type { Child } from "hono/jsx";
import { CACHE_RULES, sharedAnswer } from "../net/http/caching.ts";
import { ICON, ICON_TOUCH, SCRIPT, STYLE } from "./assets.ts";
import { NewsBanner } from "./news_banner.tsx";
import { SharingHead } from "./sharing.tsx";
import type { Visit } from "./visitor.ts";
import { inLanguage, LANGUAGE_NAMES, LANGUAGES } from "./languages.ts";

export interface Framed {
  readonly title: string;
  /** Without the language in front. */
  readonly path: string;
  readonly description?: string;
  /** The newest block the page shows: with it the page stays up to date. */
  readonly block?: number;
  /** The organisation it is about. */
  readonly organisation?: string;
  /** An Atom feed of the same. */
  readonly feed?: string;
  /** For search engines: what it is about, as schema.org has it. */
  readonly data?: object;
  readonly children: Child;
}

type Whole = Framed & { readonly shared?: true };

function Frame({ visit, framed }: { readonly visit: Visit; readonly framed: Whole }) {
  const { t, language, currency, signedIn } = visit;
  const { block, organisation, children, path } = framed;
  const here = visit.context.req.method === "GET" ? visit.here : path;
  return (
    <html lang={language}>
      <Head visit={visit} framed={framed} />
      <body
        data-block={block}
        data-organisation={organisation}
        data-own={signedIn ? "yes" : undefined}
        data-currency={currency.code}
        data-scale={currency.scale}
      >
        <a class="skip" href="#main">{t("Skip to the content")}</a>
        <header>
          <Navigation visit={visit} path={path} />
          {signedIn ? <OwnNavigation visit={visit} path={path} /> : null}
        </header>
        <main id="main">
          {framed.shared ? null : <NewsBanner visit={visit} />}
          {children}
        </main>
        <Footer visit={visit} path={here} />
      </body>
    </html>
  );
}

function Head({ visit, framed }: { readonly visit: Visit; readonly framed: Whole }) {
  const { title, path, description = "", data, shared, feed } = framed;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · ${visit.bankName}`}</title>
      {description ? <meta name="description" content={description} /> : null}
      <link rel="icon" href={ICON.path} type="image/svg+xml" />
      <link rel="apple-touch-icon" href={ICON_TOUCH.path} />
      <link rel="manifest" href="/site.webmanifest" />
      {feed === undefined ? null : (
        <link
          rel="alternate"
          type="application/atom+xml"
          title={title}
          href={visit.path(feed)}
        />
      )}
      <link rel="stylesheet" href={STYLE.path} />
      {shared
        ? <SharingHead visit={visit} shared={{ title, description, path, data }} />
        : <meta name="robots" content="noindex" />}
      <script src={SCRIPT.path} defer></script>
    </head>
  );
}

interface Place {
  readonly visit: Visit;
  /** Of the page that is shown. */
  readonly path: string;
}

function Links(
  { visit, path, links }: Place & { readonly links: readonly (readonly [string, string])[] },
) {
  return (
    <ul>
      {links.map(([to, name]) => (
        <li>
          <a href={visit.path(to)} aria-current={to === path ? "page" : undefined}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

function Navigation({ visit, path }: Place) {
  const { t } = visit;
  const links = [
    ["/", t("Organisations")],
    ["/needs", t("Needs")],
    ["/transparency", t("Transparency")],
    ["/me", t("My account")],
  ] as const;
  return (
    <nav aria-label={t("Main")}>
      <ul>
        <li>
          <a class="brand" href={visit.path("/")}>
            <img src={ICON.path} alt="" width="32" height="32" />
            {visit.bankName}
          </a>
        </li>
      </ul>
      <Links visit={visit} path={path} links={links} />
    </nav>
  );
}

function Footer({ visit, path }: { readonly visit: Visit; readonly path: string }) {
  const { t } = visit;
  return (
    <footer>
      <nav aria-label={t("Languages")}>
        <ul>
          {LANGUAGES.map((each) => (
            <li>
              <a
                href={inLanguage(each, path)}
                lang={each}
                hreflang={each}
                aria-current={each === visit.language ? "true" : undefined}
              >
                {LANGUAGE_NAMES[each]}
              </a>
            </li>
          ))}
        </ul>
        <ul>
          <li>
            <a href={visit.path("/register")}>{t("Register an orphanage")}</a>
          </li>
          <li>
            <a href={visit.path("/transparency")}>{t("How to check the bank")}</a>
          </li>
          <li>
            <a href="/reference">{t("For programs")}</a>
          </li>
        </ul>
      </nav>
      <p class="quiet">
        {t(
          "Organisations may not name or show a child here, by law. A program holds back texts with ways to pay past this bank; officers read them afterwards, and until then they are marked. Anybody can report a page.",
        )}
      </p>
    </footer>
  );
}

function OwnNavigation({ visit, path }: Place) {
  const { t } = visit;
  const links: readonly (readonly [string, string])[] = [
    ["/me", t("My giving")],
    ["/me/account", t("Banking")],
    ["/me/organisation", t("My organisation")],
    ...(visit.may("papers") ? [["/me/reviews", t("Reviews")] as const] : []),
    ...(visit.staff ? [["/me/staff", t("Colleagues")] as const] : []),
  ];
  return (
    <nav aria-label={t("My account")}>
      <Links visit={visit} path={path} links={links} />
      <ul>
        <li class="quiet">{visit.signedIn?.session.identity?.displayName}</li>
        <li>
          <form method="post" action={visit.path("/sign-out")} class="inline">
            <button type="submit" class="secondary outline">{t("Sign out")}</button>
          </form>
        </li>
      </ul>
    </nav>
  );
}

function html(visit: Visit, framed: Whole): string {
  return `<!doctype html>${String(<Frame visit={visit} framed={framed} />)}`;
}

/** A page that is the same for all visitors. */
export function publicPage(visit: Visit, framed: Framed, tags: readonly string[]): Response {
  return sharedAnswer(visit.context.req.raw, {
    body: html(visit, { ...framed, shared: true }),
    media: "text/html; charset=utf-8",
    rule: "page",
    tags,
    headers: { "content-language": visit.language },
  });
}

export function privatePage(visit: Visit, framed: Framed, status = 200): Response {
  const { t } = visit;
  const title = status < 400 ? framed.title : `${t("This did not work")}: ${framed.title}`;
  return new Response(html(visit, { ...framed, title }), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": visit.language,
      "cache-control": status < 400 ? CACHE_RULES.private : CACHE_RULES.error,
    },
  });
}
