// Under which address the world knows the site, and whom to tell of a hole in it. Never taken from a request: pages are kept by caches, and
// what one visitor says the site is called would be told to all.

export interface Published {
  /** Such as `https://give.example`; null where `bank serve --site` has not said it. */
  readonly origin: string | null;
  /** Of security.txt (RFC 9116): a URI such as `mailto:…`. */
  readonly contact: string | null;
}

export const UNPUBLISHED: Published = { origin: null, contact: null };

/** @returns null unless it is the address of a site: without a path, a query or a user name. */
export function siteOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { origin, pathname, search, hash, username, password, protocol } = new URL(text);
  const bare = pathname === "/" && search + hash + username + password === "";
  return bare && (protocol === "https:" || protocol === "http:") ? origin : null;
}

/** A mail address, or a URI of mail, telephone or web. */
export function contactUri(text: string): string | null {
  if (/^[^\s@<>:/]+@[^\s@<>:/]+\.[^\s@<>:/]+$/.test(text)) return `mailto:${text}`;
  return /^(mailto:|tel:|https:\/\/)[^\s<>"]+$/.test(text) ? text : null;
}
