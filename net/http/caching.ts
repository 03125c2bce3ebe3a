// What caches may keep, and for how long: one rule per kind of answer. Everything that is not said to be shared is private.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

export const CACHE_RULES = {
  /** Named by its hash: it never changes. */
  asset: "public, max-age=31536000, immutable",
  /** A page that is the same for all visitors; an edge keeps it, and may show an old one while the bank is away. */
  page: "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400",
  /** Public data for programs. */
  data: "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400",
  /** What live pages ask for when they have no live connection. */
  snapshot: "public, max-age=0, s-maxage=1, stale-while-revalidate=5, stale-if-error=600",
  /** A page for one signed-in customer. */
  private: "private, no-store",
  /** Errors. */
  error: "no-store",
} as const;
export type CacheRule = keyof typeof CACHE_RULES;

/** Tags by which an edge can be told what has changed: RFC 9875, and the two names that edges used before. */
function tagHeaders(tags: readonly string[]): Record<string, string> {
  if (tags.length === 0) return {};
  return {
    "cache-groups": tags.map((tag) => `"${tag}"`).join(", "),
    "surrogate-key": tags.join(" "),
    "cache-tag": tags.join(","),
  };
}

function etagOf(body: string | Uint8Array): string {
  // Weak: packed and unpacked they are the same page, not the same bytes.
  return `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}

/** Weakly, as RFC 9110 §13.1.2 wants it for If-None-Match: an edge that compresses makes a strong tag weak. */
export function matchesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => weak(tag.trim()) === weak(etag));
}

function weak(tag: string): string {
  return tag.replace(/^W\//, "");
}

export interface Shared {
  readonly body: string | Uint8Array;
  readonly media: string;
  readonly rule: Exclude<CacheRule, "private" | "error">;
  readonly tags?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that caches may keep, or 304 when the other side has it. */
export function sharedAnswer(
  request: Request,
  { body, media, rule, tags = [], headers = {} }: Shared,
): Response {
  const etag = etagOf(body);
  const all = {
    ...headers,
    "cache-control": CACHE_RULES[rule],
    etag,
    vary: "accept-encoding",
    ...tagHeaders(tags),
  };
  if (matchesEtag(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: all });
  }
  const bytes = typeof body === "string" ? body : Buffer.from(body);
  return new Response(bytes as BodyInit, { headers: { ...all, "content-type": media } });
}
