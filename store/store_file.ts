// Where this bank's journal is, remembered in its data directory: a bank that has its journal elsewhere is never founded anew.
// No secrets are in it.
import * as fs from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { DataError } from "./data_error.ts";
import { placeText, type PostgresPlace, readPlace } from "./postgres_place.ts";
import { readOrNull, reasonOf, writeDurably } from "./private_files.ts";

/** Its name in the data directory, and that of the issuers' certificates beside it. */
export const STORE_FILE = "store.json";
export const STORE_CA_FILE = "store-ca.pem";

const Stored = z.object({
  store: z.literal("postgres"),
  url: z.string(),
  /** Of the tables: those of another bank have another. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  secretFile: z.string().nullable(),
});

/** A store that is not in the data directory. */
export interface StoreElsewhere {
  readonly place: PostgresPlace;
  readonly id: string;
  /** Absolute path of a file with the password. */
  readonly secretFile: string | null;
  /** PEM of the only issuers that are believed; null for those of the system. */
  readonly ca: string | null;
}

/** @returns null where everything is in the directory itself. @throws {DataError} when that cannot be told. */
export function readStore(path: string): StoreElsewhere | null {
  const file = join(path, STORE_FILE);
  if (!fs.existsSync(file)) return null;
  let stored: z.infer<typeof Stored>;
  try {
    stored = Stored.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch (error) {
    const why = (error as { code?: string }).code === undefined ? "it is damaged" : reasonOf(error);
    throw new DataError(
      `Cannot read ${file}: ${why}. It says where the bank's journal is: restore it from a copy of the directory`,
    );
  }
  const ca = readOrNull(join(path, STORE_CA_FILE));
  return {
    place: readPlace(stored.url),
    id: stored.id,
    secretFile: stored.secretFile,
    ca: ca && new TextDecoder().decode(ca),
  };
}

export function writeStore(path: string, { place, id, secretFile, ca }: StoreElsewhere): void {
  if (ca === null) fs.rmSync(join(path, STORE_CA_FILE), { force: true });
  else writeDurably(join(path, STORE_CA_FILE), ca);
  const stored = { store: "postgres", url: placeText(place), id, secretFile };
  writeDurably(join(path, STORE_FILE), `${JSON.stringify(stored, null, 2)}\n`);
}

/** From now on everything is in the directory itself. */
export function forgetStore(path: string): void {
  fs.rmSync(join(path, STORE_FILE), { force: true });
  fs.rmSync(join(path, STORE_CA_FILE), { force: true });
}
