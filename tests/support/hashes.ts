// Password hashes for tests that are not about them: real ones, of a cost that is nothing, made in this thread.
import { Buffer } from "node:buffer";
import { createHash, scryptSync } from "node:crypto";
import { Deriver } from "../../service/identity/derivation.ts";
import { Hasher } from "../../service/identity/password.ts";
import type { Argon2idCost } from "../../service/identity/stored_hash.ts";
import type { FairQueue } from "../../service/sharing/fair_queue.ts";

/** The least that Argon2 takes. */
export const CHEAP: Argon2idCost = { kind: "argon2id", memoryKiB: 8, passes: 1, lanes: 1 };

const { derive } = new Deriver();

export const bare64 = (bytes: Uint8Array) =>
  Buffer.from(bytes).toString("base64").replace(/=+$/, "");

const saltOf = (password: string) => createHash("sha256").update(password).digest().subarray(0, 16);

/** In PHC form, made without service/identity/password.ts. */
export async function cheapHash(password: string): Promise<string> {
  const salt = saltOf(password);
  const key = await derive({ password: new TextEncoder().encode(password), salt, cost: CHEAP });
  return `$argon2id$v=19$m=8,t=1,p=1$${bare64(salt)}$${bare64(key)}`;
}

/** As release 0.1 made them, for less. */
export function earlierHash(password: string): string {
  const salt = saltOf(password);
  const key = scryptSync(password, salt, 32, { N: 16, r: 1, p: 1 });
  return `$scrypt$ln=4,r=1,p=1$${bare64(salt)}$${bare64(key)}`;
}

/** Takes hashes of any cost, and makes cheap ones. */
export function cheapHasher(random: (bytes: number) => Uint8Array, queue: FairQueue): Hasher {
  const hasher = new Hasher({ random, queue, derive, cost: CHEAP });
  hasher.earlierOnes = false;
  return hasher;
}
