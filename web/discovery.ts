// What machines look for at known places: robots.txt (RFC 9309), the sitemap (sitemaps.org), the manifest of the site, security.txt
// (RFC 9116). Those that need the address of the site are missing where `--site` does not say it.
import { DAY_MS } from "../bank/days.ts";
import { sharedAnswer } from "../net/http/caching.ts";
import { HttpRefusal, problemOf } from "../net/http/http_problem.ts";
import type { Face } from "../net/http/http_face.ts";
import { FAVICON, ICON, ICON_LARGE } from "./assets.ts";
import { inLanguage, LANGUAGES } from "./languages.ts";

/** Addresses in one sitemap, as its rules have it. */
const ADDRESSES_MAX = 50_000;

/** Days for which what security.txt says holds; less than a year, as the RFC asks. */
const SECURITY_DAYS = 180;

/** Pages of signed-in customers, forms, and data for programs. */
const NOT_FOR_ROBOTS = ["/me", "/v1/", "/report", "/sign-in", "/sign-up", "/lost-password"];

const THEME = "#0b6e5f";

type Known = (face: Face) => { readonly body: string; readonly media: string } | null;

export const KNOWN_PLACES: Readonly<Record<string, Known>> = {
  "/robots.txt": robots,
  "/sitemap.xml": sitemap,
  "/site.webmanifest": manifest,
  "/.well-known/security.txt": security,
};

export function knownPlace(face: Face, request: Request, path: string): Response {
  const found = KNOWN_PLACES[path]?.(face) ?? null;
  if (!found) return problemOf(new HttpRefusal("no_such_page", `There is no ${path}`));
  return sharedAnswer(request, { ...found, rule: "page", tags: ["directory"] });
}

export function favicon(request: Request): Response {
  const tags = ["directory"];
  return sharedAnswer(request, { body: FAVICON, media: "image/x-icon", rule: "page", tags });
}

function plain(lines: readonly string[]) {
  return { body: `${lines.join("\n")}\n`, media: "text/plain; charset=utf-8" };
}

function robots({ published: { origin } }: Face) {
  const closed = LANGUAGES.flatMap((each) =>
    NOT_FOR_ROBOTS.filter((path) => each === "en" || !path.startsWith("/v1"))
      .map((path) => `Disallow: ${inLanguage(each, path)}`)
  );
  const site = origin === null ? [] : ["", `Sitemap: ${origin}/sitemap.xml`];
  return plain(["User-agent: *", ...closed, ...site]);
}

/** Every public page in every language, each with the others beside it. */
function sitemap({ published: { origin }, service }: Face) {
  if (origin === null) return null;
  const { directory } = service.giving;
  const accounts = directory.accounts(service.host.clock());
  const paths = [
    "/",
    "/needs",
    "/transparency",
    "/register",
    ...accounts.map((account) => `/o/${account}`),
  ];
  const addresses = paths.flatMap((path) => LANGUAGES.map((each) => ({ path, each })));
  const entries = addresses.slice(0, ADDRESSES_MAX).map(({ path, each }) => {
    const others = LANGUAGES.map((other) =>
      `<xhtml:link rel="alternate" hreflang="${other}" href="${origin}${inLanguage(other, path)}"/>`
    );
    return `<url><loc>${origin}${inLanguage(each, path)}</loc>${others.join("")}</url>`;
  });
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ...entries,
    "</urlset>",
  ].join("\n");
  return { body, media: "application/xml; charset=utf-8" };
}

function manifest({ service }: Face) {
  const { name } = service.bank;
  const icons = [
    { src: ICON.path, sizes: "any", type: ICON.media },
    { src: ICON_LARGE.path, sizes: "512x512", type: ICON_LARGE.media },
  ];
  const about = { name, short_name: name.slice(0, 12), start_url: "/", scope: "/" };
  const look = { display: "minimal-ui", theme_color: THEME, background_color: "#ffffff" };
  return {
    body: JSON.stringify({ ...about, ...look, icons }),
    media: "application/manifest+json",
  };
}

function security({ published: { contact, origin }, service }: Face) {
  if (contact === null) return null;
  // Of whole days, so that it is the same text for a day.
  const day = Math.floor(service.host.clock() / DAY_MS) + SECURITY_DAYS;
  return plain([
    `Contact: ${contact}`,
    `Expires: ${new Date(day * DAY_MS).toISOString()}`,
    "Preferred-Languages: en, hi, ta",
    ...(origin === null ? [] : [`Canonical: ${origin}/.well-known/security.txt`]),
  ]);
}
