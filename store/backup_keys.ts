// The keys of a bank in its backup, or on their way to another server: sealed with a passphrase, so that what is stolen opens
// nothing.
import { Buffer } from "node:buffer";
import { scryptSync } from "node:crypto";
import * as z from "zod";
import { Seal } from "./seal.ts";

/** What a bank cannot go on without, and what its customers know it by. */
export const KEY_FILES = ["registry.key", "signing.key", "tls-key.pem", "tls-cert.pem"] as const;
export type KeyFile = typeof KEY_FILES[number];
export type KeyFiles = Readonly<Partial<Record<KeyFile, Uint8Array>>>;

/** scrypt as OWASP asks for it: 128 MiB and half a second for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const PLACE = "keys of a bank";

const Sealed = z.object({
  salt: z.string(),
  N: z.int().max(2 ** 20),
  r: z.int().max(16),
  p: z.int().max(16),
  sealed: z.string(),
});

/** The keys as JSON with salt and cost beside them, so that a later release with another cost can open it. */
export function sealKeys(
  keys: KeyFiles,
  passphrase: string,
  random: (bytes: number) => Uint8Array,
): Uint8Array {
  return sealFiles(keys, { passphrase, random, place: PLACE });
}

/** @returns null when the passphrase is another one, or the bytes are damaged. */
export function openKeys(bytes: Uint8Array, passphrase: string): KeyFiles | null {
  return openFiles(bytes, { passphrase, names: KEY_FILES, place: PLACE });
}

interface Sealing {
  readonly passphrase: string;
  readonly random: (bytes: number) => Uint8Array;
  /** What they are for: files for something else do not open. */
  readonly place: string;
}

export function sealFiles(
  given: Readonly<Record<string, Uint8Array>>,
  { passphrase, random, place }: Sealing,
): Uint8Array {
  const salt = random(SALT_BYTES);
  const { maxmem: _, ...cost } = COST;
  const seal = new Seal(scryptSync(passphrase.normalize("NFKC"), salt, KEY_BYTES, COST), random);
  const files = Object.entries(given).map(([name, bytes]) => [name, base64(bytes)]);
  const plain = Buffer.from(JSON.stringify(Object.fromEntries(files)));
  const sealed = base64(seal.close(plain, place));
  return Buffer.from(JSON.stringify({ salt: base64(salt), ...cost, sealed }));
}

interface Opening<N extends string> extends Pick<Sealing, "passphrase" | "place"> {
  readonly names: readonly N[];
}

/** @returns those of the names that are in it; null when the passphrase is another one, or the bytes are damaged. */
export function openFiles<N extends string>(
  bytes: Uint8Array,
  { passphrase, names, place }: Opening<N>,
): Readonly<Partial<Record<N, Uint8Array>>> | null {
  try {
    const { salt, sealed, ...cost } = Sealed.parse(JSON.parse(Buffer.from(bytes).toString()));
    const key = scryptSync(passphrase.normalize("NFKC"), Buffer.from(salt, "base64"), KEY_BYTES, {
      ...cost,
      maxmem: COST.maxmem,
    });
    const seal = new Seal(key, () => new Uint8Array());
    const plain = seal.open(Buffer.from(sealed, "base64"), place);
    const files = z.record(z.string(), z.string()).parse(JSON.parse(Buffer.from(plain).toString()));
    const opened: Partial<Record<N, Uint8Array>> = {};
    for (const name of names) {
      const text = files[name];
      if (text !== undefined) opened[name] = Buffer.from(text, "base64");
    }
    return opened;
  } catch {
    return null;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
