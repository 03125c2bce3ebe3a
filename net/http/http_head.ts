// Heads of requests (RFC 9112), as far as they have to be known before they are handed on: one that asks for a live connection may
// follow others on a connection that an edge keeps.
import { Buffer } from "node:buffer";

/** Bytes of a head. */
export const HEAD_BYTES_MAX = 16 * 1_024;

const END = [13, 10, 13, 10];

/** @returns the bytes up to and with the empty line, or -1 when it has not come yet. */
export function endOfHead(bytes: Uint8Array, from = 0): number {
  for (let place = Math.max(0, from - END.length); place + END.length <= bytes.length; place++) {
    if (END.every((byte, offset) => bytes[place + offset] === byte)) return place + END.length;
  }
  return -1;
}

export interface Head {
  readonly method: string;
  readonly url: string;
  /** In lower case; of several with one name, the values with commas between them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns null when it is none. */
export function parseHead(bytes: Uint8Array): Head | null {
  const [first = "", ...lines] = new TextDecoder("latin1").decode(bytes).trimEnd().split("\r\n");
  const [, method, url] = /^([A-Z]+) (\/\S*) HTTP\/1\.1$/.exec(first) ?? [];
  if (method === undefined || url === undefined) return null;
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return null;
    const key = name.toLowerCase();
    const value = withoutBlanks(line.slice(colon + 1));
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return { method, url, headers };
}

/** Without the spaces and tabs around it, in one pass whatever they are. */
function withoutBlanks(text: string): string {
  const isBlank = (place: number) => text[place] === " " || text[place] === "\t";
  let [from, to] = [0, text.length];
  while (from < to && isBlank(from)) from++;
  while (to > from && isBlank(to - 1)) to--;
  return text.slice(from, to);
}

/** Whether it asks for a WebSocket (RFC 6455 §4.1). */
function asksForLive({ method, headers }: Head): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket" &&
    /\bupgrade\b/i.test(headers.connection ?? "");
}

export interface Asked {
  readonly head: Head;
  /** What has come with it, the head itself in it. */
  readonly bytes: Uint8Array;
}

/** The requests of one connection, one after the other, until one asks for a live connection. */
export class Requests {
  /** Of a head that has not come whole. */
  #held = new Uint8Array(0);
  /** Bytes of a body that are to come; without end once it cannot be told where the next request begins. */
  #body = 0;

  /** @returns what is to be handed on, and the request that asks for a live connection, after which nothing more is asked. */
  take(chunk: Uint8Array): { readonly bytes: Uint8Array; readonly asked: Asked | null } {
    const parts: Uint8Array[] = [];
    // What has been looked through is not looked through again.
    let looked = this.#held.length;
    let rest = joined([this.#held, chunk]);
    this.#held = new Uint8Array(0);
    while (rest.length > 0) {
      if (this.#body === 0) {
        const end = endOfHead(rest, looked);
        looked = 0;
        const fits = end >= 0 && end <= HEAD_BYTES_MAX;
        const head = fits ? parseHead(rest.subarray(0, end)) : null;
        if (head && asksForLive(head)) {
          return { bytes: joined(parts), asked: { head, bytes: rest } };
        }
        if (end < 0 && rest.length <= HEAD_BYTES_MAX) {
          this.#held = rest.slice();
          break;
        }
        this.#body = head ? end + lengthOf(head) : Infinity;
      }
      const count = Math.min(rest.length, this.#body);
      parts.push(rest.subarray(0, count));
      this.#body -= count;
      rest = rest.subarray(count);
    }
    return { bytes: joined(parts), asked: null };
  }
}

/** Bytes of the body; without end when only its last chunk tells. */
function lengthOf({ headers }: Head): number {
  if ("transfer-encoding" in headers) return Infinity;
  const { "content-length": length = "0" } = headers;
  return /^\d{1,15}$/.test(length) ? Number(length) : Infinity;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
