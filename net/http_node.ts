// HTTP and live connections on plain Node: the part of net/runtime_node.ts that speaks it, loaded when it is needed.
import { getRequestListener } from "@hono/node-server";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { addressError, type HttpOptions, type HttpServer, plainHostname } from "./runtime.ts";
import type { LiveHandlers, LiveSocket } from "./runtime.ts";

export function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const { hostname, port, answer, live } = options;
  const remoteOf = (message: IncomingMessage) => plainHostname(message.socket.remoteAddress ?? "");
  const listener = getRequestListener(
    (request, { incoming }) => answer(request, remoteOf(incoming as IncomingMessage)),
    { overrideGlobalObjects: false },
  );
  const server = createServer(listener);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on("upgrade", (message: IncomingMessage, raw: Duplex, head) => {
    const request = new Request(`http://${message.headers.host ?? "localhost"}${message.url}`, {
      headers: Object.entries(message.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    });
    const handlers = live(request, remoteOf(message));
    if (handlers instanceof Response) {
      raw.end(`HTTP/1.1 ${handlers.status} \r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(message, raw, head, (socket) => attend(socket, handlers));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(addressError(error, options)));
    server.listen(port, hostname, () => {
      const { address, port: bound } = server.address() as AddressInfo;
      resolve({ address: { hostname: address, port: bound }, close: () => closed(server) });
    });
  });
}

function closed(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function attend(socket: WebSocket, handlers: LiveHandlers): void {
  const live: LiveSocket = {
    send: (text) => socket.send(text, () => {}),
    get waiting() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(code, reason),
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
