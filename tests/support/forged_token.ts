// Access tokens as an attacker would make them: every part of one can be chosen, the key as well. Made without net/http/tokens.ts
// and without a library for tokens, so that nothing helps against nonsense.
import { Buffer } from "node:buffer";
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { Json } from "./rest_client.ts";

/** DER in front of the 32 bytes of a private key (RFC 8410). */
const PKCS8_FRONT = Buffer.from("302e020100300506032b657004220420", "hex");

export function ed25519Key(seed: Uint8Array): KeyObject {
  const key = Buffer.concat([PKCS8_FRONT, seed]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

/** The public key in every form that could be mistaken for a shared secret. */
export function publicForms(key: KeyObject): Readonly<Record<string, Uint8Array>> {
  const open = createPublicKey(key);
  const der = new Uint8Array(open.export({ format: "der", type: "spki" }) as Buffer);
  const pem = open.export({ format: "pem", type: "spki" }) as string;
  const { x = "" } = open.export({ format: "jwk" });
  return {
    "its DER": der,
    "its PEM": Buffer.from(pem),
    "its 32 bytes": Buffer.from(x, "base64url"),
    "its 32 bytes as text": Buffer.from(x),
    "nothing": new Uint8Array(),
  };
}

export interface Parts {
  readonly header: Json;
  readonly payload: Json;
}

export function partsOf(token: string): Parts {
  const [header = "", payload = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Json;
  return { header: read(header), payload: read(payload) };
}

export type Signer = (text: string) => string;

export const signedWith = (key: KeyObject): Signer => (text) =>
  sign(null, Buffer.from(text), key).toString("base64url");
export const hmacWith = (secret: Uint8Array): Signer => (text) =>
  createHmac("sha256", secret).update(text).digest("base64url");
export const unsigned: Signer = () => "";

export function tokenOf({ header, payload }: Parts, signer: Signer): string {
  const written = (part: Json) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${written(header)}.${written(payload)}`;
  return `${text}.${signer(text)}`;
}

/** Without the members that are undefined. */
export function changed(parts: Parts, header: Json, payload: Json = {}): Parts {
  return { header: { ...parts.header, ...header }, payload: { ...parts.payload, ...payload } };
}
