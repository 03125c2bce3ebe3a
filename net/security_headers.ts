// Headers that every answer of the web face carries.

export const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
};

const SECURITY_ENTRIES = Object.entries(SECURITY);

/** Adds those that the answer does not have; one that was made with `SECURITY` has all of them. */
export function secured(answer: Response): Response {
  if (answer.headers.has("permissions-policy")) return answer;
  for (const [name, value] of SECURITY_ENTRIES) {
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  }
  return answer;
}
