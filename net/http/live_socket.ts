// A live connection to a page over the ws library, on Node and on Deno alike.
import type { WebSocket } from "ws";
import type { LiveHandlers, LiveSocket } from "../runtime.ts";

/** Bytes of one message of a page, which has next to nothing to say. A larger one is refused before it has been gathered. */
export const LIVE_MESSAGE_BYTES_MAX = 1_024;

export function attend(socket: WebSocket, handlers: LiveHandlers): void {
  const live: LiveSocket = {
    send: (text) => socket.send(text, () => {}),
    get waiting() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(code, reason),
    destroy: () => socket.terminate(),
  };
  socket.on("message", (data, binary) => {
    if (binary) live.close(1003, "text only");
    else handlers.message(live, String(data));
  });
  socket.on("close", () => handlers.closed(live));
  // The end of the connection follows, and says all that matters.
  socket.on("error", () => {});
  handlers.open(live);
}

/** An answer for one that may not become live: as plain HTTP/1.1, after which the connection ends. */
export async function refusalBytes(response: Response): Promise<string> {
  const body = await response.text();
  const { length } = new TextEncoder().encode(body);
  const headers = new Headers(response.headers);
  headers.set("connection", "close");
  headers.set("content-length", String(length));
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `HTTP/1.1 ${response.status} ${response.statusText}\r\n${lines}\r\n${body}`;
}
