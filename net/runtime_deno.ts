// The platform seam on Deno. The only module that may say `Deno.`; see net/runtime.ts.
import { machineTime } from "./machine_time.ts";
import { believeNoPrivateAuthority } from "./authorities.ts";
import type {
  Connection,
  HttpOptions,
  HttpServer,
  KvStore,
  Listener,
  LiveHandlers,
  LiveSocket,
  NetAddress,
  Runtime,
  StopSignal,
  TlsClientOptions,
  TlsServerOptions,
  UdpSocket,
} from "./runtime.ts";
import {
  addressError,
  handshakeError,
  NoAnswerError,
  NODE_LOCK_BEAT_MS,
  plainHostname,
} from "./runtime.ts";

class DenoConnection implements Connection {
  readonly remote: NetAddress;
  readonly #conn: Deno.TlsConn;
  #closed = false;

  constructor(conn: Deno.TlsConn) {
    this.#conn = conn;
    const { hostname, port } = conn.remoteAddr as Deno.NetAddr;
    this.remote = { hostname: plainHostname(hostname), port };
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#conn.read(buffer);
  }

  async write(bytes: Uint8Array): Promise<void> {
    let written = await this.#conn.write(bytes);
    while (written < bytes.length) written += await this.#conn.write(bytes.subarray(written));
  }

  async finish(): Promise<void> {
    try {
      await this.#conn.closeWrite();
    } catch {
      // The other side is gone.
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#conn.close();
    } catch {
      // Already gone: closing is what we wanted.
    }
  }
}

function listenTls(options: TlsServerOptions): Promise<Listener> {
  const { hostname, port, certPem, keyPem } = options;
  let listener: Deno.TlsListener;
  try {
    listener = Deno.listenTls({ hostname, port, cert: certPem, key: keyPem });
  } catch (error) {
    return Promise.reject(addressError(error, options));
  }
  const { hostname: bound, port: boundPort } = listener.addr as Deno.NetAddr;
  return Promise.resolve({
    address: { hostname: bound, port: boundPort },
    connections: accepted(listener),
    close: once(() => listener.close()),
  });
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

async function* accepted(listener: Deno.TlsListener): AsyncGenerator<Connection> {
  while (true) {
    try {
      yield new DenoConnection(await listener.accept());
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
        return;
      }
      // A peer that left during accept, or no descriptor to spare: the next one may be fine.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function connectTls(options: TlsClientOptions): Promise<Connection> {
  const { hostname, port, certificate, serverName, timeoutMs } = options;
  believeNoPrivateAuthority();
  const deadline = AbortSignal.timeout(timeoutMs);
  const raw = await Deno.connect({ hostname, port, signal: deadline });
  // The TLS connection takes the raw one over: from then on that is the one to close.
  let open: { close(): void } = raw;
  const abandon = once(() => {
    try {
      open.close();
    } catch {
      // Closed already.
    }
  });
  deadline.addEventListener("abort", abandon);
  try {
    raw.setNoDelay(true);
    const conn = await Deno.startTls(raw, { hostname: serverName, caCerts: [certificate.pem] });
    open = conn;
    await conn.handshake();
    return new DenoConnection(conn);
  } catch (error) {
    abandon();
    throw deadline.aborted ? new NoAnswerError(timeoutMs) : handshakeError(error);
  } finally {
    deadline.removeEventListener("abort", abandon);
  }
}

function bindUdp(address: NetAddress): Promise<UdpSocket> {
  let socket: Deno.DatagramConn;
  try {
    socket = Deno.listenDatagram({ transport: "udp", ...address });
  } catch (error) {
    return Promise.reject(addressError(error, address));
  }
  const { hostname, port } = socket.addr as Deno.NetAddr;
  return Promise.resolve({
    address: { hostname, port },
    async send(bytes, to) {
      try {
        await socket.send(bytes, { transport: "udp", ...to });
      } catch {
        // As if the network had lost it.
      }
    },
    datagrams: received(socket),
    close: once(() => socket.close()),
  });
}

async function* received(socket: Deno.DatagramConn) {
  while (true) {
    try {
      const [bytes, from] = await socket.receive();
      const { hostname, port } = from as Deno.NetAddr;
      yield [bytes, { hostname: plainHostname(hostname), port }] as const;
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
        return;
      }
      // ICMP "port unreachable" of an earlier datagram shows up here: not the end of the socket.
    }
  }
}

function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const { hostname, port, answer, live } = options;
  const onError = () => new Response("", { status: 500 });
  try {
    const server = Deno.serve({ hostname, port, onListen: () => {}, onError }, (request, info) => {
      const remote = plainHostname(info.remoteAddr.hostname);
      const upgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
      if (!upgrade) return answer(request, remote);
      const handlers = live(request, remote);
      if (handlers instanceof Response) return handlers;
      const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
      attend(socket, handlers);
      return response;
    });
    const { hostname: bound, port: boundPort } = server.addr;
    return Promise.resolve({
      address: { hostname: bound, port: boundPort },
      close: () => server.shutdown(),
    });
  } catch (error) {
    return Promise.reject(addressError(error, options));
  }
}

function attend(socket: WebSocket, handlers: LiveHandlers): void {
  const live: LiveSocket = {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    get waiting() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(code, reason),
  };
  socket.onopen = () => handlers.open(live);
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") handlers.message(live, data);
    else live.close(1003, "text only");
  };
  socket.onclose = () => handlers.closed(live);
  // The end of the connection follows, and says all that matters.
  socket.onerror = () => {};
}

async function lockFile(path: string) {
  const file = await Deno.open(path, { create: true, read: true, write: true });
  if (!await file.tryLock(true) || await hasNodeLock(path)) {
    file.close();
    return null;
  }
  return { release: () => file.close() };
}

/** The lock file of the Node runtime, which its owner touches while it lives. */
async function hasNodeLock(path: string): Promise<boolean> {
  try {
    const { mtime } = await Deno.stat(`${path}.node`);
    return mtime !== null && Date.now() - mtime.getTime() < 3 * NODE_LOCK_BEAT_MS;
  } catch {
    return false;
  }
}

function onSignal(signal: StopSignal, handler: () => void): () => void {
  if (Deno.build.os === "windows" && signal === "SIGTERM") return () => {};
  Deno.addSignalListener(signal, handler);
  return () => Deno.removeSignalListener(signal, handler);
}

export const runtime: Runtime = {
  name: `deno ${Deno.version.deno}`,
  listenTls,
  connectTls,
  bindUdp,
  serveHttp,
  openKv: (path) => Deno.openKv(path) as Promise<KvStore>,
  lockFile,
  clock: () => Date.now(),
  machineTime,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  onSignal,
};
