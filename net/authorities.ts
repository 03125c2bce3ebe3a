// Whom TLS believes besides the pinned certificate. Deno adds the authorities of the machine to it, and the owner of a machine may
// have told it to believe one that reads along. Node puts the pinned certificate in their place.
import process from "node:process";

/** By which the owner says so. */
const BELIEVED = ["DENO_CERT", "NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA"];

/**
 * From now on only the public authorities, none of which may issue a name under `.internal` (ICANN keeps it for private use).
 * Deno reads what it believes once, at the first TLS connection of the process, a probe included, so this comes before each.
 * (From source, a run that has fetched packages, or looked for a newer Deno, has read it already: the tasks look for none.)
 */
export function believeNoPrivateAuthority(): void {
  for (const name of BELIEVED) delete process.env[name];
  process.env.DENO_TLS_CA_STORE = "mozilla";
}
