// The words for a store that is not in the data directory, and what they ask for. No word takes a password: every user of a
// machine can read the list of its processes.
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { option } from "@optique/core/primitives";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { textOfFile } from "../bank/pasted.ts";
import { usageError } from "../console/exit.ts";
import { reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";
import type { StoreWish } from "../store/store_wish.ts";
import { text } from "../terminal/words/words.ts";

/** How the store is reached; remembered in the data directory. */
export const reachWords = {
  storeCa: optional(option("--store-ca", text("FILE"), {
    description: message`PEM of who has issued the certificate of the store; no other is believed.`,
  })),
  storeSecret: optional(option("--store-secret", text("FILE"), {
    description: message`A file with the password of the store (PGPASSWORD).`,
  })),
};

export interface ReachValue {
  readonly storeCa?: string | undefined;
  readonly storeSecret?: string | undefined;
}

/** @param url `postgres://…` or `embedded`; what is remembered unless given. */
export function storeWish({ storeCa, storeSecret }: ReachValue, url?: string): StoreWish {
  return {
    url,
    ca: storeCa === undefined ? undefined : issuersIn(storeCa),
    secretFile: storeSecret === undefined ? undefined : resolve(storeSecret),
  };
}

function issuersIn(file: string): string {
  let pem: string;
  try {
    pem = textOfFile(readFileSync(file));
  } catch (error) {
    throw usageError(line`Cannot read ${file}: ${reasonText(error)}`);
  }
  if (/-----BEGIN CERTIFICATE-----/.test(pem)) return pem;
  throw usageError(line`There is no certificate in ${file}: expected PEM`);
}
