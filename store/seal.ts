// Encryption at rest of the registry of people: AES-256-GCM, a fresh nonce per record, the record's key as
// associated data, so that a record moved to another key does not open.
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** 32 bytes from the data directory. */
export class Seal {
  readonly #key: Uint8Array;
  readonly #random: (bytes: number) => Uint8Array;

  constructor(key: Uint8Array, random: (bytes: number) => Uint8Array) {
    this.#key = key;
    this.#random = random;
  }

  close(plain: Uint8Array, place: string): Uint8Array {
    const nonce = this.#random(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.from(place));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return new Uint8Array(Buffer.concat([nonce, text, cipher.getAuthTag()]));
  }

  /** @throws when the bytes were not sealed with this key for this place. */
  open(sealed: Uint8Array, place: string): Uint8Array {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const text = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce);
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return new Uint8Array(Buffer.concat([decipher.update(text), decipher.final()]));
  }

  /** A name for an index key that tells nothing without the key. */
  blind(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }
}
