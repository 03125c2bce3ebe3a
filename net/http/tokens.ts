// Access tokens of the web face: short-lived JWTs (RFC 7519, with the advice of RFC 8725), signed with one Ed25519 key that
// comes from the bank's own secret. Everything that could be chosen by the other side is pinned.
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";

/** Milliseconds that an access token can be used. */
export const ACCESS_MS = 10 * 60_000;

/** Seconds by which clocks may differ. */
const SKEW_S = 5;

const ALGORITHM = "EdDSA";
const TYPE = "at+jwt";
const AUDIENCE = "bank-api";

/** DER in front of the 32 bytes of a private key (RFC 8410). */
const PKCS8_FRONT = Buffer.from("302e020100300506032b657004220420", "hex");

export interface Claims {
  /** The account. */
  readonly subject: string;
  /** The sign-in it belongs to: when that ends, so does the token. */
  readonly session: string;
  /** Unix milliseconds at which the password was given. */
  readonly provedAtMs: number;
}

interface Verified extends Claims {
  readonly expiresAtMs: number;
}

/** Milliseconds that a token which was found right is not looked at again. */
const KNOWN_MS = 60_000;

const KNOWN_MAX = 20_000;

export class Tokens {
  readonly #known = new Map<string, { readonly claims: Claims; readonly untilMs: number }>();
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #issuer: string;
  readonly keyId: string;

  /** @param seed 32 bytes; @param issuer the bank's own name for itself. */
  constructor(seed: Uint8Array, issuer: string) {
    const key = Buffer.concat([PKCS8_FRONT, seed]);
    this.#key = createPrivateKey({ key, format: "der", type: "pkcs8" });
    this.#publicKey = createPublicKey(this.#key);
    this.#issuer = issuer;
    const raw = this.#publicKey.export({ format: "der", type: "spki" });
    this.keyId = createHash("sha256").update(raw).digest("base64url").slice(0, 16);
  }

  /** The public key as a set (RFC 7517). */
  get keySet() {
    const { kty, crv, x } = this.#publicKey.export({ format: "jwk" });
    return { keys: [{ kty, crv, x, use: "sig", alg: ALGORITHM, kid: this.keyId }] };
  }

  async sign({ subject, session, provedAtMs }: Claims, nowMs: number): Promise<string> {
    const now = Math.floor(nowMs / 1_000);
    return await new SignJWT({ sid: session, auth_time: Math.floor(provedAtMs / 1_000) })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: this.keyId })
      .setSubject(subject).setIssuer(this.#issuer).setAudience(AUDIENCE)
      .setIssuedAt(now).setNotBefore(now).setExpirationTime(now + ACCESS_MS / 1_000)
      .sign(this.#key);
  }

  /** @returns what is wrong with the token in words, or its claims. */
  async verify(token: string, nowMs: number): Promise<Claims | string> {
    const known = this.#known.get(token);
    // A signature that was right stays right; whether the sign-in still goes on is asked each time.
    if (known && nowMs < known.untilMs) return known.claims;
    const claims = await this.#verify(token, nowMs);
    if (typeof claims === "string") return claims;
    const untilMs = Math.min(nowMs + KNOWN_MS, claims.expiresAtMs);
    this.#known.delete(token);
    this.#known.set(token, { claims, untilMs });
    if (this.#known.size > KNOWN_MAX) this.#known.delete(this.#known.keys().next().value!);
    return claims;
  }

  async #verify(token: string, nowMs: number): Promise<Verified | string> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#publicKey, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: this.#issuer,
        audience: AUDIENCE,
        clockTolerance: SKEW_S,
        currentDate: new Date(nowMs),
        requiredClaims: ["sub", "sid", "exp", "nbf", "iat", "auth_time"],
        maxTokenAge: ACCESS_MS / 1_000 + SKEW_S,
      });
      if (protectedHeader.kid !== this.keyId) return "it was signed with another key";
      const { sub, sid, exp, auth_time: proved } = payload;
      if (typeof sub !== "string" || typeof sid !== "string" || typeof proved !== "number") {
        return "its claims have an unknown form";
      }
      const expiresAtMs = exp! * 1_000;
      return { subject: sub, session: sid, provedAtMs: proved * 1_000, expiresAtMs };
    } catch (error) {
      return error instanceof errors.JWTExpired ? "it has expired" : "it is not one of this bank's";
    }
  }
}
