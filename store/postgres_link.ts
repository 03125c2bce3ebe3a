// One server of PostgreSQL, connected: a session that writes, and a few that read. A link never connects again by itself, because
// what a session held (the lock, its turn) is gone with it; the store makes a new one. Every call has a limit of our own.
import type postgres from "postgres";
import type { Host } from "../bank/host.ts";
import {
  hostText,
  isOwnMachine,
  isSocket,
  type PostgresHost,
  type PostgresPlace,
} from "./postgres_place.ts";
import { ABOUT, SESSION, SESSION_14 } from "./postgres_tables.ts";
import { NoAnswer } from "./store_trouble.ts";

/** Milliseconds for a connection with its handshake. */
const CONNECT_MS = 3_000;

/** Milliseconds in which a statement has to be answered. */
export const ANSWER_MS = 5_000;

/** Sessions that read. */
const READERS = 2;

/** A row by the names of its columns: texts, numbers, truth values and bytes. */
// deno-lint-ignore no-explicit-any -- whatever the statement asked for
export type Row = Record<string, any>;

export interface LinkOptions {
  readonly place: PostgresPlace;
  readonly password: string | null;
  readonly ca: string | null;
  readonly host: Pick<Host, "after">;
  /** How its sessions are called there. */
  readonly name: string;
  /** Only looks: a standby will do, and one session. */
  readonly reads?: boolean;
}

export interface AboutServer {
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** E.g. 150018. */
  readonly version: number;
  readonly versionText: string;
  readonly fsync: boolean;
  readonly standbys: string;
}

export class PostgresLink {
  readonly #options: LinkOptions;
  readonly #writer: postgres.Sql;
  readonly #reader: postgres.Sql;
  #over = false;
  /** Told when its session has ended at the other side. */
  onOver: () => void = () => {};

  private constructor(
    options: LinkOptions,
    readonly at: PostgresHost,
    { writer, reader }: { readonly writer: postgres.Sql; readonly reader: postgres.Sql },
  ) {
    this.#options = options;
    [this.#writer, this.#reader] = [writer, reader];
  }

  /** @throws what the server or the platform said. */
  static async open(
    options: LinkOptions,
    at: PostgresHost,
  ): Promise<{ readonly link: PostgresLink; readonly about: AboutServer }> {
    const { default: connect } = await import("postgres");
    let link: PostgresLink | null = null;
    const closed = () => {
      if (link) link.#ended();
    };
    const writer = connect(settings(options, at, { max: 1, closed }));
    const reader = options.reads
      ? writer
      : connect(settings(options, at, { max: READERS, closed: () => {} }));
    link = new PostgresLink(options, at, { writer, reader });
    try {
      const about = aboutOf((await link.write(ABOUT, [], CONNECT_MS))[0]!);
      await link.write(SESSION);
      if (about.version >= 140_000) await link.write(SESSION_14);
      return { link, about };
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /** Its session has ended. */
  get over(): boolean {
    return this.#over;
  }

  #ended(): void {
    if (this.#over) return;
    this.#over = true;
    this.onOver();
  }

  get text(): string {
    return hostText(this.at);
  }

  /** In the session that holds the turn. @throws {NoAnswer}, or what the server said. */
  write(text: string, values: readonly unknown[] = [], ms = ANSWER_MS): Promise<Row[]> {
    if (this.#over) return Promise.reject(new NoAnswer(`The connection to ${this.text} has ended`));
    return this.#ask(this.#writer, { text, values, ms });
  }

  /** What is durable there. */
  read(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#ask(this.#reader, { text, values, ms: ANSWER_MS });
  }

  /** Never waits. */
  close(): void {
    this.#over = true;
    for (const each of new Set([this.#writer, this.#reader])) {
      each.end({ timeout: 0 }).catch(() => {});
    }
  }

  #ask(sql: postgres.Sql, { text, values, ms }: Asking): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const late = () =>
        reject(new NoAnswer(`${this.text} has not answered within ${ms / 1_000} s`));
      const cancel = this.#options.host.after(ms, late);
      // The library takes its parameters for its own.
      const asked = sql.unsafe(text, [...values] as never[], { prepare: values.length > 0 });
      asked.then(
        (rows) => {
          cancel();
          resolve(rows as unknown as Row[]);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }
}

interface Asking {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly ms: number;
}

/** Everything is said, so that no variable of the environment changes it. */
function settings(
  { place, password, ca, name }: LinkOptions,
  at: PostgresHost,
  { max, closed }: { readonly max: number; readonly closed: () => void },
): postgres.Options<Record<string, never>> {
  const { host, port } = at;
  const isName = !/^[\d.]+$|:/.test(host);
  const tls = ca === null && isOwnMachine(at)
    ? false
    : { host, ...(isName ? { servername: host } : {}), ...(ca === null ? {} : { ca }) };
  return {
    ...(isSocket(at) ? { path: `${host}/.s.PGSQL.${port}` } : {}),
    // Lists, because the library takes the parts of a text with commas and colons for several.
    host: [host] as unknown as string,
    port: [port] as unknown as number,
    database: place.database,
    username: place.user,
    password: password ?? "",
    max,
    ssl: tls,
    connect_timeout: CONNECT_MS / 1_000,
    idle_timeout: 0,
    max_lifetime: null,
    backoff: 0 as unknown as boolean,
    keep_alive: 10,
    prepare: true,
    debug: false,
    fetch_types: false,
    connection: { application_name: name },
    onnotice: () => {},
    onclose: closed,
  };
}

function aboutOf(row: Row): AboutServer {
  const { standby, read_only, version, version_text: versionText, fsync, standbys } = row;
  return {
    standby,
    readOnly: read_only === "on",
    version,
    versionText,
    fsync: fsync === "on",
    standbys,
  };
}
