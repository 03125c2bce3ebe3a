// Which store a bank is opened with: the one that its data directory remembers, or, before it is founded, the one that is asked
// for. Another one is refused, so that no start founds a second bank beside the first.
import { Buffer } from "node:buffer";
import { DataError } from "./data_error.ts";
import type { BankKv } from "./bank_file.ts";
import type { Kv } from "./kv.ts";
import type { Outside } from "./postgres_open.ts";
import { isPostgres, placeText, readPlace } from "./postgres_place.ts";
import type { FollowedPlace } from "./store_place.ts";
import { readStore, type StoreElsewhere, writeStore } from "./store_file.ts";

/** What stands in the place of an address for the data directory itself. */
export const EMBEDDED = "embedded";

/** As it is asked for; what is not said is as it was. */
export interface StoreWish {
  /** An address of PostgreSQL, or `EMBEDDED`. */
  readonly url?: string | undefined;
  /** PEM of the issuers that are believed. */
  readonly ca?: string | undefined;
  /** Absolute path of a file with the password. */
  readonly secretFile?: string | undefined;
}

export interface OutsideWish extends Outside {
  readonly wish?: StoreWish | undefined;
  /** Only reads what another server writes. */
  readonly follow?: boolean;
}

/** A store elsewhere as a data directory knows it. */
export interface ElsewhereKv extends BankKv {
  readonly text: string;
  /** Where it is only followed. */
  readonly place: FollowedPlace | null;
  /** As `OpenedStore` has it. */
  heardAtMs(): number;
}

const ID_BYTES = 16;

interface Asked {
  readonly founded: boolean;
  readonly outside: OutsideWish | undefined;
}

/** @returns null where everything is in the directory itself. @throws {DataError} in words. */
export async function storeElsewhere(
  path: string,
  { founded, outside }: Asked,
): Promise<ElsewhereKv | null> {
  const remembered = readStore(path);
  const wanted = wantedStore(path, { founded, remembered, outside });
  if (!wanted) return null;
  const text = placeText(wanted.place);
  if (!outside) throw new DataError(`The journal of the bank in ${path} is in ${text}`);
  // Known before there are tables of this bank: a founding that is cut finds them again.
  if (!founded) writeStore(path, wanted);
  if (founded && outside.follow) {
    const { openFollowed } = await import("./postgres_follow.ts");
    const followed = await openFollowed(wanted, outside);
    if (!isSame(wanted, remembered)) writeStore(path, wanted);
    const { openSnapshot } = await import("./postgres_open.ts");
    return {
      ...elsewhere(followed.kv, { text, founded, place: followed }),
      // It grows while it is looked at.
      look: () => openSnapshot(wanted, outside),
    };
  }
  const { openStore } = await import("./postgres_open.ts");
  const as = founded ? "is" : "make";
  const { kv, setState, heardAtMs } = await openStore(wanted, outside, { path, as });
  try {
    await mustHaveJournal(kv, { founded, text });
    if (founded && !isSame(wanted, remembered)) writeStore(path, wanted);
  } catch (error) {
    kv.close();
    throw error;
  }
  const opened = elsewhere(kv, { text, founded, place: null });
  return { ...opened, heardAtMs, leave: () => setState("left") };
}

function elsewhere(
  kv: Kv,
  { text, founded, place }: Pick<ElsewhereKv, "text" | "place"> & { readonly founded: boolean },
): ElsewhereKv {
  const looked: Kv = { ...rest(kv), close() {} };
  return {
    text,
    place,
    look: () => Promise.resolve(founded ? looked : null),
    open: () => Promise.resolve(kv),
    heardAtMs: () => 0,
    leave: () => Promise.resolve(),
    close: () => kv.close(),
  };
}

/** The same for a look that must not end what it looks at. */
function rest(kv: Kv): Omit<Kv, "close"> {
  return {
    get: (key) => kv.get(key),
    list: (selector, options) => kv.list(selector, options),
    atomic: () => kv.atomic(),
  };
}

function wantedStore(
  path: string,
  { founded, remembered, outside }: Asked & { readonly remembered: StoreElsewhere | null },
): StoreElsewhere | null {
  const { url, ca, secretFile } = outside?.wish ?? {};
  const move = "`bank move` takes a bank from one store to another";
  if (url === EMBEDDED && remembered) {
    throw new DataError(
      `The journal of the bank in ${path} is in ${placeText(remembered.place)}; ${move}`,
    );
  }
  if (url === undefined || url === EMBEDDED) {
    if (remembered) return { ...remembered, ...given({ ca, secretFile }) };
    if (ca === undefined && secretFile === undefined) return null;
    throw new DataError(
      "--store-ca and --store-secret are for a store elsewhere: name it with --store",
    );
  }
  if (!isPostgres(url)) {
    throw new DataError(`Cannot use the store ${url}: expected postgres://... or ${EMBEDDED}`);
  }
  if (founded && !remembered) {
    throw new DataError(
      `The journal of the bank in ${path} is in that directory, not in another store; ${move}`,
    );
  }
  const known = remembered ?? {
    id: Buffer.from(outside!.host.random(ID_BYTES)).toString("hex"),
    ca: null,
    secretFile: null,
  };
  return { ...known, place: readPlace(url), ...given({ ca, secretFile }) };
}

function given({ ca, secretFile }: Omit<StoreWish, "url">) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(secretFile === undefined ? {} : { secretFile }),
  };
}

function isSame(one: StoreElsewhere, other: StoreElsewhere | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function mustHaveJournal(
  kv: Kv,
  { founded, text }: { readonly founded: boolean; readonly text: string },
): Promise<void> {
  if (!founded || (await kv.get(["journal", 0])).value !== null) return;
  throw new DataError(
    `Cannot use the store ${text}: the bank's journal is gone. Nothing was changed`,
  );
}
