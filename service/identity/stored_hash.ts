// A password hash as the registry keeps it, in the form of the Password Hashing Competition (PHC): `$argon2id$v=19$m=…,t=…,p=…$salt$key`,
// and `$scrypt$ln=…,r=…,p=…$salt$key` where it was made by an earlier release.
import { Buffer } from "node:buffer";

export type Cost = Argon2idCost | ScryptCost;

export interface Argon2idCost {
  readonly kind: "argon2id";
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export interface ScryptCost {
  readonly kind: "scrypt";
  /** The logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** What goes into a hash; the key comes out. */
export interface Derivation {
  /** At least `PASSWORD_BYTES_MIN`. */
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: Cost;
}

export interface StoredHash extends Pick<Derivation, "salt" | "cost"> {
  readonly key: Uint8Array;
}

/** OWASP Password Storage Cheat Sheet: 19 MiB and two passes are one of the equivalent minimum settings. */
export const COST: Argon2idCost = { kind: "argon2id", memoryKiB: 19 * 1_024, passes: 2, lanes: 1 };

/** That of release 0.1, which was another one of them. */
export const EARLIER_COST: ScryptCost = { kind: "scrypt", ln: 14, r: 8, p: 5 };

export const SALT_BYTES = 16;
export const KEY_BYTES = 32;

/** Shorter ones are no password; the library refuses some of them. */
export const PASSWORD_BYTES_MIN = 8;

/** Bytes, and passes, of the costliest hash that is looked at: a damaged record takes neither the memory nor the day away. */
const MEMORY_BYTES_MAX = 64 * 1024 * 1024;
const PASSES_MAX = 16;

const ARGON2ID =
  /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
const SCRYPT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** @returns null when it is no such text. */
export function storedHash(text: string): StoredHash | null {
  const [parts, kind] = [ARGON2ID.exec(text), "argon2id"] as const;
  const found = parts ?? SCRYPT.exec(text);
  if (!found) return null;
  const [one, two, three] = found.slice(1, 4).map(Number) as [number, number, number];
  const cost: Cost = parts
    ? { kind, memoryKiB: one, passes: two, lanes: three }
    : { kind: "scrypt", ln: one, r: two, p: three };
  const [salt, key] = found.slice(4).map((part) => Buffer.from(part, "base64"));
  return isBearable(cost) ? { cost, salt: salt!, key: key! } : null;
}

function isBearable(cost: Cost): boolean {
  if (cost.kind === "scrypt") {
    const { ln, r, p } = cost;
    return ln >= 1 && r >= 1 && p >= 1 && p <= PASSES_MAX && scryptBytes(cost) <= MEMORY_BYTES_MAX;
  }
  const { memoryKiB, passes, lanes } = cost;
  return lanes >= 1 && passes >= 1 && passes <= PASSES_MAX && memoryKiB >= 8 * lanes &&
    memoryKiB * 1_024 <= MEMORY_BYTES_MAX;
}

/** What scrypt needs: 128 bytes times r for each of N blocks and p lanes, and for two that it works on. */
export function scryptBytes({ ln, r, p }: ScryptCost): number {
  return 128 * r * (2 ** ln + p + 2);
}

export function textOf({ cost, salt, key }: StoredHash): string {
  return `${settingsOf(cost)}${phc64(salt)}$${phc64(key)}`;
}

/** The beginning of a text, by which hashes of the same cost are known. */
export function settingsOf(cost: Cost): string {
  if (cost.kind === "scrypt") return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$`;
  return `$argon2id$v=19$m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}$`;
}

/** Base64 without padding, as the form wants it. */
function phc64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
