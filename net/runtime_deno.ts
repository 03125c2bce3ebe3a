// The platform seam on Deno; see net/runtime.ts. Only this and the modules whose names end in `_deno.ts` may say `Deno.`.
import { DenoConnection } from "./connection_deno.ts";
import { descriptors } from "./descriptors.ts";
import { machineTime } from "./machine_time.ts";
import { believeNoPrivateAuthority } from "./authorities.ts";
import type {
  Connection,
  HttpsClientOptions,
  KvStore,
  NetAddress,
  Runtime,
  StopSignal,
  TlsClientOptions,
  UdpSocket,
} from "./runtime.ts";
import {
  addressError,
  handshakeError,
  NoAnswerError,
  NODE_LOCK_BEAT_MS,
  plainHostname,
} from "./runtime.ts";
import { listenTls } from "./tls_deno.ts";

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

/**
 * The cryptography under TLS gathers randomness of its own when it is used first: as long as half a start. Making a key that
 * is then thrown away moves that to another thread, while this one loads the program.
 */
function prepareTls(): void {
  const key = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  key.catch(() => {});
}

function connectTls({ certificate, ...options }: TlsClientOptions): Promise<Connection> {
  believeNoPrivateAuthority();
  return connected(options, [certificate.pem]);
}

function connectHttps({ authority, ...options }: HttpsClientOptions): Promise<Connection> {
  return connected(options, authority === null ? [] : [authority]);
}

async function connected(
  { hostname, port, serverName, timeoutMs }: Omit<TlsClientOptions, "certificate">,
  caCerts: string[],
): Promise<Connection> {
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
    const conn = await Deno.startTls(raw, { hostname: serverName, caCerts });
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

export { standardFile } from "./standard_deno.ts";

export const runtime: Runtime = {
  name: `deno ${Deno.version.deno}`,
  listenTls,
  prepareTls,
  connectTls,
  connectHttps,
  bindUdp,
  serveHttp: async (options) => await (await import("./http_deno.ts")).serveHttp(options),
  unixDatagrams: async (own) => (await import("./unix_datagrams_deno.ts")).unixDatagrams(own),
  openKv: (path) => Deno.openKv(path) as Promise<KvStore>,
  lockFile,
  clock: () => Date.now(),
  machineTime,
  descriptors,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  onSignal,
};
