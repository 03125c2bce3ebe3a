// The platform seam on plain Node ≥ 20; see net/runtime.ts. esbuild puts it in place of runtime_deno.ts.
import * as dgram from "node:dgram";
import { lookup } from "node:dns/promises";
import * as fs from "node:fs";
import { isIP } from "node:net";
import process from "node:process";
import * as tls from "node:tls";
import { Inbox } from "./inbox.ts";
import { descriptors } from "./descriptors.ts";
import { machineTime } from "./machine_time.ts";
import { believeNoPrivateAuthority } from "./authorities.ts";
import type {
  Connection,
  HttpsClientOptions,
  KvStore,
  NetAddress,
  Runtime,
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
import { listenTls, NodeConnection } from "./tls_node.ts";

function connectTls({ certificate, ...options }: TlsClientOptions): Promise<Connection> {
  // Of no use to Node, but Deno may run this package, too.
  believeNoPrivateAuthority();
  return connected(options, { ca: certificate.pem, minVersion: "TLSv1.3" });
}

function connectHttps({ authority, ...options }: HttpsClientOptions): Promise<Connection> {
  return connected(options, authority === null ? {} : { ca: [...tls.rootCertificates, authority] });
}

function connected(
  { hostname: host, port, serverName, timeoutMs }: Omit<TlsClientOptions, "certificate">,
  trust: tls.ConnectionOptions,
): Promise<Connection> {
  // Addresses are no names for that field of TLS; the certificate is compared with them all the same.
  const names = isIP(serverName)
    ? { checkServerIdentity: ofAddress(serverName) }
    : { servername: serverName };
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port, ...trust, ...names });
    const timer = setTimeout(() => {
      socket.destroy(new NoAnswerError(timeoutMs));
    }, timeoutMs);
    const failed = (error: Error) => reject(handshakeError(error));
    socket.once("error", failed);
    socket.once("close", () => clearTimeout(timer));
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      socket.off("error", failed);
      resolve(new NodeConnection(socket));
    });
  });
}

const ofAddress = (address: string) => (_: string, certificate: tls.PeerCertificate) =>
  tls.checkServerIdentity(address, certificate);

/** Datagrams that may wait for the reader; more are dropped, as a full socket buffer would. */
const DATAGRAMS_WAITING_MAX = 4096;

function bindUdp(address: NetAddress): Promise<UdpSocket> {
  const inbox = new Inbox<readonly [Uint8Array, NetAddress]>();
  const socket = dgram.createSocket({
    type: address.hostname.includes(":") ? "udp6" : "udp4",
    recvBufferSize: 4 * 1024 * 1024,
  });
  socket.on("message", (bytes, from) => {
    if (inbox.length >= DATAGRAMS_WAITING_MAX) return;
    inbox.push([bytes, { hostname: plainHostname(from.address), port: from.port }]);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => reject(addressError(error, address)));
    socket.bind(address.port, address.hostname, () => {
      socket.removeAllListeners("error");
      socket.on("error", () => {});
      const bound = socket.address();
      resolve({
        address: { hostname: bound.address, port: bound.port },
        send: (bytes, to) =>
          new Promise((done) => socket.send(bytes, to.port, to.hostname, () => done())),
        datagrams: inbox,
        close() {
          if (inbox.ended) return;
          socket.close();
          inbox.end();
        },
      });
    });
  });
}

async function openKv(path: string): Promise<KvStore> {
  const { openKv: open } = await import("@deno/kv");
  return await open(path) as unknown as KvStore;
}

/**
 * Node has no flock: the file itself is the lock, with its owner's process id and start time, and is touched
 * while the owner lives, so that Deno, which may not look at processes, sees it too.
 */
function lockFile(path: string) {
  const mine = `${path}.node`;
  if (hasDenoLock(path) || isOwned(mine)) return Promise.resolve(null);
  try {
    fs.rmSync(mine, { force: true });
    const mark = `${process.pid} ${startTime(process.pid)}`;
    fs.writeFileSync(mine, mark, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return Promise.resolve(null);
    return Promise.reject(error);
  }
  const touch = () => fs.utimesSync(mine, new Date(), new Date());
  const beat = setInterval(touch, NODE_LOCK_BEAT_MS).unref();
  return Promise.resolve({
    release() {
      clearInterval(beat);
      fs.rmSync(mine, { force: true });
    },
  });
}

/** True when the file names a process, other than this one, that is still running. */
function isOwned(path: string): boolean {
  if (!fs.existsSync(path)) return false;
  const [pid = "", started = ""] = fs.readFileSync(path, "utf8").split(" ");
  if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startTime(Number(pid)) === started;
}

/** Clock ticks from boot to the start of the process (field 22 of /proc/PID/stat, proc(5)); "-" elsewhere. */
function startTime(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}

/** The advisory lock that the Deno runtime takes, as Linux lists it (proc_locks(5)). */
function hasDenoLock(path: string): boolean {
  try {
    const { ino } = fs.statSync(path);
    return fs.readFileSync("/proc/locks", "utf8").split("\n").some((line) =>
      line.includes("FLOCK") && line.includes(`:${ino} `)
    );
  } catch {
    return false;
  }
}

export { standardFile } from "./standard_node.ts";

export const runtime: Runtime = {
  name: `node ${process.versions.node}`,
  listenTls: async (options) => {
    await lookup(options.hostname).catch((error) => {
      throw addressError(error, options);
    });
    return listenTls(options);
  },
  connectTls,
  connectHttps,
  bindUdp,
  serveHttp: async (options) => await (await import("./http_node.ts")).serveHttp(options),
  openKv,
  lockFile,
  clock: () => Date.now(),
  machineTime,
  descriptors,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  onSignal(signal, handler) {
    process.on(signal, handler);
    return () => process.off(signal, handler);
  },
};
