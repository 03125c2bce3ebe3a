// The platform seam: everything that Deno and Node do differently, as one interface. Implemented by
// runtime_deno.ts and runtime_node.ts; the rest of the program imports `#runtime`.
import type { PinnedCertificate } from "./pinned_certificate.ts";
import type { MachineTime } from "./machine_time.ts";

export interface NetAddress {
  readonly hostname: string;
  readonly port: number;
}

/** A byte stream over TLS. */
export interface Connection {
  readonly remote: NetAddress;
  /** @returns bytes read into `buffer`, or null at the end. Throws when the connection broke. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes all of it. Throws when the connection broke. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written; what was written arrives. Never rejects. */
  finish(): Promise<void>;
  /** Ends it; what was written before arrives, if the other side takes it soon. */
  close(): void;
  /** Ends it at once, and gives back everything that it holds. */
  destroy(): void;
}

/** One that another machine has begun. */
export interface Incoming extends Connection {
  /** The handshake, which ends when the connection is destroyed. Throws when it fails. */
  open(): Promise<void>;
}

export interface Listener {
  readonly address: NetAddress;
  /** Before their handshakes. */
  readonly connections: AsyncIterable<Incoming>;
  close(): void;
}

export interface UdpSocket {
  readonly address: NetAddress;
  /** Fire and forget: a datagram that cannot be sent is lost, as on the network. */
  send(bytes: Uint8Array, to: NetAddress): Promise<void>;
  readonly datagrams: AsyncIterable<readonly [Uint8Array, NetAddress]>;
  close(): void;
}

export interface TlsServerOptions extends NetAddress {
  readonly certPem: string;
  readonly keyPem: string;
}

export interface TlsClientOptions extends NetAddress {
  /** The one certificate that is trusted. */
  readonly certificate: PinnedCertificate;
  /** The name it must carry. */
  readonly serverName: string;
  /** Milliseconds for connection and handshake together. */
  readonly timeoutMs: number;
}

/** Of a server that the platform's authorities vouch for. */
export interface HttpsClientOptions extends NetAddress {
  /** The name or address that its certificate must carry. */
  readonly serverName: string;
  /** PEM of an authority that is believed besides. */
  readonly authority: string | null;
  readonly timeoutMs: number;
}

/** A live connection to a page, as both runtimes have it. */
export interface LiveSocket {
  send(text: string): void;
  /** Bytes that the other side has not taken yet. */
  readonly waiting: number;
  close(code: number, reason: string): void;
  destroy(): void;
}

export interface LiveHandlers {
  open(socket: LiveSocket): void;
  message(socket: LiveSocket, text: string): void;
  closed(socket: LiveSocket): void;
}

/** Who has sent a request. */
export interface HttpPeer {
  /** The other side's address, without the port. */
  readonly remote: string;
  /** As it is counted among the others. */
  readonly connection: Destroyable;
}

interface Destroyable {
  destroy(): void;
}

/** Connections over HTTP, shared out. */
export interface WebConnections {
  /** @returns the one that has to make room for it. */
  add(remote: string, connection: Destroyable): Destroyable | null;
  used(connection: Destroyable): void;
  remove(connection: Destroyable): void;
}

export interface HttpOptions extends NetAddress {
  readonly answer: (request: Request, by: HttpPeer) => Response | Promise<Response>;
  /** Whether a request may become a live connection, and who handles it; otherwise the answer. */
  readonly live: (request: Request, remote: string) => LiveHandlers | Response;
  /** Of all of them, by source; those that have become live are not in it any more. */
  readonly connections: WebConnections;
  /** Something of the platform has failed that concerns no request. */
  readonly onTrouble: (error: unknown) => void;
}

export interface HttpServer {
  readonly address: NetAddress;
  /** Lets requests under way finish. */
  close(): Promise<void>;
}

/** What the store needs of Deno KV; structurally the same as store/kv.ts, which net/ may not import. */
export interface KvStore {
  // deno-lint-ignore no-explicit-any -- two libraries with their own declarations meet here
  get(key: any): Promise<any>;
  // deno-lint-ignore no-explicit-any -- as above
  list(selector: any, options?: any): AsyncIterable<any>;
  // deno-lint-ignore no-explicit-any -- as above
  atomic(): any;
  close(): void;
}

/** Standard output or error; `standardFile` of the platform gives it. */
export interface StandardFile {
  /** @returns how many bytes it has taken, 0 when it takes none for the moment. Throws when it never will. */
  write(bytes: Uint8Array): Promise<number>;
  /** @returns whether all that was taken has been written. */
  finish?(): Promise<boolean>;
}

/** Sends datagrams to sockets of this machine that have a path. */
export interface UnixSender {
  /** Throws when it cannot be sent. */
  send(text: string, path: string): Promise<void>;
  close(): void;
}

export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

export interface Runtime {
  /** e.g. `deno 2.9.6` or `node 22.11.0`. */
  readonly name: string;
  /** @throws {AddressError} when the address cannot be bound. */
  listenTls(options: TlsServerOptions): Promise<Listener>;
  /** Begins what the first use of TLS in this process would wait for, where that can be done beside other work. */
  prepareTls?(): void;
  /** The only connection to a bank that data may be written to. */
  connectTls(options: TlsClientOptions): Promise<Connection>;
  /** To a server of the web. @param options its address in digits: no name is looked up. */
  connectHttps(options: HttpsClientOptions): Promise<Connection>;
  /** @throws {AddressError} when the address cannot be bound. */
  bindUdp(address: NetAddress): Promise<UdpSocket>;
  /** Plain HTTP/1.1: TLS is the business of the proxy in front. @throws {AddressError} */
  serveHttp(options: HttpOptions): Promise<HttpServer>;
  /** Absent where the platform has no such sockets. @param own a path that is free, for a moment. Throws when it cannot be used. */
  unixDatagrams?(own: string): Promise<UnixSender>;
  openKv(path: string): Promise<KvStore>;
  /** Where the mark of the newest block is kept, where that is no file. */
  // deno-lint-ignore no-explicit-any -- the store's own interface, which net/ may not import
  markFile?(path: string): any;
  /** The same for looking only, where it is not a file that the store can look into by itself. */
  lookAtKv?(path: string): Promise<KvStore | null>;
  /** An exclusive lock for the life of this process. @returns null when another process has it. */
  lockFile(path: string): Promise<{ release(): void } | null>;
  /** Unix time in milliseconds, as the machine's clock has it. */
  clock(): number;
  readonly machineTime: MachineTime;
  /** Files and sockets that this process may have open at once, or null where that is not known. */
  descriptors(): number | null;
  /** Calls `act` once after so many milliseconds; @returns what takes that back. */
  after(ms: number, act: () => void): () => void;
  /** @returns a function that takes the handler off again. */
  onSignal(signal: StopSignal, handler: () => void): () => void;
}

/** Milliseconds between two signs of life of a lock that the Node runtime holds. */
export const NODE_LOCK_BEAT_MS = 2_000;

/** An address that cannot be bound, with words for the person who chose it. */
export class AddressError extends Error {
  override readonly name = "AddressError";
}

export function addressError(error: unknown, { hostname, port }: NetAddress): AddressError {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  const at = `${hostname} port ${port}`;
  if (/AddrInUse|EADDRINUSE|in use/i.test(text)) {
    return new AddressError(
      `Cannot listen on ${at}: the port is in use; stop the other program or choose another ` +
        "with --port (0 picks a free one)",
    );
  }
  if (/PermissionDenied|EACCES|permission/i.test(text)) {
    return new AddressError(
      `Cannot listen on ${at}: this user may not; choose a port above 1023 with --port`,
    );
  }
  if (/AddrNotAvailable|EADDRNOTAVAIL|ENOTFOUND|resolve|lookup/i.test(text)) {
    return new AddressError(
      `Cannot listen on ${at}: this machine has no such address; choose one with --host`,
    );
  }
  return new AddressError(`Cannot listen on ${at}: ${text}`);
}

/** Node shows IPv4 peers of a dual-stack socket as ::ffff:1.2.3.4. */
export function plainHostname(hostname: string): string {
  return hostname.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** No answer came in time; there is no use in trying anything else at that address now. */
export class NoAnswerError extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1_000} s`);
  }
}

/** The other side shows a certificate whose key it does not have: it is not the one to whom it was issued. */
export class NoKeyError extends Error {
  override readonly name = "NoKeyError";

  constructor() {
    super("the certificate that is shown there belongs to another machine");
  }
}

/**
 * What a handshake has failed of, by the texts of both platforms. Of another certificate than the pinned one of the same issuer,
 * Deno says the same.
 */
export function handshakeError(error: unknown): unknown {
  const { code = "", message = "" } = error as {
    readonly code?: string;
    readonly message?: string;
  };
  return /BadSignature|BAD_SIGNATURE/.test(`${code} ${message}`) ? new NoKeyError() : error;
}
