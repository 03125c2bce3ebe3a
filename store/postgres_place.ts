// Where a bank's journal is when it is not in the data directory: an address of PostgreSQL, without a secret in it.
import { DataError } from "./data_error.ts";

/** One server, or several of which one takes writes. */
export interface PostgresPlace {
  readonly user: string;
  readonly database: string;
  /** The port is that of the socket's name, too, where the host is the path of a directory. */
  readonly hosts: readonly PostgresHost[];
}

export interface PostgresHost {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 5432;
const PORT_MAX = 65_535;

/** Servers of one store. */
const HOSTS_MAX = 16;

const FORM = "expected postgres://USER@HOST[:PORT][,HOST[:PORT]...]/DATABASE";

export function isPostgres(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text);
}

/** @throws {DataError} in words; where a password was given with it, they say where it belongs. */
export function readPlace(given: string): PostgresPlace {
  const cannot = (why: string) =>
    new DataError(`Cannot use the store ${withoutPassword(given)}: ${why}`);
  const parts = /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^/?@]*)\/([^/?]+)(?:\?(.*))?$/i.exec(given);
  if (!parts) throw cannot(FORM);
  const [, account = "", hosts = "", database = "", query = ""] = parts;
  if (account.includes(":") || /(^|&)password=/i.test(query)) {
    throw cannot(
      "there is a password in it, and every user of this machine could read it in the list of processes. Leave it out, " +
        "and give it with PGPASSWORD or --store-secret FILE",
    );
  }
  if (account === "") throw cannot(`it names no user; ${FORM}`);
  const [name, directory = "", ...more] = query.split("=");
  const socket = name === "host" && directory.startsWith("/") && more.length === 0;
  if (query !== "" && !(socket && hosts === "")) {
    throw cannot(
      "only ?host=/DIRECTORY may follow, for a socket of this machine, and then no other host. TLS is always used to other " +
        "machines; --store-ca FILE names who has issued the server's certificate",
    );
  }
  try {
    const decoded = { user: decodeURIComponent(account), database: decodeURIComponent(database) };
    if (socket) {
      return { ...decoded, hosts: [{ host: decodeURIComponent(directory), port: DEFAULT_PORT }] };
    }
    const all = hosts.split(",").map((text) => hostOf(text));
    if (all.includes(null) || all.length > HOSTS_MAX) throw cannot(FORM);
    return { ...decoded, hosts: all as PostgresHost[] };
  } catch (error) {
    if (error instanceof URIError) throw cannot(FORM);
    throw error;
  }
}

function hostOf(text: string): PostgresHost | null {
  const parts = /^(?:\[([0-9a-f:]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? DEFAULT_PORT : Number(parts[3]);
  return host === undefined || port < 1 || port > PORT_MAX ? null : { host, port };
}

/** As `readPlace` reads it. */
export function placeText({ user, database, hosts }: PostgresPlace): string {
  const [account, name] = [encodeURIComponent(user), encodeURIComponent(database)];
  const socket = hosts.find(isSocket);
  if (socket) return `postgres://${account}@/${name}?host=${socket.host}`;
  return `postgres://${account}@${hosts.map(hostText).join(",")}/${name}`;
}

export function hostText({ host, port }: PostgresHost): string {
  if (host.startsWith("/")) return host;
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return port === DEFAULT_PORT ? bracketed : `${bracketed}:${port}`;
}

export function isSocket({ host }: PostgresHost): boolean {
  return host.startsWith("/");
}

/** What goes there passes no network that others share. */
export function isOwnMachine(at: PostgresHost): boolean {
  return isSocket(at) || /^(127(\.\d{1,3}){3}|::1|localhost)$/i.test(at.host);
}

function withoutPassword(given: string): string {
  return given.replace(/^([a-z]+:\/\/[^:@/]*):[^@]*@/i, "$1:...@")
    .replace(/([?&]password=)[^&]*/gi, "$1...");
}
