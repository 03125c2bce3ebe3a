// What sealed datagrams say, as bytes: the client's `here` (hello, keepalive and acknowledgement in one), the
// server's `head`, and alerts. The server never sends more than it was sent, except to an address it has heard.
import type { Position } from "../../bank/trace.ts";

const HERE = 0x01;
const HEAD = 0x81;
const ALERTS = 0x82;

const FLAG_ANSWER = 1;
const FLAG_HEARD = 2;

const POSITION_BYTES = 18;

/** From the client: I am at this address, this far I have everything. */
export interface Here extends Position {
  readonly type: "here";
  /** The server should answer with `head`. */
  readonly answer: boolean;
  /** The client has received a datagram of this session: both directions work. */
  readonly heard: boolean;
}

/** From the server: this far the account goes. */
export interface Head extends Position {
  readonly type: "head";
}

export interface Alerts {
  readonly type: "alerts";
  /** Elements of a JSON array, shape AlertView of api/methods.ts. */
  readonly alerts: unknown[];
}

/** The client's hello, keepalive and acknowledgement in 18 bytes. */
export function hereText({ entry, notice, answer, heard }: Omit<Here, "type">): Uint8Array {
  const flags = (answer ? FLAG_ANSWER : 0) | (heard ? FLAG_HEARD : 0);
  return positionText(HERE, flags, { entry, notice });
}

export function headText(position: Position): Uint8Array {
  return positionText(HEAD, 0, position);
}

/** @param alerts JSON texts of single alerts. */
export function alertsText(alerts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${String.fromCharCode(1)}[${alerts.join(",")}]`).with(0, ALERTS);
}

function positionText(type: number, flags: number, { entry, notice }: Position): Uint8Array {
  const text = new Uint8Array(POSITION_BYTES);
  const view = new DataView(text.buffer);
  text[0] = type;
  text[1] = flags;
  view.setBigUint64(2, BigInt(entry));
  view.setBigUint64(10, BigInt(notice));
  return text;
}

/** @returns `malformed` for what neither side says. */
export function parseText(text: Uint8Array): Here | Head | Alerts | "malformed" {
  const type = text[0];
  if (type === ALERTS) return parseAlerts(text);
  if (text.length !== POSITION_BYTES || (type !== HERE && type !== HEAD)) return "malformed";
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
  const [entry, notice] = [Number(view.getBigUint64(2)), Number(view.getBigUint64(10))];
  if (!Number.isSafeInteger(entry) || !Number.isSafeInteger(notice)) return "malformed";
  if (type === HEAD) return { type: "head", entry, notice };
  const flags = text[1]!;
  const answer = (flags & FLAG_ANSWER) !== 0;
  return { type: "here", entry, notice, answer, heard: (flags & FLAG_HEARD) !== 0 };
}

function parseAlerts(text: Uint8Array): Alerts | "malformed" {
  try {
    const alerts: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(text.subarray(1)),
    );
    return Array.isArray(alerts) ? { type: "alerts", alerts } : "malformed";
  } catch {
    return "malformed";
  }
}
