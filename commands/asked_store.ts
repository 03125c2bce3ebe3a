// A store that is not in the data directory, as the words of a command ask for it.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { textOfFile } from "../bank/pasted.ts";
import { usageError } from "../console/exit.ts";
import { reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";
import type { StoreWish } from "../store/store_wish.ts";

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
