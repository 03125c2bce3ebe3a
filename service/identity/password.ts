// Password hashes: scrypt (RFC 7914) in PHC string form, computed off the event loop, a few at a time.
import { Buffer } from "node:buffer";
import { scrypt, timingSafeEqual } from "node:crypto";
import { Refusal } from "../../bank/refusal.ts";
import type { Asking, FairQueue } from "../sharing/fair_queue.ts";

/** OWASP Password Storage Cheat Sheet: N=2^14, r=8, p=5 is one of the equivalent minimum settings. */
const LN = 14;
const R = 8;
const P = 5;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Makes and checks password hashes; both answers may be the refusal `busy`. */
export interface PasswordHasher {
  /** @param asking in whose line it waits. */
  hash(password: string, asking: Asking): Promise<string | Refusal>;
  matches(password: string, stored: string | null, asking: Asking): Promise<boolean | Refusal>;
}

export class Hasher implements PasswordHasher {
  readonly #random: (bytes: number) => Uint8Array;
  readonly #queue: FairQueue;

  constructor(random: (bytes: number) => Uint8Array, queue: FairQueue) {
    this.#random = random;
    this.#queue = queue;
  }

  /** @returns the PHC string, or the refusal `busy`. */
  async hash(password: string, asking: Asking): Promise<string | Refusal> {
    const salt = this.#random(SALT_BYTES);
    const options = { salt, ln: LN, r: R, p: P };
    const hash = await this.#queue.run(asking, () => derive(password, options));
    return hash instanceof Refusal
      ? hash
      : `$scrypt$ln=${LN},r=${R},p=${P}$${phc64(salt)}$${phc64(hash)}`;
  }

  /** @param stored null when there is no such user: takes the same time and is false. */
  async matches(
    password: string,
    stored: string | null,
    asking: Asking,
  ): Promise<boolean | Refusal> {
    const parts = stored === null ? null : FORM.exec(stored);
    const salt = Buffer.from(parts?.[4] ?? phc64(new Uint8Array(SALT_BYTES)), "base64");
    const [ln, r, p] = [Number(parts?.[1] ?? LN), Number(parts?.[2] ?? R), Number(parts?.[3] ?? P)];
    const hash = await this.#queue.run(asking, () => derive(password, { salt, ln, r, p }));
    if (hash instanceof Refusal) return hash;
    const wanted = Buffer.from(parts?.[5] ?? "", "base64");
    return wanted.length === hash.length && timingSafeEqual(wanted, hash);
  }
}

interface ScryptOptions {
  readonly salt: Uint8Array;
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function derive(password: string, { salt, ln, r, p }: ScryptOptions): Promise<Uint8Array> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, key: Uint8Array) => error ? reject(error) : resolve(key);
    const maxmem = 256 * N * r;
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, { N, r, p, maxmem }, done);
  });
}

/** Base64 without padding, as the PHC string format wants it. */
function phc64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
