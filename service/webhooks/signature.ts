// Secrets and signatures of webhooks, as the Standard Webhooks specification (1.0.0) has them: HMAC-SHA-256 over id, time and body,
// with each secret that counts at the moment. Pure but for the random bytes that it is handed.
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import type { WebhookSecret } from "../../bank/ports/webhooks.ts";

/** Bytes of a secret: the specification wants 24 to 64. */
const SECRET_BYTES = 32;

const PREFIX = "whsec_";

export function newSecret(random: (bytes: number) => Uint8Array): string {
  return PREFIX + Buffer.from(random(SECRET_BYTES)).toString("base64");
}

export interface Signed {
  /** The same each time it is sent. */
  readonly id: string;
  readonly body: string;
  readonly nowMs: number;
}

/** The three headers of one delivery. */
export function signedHeaders(
  secrets: readonly WebhookSecret[],
  { id, body, nowMs }: Signed,
): Record<string, string> {
  const timestamp = Math.floor(nowMs / 1_000);
  const signatures = validAt(secrets, nowMs).map(({ secret }) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}

/** Those that have not lapsed. */
export function validAt(secrets: readonly WebhookSecret[], nowMs: number): WebhookSecret[] {
  return secrets.filter(({ untilMs }) => untilMs === null || nowMs < untilMs);
}
