// HTTP and live connections on plain Node: the part of net/runtime_node.ts that speaks it, loaded when it is needed.
import { getRequestListener } from "@hono/node-server";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { HEAD_BYTES_MAX } from "./http/http_head.ts";
import { HEAD_MS, WEB_IDLE_MS, WEB_SILENT_MS } from "../api/limits.ts";
import { attend, LIVE_MESSAGE_BYTES_MAX, refusalBytes } from "./http/live_socket.ts";
import { addressError, type HttpOptions, type HttpServer, plainHostname } from "./runtime.ts";

export function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const { hostname, port, answer, live, connections } = options;
  const remoteOf = (message: IncomingMessage) => plainHostname(message.socket.remoteAddress ?? "");
  const listener = getRequestListener(
    (request, { incoming }) => {
      const message = incoming as IncomingMessage;
      return answer(request, { remote: remoteOf(message), connection: message.socket });
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer({
    headersTimeout: HEAD_MS,
    requestTimeout: WEB_SILENT_MS,
    keepAliveTimeout: WEB_IDLE_MS,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: HEAD_BYTES_MAX,
  }, (request, response) => {
    response.once("finish", () => connections.used(request.socket));
    void listener(request, response);
  });
  server.on("connection", (socket: Socket) => {
    connections.add(plainHostname(socket.remoteAddress ?? ""), socket)?.destroy();
    socket.once("close", () => connections.remove(socket));
    // One that does not read its answer.
    socket.setTimeout(WEB_IDLE_MS, () => socket.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIVE_MESSAGE_BYTES_MAX });
  server.on("upgrade", (message: IncomingMessage, raw: Duplex, head) => {
    raw.on("error", () => {});
    const request = new Request(`http://${message.headers.host ?? "localhost"}${message.url}`, {
      headers: Object.entries(message.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    });
    const handlers = live(request, remoteOf(message));
    if (handlers instanceof Response) {
      void refusalBytes(handlers).then((text) => raw.end(text));
      return;
    }
    // The hub counts it from here on.
    connections.remove(message.socket);
    sockets.handleUpgrade(message, raw, head, (socket) => attend(socket, handlers));
  });
  return listening(server, options, { hostname, port });
}

function listening(
  server: Server,
  { onTrouble }: HttpOptions,
  address: { readonly hostname: string; readonly port: number },
): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(addressError(error, address)));
    server.listen(address.port, address.hostname, () => {
      server.on("error", onTrouble);
      const { address: hostname, port } = server.address() as AddressInfo;
      resolve({ address: { hostname, port }, close: () => closed(server) });
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
