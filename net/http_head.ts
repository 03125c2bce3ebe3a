// The head of the first request of a connection (RFC 9112), as far as it has to be known before it is handed on.

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
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return { method, url, headers };
}

/** Whether it asks for a WebSocket (RFC 6455 §4.1). */
export function asksForLive({ method, headers }: Head): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket" &&
    /\bupgrade\b/i.test(headers.connection ?? "");
}
