// Transfer ids: UUID version 7 (RFC 9562 §5.7), made by the payer's client before it sends, so that a
// retry can be recognised. Ordered by time, which lets old ones be found in a time-ordered index.

export type TransferId = string;

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** In lower case with hyphens alone, so that equal ids are equal texts. */
export function isTransferId(text: string): text is TransferId {
  return text.length === 36 && FORM.test(text);
}

/**
 * @param atMs Unix time in milliseconds.
 * @param random ten random bytes.
 */
export function transferIdOf(atMs: number, random: Uint8Array): TransferId {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(atMs / 2 ** 16));
  view.setUint16(4, atMs % 2 ** 16);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
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
