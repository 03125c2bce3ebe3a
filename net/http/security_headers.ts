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

/** Answers that were made with `SECURITY`: asking each for its headers would cost as much as adding them. */
const made = new WeakSet<Response>();

/** @param headers with `SECURITY` among them. */
export function madeSecure(body: string, headers: Record<string, string>): Response {
  const answer = new Response(body, { headers });
  made.add(answer);
  return answer;
}

/** Adds those that the answer does not have. */
export function secured(answer: Response): Response {
  if (made.has(answer)) return answer;
  for (const [name, value] of SECURITY_ENTRIES) {
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  }
  return answer;
}
