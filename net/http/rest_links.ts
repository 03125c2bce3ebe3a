// The next page as a link (RFC 8288): the same request with the cursor that its answer gave.
import type { Context } from "hono";

export function linkHeader(context: Context, outcome: unknown): string | null {
  const { cursor, next } = (outcome ?? {}) as { cursor?: unknown; next?: unknown };
  const after = cursor ?? next;
  if (context.req.method !== "GET" || (typeof after !== "string" && typeof after !== "number")) {
    return null;
  }
  const { pathname, searchParams } = new URL(context.req.url);
  searchParams.set("after", String(after));
  return `<${pathname}?${searchParams}>; rel="next"`;
}
