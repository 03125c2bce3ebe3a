// A thread that makes password hashes: takes one derivation after the other, sends the key back (server/hash_threads.ts).
import { parentPort } from "node:worker_threads";
import { Deriver } from "../service/identity/derivation.ts";
import type { Derivation } from "../service/identity/stored_hash.ts";

const { derive } = new Deriver();

parentPort!.on("message", (derivation: Derivation) => {
  derive(derivation).then(
    (key) => parentPort!.postMessage({ key }),
    (error) => parentPort!.postMessage({ error: String(error) }),
  );
});
