// Sockets from an address of this machine of one's own choice: to a bank each of them is another machine. Knows nothing of the
// bank's own code.
import { Buffer } from "node:buffer";
import * as net from "node:net";
import * as tls from "node:tls";

/** Where strangers who mean no good come from. Who is honest never comes from there. */
export const ENEMY = "127.66.0.1";

/** Where the bank is for one who comes from there. */
const bankFor = (from: string) => net.isIPv6(from) ? "::1" : "127.0.0.1";

/** Milliseconds after which an answer of a bank does not come any more. */
export const ANSWER_MS = 20_000;

/** Never fails: one that is turned away is closed. */
export function knock(port: number, from = ENEMY): net.Socket {
  const socket = net.connect({ host: bankFor(from), port, localAddress: from });
  return socket.on("error", () => {});
}

/** As `knock`, and begins to speak TLS. */
export function knockTls(port: number, from = ENEMY): tls.TLSSocket {
  const about = { host: bankFor(from), port, localAddress: from, servername: "bank.internal" };
  return tls.connect({ ...about, rejectUnauthorized: false }).on("error", () => {});
}

/** @returns false when it was closed before. */
export function opened(socket: net.Socket, event: "connect" | "secureConnect"): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    socket.once(event, () => resolve(true));
    socket.once("close", () => resolve(false));
  });
}

/** @returns whether it was closed in time. */
export function closedWithin(socket: net.Socket, ms: number): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(true);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), ms);
    socket.once("close", () => {
      clearTimeout(late);
      resolve(true);
    });
    // Without a reader the end would never be seen.
    socket.resume();
  });
}

/** Writes, and waits until it has been taken. @returns false when the other side has gone or does not take it in time. */
export function written(
  socket: net.Socket,
  bytes: Uint8Array | string,
  ms = ANSWER_MS,
): Promise<boolean> {
  if (socket.destroyed || !socket.writable) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (taken: boolean) => {
      clearTimeout(late);
      socket.off("close", closed);
      resolve(taken);
    };
    const closed = () => done(false);
    const late = setTimeout(closed, ms);
    socket.once("close", closed).write(bytes, (error) => done(!error));
  });
}

/** One request over HTTP and all that comes until the bank closes. @returns "" when nothing came. */
export async function ask(
  port: number,
  request: string | Uint8Array,
  { from = ENEMY, ms = ANSWER_MS }: { readonly from?: string; readonly ms?: number } = {},
): Promise<string> {
  const socket = knock(port, from);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  if (await opened(socket, "connect")) {
    socket.write(request);
    await closedWithin(socket, ms);
  }
  socket.destroy();
  return Buffer.concat(chunks).toString("latin1");
}

export interface Asked {
  readonly verb?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The bytes of a request after which the connection ends. */
export function requestOf({ verb = "GET", path, headers = {}, body = "" }: Asked): Uint8Array {
  const bytes = Buffer.from(body);
  const length = verb === "GET" ? {} : { "content-length": String(bytes.length) };
  const all = { host: "bank", connection: "close", ...length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`${verb} ${path} HTTP/1.1\r\n${lines}\r\n`), bytes]);
}

/** @returns 0 when there is none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** Of an answer whose body is a JSON object; empty when it is none. */
export function bodyOf(answer: string): Readonly<Record<string, unknown>> {
  const [, ...rest] = answer.split("\r\n\r\n");
  const text = rest.join("\r\n\r\n").replace(/^[0-9a-f]+\r\n|\r\n0\r\n[^]*$/g, "");
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
