// Ids of payments of which many are asked for at once, so that asking for all of them again pays nothing twice.
import { createHash } from "node:crypto";
import { timeOfId, type TransferId, uuidOf } from "./transfer_id.ts";

/** One line of a file of payments. */
export interface FileLine {
  /** Account number of the payer. */
  readonly from: string;
  /** SHA-256 of the bytes of the file, in hex. */
  readonly file: string;
  /** 1, 2, 3 …; a payment of the same line of the same file is the same payment. */
  readonly line: number;
}

/**
 * Made by the bank, of version 8 and without a time, as for lines of other banks (bank/pay_in/line_id.ts): the same file may be
 * sent again after a year, from another machine, and every line is still known. An id of a client could not do that: to be taken at
 * all it has to carry a time of the last week, and the bytes of a file tell none. The payer is part of it and clients cannot choose
 * ids of this version, so it can be neither guessed at nor taken by others.
 */
export function fileLineId({ from, file, line }: FileLine): TransferId {
  return uuidOf(8, 0, digest(["line of a file", from, file, line]));
}

/** Of the payment at this place of a request: as old as the id of the request, and as good. */
export function partIdOf(request: TransferId, place: number): TransferId {
  return uuidOf(7, timeOfId(request), digest(["part", request, place]));
}

/** Whether the bank has made this id itself: clients cannot send one of version 8. */
export function isMadeHere(id: TransferId): boolean {
  return id[14] === "8";
}

function digest(content: readonly (string | number)[]): Uint8Array {
  return createHash("sha256").update(JSON.stringify(content)).digest();
}
