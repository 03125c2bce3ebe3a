// Taking the place of the one server that writes into a store, when it starts: the lock says whether another one lives, the row
// makes sure that none of before ever writes again.
import { hostname } from "node:os";
import process from "node:process";
import { type Host, pause } from "../bank/host.ts";
import { DataError } from "./data_error.ts";
import type { AboutServer, PostgresLink, Row } from "./postgres_link.ts";
import {
  LAYOUT,
  LOCK,
  MAKE_ROW,
  STORE_ROW,
  TABLES,
  TABLES_THERE,
  TAKE,
} from "./postgres_tables.ts";

/** Milliseconds in which the session of a server that has just ended is gone there, too. */
const LOCK_MS = 3_000;
const LOCK_LOOK_MS = 150;

/** Another server has the place of this one. */
export class PlaceTaken extends DataError {}

/** `filled` by a move, and no bank has run on it yet; `left` by one, and the bank has gone on elsewhere. */
export type StoreState = "filling" | "filled" | "serving" | "left";

export interface Taking {
  readonly link: PostgresLink;
  readonly about: AboutServer;
  /** As people know it. */
  readonly store: string;
  /** Of the bank's tables, as its data directory knows them. */
  readonly id: string;
  readonly token: string;
  /** Absolute path of the data directory, to tell who this is. */
  readonly path: string;
  /** `make` only where there is nothing yet; `fill` also over what a move that was cut has left. */
  readonly as: "is" | "make" | "fill";
  readonly host: Pick<Host, "after">;
}

/** Whose turn it is, and the newest version that was committed. */
export interface Turn {
  readonly epoch: string;
  readonly version: number;
}

/** @throws {DataError} in words. */
export async function take(taking: Taking): Promise<Turn> {
  const { link, about, store, id, token, path, as } = taking;
  if (!about.fsync) {
    throw new DataError(
      `Cannot use the store ${store}: PostgreSQL runs with fsync = off there, and would lose what it has confirmed when the ` +
        "machine stops. Set it to on",
    );
  }
  await lock(taking);
  await prepare(taking);
  const holder = `${hostname()}, process ${process.pid}, ${path}`;
  const state: StoreState = as === "fill" ? "filling" : "serving";
  const [row] = await link.write(TAKE, [token, holder, id, state]);
  return turnIn(row!);
}

export function turnIn({ epoch, version }: Row): Turn {
  return { epoch, version: Number(version) };
}

async function lock({ link, store, host }: Taking): Promise<void> {
  for (let waitedMs = 0; waitedMs <= LOCK_MS; waitedMs += LOCK_LOOK_MS) {
    const [row] = await link.write(LOCK);
    if (row!.locked) return;
    await pause(host, LOCK_LOOK_MS);
  }
  const { holder = "another one", since = "" } = await rowIn(link) ?? {};
  throw new PlaceTaken(
    `Cannot use the store ${store}: another bank is running on it (${holder}; since ${
      since.slice(0, 19)
    }). One server at a ` +
      "time: stop that one first. If its machine is gone, its place is free within half a minute",
  );
}

/** The row of the store, or null where there is no bank in it. */
export async function rowIn(link: Pick<PostgresLink, "write">): Promise<Row | null> {
  const [tables] = await link.write(TABLES_THERE);
  return tables!.there ? (await link.write(STORE_ROW))[0] ?? null : null;
}

async function prepare({ link, store, id, as }: Taking): Promise<void> {
  const row = await rowIn(link);
  const cannot = (why: string) => new DataError(`Cannot use the store ${store}: ${why}`);
  if (row && row.layout !== LAYOUT) {
    throw cannot(
      `its tables have layout ${row.layout}, this program knows ${LAYOUT}; install a newer bank`,
    );
  }
  const cut = as === "fill" &&
    (row?.state === "filling" || (row?.state === "filled" && row.id === id));
  if (cut) await link.write("truncate bank_kv, bank_store");
  if (!row || cut) {
    if (as === "is") throw cannot("there is no bank in it. Is it the right database?");
    await link.write(TABLES);
    await link.write(MAKE_ROW, [LAYOUT, id, as === "fill" ? "filling" : "serving"]);
    return;
  }
  const drop = "If it is of no use any more: drop table bank_kv, bank_store";
  if (as === "fill") {
    throw cannot(
      `there is a bank in it already, or what one has left there. One bank in a database. ${drop}`,
    );
  }
  if (row.id !== id) {
    throw cannot(
      `the bank in it is another one than this data directory is of. One bank in a database. ${drop}`,
    );
  }
  if (row.state === "left") {
    throw cannot("this bank has moved away from it, and has gone on elsewhere");
  }
  if (row.state === "filling") {
    throw cannot("a move into it was cut; run `bank move` again");
  }
}
