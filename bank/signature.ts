// The bank's word: statements signed with Ed25519 (RFC 8032) over their canonical JSON, so that a reader who has the bank's
// public key can check them offline, and two contradicting ones prove that the bank told two stories.
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson, type Json } from "./canonical_json.ts";

/** DER in front of the 32 bytes of a private and of a public key (RFC 8410). */
const PKCS8_FRONT = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_FRONT = Buffer.from("302a300506032b6570032100", "hex");

/** 32 bytes as 64 hex digits. */
export type PublicKey = string;

/** What can be signed; members that are undefined are left out. */
export type Statement = { readonly [name: string]: Json | undefined };

export type Signed<S extends Statement> = S & {
  /** The public key that it can be checked with, so that a reader knows which one to trust or not. */
  readonly signedBy: PublicKey;
  /** Ed25519 over the canonical JSON of everything else, in base64. */
  readonly signature: string;
};

/** Signs with the bank's key (Ed25519); the private half does not leave this object. */
export class SigningKey {
  readonly publicKey: PublicKey;
  readonly #key: KeyObject;

  /** @param seed 32 bytes from the data directory. */
  constructor(seed: Uint8Array) {
    const key = Buffer.concat([PKCS8_FRONT, seed]);
    this.#key = createPrivateKey({ key, format: "der", type: "pkcs8" });
    const der = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    this.publicKey = Buffer.from(der).subarray(SPKI_FRONT.length).toString("hex");
  }

  sign<S extends Statement>(statement: S): Signed<S> {
    const whole = { ...statement, signedBy: this.publicKey };
    const signature = sign(null, Buffer.from(canonicalJson(whole)), this.#key).toString("base64");
    return { ...whole, signature };
  }
}

/** 64 bytes, written in the one way there is. */
const BASE64 = /^[A-Za-z0-9+/]{86}==$/;

/** Whether the statement says exactly what the holder of this key signed. */
export function isSignedBy(statement: Statement, publicKey: PublicKey): boolean {
  const { signature, ...whole } = statement;
  if (typeof signature !== "string" || !BASE64.test(signature)) return false;
  if (whole.signedBy !== publicKey) return false;
  if (!/^[0-9a-f]{64}$/.test(publicKey)) return false;
  try {
    const key = Buffer.concat([SPKI_FRONT, Buffer.from(publicKey, "hex")]);
    const known = createPublicKey({ key, format: "der", type: "spki" });
    const text = Buffer.from(canonicalJson(whole));
    return verify(null, text, known, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}
