// What sealed datagrams say, as bytes: the client's `here` (hello, keepalive and acknowledgement in one), the
// server's `head`, alerts, and news for all customers. The server never sends more than it was sent, except to an address it has heard.
import type { Position } from "../../bank/trace.ts";

const HERE = 0x01;
const HEAD = 0x81;
const ALERTS = 0x82;
const NEWS = 0x83;

const FLAG_ANSWER = 1;
const FLAG_HEARD = 2;

const POSITION_BYTES = 18;
/** With the number of an announcement behind it, between programs that know them. */
const NEWS_POSITION_BYTES = POSITION_BYTES + 8;

/** From the client: I am at this address, this far I have everything. */
export interface Here extends Position {
  readonly type: "here";
  /** The server should answer with `head`. */
  readonly answer: boolean;
  /** The client has received a datagram of this session: both directions work. */
  readonly heard: boolean;
  /** Number of the newest announcement that it has shown; absent where the client shows none. */
  readonly announced?: number;
}

/** From the server: this far the account goes. */
export interface Head extends Position {
  readonly type: "head";
  /** Number of the newest announcement; absent where the client shows none. */
  readonly announced?: number;
}

/** What staff tell all customers. */
export interface News {
  readonly type: "news";
  /** JSON, shape AnnouncementView of api/announcement_methods.ts. */
  readonly announcement: unknown;
}

export interface Alerts {
  readonly type: "alerts";
  /** Elements of a JSON array, shape AlertView of api/methods.ts. */
  readonly alerts: unknown[];
}

/** The client's hello, keepalive and acknowledgement in 18 bytes, or 26. */
export function hereText({ answer, heard, ...reach }: Omit<Here, "type">): Uint8Array {
  const flags = (answer ? FLAG_ANSWER : 0) | (heard ? FLAG_HEARD : 0);
  return reachText(HERE, flags, reach);
}

/** As long as the `here` that it answers. */
export function headText(reach: Omit<Head, "type">): Uint8Array {
  return reachText(HEAD, 0, reach);
}

/** @param announcement as JSON. */
export function newsText(announcement: string): Uint8Array {
  return new TextEncoder().encode(`${String.fromCharCode(1)}${announcement}`).with(0, NEWS);
}

/** @param alerts JSON texts of single alerts. */
export function alertsText(alerts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${String.fromCharCode(1)}[${alerts.join(",")}]`).with(0, ALERTS);
}

function reachText(
  type: number,
  flags: number,
  { entry, notice, announced }: Omit<Head, "type">,
): Uint8Array {
  const text = new Uint8Array(announced === undefined ? POSITION_BYTES : NEWS_POSITION_BYTES);
  const view = new DataView(text.buffer);
  text[0] = type;
  text[1] = flags;
  view.setBigUint64(2, BigInt(entry));
  view.setBigUint64(10, BigInt(notice));
  if (announced !== undefined) view.setBigUint64(POSITION_BYTES, BigInt(announced));
  return text;
}

/** @returns `malformed` for what neither side says. */
export function parseText(text: Uint8Array): Here | Head | Alerts | News | "malformed" {
  const type = text[0];
  if (type === ALERTS || type === NEWS) return parseJson(text);
  const news = text.length === NEWS_POSITION_BYTES;
  if ((text.length !== POSITION_BYTES && !news) || (type !== HERE && type !== HEAD)) {
    return "malformed";
  }
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength);
  const [entry, notice] = [Number(view.getBigUint64(2)), Number(view.getBigUint64(10))];
  const counted = news ? { announced: Number(view.getBigUint64(POSITION_BYTES)) } : {};
  const reach = { entry, notice, ...counted };
  if (!Object.values(reach).every(Number.isSafeInteger)) return "malformed";
  if (type === HEAD) return { type: "head", ...reach };
  const flags = text[1]!;
  const answer = (flags & FLAG_ANSWER) !== 0;
  return { type: "here", ...reach, answer, heard: (flags & FLAG_HEARD) !== 0 };
}

function parseJson(text: Uint8Array): Alerts | News | "malformed" {
  try {
    const said: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(text.subarray(1)),
    );
    if (text[0] === NEWS) return { type: "news", announcement: said };
    return Array.isArray(said) ? { type: "alerts", alerts: said } : "malformed";
  } catch {
    return "malformed";
  }
}
