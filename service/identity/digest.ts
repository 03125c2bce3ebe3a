// SHA-256 of a text, as it names secrets that are not written down themselves.
import { createHash } from "node:crypto";

/** @returns 64 hex digits of its UTF-8. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
