// Transfer ids: UUID version 7 (RFC 9562 §5.7), made by the payer's client before it sends, so that a
// retry can be recognised; of version 8 where the bank makes them (bank/pay_in/line_id.ts). Ordered by time, which lets old ones
// be found in a time-ordered index.

export type TransferId = string;

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Of something new: the form in which clients make ids, in lower case with hyphens alone, so that equal ids are equal texts. */
export function isTransferId(text: string): text is TransferId {
  return text.length === 36 && FORM.test(text);
}

/** Of something that is there: also of lines of other banks, whose ids the bank makes (bank/pay_in/line_id.ts). */
export function isKnownId(text: string): text is TransferId {
  return isTransferId(text.replace(/^(.{14})8/, "$17"));
}

/**
 * @param atMs Unix time in milliseconds.
 * @param random ten random bytes.
 */
export function transferIdOf(atMs: number, random: Uint8Array): TransferId {
  return uuidOf(7, atMs, random);
}

/** @param version 7 of a random id, 8 of one that is made from what it stands for. */
export function uuidOf(version: 7 | 8, atMs: number, random: Uint8Array): TransferId {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(atMs / 2 ** 16));
  view.setUint16(4, atMs % 2 ** 16);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = (version << 4) | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Unix milliseconds that the id carries; ids compare as texts in the order of these. */
export function timeOfId(id: TransferId): number {
  return parseInt(id.slice(0, 8), 16) * 2 ** 16 + parseInt(id.slice(9, 13), 16);
}

/** A text that is greater than every id of this time, and smaller than every later one. */
export function lastIdAt(atMs: number): TransferId {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-g`;
}
