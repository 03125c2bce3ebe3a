// Opens a store that is not in the data directory: for the one server that writes, or only to look. Every failure is a DataError
// that says what to do. Loaded when a bank has such a store.
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { type Host, pause } from "../bank/host.ts";
import { DataError } from "./data_error.ts";
import type { Kv } from "./kv.ts";
import { PostgresKv } from "./postgres_kv.ts";
import type { AboutServer, LinkOptions, PostgresLink } from "./postgres_link.ts";
import { placeText } from "./postgres_place.ts";
import { firstThatFits, NoServer } from "./postgres_search.ts";
import { PostgresStore } from "./postgres_store.ts";
import { SET_STATE, SNAPSHOT } from "./postgres_tables.ts";
import { rowIn, type StoreState, take, type Taking } from "./postgres_take.ts";
import { reasonOf } from "./private_files.ts";
import type { StoreElsewhere } from "./store_file.ts";

/** What a store elsewhere needs of the world. */
export interface Outside {
  /** As the environment has it (PGPASSWORD). */
  readonly password: string | null;
  readonly host: Pick<Host, "after" | "random" | "log" | "clock">;
  /** The place is lost, or the store is away for too long: nothing can be written any more. */
  readonly onLost?: (error: unknown) => void;
}

export interface OpenedStore {
  readonly kv: Kv;
  setState(state: StoreState): Promise<void>;
  /** When that was asked for which this server was last known to be the one that writes, in Unix milliseconds. */
  heardAtMs(): number;
}

/** Milliseconds in which a server that is just starting may begin to answer. */
const START_MS = 10_000;
const START_LOOK_MS = 300;

const TOKEN_BYTES = 16;

/** Digits of the token in the names of sessions, which have 63 characters at most. */
const NAME_DIGITS = 16;

/** @throws {DataError} */
export async function openStore(
  elsewhere: StoreElsewhere,
  outside: Outside,
  { path, as }: Pick<Taking, "path" | "as">,
): Promise<OpenedStore> {
  const { host, onLost = () => {} } = outside;
  const token = Buffer.from(host.random(TOKEN_BYTES)).toString("hex");
  const options = {
    ...linkOptions(elsewhere, outside),
    name: `bank ${token.slice(0, NAME_DIGITS)}`,
  };
  const store = await patiently(
    elsewhere,
    host,
    () =>
      firstThatFits(options, async (link, about) => {
        const { id } = elsewhere;
        const turn = await take({
          link,
          about,
          store: placeText(elsewhere.place),
          id,
          token,
          path,
          as,
          host,
        });
        return new PostgresStore({ ...options, host, token, onLost }, link, turn);
      }),
  );
  return {
    kv: new PostgresKv(store),
    heardAtMs: () => store.heardAtMs,
    setState: async (state) => void await store.write(SET_STATE, [state, token]),
  };
}

/** As everything is at this moment, whatever a server writes meanwhile. @throws {DataError} */
export async function openSnapshot(elsewhere: StoreElsewhere, outside: Outside): Promise<Kv> {
  const { link } = await look(elsewhere, outside);
  try {
    if ((await rowIn(link))?.id !== elsewhere.id) {
      throw new DataError(
        `The bank of this directory is not in the store ${placeText(elsewhere.place)}`,
      );
    }
    await link.write(SNAPSHOT);
    return new PostgresKv({
      read: (text, values) => link.read(text, values),
      close: () => link.close(),
    });
  } catch (error) {
    link.close();
    throw error;
  }
}

export interface StoreFinding {
  readonly about: AboutServer;
  readonly at: string;
  /** Who serves it, or did; null where there is no bank in it. */
  readonly holder: string | null;
  /** The bank in it is the one of this directory. */
  readonly fits: boolean;
}

/** For `bank doctor`. @throws {DataError} */
export async function lookAtStore(
  elsewhere: StoreElsewhere,
  outside: Outside,
): Promise<StoreFinding> {
  const { link, about } = await look(elsewhere, outside);
  try {
    const row = await rowIn(link);
    return { about, at: link.text, holder: row?.holder ?? null, fits: row?.id === elsewhere.id };
  } finally {
    link.close();
  }
}

async function look(
  elsewhere: StoreElsewhere,
  outside: Outside,
): Promise<{ readonly link: PostgresLink; readonly about: AboutServer }> {
  const options = { ...linkOptions(elsewhere, outside), name: "bank, looking", reads: true };
  try {
    return await firstThatFits(options, (link, about) => Promise.resolve({ link, about }));
  } catch (error) {
    throw cannot(elsewhere, error);
  }
}

/** Waits for a server that is just starting. @throws {DataError} */
export async function patiently<T>(
  elsewhere: StoreElsewhere,
  host: Pick<Host, "after">,
  open: () => Promise<T>,
): Promise<T> {
  let late = false;
  const cancel = host.after(START_MS, () => late = true);
  try {
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof NoServer) || error.final || late) throw cannot(elsewhere, error);
        await pause(host, START_LOOK_MS);
      }
    }
  } finally {
    cancel();
  }
}

function cannot({ place }: StoreElsewhere, error: unknown): unknown {
  if (!(error instanceof NoServer)) return error;
  return new DataError(`Cannot use the store ${placeText(place)}: ${error.message}`);
}

export function linkOptions(
  { place, secretFile, ca }: StoreElsewhere,
  { password, host }: Outside,
): Omit<LinkOptions, "name"> {
  return { place, password: secretFile === null ? password : secretIn(secretFile), ca, host };
}

/** The first line of the file. */
function secretIn(file: string): string {
  try {
    return fs.readFileSync(file, "utf8").split(/\r?\n/, 1)[0]!;
  } catch (error) {
    throw new DataError(`Cannot read the password of the store in ${file}: ${reasonOf(error)}`);
  }
}
