// The id of the request to one payer, made from the id of the call that asks: the same call again is about the same requests. Of
// version 8 (RFC 9562 §5.8), so that no client can take it for something else.
import { createHash } from "node:crypto";
import { timeOfId, type TransferId, uuidOf } from "../transfer_id.ts";

/** @param call the id that the asker's client has made. @param payer an account number. */
export function requestIdOf(call: TransferId, payer: string): TransferId {
  const digest = createHash("sha256").update(`${call} ${payer}`).digest();
  return uuidOf(8, timeOfId(call), digest);
}
