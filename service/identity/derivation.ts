// The slow part of a password hash: Argon2id (RFC 9106), and scrypt (RFC 7914) for hashes of earlier releases. It blocks while it
// works, so the server has threads for it (server/hash_thread.ts), and nothing else may load it.
import { scryptSync } from "node:crypto";
import portable from "argon2id/dist/no-simd.wasm" with { type: "bytes" };
import fast from "argon2id/dist/simd.wasm" with { type: "bytes" };
import setUp, { type computeHash } from "argon2id/lib/setup.js";
import { type Derivation, KEY_BYTES, scryptBytes } from "./stored_hash.ts";

/** Derives one key after the other in the same memory: runtimes are slow to give back what WebAssembly had. */
export class Deriver {
  #argon2id: Promise<computeHash> | null = null;

  readonly derive = async ({ password, salt, cost }: Derivation): Promise<Uint8Array> => {
    if (cost.kind === "scrypt") {
      const { ln, r, p } = cost;
      return scryptSync(password, salt, KEY_BYTES, { N: 2 ** ln, r, p, maxmem: scryptBytes(cost) });
    }
    this.#argon2id ??= setUp(instantiating(fast), instantiating(portable));
    const argon2id = await this.#argon2id;
    const { memoryKiB: memorySize, passes, lanes: parallelism } = cost;
    return argon2id({ password, salt, memorySize, passes, parallelism, tagLength: KEY_BYTES });
  };
}

function instantiating(bytes: Uint8Array<ArrayBuffer>) {
  return (imports: WebAssembly.Imports) => WebAssembly.instantiate(bytes, imports);
}
